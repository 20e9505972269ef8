"""Tables with a caption, headings that say which way they head, and numbers to the right."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from lumpbayes.display.html.elements import Html, element, folded, joined, paragraph

__all__ = ["Column", "Table"]


LONGEST = 500
"""Rows that a table has at most: a page with all variables of a large network would not open."""

PICTURED = ("picture", "case")
"""Kinds of columns that take what room there is."""


class Column(NamedTuple):
    """A column of a table.

    Attributes:
        heading: what stands over it.
        kind: ``text``, ``number``, ``picture`` (a bar) or ``case`` (a number above a bar).
    """

    heading: str
    kind: str = "text"


class Table(NamedTuple):
    """What a table shows, and how much of it at once.

    Attributes:
        caption: what it is a table of.
        columns: the first one heads the rows.
        rows: cells, each text or :class:`Html`, as many a row as there are columns.
        most: how many rows to show; the others are folded.
        rest: what the fold says, such as ``8 more causes``.
    """

    caption: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[object]]
    most: int | None = None
    rest: str = ""

    def html(self) -> Html:
        """The table, in a box in which it scrolls where it is too wide; empty without rows."""
        if not self.rows:
            return Html()
        most = len(self.rows) if self.most is None else self.most
        shown, others = self.rows[:most], self.rows[most:LONGEST]
        left = len(self.rows) - len(shown[:LONGEST]) - len(others)
        note = paragraph(f"and {left:,} more, which are not shown here") if left > 0 else None
        head = self.rest or f"{len(others) + left:,} more"
        more = folded(head, self._box(others), note) if others else note
        return joined(self._box(shown[:LONGEST], self.caption), more)

    def _box(self, rows: Iterable[Sequence[object]], caption: str = "") -> Html:
        head = element("tr", [_heading(column) for column in self.columns])
        inner = (
            element("caption", caption) if caption else None,
            element("thead", head),
            element("tbody", [self._row(row) for row in rows]),
        )
        wide = any(column.kind in PICTURED for column in self.columns)
        table = element("table", inner, class_="wide" if wide else None)
        return element("div", table, class_="box")

    def _row(self, cells: Sequence[object]) -> Html:
        first, *others = zip(self.columns, cells, strict=True)
        head = element("th", first[1], scope="row", class_=first[0].kind)
        return element("tr", head, [element("td", cell, class_=to.kind) for to, cell in others])


def _heading(column: Column) -> Html:
    return element("th", column.heading, scope="col", class_=column.kind)
