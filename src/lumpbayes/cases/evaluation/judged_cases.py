"""What became of cases: how each was answered, and why some are in no figure."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lumpbayes.cases.case_problems import CellProblem
from lumpbayes.cases.evaluation.drivers import Packed
from lumpbayes.cases.evaluation.kept_columns import KeptColumns
from lumpbayes.cases.evaluation.scoring import CaseScores

__all__ = ["BLANK_TRUTH", "IMPOSSIBLE", "NEITHER", "SCORED", "SKIPPED", "JudgedCases"]

SCORED, BLANK_TRUTH, IMPOSSIBLE, SKIPPED, NEITHER = 0, 1, 2, 3, 4
"""In every figure; without a true cause; impossible under the model; not to be read; with neither a
true cause nor an answer, since it is impossible too."""


class JudgedCases(NamedTuple):
    """Some cases, an entry a case.

    Attributes:
        rows: the number of each.
        status: what became of it.
        assumed: whether its setting was assumed.
        groups: its subgroup, as a number; None where nobody asks.
        truth: index of the true cause, -1 where nobody says.
        scores: of the answers. Rank, probability and Brier score mean nothing but for ``SCORED``;
            what leads, and how probable that is, nothing where there is no answer.
        levels: the urgency answered.
        driving: what asks for it.
        problems: of the rows that cannot be read, in their order.
        kept: the columns that are copied through.
    """

    rows: NDArray[np.int64]
    status: NDArray[np.int8]
    assumed: NDArray[np.bool_]
    groups: NDArray[np.int32] | None
    truth: NDArray[np.int32]
    scores: CaseScores
    levels: NDArray[np.int8]
    driving: Packed
    problems: tuple[CellProblem, ...]
    kept: KeptColumns

    @property
    def scored(self) -> NDArray[np.bool_]:
        """Whether a case is in the figures, shape (cases,)."""
        scored: NDArray[np.bool_] = self.status == SCORED
        return scored

    @property
    def answered(self) -> NDArray[np.bool_]:
        """Whether there is an answer, shape (cases,)."""
        read = (self.status == SCORED) | (self.status == BLANK_TRUTH)
        answered: NDArray[np.bool_] = read & (self.scores.confidence > 0)  # 0 where impossible
        return answered
