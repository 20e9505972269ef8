"""Reading one CSV file: encoding, delimiter, header, ragged rows, limits; and writing cells.

Text that a spreadsheet would run as a formula (first character ``=``, ``+``, ``-`` or ``@``) is
written with a ``'`` before it; reading takes exactly one such ``'`` away again. A letter that
Unicode writes in two ways (whole, or followed by its accent) is read whole (NFC).
"""

from __future__ import annotations

import csv
import io
import os
import re
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple
from unicodedata import normalize

from lumpbayes.errors import or_nearest
from lumpbayes.knowledge.problems import Problems
from lumpbayes.knowledge.records import TableFile

if TYPE_CHECKING:
    import _csv

__all__ = ["MOST_BYTES", "MOST_ROWS", "Row", "neutralised", "read_rows"]

MOST_ROWS = 1_000_000
MOST_BYTES = 256 * 1024**2
RUNNABLE = re.compile(r"'*[=+\-@\t\r]")
DELIMITERS = re.compile(r"[;\t]")


_QUOTES = (
    "comma-separated text with balanced double quotes",
    "Quote cells that hold commas, quotes or line breaks; double the quotes inside.",
)
_WIDTH = "Quote cells that hold commas; write empty cells as nothing between commas."
_SHORTEN = "Give rare cases as exceptions to default rows instead of listing every combination."


class Row(NamedTuple):
    """A data row: its line in the file, and its cells in the order of the columns asked for."""

    line: int
    cells: tuple[str, ...]


def neutralised(text: str) -> str:
    """Text as a CSV cell that no spreadsheet runs; a reader of ours gives the text back.

    >>> neutralised("=1+1"), neutralised("plain")
    ("'=1+1", 'plain')
    """
    return "'" + text if RUNNABLE.match(text) else text


def read_rows(
    file: TableFile,
    columns: Sequence[str],
    problems: Problems,
    most_rows: int = MOST_ROWS,
    optional: Sequence[str] = (),
) -> list[Row]:
    """The rows of a table; problems are appended to ``problems``.

    The cells of ``optional`` columns follow those of ``columns``, and are blank where the file has
    no such column.

    A file may have a byte-order mark, either kind of line end, its columns in any order, blank
    lines, and columns at its end that are empty throughout, as spreadsheets leave them. It may not
    have other columns, rows of another length, or more than ``most_rows`` rows.
    """
    data = _read_bytes(file, problems)
    if data is None:
        return []
    # Decoded piece by piece: a large table stands in memory once, and as bytes.
    stream = io.TextIOWrapper(io.BytesIO(data), encoding="utf-8-sig", newline="")
    reader = csv.reader(stream, strict=True)
    try:
        header = next(reader, [])
        named = _without_blanks(header)
        order = _column_order(file, named, columns, problems, optional)
        if order is None:
            return []
        blanks = len(header) - len(named)
        rows = (_without_blanks(row, blanks) for row in reader) if blanks else reader
        present = tuple(position for position in order if position is not None)
        found = _read_body(file, reader, rows, present, problems, most_rows, _mender(data))
        return found if len(present) == len(order) else [_completed(row, order) for row in found]
    except csv.Error as error:
        problems.error(file.place(reader.line_num), "", str(error), *_QUOTES)
        return []


def _read_bytes(file: TableFile, problems: Problems) -> bytes | None:
    """The file's bytes, which are UTF-8 text, or None after reporting why not."""
    # A frame may hold lone surrogates, which are no characters: they are found as wrong bytes.
    text = file.text
    data = _disk_bytes(file, problems) if text is None else text.encode("utf-8", "surrogatepass")
    wrong = -1 if data is None else _first_wrong_byte(data)
    if data is None or wrong < 0:
        return data
    place = file.place(data.count(b"\n", 0, wrong) + 1)
    if text is None:
        found, remedy = f"the byte 0x{data[wrong]:02x}", "Save the file as 'CSV UTF-8'."
    else:
        character = data[wrong:].decode("utf-8", "surrogatepass")[0]
        found, remedy = repr(character), "Remove the character."
    problems.error(place, "", found, "UTF-8 text", remedy)
    return None


def _disk_bytes(file: TableFile, problems: Problems) -> bytes | None:
    if not os.path.isfile(file.path):
        remedy = "Check the path in the model file."
        problems.error(file.shown, "", "no such file", "a CSV table", remedy)
        return None
    size = os.path.getsize(file.path)
    if size == 0:
        remedy = "Restore the file, or take an optional table out of the model file."
        problems.error(file.shown, "", "an empty file", "a header line and rows", remedy)
    elif size > MOST_BYTES:
        found, expected = f"{size:,} bytes", f"at most {MOST_BYTES:,}"
        problems.error(file.shown, "", found, expected, _SHORTEN)
    else:
        try:
            with open(file.path, "rb") as stream:
                return stream.read()
        except OSError as error:
            expected, remedy = "a file that can be read", "Allow reading it."
            problems.error(file.shown, "", str(error.strerror), expected, remedy)
    return None


