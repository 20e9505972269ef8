r"""JSON of which every value can be worked with: numbers that are finite, text that can be written.

Python's own reader takes NaN, makes infinity of 1e999, the last of two equal keys, and half a
character (a lone surrogate) of ``\ud800``; none of them is JSON that others could read. It also
makes 0 of 1e-400, which would exclude what is only improbable.
"""

from __future__ import annotations

import json
import math
from typing import Any, NoReturn

from lumpbayes.knowledge.doubles import TOO_SMALL, is_too_small

__all__ = ["no_repeats", "parse_json"]

LONGEST_SHOWN = 40


def parse_json(text: str) -> Any:
    r"""The value that a JSON text holds.

    Raises:
        ValueError: it is no JSON, is nested too deep, holds a key twice with different values, a
            number that is too large or too small for a double, or half a character.

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
    """For ``json``: an object's pairs as a dictionary; a key may stand twice with one value.

    Raises:
        ValueError: a key that stands twice with different values; names both.
    """
    found = dict(pairs)
    if len(found) < len(pairs):
        for name, value in pairs:
            one, other = (json.dumps(each, ensure_ascii=False) for each in (value, found[name]))
            if one != other and not _same_number(value, found[name]):
                shown = f"{one[:LONGEST_SHOWN]} and {other[:LONGEST_SHOWN]}"
                raise ValueError(f"{name!r} is given twice: {shown}; give it once")
    return found


def _same_number(one: object, other: object) -> bool:
    """Whether both are numbers, and equal: 6 and 6.0, but not 1 and true."""
    return type(one) in (int, float) and type(other) in (int, float) and one == other


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"{text} is no number in JSON")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise _too_large(text)
    if number == 0 and is_too_small(text):
        raise ValueError(f"{text[:LONGEST_SHOWN]} is {TOO_SMALL}")
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
