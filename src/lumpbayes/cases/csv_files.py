"""CSV files of cases: text is text, and a row that cannot be read is a problem of that row."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import BinaryIO, NamedTuple

import numpy as np

from lumpbayes.cases.case_chunks import CHUNK, Chunk, batch_of, readable
from lumpbayes.cases.case_problems import LONGEST_SHOWN, CellProblem, counted
from lumpbayes.cases.csv_cells import decoded_bytes, restored, text_column
from lumpbayes.cases.csv_encoding import UTF_8, decoded, proper_encoding
from lumpbayes.cases.csv_lines import MOST_IN_ROW, CsvLines, LongRowError
from lumpbayes.errors import EvidenceError
from lumpbayes.reasoning.arguments import not_expected

__all__ = ["SEPARATORS", "CsvFile"]

GROUP = 2**13
"""Rows of a CSV file that stand in memory as Python's text."""

MOST_CHARACTERS = 2**26
"""Characters of a CSV file after which a chunk ends, however few its rows."""

SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab"}

MARK = "\ufeff"
"""What may stand before the text of a file, and is none of it."""

EXCEL_MARKS = {f"sep={mark}" for mark in SEPARATORS} | {"sep="}
"""What stands before the header in some files of Excel; a tab at the end has been stripped."""


class _Unreadable(NamedTuple):
    """A row that cannot be read: what it holds, and what is wrong with it."""

    value: str
    message: str