def _first_wrong_byte(data: bytes) -> int:
    """Position of the first byte that is no UTF-8 text, or -1."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start
    return data.find(b"\0")


def _column_order(
    file: TableFile,
    header: list[str],
    columns: Sequence[str],
    problems: Problems,
    optional: Sequence[str],
) -> tuple[int | None, ...] | None:
    """For each column asked for its position in the file, or None when the header is wrong.

    The position of an optional column that the file does not have is None.
    """
    place = file.place(1)
    found = [name.strip() for name in header]
    if _is_another_table(found, columns):
        # Not a word of it is shown: it may be anything, and a stranger's model may name it.
        remedy = "Name the columns in its first line, or correct the path in the model file."
        expected = f"the columns {', '.join(columns)}"
        problems.error(place, "", "none of the columns", expected, remedy)
        return None
    if len(found) == 1 and any(mark in found[0] for mark in ";\t"):
        remedy = "Save the table with the comma as delimiter, and a point in decimal numbers."
        problems.error(place, "", repr(found[0][:80]), "columns separated by commas", remedy)
        return None
    before = len(problems)
    _check_columns(place, found, columns, problems, optional)
    if len(problems) > before:
        return None
    names = (*columns, *optional)
    return tuple(found.index(name) if name in found else None for name in names)


def _check_columns(
    place: str,
    found: Sequence[str],
    columns: Sequence[str],
    problems: Problems,
    optional: Sequence[str],
) -> None:
    allowed = f" (and {', '.join(optional)} if you like)" if optional else ""
    expected = f"the columns {', '.join(columns)}{allowed}"
    for name in columns:
        if name not in found:
            problems.error(place, name, "no such column", expected, "Add the column.")
    for position, name in enumerate(found):
        if name not in columns and name not in optional:
            remedy = f"Remove the column, or rename it: {or_nearest(name, (*columns, *optional))}"
            problems.error(place, name, repr(name), expected, remedy)
        elif name in found[:position]:
            problems.error(place, name, f"{name} twice", "each column once", "Remove one of them.")


def _is_another_table(header: Sequence[str], columns: Sequence[str]) -> bool:
    """Whether a header has none of the columns, whatever stands between its cells."""
    cells = {cell.strip() for part in header for cell in DELIMITERS.split(part)}
    return cells.isdisjoint(columns)


def _read_body(
    file: TableFile,
    reader: _csv.Reader,
    rows_of_file: Iterable[list[str]],
    order: tuple[int, ...],
    problems: Problems,
    most_rows: int,
    mend: Callable[[str], str] | None,
) -> list[Row]:
    rows: list[Row] = []
    width = len(order)
    line = reader.line_num + 1
    for cells in rows_of_file:
        if not any(map(str.strip, cells)):
            pass  # a blank line; spreadsheets save it as commas
        elif len(cells) != width:
            expected = f"{width} cells, one a column"
            problems.error(file.place(line), "", f"{len(cells)} cells", expected, _WIDTH)
        elif len(rows) == most_rows:
            excess = f"more than {most_rows:,} rows"
            problems.error(file.place(line), "", excess, f"at most {most_rows:,}", _SHORTEN)
            return []
        else:
            found = [cells[position].strip() for position in order]
            rows.append(Row(line, tuple(map(mend, found) if mend else found)))
        line = reader.line_num + 1
    return rows


def _completed(row: Row, order: Sequence[int | None]) -> Row:
    """A row with a blank cell for each column that its file does not have."""
    cells = iter(row.cells)
    return Row(row.line, tuple("" if position is None else next(cells) for position in order))


def _without_blanks(cells: list[str], most: int | None = None) -> list[str]:
    """The cells without the blank ones at the end, of which at most ``most`` are taken away."""
    end = len(cells)
    least = 0 if most is None else max(0, end - most)
    while end > least and not cells[end - 1].strip():
        end -= 1
    return cells[:end]


def _mender(data: bytes) -> Callable[[str], str] | None:
    """What makes a cell the text that is meant; None where every cell already is."""
    if not data.isascii():
        return _composed
    return _restored if b"'" in data else None


def _composed(cell: str) -> str:
    return _restored(normalize("NFC", cell))


def _restored(cell: str) -> str:
    return cell[1:] if cell[:1] == "'" and RUNNABLE.match(cell) else cell
