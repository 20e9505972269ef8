"""Numbers into states: lists of intervals such as ``size_cm:[0,2);[2,5];(5,100]``."""

from __future__ import annotations

import math
import re
from itertools import pairwise
from typing import NamedTuple

__all__ = ["Bins", "Interval", "parse_bins"]

INTERVAL = re.compile(r"([\[(])\s*([^,\s]+)\s*,\s*([^,\s]+)\s*([\])])")


class Interval(NamedTuple):
    """An interval of numbers, open or closed at each end."""

    low: float
    high: float
    low_closed: bool
    high_closed: bool

    def holds(self, number: float) -> bool:
        """Whether the number lies in the interval."""
        above = number >= self.low if self.low_closed else number > self.low
        below = number <= self.high if self.high_closed else number < self.high
        return above and below

    def __str__(self) -> str:
        left, right = "[" if self.low_closed else "(", "]" if self.high_closed else ")"
        return f"{left}{_shortest(self.low)},{_shortest(self.high)}{right}"


class Bins(NamedTuple):
    """The name under which a number is given, and one interval a state, in state order."""

    name: str
    intervals: tuple[Interval, ...]

    def position(self, number: float) -> int | None:
        """Index of the state whose interval holds the number, or None outside all of them."""
        for index, interval in enumerate(self.intervals):
            if interval.holds(number):
                return index
        return None

    def __str__(self) -> str:
        return f"{self.name}:" + ";".join(str(interval) for interval in self.intervals)


def parse_bins(text: str, count: int) -> Bins:
    """Bins from their text.

    Args:
        text: ``name:interval;interval;...``, one interval a state, in state order.
        count: how many states the variable has.

    Raises:
        ValueError: says what was expected.

    >>> parse_bins("size_cm:[0,2);[2,5];(5,100]", 3).position(6.2)
    2
    """
    name, colon, rest = text.partition(":")
    name = name.strip()
    if not colon or not name.isidentifier():
        raise ValueError("a name, a colon and intervals, such as size_cm:[0,2);[2,5];(5,100]")
    intervals = tuple(_parse_interval(part) for part in rest.split(";"))
    if len(intervals) != count:
        raise ValueError(f"{count} intervals, one a state, not {len(intervals)}")
    _check_cover(intervals)
    return Bins(name, intervals)


def _shortest(number: float) -> str:
    """The shortest text that reads back as the same double: fingerprints depend on it."""
    return repr(number).removesuffix(".0")


def _parse_interval(text: str) -> Interval:
    match = INTERVAL.fullmatch(text.strip())
    if not match:
        raise ValueError(f"an interval such as [0,2) where {text.strip()!r} stands")
    left, low, high, right = match.groups()
    try:
        interval = Interval(float(low), float(high), left == "[", right == "]")
    except ValueError:
        raise ValueError(f"two numbers in the interval {text.strip()!r}") from None
    finite = math.isfinite(interval.low) and math.isfinite(interval.high)
    if not finite or interval.low >= interval.high:
        raise ValueError(f"finite numbers, the lower first, in the interval {text.strip()!r}")
    return interval


def _check_cover(intervals: tuple[Interval, ...]) -> None:
    ordered = sorted(intervals, key=lambda each: each.low)
    for lower, upper in pairwise(ordered):
        if lower.high < upper.low or (
            lower.high == upper.low and not (lower.high_closed or upper.low_closed)
        ):
            raise ValueError(f"no gap between {lower} and {upper}")
        if lower.high > upper.low or (lower.high_closed and upper.low_closed):
            raise ValueError(f"no overlap of {lower} and {upper}")
