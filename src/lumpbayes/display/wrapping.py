"""Text cut and folded to columns of a terminal, where a Chinese character fills two."""

from __future__ import annotations

from collections.abc import Iterator

from click import style
from rich.cells import cell_len, chop_cells, set_cell_size

__all__ = ["NARROWEST", "columns", "padded", "wrapped"]

NARROWEST = 20
"""Columns below which nothing is made narrower."""


def padded(text: str, width: int) -> str:
    """Text of exactly ``width`` terminal columns, cut with an ellipsis where it is longer.

    >>> padded("lipoma", 8), padded("lipoma", 4)
    ('lipoma  ', 'lip…')
    """
    if cell_len(text) > width:
        return set_cell_size(text, width - 1) + "…"
    return set_cell_size(text, width)


def columns(text: str, width: int) -> list[str]:
    """Lines of at most ``width`` terminal columns, however few; at least one line.

    >>> columns("no fever at all", 8), columns("", 8)
    (['no fever', 'at all'], [''])
    """
    lines = [""]
    for word in text.split():
        for place, piece in enumerate(chop_cells(word, width)):
            if not place and cell_len(lines[-1]) + 1 + cell_len(piece) <= width and lines[-1]:
                lines[-1] += f" {piece}"
            else:
                lines.append(piece)
    return lines[1:] or lines


def wrapped(text: str, width: int, *, indent: str = "", **looks: bool | str) -> Iterator[str]:
    """Lines of at most ``width`` columns, styled as click does.

    A long word of ASCII, such as an address, stays whole and may be longer. Spaces before the text
    stay; those within it that must not break are written as no-break spaces, or stand before %.

    Args:
        text: one paragraph.
        width: columns of the window.
        indent: what stands before every line but the first.
        **looks: the style, such as ``bold=True``.
    """
    room = max(width, NARROWEST)
    line = text[: len(text) - len(text.lstrip(" "))]
    begun = False  # whether the line holds a word
    for word, goes_on in _pieces(text, room - cell_len(indent)):
        if begun and (goes_on or cell_len(line) + 1 + cell_len(word) > room):
            yield _styled(line, looks)
            line, begun = indent, False
        line += f" {word}" if begun else word
        begun = True
    if begun:
        yield _styled(line, looks)


def _pieces(text: str, most: int) -> Iterator[tuple[str, bool]]:
    """The words, those too long in pieces; True for a piece that goes on with its word."""
    for word in filter(None, text.replace(" %", "\xa0%").split(" ")):
        for part in word.split("\xa0") if cell_len(word) > most else [word]:
            if part.isascii() or cell_len(part) <= most:
                yield part, False
                continue
            for number, piece in enumerate(chop_cells(part, most)):
                yield piece, number > 0


def _styled(line: str, looks: dict[str, bool | str]) -> str:
    shown = line.replace("\xa0", " ")
    return style(shown, **looks) if looks else shown  # type: ignore[arg-type]
