"""Which cases an evaluation is of: counted, and the cells named for which rows were left out."""

from __future__ import annotations

from typing import Any, NamedTuple

from lumpbayes.views import shown

__all__ = ["CaseCounts", "SkippedCell"]


@shown
class CaseCounts(NamedTuple):
    """Which cases were evaluated, and on what.

    Attributes:
        rows: how many there were.
        blank: of them, those whose true cause nobody says; left out.
        impossible: those with a true cause whose findings are impossible under the model, which
            gives no answer; left out.
        scored: those that were evaluated.
        assumed: those of them whose setting was assumed.
        setting: what was assumed then; None where nothing was.
        truth: the column with the true cause.
        evidence: the columns that were read.
        ignored: the columns that were not.
        phases: those of which findings were used; None for all.
        skipped: rows that could not be read; left out.
        blank_impossible: those of ``blank`` whose findings are impossible under the model too.
    """

    rows: int
    blank: int
    impossible: int
    scored: int
    assumed: int
    setting: str | None
    truth: str
    evidence: tuple[str, ...]
    ignored: tuple[str, ...]
    phases: tuple[str, ...] | None
    skipped: int = 0
    blank_impossible: int = 0

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        lists = {name: list(getattr(self, name)) for name in ("evidence", "ignored")}
        phases = None if self.phases is None else list(self.phases)
        return {**self._asdict(), **lists, "phases": phases}


@shown
class SkippedCell(NamedTuple):
    """A cell for which a row was left out.

    Attributes:
        row: what the case is called.
        column: empty where the whole row is to blame.
        value: the cell as it stands, shortened.
        message: what is wrong, what was expected and what to do.
    """

    row: str
    column: str
    value: str
    message: str

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return self._asdict()
