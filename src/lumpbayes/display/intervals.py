"""Intervals beside a differential: in a terminal, in JSON, in CSV."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from lumpbayes.display.words import plain
from lumpbayes.display.wrapping import wrapped
from lumpbayes.percentages import percent

if TYPE_CHECKING:
    from lumpbayes.reasoning.intervals import Interval, Intervals

__all__ = ["interval_lines", "interval_meaning", "interval_texts", "intervals_record", "range_text"]

RARELY = 0.0005
"""A cause that comes first more rarely is not named."""

IN_AN_ANSWER = ("seed", "draws", "states", "groups")


def range_text(interval: Interval) -> str:
    """A 95 % interval in percent.

    >>> from lumpbayes.reasoning.intervals import Interval
    >>> range_text(Interval(0.123, 0.081, 0.18, 1.0)), range_text(Interval(0, 0, 0, 0))
    ('(8.1–18.0 %)', '(0–0 %)')
    """
    low, high = percent(interval.low), percent(interval.high)
    return f"({low.removesuffix(' %')}–{high})"


def interval_texts(intervals: Intervals | None, states: Sequence[str]) -> list[str]:
    """The ranges of some states; empty texts where nobody asked for intervals."""
    if intervals is None:
        return [""] * len(states)
    return [range_text(intervals[state]) for state in states]


def interval_meaning(intervals: Intervals, labels: Mapping[str, str]) -> str:
    """What the ranges are, and which causes come first how often."""
    first = sorted(intervals.states.items(), key=lambda item: -item[1].leads)
    named = [
        f"{plain(labels[state])} {percent(each.leads)}".replace(" ", "\xa0")
        for state, each in first
        if each.leads >= RARELY
    ]
    return (
        f"In brackets: 95 % intervals, from those of the tables ({intervals.draws:,} draws). "
        f"Chance of being first: {', '.join(named)}."
    )


def interval_lines(intervals: Intervals, labels: Mapping[str, str], width: int) -> Iterator[str]:
    """What the ranges are, and which causes come first how often."""
    yield from wrapped(interval_meaning(intervals, labels), width, dim=True)


def intervals_record(intervals: Intervals | None) -> dict[str, Any]:
    """What an answer in JSON has more where intervals are asked for: one key."""
    if intervals is None:
        return {}
    record = intervals.to_dict()
    return {"intervals": {key: record[key] for key in IN_AN_ANSWER}}
