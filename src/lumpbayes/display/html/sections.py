"""Sections of a report as HTML."""

from __future__ import annotations

from lumpbayes.display.html.elements import Html, items, joined, paragraph, section
from lumpbayes.display.html.tables import Column, Table
from lumpbayes.display.sections import Grid, Section

__all__ = ["grid_html", "section_html"]

MOST_ROWS = 20
"""Of a table; the others are folded."""


def section_html(each: Section) -> Html:
    """A section with all its tables.

    >>> section_html(Section("A < B", ("so",)))
    '<section><p class="head">A &lt; B</p><p>so</p></section>'
    """
    texts = items(each.texts) if each.grave else joined(map(paragraph, each.texts))
    look = "level grave" if each.grave else None
    return section(each.heading, texts, map(grid_html, each.grids), class_=look)


def grid_html(grid: Grid, caption: str = "") -> Html:
    """A table of short texts; empty without rows.

    Args:
        grid: the texts.
        caption: where the grid has none.
    """
    kinds = ("text" if place in grid.words else "number" for place in range(len(grid.heads)))
    columns = [Column(head, kind) for head, kind in zip(grid.heads, kinds, strict=True)]
    return Table(grid.caption or caption, columns, grid.rows, MOST_ROWS).html()
