"""A rich table made to fit a window without a name cut or split, or a row below the other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.cells import cell_len

from lumpbayes.display.wrapping import wrapped

if TYPE_CHECKING:
    from rich.table import Table

__all__ = ["keep_words_whole", "stacked_lines", "unfolded_width"]

GAP = 2
"""Columns between two columns of a table."""


def _texts(table: Table) -> Iterator[list[str]]:
    """What stands in each column, its heading first."""
    for column in table.columns:
        yield [str(column.header), *map(str, column.cells)]


def unfolded_width(table: Table) -> int:
    """Columns of a window in which nothing of the table is folded."""
    return sum(max(map(cell_len, texts)) + GAP for texts in _texts(table))


def keep_words_whole(table: Table) -> int:
    """Let no column be narrower than its longest word; the columns that the table then needs."""
    least = 0
    for column, texts in zip(table.columns, _texts(table), strict=True):
        words = texts if column.no_wrap else [word for text in texts for word in text.split()]
        column.min_width = max(map(cell_len, words), default=0)
        least += column.min_width + GAP
    return least - GAP


def stacked_lines(table: Table, width: int) -> Iterator[str]:
    """The rows below one another, each cell behind its heading, for a window that is too narrow."""
    first, *others = ([*column.cells] for column in table.columns)
    headings = [str(column.header) for column in table.columns[1:]]
    for number, head in enumerate(first):
        yield from wrapped(str(head), width, bold=True)
        for heading, cells in zip(headings, others, strict=True):
            if str(cells[number]):
                yield from wrapped(f"  {heading}: {cells[number]}", width, indent="    ")