class CsvFile:
    """See ``CaseFile``."""

    count: int | None = None

    def __init__(
        self,
        data: BinaryIO,
        shown: str,
        separator: str | None,
        size: int | None,
        encoding: str = UTF_8,
    ) -> None:
        import pyarrow as pa

        self.shown = shown
        self._size = size
        self._data = data
        self._encoding = proper_encoding(encoding)
        if separator is not None and separator not in SEPARATORS:
            raise not_expected("separator", separator, r"',', ';', or '\t' for a tab")
        self._lines = CsvLines(decoded(data, shown, self._encoding))
        header = self._first_line()
        self._separator = separator or _separator(header)
        self._reader = csv.reader(self._lines, delimiter=self._separator, strict=True)
        self._names, self._blanks = self._header(header)
        self.schema = pa.schema([(name, pa.string()) for name in self._names])

    def position(self) -> float | None:
        """See ``CaseFile.position``: of the bytes, as the number of rows is not known."""
        if self._size is None:
            return None
        return min(1.0, self._data.tell() / self._size)

    def _first_line(self) -> str:
        try:
            header = next(self._lines, "").removeprefix(MARK)
        except LongRowError as error:
            raise EvidenceError(
                f"{self.shown}:1: {_too_long()}: expected a header line with the names of the "
                "columns, then a row a case"
            ) from error
        if not header.strip():
            raise EvidenceError(
                f"{self.shown} is empty, or begins with an empty line: expected a header line with "
                "the names of the columns, then a row a case"
            )
        if header.strip().lower() in EXCEL_MARKS:
            raise EvidenceError(
                f"{self.shown}:1: {header.strip()!r} is what Excel writes to name the separator: "
                "remove that line, so that the file begins with the names of the columns"
            )
        return header

    def _header(self, first: str) -> tuple[list[str], int]:
        """The names of the columns, and how many blank ones stood at their end."""
        lines = chain([first], self._lines)
        try:
            found = next(csv.reader(lines, delimiter=self._separator, strict=True))
        except (csv.Error, LongRowError) as error:
            reason = _too_long() if isinstance(error, LongRowError) else error
            raise EvidenceError(
                f"{self.shown}:1: the header cannot be read ({reason}): write the names of the "
                "columns on one line, in balanced double quotes if in any"
            ) from error
        cells = [restored(decoded_bytes(cell, self._encoding)[0].strip()) for cell in found]
        end = len(cells)
        while end and not cells[end - 1]:
            end -= 1
        return cells[:end], len(cells) - end

    def chunks(self, needed: Sequence[str], rows: int = CHUNK) -> Iterator[Chunk]:
        """See ``CaseFile.chunks``."""
        with readable(self.shown):
            yield from self._chunks(needed, rows)

    def _chunks(self, needed: Sequence[str], rows: int) -> Iterator[Chunk]:
        wanted = [self._names.index(name) for name in needed]
        record, ended = 1, False
        while not ended:
            groups: list[Chunk] = []
            count, until = 0, self._lines.read + MOST_CHARACTERS
            while count < rows and not ended and self._lines.read < until:
                found, record, ended = self._records(record, min(GROUP, rows - count), until)
                groups.append(self._group(found, needed, wanted))
                count += len(found)
            if count:
                yield _joined(groups)

    def _records(
        self, record: int, most: int, until: int
    ) -> tuple[list[tuple[int, list[str] | _Unreadable]], int, bool]:
        """The next rows with their numbers, those that cannot be read as what is wrong with them.

        Returns:
            The rows; the number of the last one; whether the file has ended.
        """
        found: list[tuple[int, list[str] | _Unreadable]] = []
        while len(found) < most and self._lines.read < until:
            record += 1
            cells = self._record()
            if cells is None:
                return found, record - 1, True
            if isinstance(cells, list) and len(cells) != len(self._names):
                if self._is_blank(cells):
                    continue
                cells = self._fitted(cells)
            found.append((record, cells))
        return found, record, False

    def _record(self) -> list[str] | _Unreadable | None:
        """The cells of the next row, or what is wrong with it; None at the end."""
        lines = self._lines
        first = lines.number + 1
        lines.begin()
        try:
            return next(self._reader)
        except StopIteration:
            return None
        except LongRowError:
            return _unreadable(_too_long(), first, lines.number)
        except csv.Error as error:
            reason = str(error)
            if "field limit" in reason:
                lines.skip()  # what is left of the cell holds no rows
                reason = f"a cell of more than {csv.field_size_limit():,} characters"
            elif "unexpected end" in reason:
                reason = "a quote that is never closed"
            return _unreadable(reason, first, lines.number)

    def _is_blank(self, cells: list[str]) -> bool:
        """Whether a line holds nothing, not even separators; where there is one column, a case."""
        return len(self._names) > 1 and len(cells) <= 1 and not any(map(str.strip, cells))

    def _fitted(self, cells: list[str]) -> list[str] | _Unreadable:
        """A row without the blank cells at its end that the header has too; or what is wrong."""
        width = len(self._names)
        cells = cells or [""]  # a blank line
        rest = cells[width:]
        if len(cells) >= width and len(rest) <= self._blanks and not any(map(str.strip, rest)):
            return cells[:width]
        mark = SEPARATORS.get(self._separator, "separator")
        return _Unreadable(
            self._separator.join(cells)[: LONGEST_SHOWN + 1],
            f"found {counted(len(cells), 'cell')}; expected {width}, one a column. Put cells that "
            f"hold a {mark} into double quotes; write an empty cell as nothing between two of them",
        )

    def _group(
        self,
        found: list[tuple[int, list[str] | _Unreadable]],
        needed: Sequence[str],
        wanted: list[int],
    ) -> Chunk:
        import pyarrow as pa

        problems = [
            CellProblem.of(row, "", decoded_bytes(cells.value, self._encoding)[0], cells.message)
            for row, cells in found
            if isinstance(cells, _Unreadable)
        ]
        empty = [""] * len(self._names)
        rows = np.array([row for row, _ in found], np.int64)
        cells = (empty if isinstance(each, _Unreadable) else each for _, each in found)
        columns = list(zip(*cells, strict=True))
        arrays = []
        for name, place in zip(needed, wanted, strict=True):
            array, wrong = text_column(columns[place] if columns else (), self._encoding)
            arrays.append(array)
            problems += [CellProblem.of(int(rows[at]), name, *each) for at, each in wrong]
        problems.sort(key=lambda problem: problem.row)
        schema = pa.schema([(name, pa.string()) for name in needed])
        return Chunk(rows, batch_of(arrays, schema, len(rows)), tuple(problems))


def _joined(groups: list[Chunk]) -> Chunk:
    import pyarrow as pa

    rows = np.concatenate([group.rows for group in groups])
    batches = [group.batch for group in groups if group.batch.num_rows]
    batch = batches[0] if len(batches) == 1 else pa.concat_batches(batches)
    return Chunk(rows, batch, tuple(each for group in groups for each in group.problems))


def _separator(header: str) -> str:
    """The mark that stands most often in the header; the comma where none does."""
    return max(SEPARATORS, key=header.count)


def _too_long() -> str:
    return f"a row of more than {MOST_IN_ROW:,} characters"


def _unreadable(reason: str, first: int, last: int) -> _Unreadable:
    """What is wrong with a row, for people."""
    lines = f"line {first}" if first >= last else f"lines {first} to {last}"
    return _Unreadable(
        "",
        f"{lines} cannot be read ({reason}): expected balanced double quotes. Double the quotes "
        "inside a quoted cell; rows that were swallowed with it are not read",
    )
