"""What is wrong with a cell or a row of a case file, for people."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from lumpbayes.errors import EvidenceError, ImpossibleEvidenceError, printable

__all__ = [
    "LONGEST_SHOWN",
    "ON_ERROR",
    "CellProblem",
    "check_on_error",
    "counted",
    "messages",
    "quote",
    "sentences",
]

ON_ERROR = ("fail", "skip", "mark")
"""What to do about a bad row: stop, leave it out, or keep it with its problem and no answer."""

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
            word = shown.strip()
            message = sentences(
                GUESS.sub("", message),  # 'NA' is not nearly 'no'
                f"If it means that nothing is known: --missing {quote(word)} (in Python "
                f"missing=[{word!r}])",
            )
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

    def error(self, file: str, impossible: Sequence[str] = ()) -> EvidenceError:
        """The error that stops at it, and says how to go on.

        Args:
            file: as messages name it.
            impossible: variables that together have probability 0, where that is what is wrong.
        """
        message = sentences(
            self.at(file),
            "To leave such rows out: --on-error skip; to keep them without an answer: --on-error "
            "mark (in Python on_error='skip' or 'mark')",
        )
        if impossible:
            return ImpossibleEvidenceError(message, impossible)
        return EvidenceError(message)


def check_on_error(value: object, choices: Sequence[str] = ON_ERROR) -> str:
    """What to do about a bad row.

    Raises:
        EvidenceError: none of the choices.
    """
    if value not in choices:
        raise EvidenceError(f"on_error={value!r}: expected one of {', '.join(choices)}")
    return str(value)


def messages(problems: Sequence[CellProblem]) -> dict[int, str]:
    """Row -> what is wrong with it, in one line."""
    found: dict[int, str] = {}
    for problem in problems:
        place = problem.column or (problem.value and repr(problem.value))
        said = f"{place}: {problem.message}" if place else problem.message
        found[problem.row] = f"{found[problem.row]}; {said}" if problem.row in found else said
    return found


def counted(count: int, one: str) -> str:
    """A number of things.

    >>> counted(1, "case"), counted(2000, "row")
    ('1 case', '2,000 rows')
    """
    return f"{count:,} {one}{'' if count == 1 else 's'}"


def sentences(first: str, second: str) -> str:
    """Two sentences, parted by one mark.

    >>> sentences("did you mean yes?", "Or not"), sentences("expected a number", "Write one")
    ('did you mean yes? Or not', 'expected a number. Write one')
    """
    return f"{first} {second}" if first.endswith((".", "?", "!")) else f"{first}. {second}"


def quote(word: str) -> str:
    """A word as a shell takes it.

    >>> quote("id"), quote("date of birth"), quote("")
    ('id', "'date of birth'", "''")
    """
    if PLAIN.fullmatch(word):
        return word
    return "'" + word.replace("'", "'\\''") + "'"
