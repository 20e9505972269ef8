"""What was done with a case file: its rows counted."""

from __future__ import annotations

from typing import NamedTuple

from lumpbayes.cases.arrow_mapper import Answered
from lumpbayes.cases.case_problems import counted
from lumpbayes.knowledge.model_file import shown_path

__all__ = ["BatchResult", "Counts"]


class Counts(NamedTuple):
    """Rows of a chunk, or of all so far, as in ``BatchResult``."""

    cases: int = 0
    bad: int = 0
    impossible: int = 0
    empty: int = 0

    @classmethod
    def of(cls, answered: Answered, cases: int) -> Counts:
        """Those of a chunk."""
        return cls(cases, answered.bad, answered.impossible, answered.empty)


class BatchResult(NamedTuple):
    """What was done.

    Attributes:
        cases: rows that were read.
        bad: rows that could not be read or answered.
        impossible: how many of these have probability 0 under the model.
        empty: rows that were answered and hold no finding at all.
        resumed: rows that an interrupted run had answered already.
        commonest: what most problems are about: column, cell and count, most first.
        problems: the file with every problem; None where there was none.
        notes: what may surprise whoever gave the file.
        seconds: how long it took.
    """

    cases: int
    bad: int
    impossible: int
    empty: int
    resumed: int
    commonest: tuple[tuple[str, str, int], ...]
    problems: str | None
    notes: tuple[str, ...]
    seconds: float

    @property
    def answered(self) -> int:
        """Rows with an answer."""
        return self.cases - self.bad

    def __str__(self) -> str:
        """In words, for people."""
        said = f"{counted(self.cases, 'case')} in {self.seconds:,.1f} s: {self.answered:,} answered"
        if self.bad:
            said += f", {self.bad:,} bad"
        if self.impossible:
            said += f" ({self.impossible:,} of them impossible under the model)"
        if self.empty:
            hold = "holds" if self.empty == 1 else "hold"
            said += f"; {self.empty:,} {hold} no finding at all"
        if self.resumed:
            said += f"; {self.resumed:,} were answered before the interruption"
        if self.problems:
            said += f"; problems: {shown_path(self.problems)}"
        return said
