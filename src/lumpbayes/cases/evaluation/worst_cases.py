"""The cases that were answered worst: true causes that were missed, and care that came too late."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lumpbayes.cases.evaluation.judged_cases import JudgedCases
from lumpbayes.cases.evaluation.scoring import FIRST, CaseScores
from lumpbayes.knowledge.frozen_mapping import FrozenMapping
from lumpbayes.reasoning.triage import NO_LEVEL, Levels
from lumpbayes.views import shown

__all__ = ["NOTHING_KEPT", "Miss", "TooLate", "kept_of_worst", "late_places", "missed_places"]

MOST = 10
"""Cases that are named, of those missed and of those answered too late."""

NOTHING_KEPT: FrozenMapping[str] = FrozenMapping({}, "kept column")

Places = NDArray[np.intp]


@shown
class Miss(NamedTuple):
    """A case whose true cause does not lead.

    Attributes:
        row: what the case is called: its own name where a first column ``case`` says it, or else
            its row in a file, its index in a frame.
        truth: the true cause.
        probability: that it was given.
        rank: its place in the differential.
        leading: the cause that leads instead.
        confidence: the probability of that.
        kept: column -> its cell, of the columns that were kept, in the order in which they were
            named: such as an identifier.
    """

    row: str
    truth: str
    probability: float
    rank: int
    leading: str
    confidence: float
    kept: FrozenMapping[str] = NOTHING_KEPT

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return {**self._asdict(), "kept": dict(self.kept)}


@shown
class TooLate(NamedTuple):
    """A case that was answered less urgently than its true cause needs.

    Attributes:
        row: what the case is called.
        truth: the true cause.
        needed: the urgency that it needs.
        answered: the one of the answer.
        probability: what the true cause was given.
        kept: column -> its cell, of the columns that were kept.
    """

    row: str
    truth: str
    needed: str
    answered: str
    probability: float
    kept: FrozenMapping[str] = NOTHING_KEPT

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return {**self._asdict(), "kept": dict(self.kept)}


def missed_places(scores: CaseScores) -> Places:
    """The cases whose true cause does not lead, the least probable truths first; the worst."""
    missed = np.flatnonzero(scores.rank != FIRST)
    return missed[np.argsort(scores.probability[missed], kind="stable")][:MOST]


def late_places(needed: Levels, answered: NDArray[np.int8]) -> Places:
    """The cases answered less urgently than needed, the largest gaps first, then the gravest.

    Args:
        needed: the urgency that each case needs, shape (cases,).
        answered: the one of its answer.
    """
    late = np.flatnonzero((answered != NO_LEVEL) & (answered < needed))
    order = np.lexsort((-needed[late], answered[late] - needed[late]))
    return late[order][:MOST]


def kept_of_worst(judged: JudgedCases, needed: Levels) -> dict[int, FrozenMapping[str]]:
    """Row -> the kept cells of the cases that may be among the worst of all, or of a subgroup.

    Nothing else of these columns is held, however many cases there are.

    Args:
        judged: some of the cases.
        needed: the urgency that each cause needs, shape (causes,).
    """
    found: dict[int, FrozenMapping[str]] = {}
    groups = judged.groups if judged.groups is not None else np.zeros(len(judged.rows), np.int32)
    for group in np.unique(groups):
        here = np.flatnonzero(judged.scored & (groups == group))
        late = late_places(needed[judged.truth[here]], judged.levels[here])
        for place in here[np.union1d(missed_places(judged.scores.at(here)), late)].tolist():
            texts = judged.kept.texts(place)
            if texts:
                found[int(judged.rows[place])] = FrozenMapping(texts, "kept column")
    return found
