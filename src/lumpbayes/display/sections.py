"""A report in sections: sentences and grids, for a terminal and as Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from click import style
from rich.cells import cell_len

from lumpbayes.display.words import plain
from lumpbayes.display.wrapping import padded, wrapped

__all__ = ["Grid", "Section", "escaped", "section_lines", "section_markdown"]

GAP = "  "
SPECIAL = str.maketrans({each: f"\\{each}" for each in "\\`*_[]|<>~$&#"})
"""Characters that mean something within a line of Markdown, or begin HTML or mathematics."""
OPENING = re.compile(r"^(\d*)([-+.)](?=\s|$)|-(?=--)|=)")
"""What begins a list, or underlines a heading."""
WIDEST_HEAD = 34


class Grid(NamedTuple):
    """A table of short texts.

    Attributes:
        caption: what it is a table of; empty where the section's heading says it.
        heads: of the columns.
        rows: texts, as many a row as there are heads.
        words: indices of the columns that are words; the others are numbers.
    """

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    words: tuple[int, ...] = (0,)


class Section(NamedTuple):
    """A part of a report.

    Attributes:
        heading: of it.
        texts: sentences, a paragraph each.
        grids: tables below them.
        grave: whether the sentences are a warning.
    """

    heading: str
    texts: tuple[str, ...] = ()
    grids: tuple[Grid, ...] = ()
    grave: bool = False


def section_lines(section: Section, width: int) -> Iterator[str]:
    """A section for a terminal.

    Args:
        section: what to show.
        width: columns of the window.
    """
    yield from wrapped(plain(section.heading), width, bold=True)
    for text in section.texts:
        looks = {"fg": "yellow"} if section.grave else {}
        yield from wrapped(f"  {plain(text)}", width, indent="  ", **looks)
    for grid in section.grids:
        if grid.caption:
            yield from wrapped(f"  {plain(grid.caption)}", width, indent="  ", dim=True)
        yield from _grid_lines(grid, width)


def _grid_lines(grid: Grid, width: int) -> Iterator[str]:
    heads = [plain(head) for head in grid.heads]
    rows = [[plain(cell) for cell in row] for row in grid.rows]
    widths = [max(map(cell_len, column)) for column in zip(heads, *rows, strict=True)]
    widths[0] = min(widths[0], WIDEST_HEAD)
    if sum(widths) + len(GAP) * (len(widths) + 1) > width:
        for row in rows:
            yield from wrapped(f"  {_told(heads, row)}", width, indent="      ")
        return
    for place, row in enumerate([heads, *rows]):
        cells = (
            padded(cell, room) if at in grid.words else f"{' ' * (room - cell_len(cell))}{cell}"
            for at, (cell, room) in enumerate(zip(row, widths, strict=True))
        )
        line = f"  {GAP.join(cells)}".rstrip()
        yield line if place else style(line, dim=True)


def _told(heads: Sequence[str], row: Sequence[str]) -> str:
    pairs = zip(heads[1:], row[1:], strict=True)
    return f"{row[0]}: {'; '.join(f'{head} {cell}' for head, cell in pairs if cell)}"


def section_markdown(section: Section) -> str:
    r"""A section as Markdown, of which every word is text.

    >>> print(section_markdown(Section("Of *all*", ("1 < 2",))))
    ## Of \*all\*
    <BLANKLINE>
    1 \< 2
    """
    parts = [f"## {escaped(section.heading)}"]
    if section.grave:
        parts += ["\n".join(f"> - {escaped(text)}" for text in section.texts)]
    else:
        parts += [escaped(text) for text in section.texts]
    for grid in section.grids:
        parts += [escaped(grid.caption)] if grid.caption else []
        parts += ["\n".join(_grid_markdown(grid))]
    return "\n\n".join(parts)


def _grid_markdown(grid: Grid) -> Iterator[str]:
    yield _row_markdown(grid.heads)
    sides = ("---" if at in grid.words else "--:" for at in range(len(grid.heads)))
    yield f"| {' | '.join(sides)} |"
    for row in grid.rows:
        yield _row_markdown(row)


def _row_markdown(cells: Iterable[str]) -> str:
    return f"| {' | '.join(escaped(cell) for cell in cells)} |"


def escaped(text: str) -> str:
    """Text as Markdown that shows just it."""
    shown = plain(text).translate(SPECIAL).replace("://", "\\://")
    return OPENING.sub(r"\1\\\2", shown)
