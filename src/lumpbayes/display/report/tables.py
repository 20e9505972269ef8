"""Tables of a report, narrow enough for a phone: the weakest rows are folded, and not printed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from lumpbayes.display.html.elements import Html, element, joined

__all__ = ["Column", "table"]


class Column(NamedTuple):
    """A column.

    Attributes:
        heading: what stands over it; empty over pictures, which the numbers beside them say too.
        kind: ``text``, ``number``, ``picture`` or ``basis`` (what a number rests on); a
            number that is a range is ``number range``.
    """

    heading: str
    kind: str = "text"


def table(
    columns: Sequence[Column],
    rows: Sequence[Sequence[object]],
    most: int | None = None,
    rest: str = "",
    last: Sequence[Sequence[object]] = (),
) -> Html:
    """A table; the first cell of a row is its heading.

    Args:
        columns: what stands over the cells.
        rows: cells, as many a row as there are columns.
        most: rows that are not folded; all when None.
        rest: what the fold says.
        last: rows that end the table, and are never folded.
    """
    shown, folded = rows[:most], rows[len(rows[:most]) :]
    first = _table(columns, (*shown, *last))
    if not folded:
        return first
    return joined(first, element("details", element("summary", rest), _table(columns, folded)))


def _table(columns: Sequence[Column], rows: Sequence[Sequence[object]]) -> Html:
    head = element("thead", element("tr", [_heading(column) for column in columns]))
    return element("table", head, element("tbody", [_row(columns, row) for row in rows]))


def _heading(column: Column) -> Html:
    if not column.heading:
        return element("td", class_=column.kind)
    return element("th", column.heading, scope="col", class_=column.kind)


def _row(columns: Sequence[Column], cells: Sequence[object]) -> Html:
    pairs = list(zip(columns, cells, strict=True))
    (first, label), others = pairs[0], pairs[1:]
    head = element("th", label, scope="row", class_=first.kind)
    return element("tr", head, [element("td", cell, class_=each.kind) for each, cell in others])
