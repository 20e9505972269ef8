"""Which cause is taken for which, and how often each is found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lumpbayes.cases.evaluation.figures import Share, share_of
from lumpbayes.cases.evaluation.scoring import FIRST, CaseScores
from lumpbayes.knowledge.frozen_mapping import FrozenMapping
from lumpbayes.views import Plotted, Shown, shown

__all__ = ["CauseSensitivity", "Confusion", "cause_sensitivities", "make_confusion"]

AMONG = 3

Indices = NDArray[np.integer[Any]]


@shown
class CauseSensitivity(NamedTuple):
    """How often a cause is found in those who have it.

    Attributes:
        cause: its name.
        first: the share in whom it leads: sensitivity, or recall.
        three: the share in whom it is among the first three.
    """

    cause: str
    first: Share
    three: Share

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        shares = {"first": self.first.to_dict(), "three": self.three.to_dict()}
        return {"cause": self.cause, "cases": self.first.of, **shares}


@dataclass(frozen=True, slots=True, eq=False)
class Confusion(Shown, Plotted):
    """How often each cause led where each was true.

    Attributes:
        causes: their names, in table order.
        labels: cause -> plain words.
        counts: cases, shape (true cause, leading cause); read-only.
    """

    causes: tuple[str, ...]
    labels: FrozenMapping[str]
    counts: NDArray[np.int64]

    @property
    def mistaken(self) -> tuple[tuple[str, str, int], ...]:
        """(true cause, leading cause, cases), the most frequent mistakes first."""
        places = ((t, g) for t, g in np.argwhere(self.counts).tolist() if t != g)
        found = [(self.causes[t], self.causes[g], int(self.counts[t, g])) for t, g in places]
        return tuple(sorted(found, key=lambda each: -each[2]))

    def to_dict(self) -> dict[str, Any]:
        """Plain data: only what there is at least one case of."""
        rows = {}
        for cause, row in zip(self.causes, self.counts.tolist(), strict=True):
            pairs = zip(self.causes, row, strict=True)
            found = {leading: count for leading, count in pairs if count}
            if found:
                rows[cause] = found
        return rows


def make_confusion(
    causes: Sequence[str],
    labels: FrozenMapping[str],
    truth: Indices,
    leading: Indices,
) -> Confusion:
    """Count which cause led where which was true.

    Args:
        causes: their names.
        labels: cause -> plain words.
        truth: index of the true cause of each case.
        leading: index of the leading cause of each case.
    """
    size = len(causes)
    counts = np.bincount(truth.astype(np.int64) * size + leading, minlength=size * size).reshape(
        size, size
    )
    counts.flags.writeable = False
    return Confusion(tuple(causes), labels, counts)


def cause_sensitivities(
    causes: Sequence[str], truth: Indices, scores: CaseScores
) -> tuple[CauseSensitivity, ...]:
    """The sensitivity for each cause that some case has, in table order."""
    size = len(causes)
    counts, first, three = (
        np.bincount(truth[rows], minlength=size)
        for rows in (slice(None), scores.rank == FIRST, scores.rank <= AMONG)
    )
    return tuple(
        CauseSensitivity(
            causes[each],
            share_of(first[each], counts[each]),
            share_of(three[each], counts[each]),
        )
        for each in np.flatnonzero(counts).tolist()
    )
