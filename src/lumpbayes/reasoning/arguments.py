"""What says how to ask: seeds, counts, draws and probabilities, each checked in one place.

numpy's numbers are taken as Python's own; a bool is no number. What comes back is Python's own, so
that a record is plain data.
"""

from __future__ import annotations

import os

import numpy as np

from lumpbayes.errors import EvidenceError, TooLargeError
from lumpbayes.inference.memory import in_units
from lumpbayes.knowledge.matching import parse_number

__all__ = [
    "FEWEST_DRAWS",
    "check_count",
    "check_draws",
    "check_path",
    "check_probability",
    "check_seed",
    "not_expected",
]

FEWEST_DRAWS = 100
"""Fewer do not show what lies beyond 95 % of them."""

DOUBLE = 8
"""Bytes."""

LONGEST_SHOWN = 100


def not_expected(name: str, value: object, expected: str) -> EvidenceError:
    """The error of an argument of another type than it can be.

    Args:
        name: of the argument.
        value: what was given.
        expected: what was expected, with an example.

    >>> print(not_expected("path", 5, "the name of a file, such as 'model.toml'"))
    path=5: expected the name of a file, such as 'model.toml'
    """
    shown = f"={value!r}"
    if len(shown) > LONGEST_SHOWN or not shown.isprintable():
        shown = f" of type {type(value).__name__}"
    return EvidenceError(f"{name}{shown}: expected {expected}")


def check_path(value: object, example: str) -> str:
    """The name of a file as text.

    Args:
        value: text, or a path.
        example: of such a file.

    Raises:
        EvidenceError: anything else.

    >>> check_path("models/back_lump.toml", "model.toml")
    'models/back_lump.toml'
    """
    if not isinstance(value, str | bytes | os.PathLike) or not os.fspath(value):
        raise not_expected("path", value, f"the name of a file, such as {example!r}")
    return os.fsdecode(value)


def check_count(name: str, value: object, least: int = 1) -> int:
    """A whole number that is not too small.

    Args:
        name: of the argument, for the message.
        value: what was given.
        least: the smallest that there may be.

    Raises:
        EvidenceError: anything else.

    >>> check_count("top", 5)
    5
    """
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < least:
        raise EvidenceError(f"{name}={value!r}: expected a whole number of at least {least}")
    return int(value)


def check_seed(value: object) -> int:
    """A seed: a whole number of at least 0.

    Raises:
        EvidenceError: anything else.

    >>> check_seed(0)
    0
    """
    return check_count("seed", value, 0)


def check_draws(value: object, numbers: int, memory_limit: float) -> int:
    """How many draws: at least 100, and no more than memory holds; nothing is allocated yet.

    Args:
        value: what was given.
        numbers: how many doubles a draw takes at most, while it is made and summed up.
        memory_limit: bytes that all may take.

    Raises:
        EvidenceError: no whole number of at least 100.
        TooLargeError: more than memory holds; says how many that is.

    >>> check_draws(1000, 18, 2**20)
    1000
    """
    draws = check_count("draws", value, FEWEST_DRAWS)
    each = DOUBLE * numbers
    if draws * each > memory_limit:
        raise TooLargeError(
            f"draws={draws:,} would take {in_units(draws * each)}, the limit is "
            f"{in_units(memory_limit)}: ask for at most {int(memory_limit // each):,}, or raise "
            "memory_limit"
        )
    return draws


def check_probability(name: str, value: object) -> float:
    """A probability, 0 to 1.

    Args:
        name: of the argument, for the message.
        value: what was given; text is none.

    Raises:
        EvidenceError: anything else.

    >>> check_probability("at_least", 0.9)
    0.9
    """
    number = None if isinstance(value, str) else parse_number(value)
    if number is None or not 0 <= number <= 1:
        raise EvidenceError(f"{name}={value!r}: expected a probability, 0 to 1")
    return number
