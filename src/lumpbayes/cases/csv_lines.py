"""Lines of a CSV file, row by row: no more of one is held than a row may have."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TextIO

__all__ = ["MOST_IN_ROW", "CsvLines", "LongRowError"]

MOST_IN_ROW = 2**22
"""Characters that a row may have; what has more is no row of cases."""


class LongRowError(ValueError):
    """A row has more characters than one may have; all of it has been read."""


class CsvLines(Iterator[str]):
    """The lines of a text, as ``csv.reader`` takes them.

    Attributes:
        number: of lines that have been read.
        read: characters that have been read.
    """

    def __init__(self, text: TextIO) -> None:
        self.number = 0
        self.read = 0
        self._text = text
        self._begun = 0
        self._quotes = 0

    def begin(self) -> None:
        """Say that the next line begins a row."""
        self._begun, self._quotes = self.read, 0

    def __next__(self) -> str:
        """The next line.

        Raises:
            LongRowError: the row that it belongs to is too long.
        """
        line = self._piece()
        if not line:
            raise StopIteration
        self.number += 1
        if self.read - self._begun > MOST_IN_ROW:
            self._end_line(line)
            self.skip()
            raise LongRowError
        return line

    def skip(self) -> None:
        """Read on to the end of a row of which some lines were read: that of its quoted cell."""
        while self._quotes % 2 and (line := self._piece()):
            self.number += 1
            self._end_line(line)

    def _end_line(self, piece: str) -> None:
        while piece and piece[-1] not in "\r\n":
            piece = self._piece()

    def _piece(self) -> str:
        """A line, or a part of one that is too long."""
        piece = self._text.readline(MOST_IN_ROW + 1)
        self.read += len(piece)
        self._quotes += piece.count('"')
        return piece
