"""All cases of an evaluation, as they come in: what the figures need of them, and counts."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lumpbayes.cases.case_problems import CellProblem
from lumpbayes.cases.common_problems import CommonProblems
from lumpbayes.cases.evaluation.judged_cases import SCORED, JudgedCases
from lumpbayes.cases.evaluation.summing_up import Scored
from lumpbayes.cases.evaluation.worst_cases import kept_of_worst
from lumpbayes.knowledge.frozen_mapping import FrozenMapping
from lumpbayes.reasoning.triage import Levels

__all__ = ["Gathered"]

MOST_SKIPPED = 10
"""Cells that are named for which rows were left out."""

Bools = NDArray[np.bool_]


class Gathered:
    """What is held of all cases; it is added to, lot by lot.

    Attributes:
        kept: number -> the kept cells, of the cases that may be among the worst.
        skipped: the first cells for which rows were left out.
        commonest: counts what these are about.
    """

    def __init__(self, needed: Levels) -> None:
        """Nothing yet.

        Args:
            needed: the urgency that each cause needs, shape (causes,).
        """
        self.kept: dict[int, FrozenMapping[str]] = {}
        self.skipped: list[CellProblem] = []
        self.commonest = CommonProblems()
        self._needed = needed
        self._scored: list[Scored] = []
        self._status, self._assumed = [np.zeros(0, np.int8)], [np.zeros(0, np.bool_)]
        self._groups: list[NDArray[np.int32]] = []

    def add(self, judged: JudgedCases, scored: Scored | None) -> None:
        """Take a lot of cases, and what those contribute that are in the figures."""
        self._scored += [] if scored is None else [scored]
        self._status.append(judged.status)
        self._assumed.append(judged.assumed)
        self._groups += [] if judged.groups is None else [judged.groups]
        self.kept.update(kept_of_worst(judged, self._needed))
        self.skipped += judged.problems[: MOST_SKIPPED - len(self.skipped)]
        self.commonest.add(judged.problems)

    def scored(self) -> Scored | None:
        """What the cases contribute that are in the figures; None where none is."""
        return Scored.joined(self._scored) if self._scored else None

    def status(self) -> NDArray[np.int8]:
        """What became of each case, shape (cases,)."""
        return np.concatenate(self._status)

    def assumed(self) -> Bools:
        """Whether the setting of a case in the figures was assumed, shape (cases,)."""
        assumed: Bools = (self.status() == SCORED) & np.concatenate(self._assumed)
        return assumed

    def groups(self) -> NDArray[np.int32]:
        """The number of each case's subgroup, shape (cases,); empty where nobody asks."""
        return np.concatenate(self._groups) if self._groups else np.zeros(0, np.int32)
