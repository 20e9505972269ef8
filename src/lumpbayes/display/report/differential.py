"""The differential: how probable each cause is, how sure that is, and the groups of causes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lumpbayes.display.html.bars import bar
from lumpbayes.display.html.elements import Html, element, paragraph
from lumpbayes.display.intervals import range_text
from lumpbayes.display.report.contents import Contents
from lumpbayes.display.report.tables import Column, table
from lumpbayes.percentages import percent
from lumpbayes.reasoning.intervals import Interval

__all__ = ["differential_section", "leading_section"]

SHOWN = 10
"""Causes, and groups, that are not folded."""
LEADING = 5
CAUSE, GROUP = "Cause", "Group"


def differential_section(contents: Contents) -> Html:
    """The causes, most probable first; then the groups, as a table of the same columns."""
    answer = contents.answer
    causes = [(answer.labels[each], found) for each, found in answer.posterior.items()]
    groups = [(answer.group_labels[each], found) for each, found in answer.groups.items()]
    return element(
        "section",
        element("h2", "Differential"),
        _table(contents, CAUSE, causes, tuple(answer.posterior)),
        element("h3", "Groups of causes, which may overlap") if groups else None,
        _table(contents, GROUP, groups, tuple(answer.groups)) if groups else None,
    )


def leading_section(contents: Contents) -> Html:
    """The causes that a file keeps: the most probable ones, and how probable the others are."""
    answer = contents.answer
    first, rest = list(answer.posterior.items())[:LEADING], [*answer.posterior.values()][LEADING:]
    causes = [(answer.labels[each], found) for each, found in first]
    others = f"{len(rest)} others together {percent(sum(rest))}." if rest else ""
    return element(
        "section",
        element("h2", "Most probable causes"),
        _table(contents, CAUSE, causes, [each for each, _ in first]),
        paragraph(others, class_="small"),
    )


def _table(
    contents: Contents, what: str, rows: Sequence[tuple[str, float]], names: Sequence[str]
) -> Html:
    """A row a cause, or a group; intervals where there are any."""
    columns = [Column(what), Column("", "picture"), Column("Probability", "number")]
    if contents.intervals is not None:
        columns += [Column("95 % interval", "number range"), Column("Comes first", "number")]
    found = _intervals(contents, what, names)
    cells = [
        [label, bar(each, _ends(interval)), percent(each), *_interval_cells(interval)]
        for (label, each), interval in zip(rows, found, strict=True)
    ]
    rest = [probability for _, probability in rows[SHOWN:]]
    together = "" if what == GROUP else f", together {percent(sum(rest))}"  # groups overlap
    return table(columns, cells, SHOWN, f"and {len(rest)} more{together}")


def _intervals(contents: Contents, what: str, names: Sequence[str]) -> Iterator[Interval | None]:
    """The interval of each cause, or group; None where nobody knows."""
    if contents.intervals is None:
        yield from (None for _ in names)
        return
    kept = contents.intervals.groups if what == GROUP else contents.intervals.states
    yield from (kept[name] for name in names)


def _ends(interval: Interval | None) -> tuple[float, float] | None:
    return None if interval is None else (interval.low, interval.high)


def _interval_cells(interval: Interval | None) -> list[str]:
    if interval is None:
        return []
    low, high = percent(interval.low), percent(interval.high)
    between = high if low == high else range_text(interval).strip("()")
    return [between, percent(interval.leads)]
