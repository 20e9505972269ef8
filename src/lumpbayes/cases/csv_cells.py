"""Cells of a CSV file as text: what is no UTF-8, and what a spreadsheet must not run."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from lumpbayes.cases.csv_encoding import UTF_8, encoding_option
from lumpbayes.knowledge.csv_table import neutralised

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["decoded_bytes", "kept_cell", "restored", "text_column"]

HALVES = re.compile("[\ud800-\udfff]")
"""Bytes that are no text, as Python's reader leaves them."""

NUMBER = re.compile(r"[+-]\d[\d.,]*(?:[eE][+-]?\d+)?")
"""What no spreadsheet runs, though it begins with a sign."""

Wrong = list[tuple[int, tuple[str, str]]]
"""Places of cells that cannot be read; each with what it holds and what is wrong."""


def text_column(cells: Sequence[str], encoding: str = UTF_8) -> tuple[pa.Array, Wrong]:
    """A column as Arrow's text, and which of its cells are no text; those are read as far as it is.

    Args:
        cells: as Python's reader gives them; a byte that is no text is half a character.
        encoding: of the file.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    wrong: Wrong = []
    try:
        array = pa.array(cells, pa.string())
    except UnicodeEncodeError:
        mended = [decoded_bytes(cell, encoding) for cell in cells]
        wrong = [(at, (text, message)) for at, (text, message) in enumerate(mended) if message]
        array = pa.array([text for text, _ in mended], pa.string())
    if len(array) and pc.any(pc.starts_with(array, "'")).as_py():
        array = pa.array([restored(cell) for cell in array.to_pylist()], pa.string())
    return array, wrong


def decoded_bytes(cell: str, encoding: str = UTF_8) -> tuple[str, str]:
    """A cell with every byte that is no text replaced, and what is wrong; empty if nothing is."""
    found = HALVES.search(cell)
    if found is None:
        return cell, ""
    byte = ord(found.group()) & 0xFF
    text = HALVES.sub("\ufffd", cell)
    wrong = f"{text!r} holds the byte 0x{byte:02x}, which is no"
    if encoding == UTF_8:
        return text, (
            f"{wrong} UTF-8 text: save the file as 'CSV UTF-8', or name its own encoding, such as "
            f"{encoding_option('cp1252')}"
        )
    return text, (
        f"{wrong} {encoding} text: name the encoding that the file was "
        "saved in, or save it as 'CSV UTF-8'"
    )


def restored(cell: str) -> str:
    """Text without the mark that keeps a spreadsheet from running it.

    >>> restored("'=1+1"), restored("'tis")
    ('=1+1', "'tis")
    """
    return cell[1:] if cell[:1] == "'" and neutralised(cell) != cell else cell


def kept_cell(cell: str) -> str:
    """A cell that is copied through: numbers as they are, and what a spreadsheet would run marked.

    >>> kept_cell("-3.5"), kept_cell("-1+A1"), kept_cell("=1")
    ('-3.5', "'-1+A1", "'=1")
    """
    return cell if NUMBER.fullmatch(cell) else neutralised(cell)
