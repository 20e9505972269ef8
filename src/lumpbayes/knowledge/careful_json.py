r"""JSON of which every value can be worked with: numbers that are finite, text that can be written.

Python's own reader takes NaN, makes infinity of 1e999, the last of two equal keys, and half a
character (a lone surrogate) of ``\ud800``; none of them is JSON that others could read.
"""

from __future__ import annotations

import json
import math
from typing import Any, NoReturn

__all__ = ["no_repeats", "parse_json"]

LONGEST_SHOWN = 40


def parse_json(text: str) -> Any:
    r"""The value that a JSON text holds.

    Raises:
        ValueError: it is no JSON, is nested too deep, holds a key twice, a number that is not
            finite, or half a character.

    >>> parse_json('{"size_cm": 6}')
    {'size_cm': 6}
    >>> parse_json('"\\ud800"')
    Traceback (most recent call last):
    ...
    ValueError: it holds half a character (a lone surrogate): '\ud800'
    """
    try:
        value = json.loads(
            text,
            object_pairs_hook=no_repeats,
            parse_constant=_no_number,
            parse_float=_finite,
            parse_int=_whole,
        )
        if "\\ud" in text or "\\uD" in text:  # nothing else makes half characters
            json.dumps(value, ensure_ascii=False).encode()
    except RecursionError:
        raise ValueError("nested too deep") from None
    except UnicodeEncodeError as error:
        found = error.object[error.start : error.end]
        raise ValueError(f"it holds half a character (a lone surrogate): {found!r}") from None
    return value


def no_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """For ``json``: an object's pairs as a dictionary; ValueError where a key stands twice."""
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the key {twice!r} stands twice")
    return found


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"{text} is no number in JSON")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise _too_large(text)
    return number


def _whole(text: str) -> int:
    number = int(text)
    try:
        float(number)
    except OverflowError:
        raise _too_large(text) from None
    return number


def _too_large(text: str) -> ValueError:
    return ValueError(f"{text[:LONGEST_SHOWN]} is too large for a number")
