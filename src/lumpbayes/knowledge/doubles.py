"""Numbers as doubles, and those that a double cannot hold.

What is rounded to 0 would exclude what is only improbable, so it is no number here.
"""

from __future__ import annotations

import math
import re
from numbers import Real

import numpy as np

__all__ = ["TOO_SMALL", "is_too_small", "parse_number", "scalar", "small_hint"]

TOO_SMALL = "too small for a double; write 0 to exclude"

NOT_ZERO = re.compile(r"[^eE]*[1-9]")
"""Begins a number that is not 0: a digit above 0 before its exponent."""


def parse_number(value: object) -> float | None:
    """A finite number from a real number of any type, or ASCII text with a decimal point.

    None for anything else, and for what is not 0 but would be as a double: :func:`small_hint` says
    so.

    >>> parse_number("6.2"), parse_number("six"), parse_number("1e-400")
    (6.2, None, None)
    """
    value = scalar(value)
    if isinstance(value, str):
        if not value.isascii() or "_" in value or "," in value:
            return None
    elif not _is_real(value):
        return None
    try:
        number = float(value)  # type: ignore[arg-type]
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) and (number or not is_too_small(value)) else None


def is_too_small(value: object) -> bool:
    """Whether a number that is not 0 becomes 0 as a double.

    Args:
        value: a real number of any type, or its text, a percent sign behind it or not; nothing
            else is too small.

    >>> [is_too_small(each) for each in ("1e-400", "-1e-400", "0.0e5", "0", "1e-300", "1e-400 %")]
    [True, True, False, False, False, True]
    """
    value = scalar(value)
    try:
        if isinstance(value, str):
            text = value.strip().removesuffix("%")
            number = float(text) / (1 if text == value.strip() else 100)
            return number == 0 and NOT_ZERO.match(text) is not None
        return _is_real(value) and float(value) == 0 and bool(value)  # type: ignore[arg-type]
    except (ValueError, OverflowError):
        return False


def small_hint(value: object) -> str:
    """What to do about a number that was refused for being too small; nothing about any other.

    >>> small_hint("1e-400"), small_hint("six")
    ('; it is too small for a double; write 0 to exclude', '')
    """
    return f"; it is {TOO_SMALL}" if is_too_small(value) else ""


def scalar(value: object) -> object:
    """The value in an array of no dimension; any other as it is."""
    return value.item() if isinstance(value, np.ndarray) and value.ndim == 0 else value


def _is_real(value: object) -> bool:
    """Whether it is a real number; a boolean is none.

    Decimals are no Real to Python; told by name, since the import would cost every query.
    """
    if isinstance(value, bool):
        return False
    return isinstance(value, Real) or type(value).__name__ == "Decimal"
