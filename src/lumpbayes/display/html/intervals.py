"""Intervals as HTML: a bar with a whisker a state, and how often it comes first."""

from __future__ import annotations

from collections.abc import Mapping

from lumpbayes.display.html.bars import bar
from lumpbayes.display.html.elements import Html, joined, paragraph
from lumpbayes.display.html.tables import Column, Table
from lumpbayes.display.intervals import interval_meaning, range_text
from lumpbayes.percentages import percent
from lumpbayes.reasoning.intervals import Interval, Intervals

__all__ = ["intervals_fragment"]

COLUMNS = (
    Column("State"),
    Column("Probability", "number"),
    Column("95 % interval", "number"),
    Column("", "picture"),
    Column("Is first in", "number"),
)
MOST_STATES = 10


def intervals_fragment(intervals: Intervals) -> Html:
    """The states, the most probable first; then the groups, which may overlap."""
    states, groups = (
        _rows(found, intervals.labels[kind])
        for kind, found in (("state", intervals.states), ("group", intervals.groups))
    )
    more = f"{max(0, len(states) - MOST_STATES)} more"
    return joined(
        paragraph(f"How sure: {intervals.variable}", class_="title"),
        Table("95 % intervals", COLUMNS, states, MOST_STATES, more).html(),
        Table("Groups, which may overlap", COLUMNS, groups).html(),
        paragraph(interval_meaning(intervals, intervals.labels["state"]), class_="quiet"),
        paragraph(f"Seed {intervals.seed}.", class_="quiet"),
    )


def _rows(found: Mapping[str, Interval], labels: Mapping[str, str]) -> list[tuple[object, ...]]:
    return [
        (
            labels[name],
            percent(each.probability),
            range_text(each),
            bar(each.probability, (each.low, each.high)),
            percent(each.leads),
        )
        for name, each in found.items()
    ]
