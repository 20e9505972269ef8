"""How urgent the answers are, against how urgent care the true cause needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lumpbayes.cases.evaluation.drivers import Driver, Packed, count_drivers
from lumpbayes.cases.evaluation.figures import Share, share_of
from lumpbayes.knowledge.advice import URGENCIES
from lumpbayes.knowledge.frozen_mapping import FrozenMapping
from lumpbayes.knowledge.records import KnowledgeBase
from lumpbayes.reasoning.triage import NO_LEVEL, Levels, Triage, least_loss
from lumpbayes.views import Shown

__all__ = ["Answered", "TriageMatrix", "make_triage_matrix", "needed_levels"]


@dataclass(frozen=True, slots=True, eq=False)
class TriageMatrix(Shown):
    """Cases by the urgency that their true cause needs, and by the one that was answered.

    Attributes:
        levels: the urgencies, least urgent first.
        needed: cause -> the urgency that it needs, where the tables say; see
            :func:`needed_levels`.
        counts: cases, shape (needed, answered); read-only.
        right, under, over: the shares answered as needed, less urgently and more urgently.
        under_because, over_because: what asked for the urgency of the answers that were less
            urgent, and more urgent, the most frequent first: a red flag, a threshold, or the least
            expected loss. Several may have asked for the same in one case.
    """

    levels: tuple[str, ...]
    needed: FrozenMapping[str]
    counts: NDArray[np.int64]
    right: Share
    under: Share
    over: Share
    under_because: tuple[Driver, ...]
    over_because: tuple[Driver, ...]

    @property
    def grave(self) -> Share | None:
        """Of the cases that need urgent or emergency care, those answered less urgently.

        None where no case needs it.
        """
        first = self.levels.index("urgent")
        grave = self.counts[first:]
        if not grave.any():
            return None
        return share_of(np.tril(self.counts, -1)[first:].sum(), grave.sum())

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "levels": list(self.levels),
            "needed": dict(self.needed),
            "counts": self.counts.tolist(),
            "right": self.right.to_dict(),
            "under": self.under.to_dict(),
            "over": self.over.to_dict(),
            "under_because": [each.to_dict() for each in self.under_because],
            "over_because": [each.to_dict() for each in self.over_because],
            "under_where_urgent": None if self.grave is None else self.grave.to_dict(),
        }


def needed_levels(triage: Triage) -> Levels:
    """The urgency that each cause needs, shape (causes,); -1 where the tables do not say.

    It is the cause's own urgency in management.csv; where that has no row for it, the one that
    losses.csv says costs least when the cause is certain.
    """
    own = _managed(triage.knowledge)
    if triage.losses is None:
        return own
    return np.where(own == NO_LEVEL, least_loss(triage.losses), own)


def _managed(knowledge: KnowledgeBase) -> Levels:
    rows = knowledge.management
    levels = (
        URGENCIES.index(rows[cause].urgency) if cause in rows else NO_LEVEL
        for cause in knowledge.causes
    )
    return np.array(list(levels), np.int64)


class Answered(NamedTuple):
    """The urgency of answers.

    Attributes:
        levels: of each, shape (cases,); -1 for none.
        drivers: what may ask for one.
        driving: which of them do.
    """

    levels: NDArray[np.integer[Any]]
    drivers: tuple[Driver, ...]
    driving: Packed

    def because(self, chosen: NDArray[np.bool_]) -> tuple[Driver, ...]:
        """What asks for the urgency of some of them, the most frequent first."""
        return count_drivers(self.drivers, self.driving, chosen)


def make_triage_matrix(
    knowledge: KnowledgeBase,
    by_cause: Levels,
    truth: NDArray[np.integer[Any]],
    answered: Answered,
) -> TriageMatrix | None:
    """Count the cases; None where no case has both urgencies.

    Args:
        knowledge: the model.
        by_cause: what :func:`needed_levels` says.
        truth: index of the true cause of each case.
        answered: the urgency of each answer, and what asks for it.
    """
    needed, levels = by_cause[truth], answered.levels
    known = (needed != NO_LEVEL) & (levels != NO_LEVEL)
    if not known.any():
        return None
    size, total = len(URGENCIES), int(known.sum())
    places = needed[known] * size + levels[known]
    counts = np.bincount(places, minlength=size * size).reshape(size, size)
    counts.flags.writeable = False
    words = {
        cause: URGENCIES[level]
        for cause, level in zip(knowledge.causes, by_cause.tolist(), strict=True)
        if level != NO_LEVEL
    }
    return TriageMatrix(
        URGENCIES,
        FrozenMapping(words, "cause"),
        counts,
        share_of(np.trace(counts), total),
        share_of(np.tril(counts, -1).sum(), total),
        share_of(np.triu(counts, 1).sum(), total),
        answered.because(known & (levels < needed)),
        answered.because(known & (levels > needed)),
    )
