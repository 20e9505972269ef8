"""CSV text with single cells changed and rows added; every other character as it was.

Line ends, byte-order mark, column order, blank lines and the quoting of cells that are not changed
stay what they are, so that a version control system shows exactly the edit.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence

from lumpbayes.knowledge.writing import csv_cell

__all__ = ["Values", "patched"]

BYTE_ORDER_MARK = "\ufeff"
CELL = re.compile(r'("(?:[^"]|"")*"|[^,]*)(?:,|$)', re.DOTALL)

Values = Mapping[str, object]
"""Column -> value."""


def patched(text: str, changes: Mapping[int, Values], added: Sequence[Values] = ()) -> str:
    r"""The text with some cells changed and rows added at its end.

    Args:
        text: a CSV table that reads without error, perhaps with a byte-order mark.
        changes: the line where a row begins, counted from 1 -> its cells to change.
        added: rows to append; columns that one does not name are empty.

    >>> patched('a,b\r\n1,"x"\r\n', {2: {"a": 0.5}}, [{"b": "y, z"}])
    'a,b\r\n0.5,"x"\r\n,"y, z"\r\n'
    """
    mark = BYTE_ORDER_MARK if text.startswith(BYTE_ORDER_MARK) else ""
    records = _records(text.removeprefix(BYTE_ORDER_MARK))
    header = records[1]
    columns = [name.strip() for name in next(csv.reader(io.StringIO(header, newline="")))]
    for line, values in changes.items():
        records[line] = _changed(records[line], columns, values)
    body = "".join(records.values())
    end = _trailing_end(header) or "\n"
    if added and not body.endswith(("\n", "\r")):
        body += end
    rows = (",".join(csv_cell(row.get(name, "")) for name in columns) + end for row in added)
    return mark + body + "".join(rows)


def _records(text: str) -> dict[int, str]:
    """The records as they stand, line ends included, by the line where each begins."""
    lines = list(io.StringIO(text, newline=""))
    reader = csv.reader(iter(lines), strict=True)
    records: dict[int, str] = {}
    start = 0
    for _ in reader:
        records[start + 1] = "".join(lines[start : reader.line_num])
        start = reader.line_num
    return records


def _changed(record: str, columns: Sequence[str], values: Values) -> str:
    """A record with some cells changed; the others keep their quotes and spaces."""
    end = _trailing_end(record)
    body = record.removesuffix(end)
    cells = [match.group(1) for match in CELL.finditer(body)][: len(columns)]
    for name, value in values.items():
        cells[columns.index(name)] = csv_cell(value)
    return ",".join(cells) + end


def _trailing_end(record: str) -> str:
    for end in ("\r\n", "\n", "\r"):
        if record.endswith(end):
            return end
    return ""
