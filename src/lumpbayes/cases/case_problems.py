"""What is wrong with a cell or a row of a case file, for people."""

from __future__ import annotations

import re
from typing import NamedTuple

from lumpbayes.errors import EvidenceError, printable

__all__ = ["LONGEST_SHOWN", "CellProblem", "quote"]

LONGEST_SHOWN = 80
"""Characters of a cell that is kept with its problem."""

PLAIN = re.compile(r"[\w./:@%+=-]+", re.ASCII)

GUESS = re.compile(r": did you mean [^?]*\?")
"""What a message proposes for a word."""

GAPS = {"na", "n/a", "n.a.", "#n/a", "nan", "null", "none", "nil", "missing", "unknown", "unk"}
GAPS |= {"?", "-", "--", ".", "nd", "not asked", "not done", "not known", "not available"}
"""Words that often stand for a gap; never taken for one unless somebody says so."""


class CellProblem(NamedTuple):
    """A cell, or a row, that cannot be read or answered.

    Attributes:
        row: as a spreadsheet counts: the header of a CSV file is 1; of other files the first case.
            Of a frame its place, from 0.
        column: empty where the whole row is to blame.
        value: the cell as it stands, shortened.
        message: what is wrong, what was expected and what to do.
    """

    row: int
    column: str
    value: str
    message: str

    @classmethod
    def of(cls, row: int, column: str, value: object, message: str) -> CellProblem:
        """The problem of a cell, whose value is shortened."""
        shown = "" if value is None else str(value)
        if column and shown.strip().lower() in GAPS:
            message = GUESS.sub("", message)  # 'NA' is not nearly 'no'
            message += f". If it means that nothing is known: --missing {quote(shown.strip())}"
        return cls.shown(row, column, shown, message)

    @classmethod
    def shown(cls, row: int, column: str, value: object, message: str) -> CellProblem:
        """The same of a cell of a frame, of which no option speaks."""
        text = str(value)
        if len(text) > LONGEST_SHOWN:
            text = f"{text[:LONGEST_SHOWN]}..."
        return cls(row, column, text, message)

    def at(self, file: str) -> str:
        """The problem with its place: ``file:row, column name: message``."""
        column = f", column {self.column}" if self.column else ""
        return " ".join(printable(f"{file}:{self.row}{column}: {self.message}").split("\n"))

    def error(self, file: str) -> EvidenceError:
        """The error that stops at it, and says how to go on."""
        return EvidenceError(
            f"{self.at(file)}. To leave such rows out: --on-error skip; to keep them without an "
            "answer: --on-error mark"
        )


def quote(word: str) -> str:
    """A word as a shell takes it.

    >>> quote("id"), quote("date of birth"), quote("")
    ('id', "'date of birth'", "''")
    """
    if PLAIN.fullmatch(word):
        return word
    return "'" + word.replace("'", "'\\''") + "'"
