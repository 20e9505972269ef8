"""Every case of an evaluation: its truth, its answer, and how far apart the two are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from lumpbayes.cases.answer_tables import words_at
from lumpbayes.cases.case_problems import messages
from lumpbayes.cases.evaluation.drivers import Driver
from lumpbayes.cases.evaluation.judged_cases import (
    BLANK_TRUTH,
    IMPOSSIBLE,
    NEITHER,
    JudgedCases,
)
from lumpbayes.errors import EvidenceError
from lumpbayes.knowledge.advice import URGENCIES
from lumpbayes.reasoning.triage import NO_LEVEL, Levels

if TYPE_CHECKING:
    import pandas
    import pyarrow as pa

__all__ = ["CaseTable", "EvaluatedCases", "check_kept"]

ROW = "row"
"""The column with the number of a case, or the name of the index."""

COLUMNS = (
    "truth",
    "probability",
    "rank",
    "leading_cause",
    "confidence",
    "urgency",
    "needed_urgency",
    "urgency_because",
    "problem",
)
"""Columns after those that are kept."""

WITHOUT_TRUTH = "no true cause"
WITHOUT_ANSWER = "impossible under the model"


@dataclass(frozen=True, slots=True, eq=False)
class CaseTable:
    """Puts judged cases into columns.

    Attributes:
        causes: their names.
        needed: the urgency that each needs, shape (causes,).
        drivers: what may ask for an urgency.
    """

    causes: tuple[str, ...]
    needed: Levels
    drivers: tuple[Driver, ...]

    def batch(self, judged: JudgedCases) -> pa.RecordBatch:
        """A row a case: its number, what was kept, and what became of it."""
        import pyarrow as pa

        columns = {ROW: pa.array(judged.rows), **judged.kept.arrays(), **self.columns(judged)}
        return pa.RecordBatch.from_pydict(columns)

    def columns(self, judged: JudgedCases) -> dict[str, pa.Array]:
        """What became of each case, column by column."""
        import pyarrow as pa

        scores, out, silent = judged.scores, ~judged.scored, ~judged.answered
        unknown = judged.truth < 0
        needed = np.where(unknown, NO_LEVEL, self.needed[judged.truth])
        numbers, names = self._driver_names(judged)
        arrays = (
            words_at(judged.truth, self.causes, unknown),
            pa.array(scores.probability, mask=out),
            pa.array(scores.rank, mask=out),
            words_at(scores.leading, self.causes, silent),
            pa.array(scores.confidence, mask=silent),
            words_at(judged.levels, URGENCIES, silent),
            words_at(needed, URGENCIES, unknown),
            words_at(numbers, names, silent),
            pa.array(_problems(judged), pa.string()),
        )
        return dict(zip(COLUMNS, arrays, strict=True))

    def _driver_names(self, judged: JudgedCases) -> tuple[NDArray[np.int64], list[str]]:
        """What asks for each urgency: which combination, and the texts of all of these."""
        kinds, numbers = np.unique(judged.driving, axis=0, return_inverse=True)
        bits = np.unpackbits(kinds, axis=1, count=len(self.drivers))
        named = [[self.drivers[at].name for at in np.flatnonzero(row)] for row in bits]
        return numbers.reshape(-1), [";".join(names) for names in named]


def _problems(judged: JudgedCases) -> list[str | None]:
    """Why each case is in no figure."""
    told = messages(judged.problems)
    why = {
        BLANK_TRUTH: WITHOUT_TRUTH,
        IMPOSSIBLE: WITHOUT_ANSWER,
        NEITHER: f"{WITHOUT_TRUTH}; {WITHOUT_ANSWER}",
    }
    pairs = zip(judged.rows.tolist(), judged.status.tolist(), strict=True)
    return [told.get(row, why.get(status)) for row, status in pairs]


def check_kept(keep: Sequence[str]) -> None:
    """Raise where a kept column has the name of one of the table.

    Raises:
        EvidenceError: says which.
    """
    clash = [name for name in keep if name in (ROW, *COLUMNS)]
    if clash:
        raise EvidenceError(
            f"keep {clash[0]!r}: the table of cases has a column of that name; rename it in the "
            "cases, or leave it out of keep"
        )


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class EvaluatedCases:
    """Every case of an evaluation, or of one of its subgroups.

    Attributes:
        table: puts them into columns.
        keep: the columns that are copied through.
        lots: all cases, in order; None where they were written to a file instead.
        index: what the cases of a frame are called; None for those of a file.
        group: the number of the subgroup; None for all.
    """

    table: CaseTable
    keep: tuple[str, ...]
    lots: tuple[JudgedCases, ...] | None
    index: pandas.Index[Any] | None
    group: int | None = None

    def frame(self) -> pandas.DataFrame:
        """A row a case, by what it is called.

        Raises:
            EvidenceError: a kept column has the name of another one; cases that are not there.
        """
        import pandas as pd
        import pyarrow as pa

        if self.lots is None:
            raise EvidenceError(
                "the cases of this evaluation were written to a file and not kept: read that file, "
                "or evaluate them with engine.evaluate"
            )
        check_kept(self.keep)
        own = pa.Table.from_batches(
            [pa.RecordBatch.from_pydict(self.table.columns(each)) for each in self.lots]
        )
        kept = pd.concat([each.kept.frame() for each in self.lots], ignore_index=True)
        frame: pd.DataFrame = pd.concat([kept, own.to_pandas()], axis=1).astype({"rank": "Int64"})
        rows = np.concatenate([each.rows for each in self.lots])
        frame.index = pd.Index(rows, name=ROW) if self.index is None else self.index.take(rows)
        return frame if self.group is None else frame[self._here()]

    def _here(self) -> NDArray[np.bool_]:
        assert self.lots is not None
        groups = [each.groups for each in self.lots if each.groups is not None]
        here: NDArray[np.bool_] = np.concatenate(groups) == self.group
        return here
