"""What each case contributes: where its true cause stands, and how far off the answer is."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lumpbayes.inference.network import FloatArray

__all__ = ["FIRST", "CaseErrors", "CaseScores", "score_cases"]

FIRST = 1
"""The rank of the most probable cause."""


Rows = NDArray[np.intp] | slice
"""Which cases."""


class CaseErrors(NamedTuple):
    """How far off many answers are, an entry a case.

    Attributes:
        rank: place of the true cause in the differential, from 1; of causes that are equally
            probable those that stand first in the tables come first.
        probability: that of the true cause.
        brier: the sum over causes of (P(cause) - 1 if true, else 0) squared: 0 to 2 (Brier,
            Verification of forecasts expressed in terms of probability, Monthly Weather Review 78,
            1950).
    """

    rank: NDArray[np.int32]
    probability: FloatArray
    brier: FloatArray

    @classmethod
    def joined(cls, parts: list[CaseErrors]) -> CaseErrors:
        """Those of several lots of cases, one after the other; at least one lot."""
        return cls(
            np.concatenate([each.rank for each in parts]),
            np.concatenate([each.probability for each in parts]),
            np.concatenate([each.brier for each in parts]),
        )

    def at(self, rows: Rows) -> CaseErrors:
        """Those of some cases."""
        return CaseErrors(self.rank[rows], self.probability[rows], self.brier[rows])

    @property
    def log_loss(self) -> FloatArray:
        """-ln P(true cause) of each case, in nats; infinite where that was held impossible.

        Good, Rational decisions, Journal of the Royal Statistical Society B 14, 1952.
        """
        with np.errstate(divide="ignore"):
            return -np.log(self.probability)


class CaseScores(NamedTuple):
    """Scores of many cases, an entry a case: what :class:`CaseErrors` has, and what leads.

    Attributes:
        rank, probability, brier: see there.
        leading: index of the most probable cause.
        confidence: its probability.
    """

    rank: NDArray[np.int32]
    leading: NDArray[np.int32]
    confidence: FloatArray
    probability: FloatArray
    brier: FloatArray

    @classmethod
    def joined(cls, parts: list[CaseScores]) -> CaseScores:
        """The scores of several lots of cases, one after the other; at least one lot."""
        return cls(
            np.concatenate([each.rank for each in parts]),
            np.concatenate([each.leading for each in parts]),
            np.concatenate([each.confidence for each in parts]),
            np.concatenate([each.probability for each in parts]),
            np.concatenate([each.brier for each in parts]),
        )

    def at(self, rows: Rows) -> CaseScores:
        """Those of some cases."""
        return CaseScores(
            self.rank[rows],
            self.leading[rows],
            self.confidence[rows],
            self.probability[rows],
            self.brier[rows],
        )

    @property
    def errors(self) -> CaseErrors:
        """How far off the answers are."""
        return CaseErrors(self.rank, self.probability, self.brier)


def score_cases(posteriors: FloatArray, truth: NDArray[np.int64]) -> CaseScores:
    """The scores of answers whose truth is known.

    Args:
        posteriors: P(cause | evidence), shape (cases, causes).
        truth: index of the true cause of each case, shape (cases,).

    >>> found = score_cases(np.array([[0.2, 0.7, 0.1]]), np.array([0]))
    >>> found.rank.tolist(), found.leading.tolist(), found.brier.round(2).tolist()
    ([2], [1], [1.14])
    """
    rows = np.arange(len(truth))
    own = posteriors[rows, truth]
    before = np.arange(posteriors.shape[1]) < truth[:, None]
    ahead = (posteriors > own[:, None]) | (before & (posteriors == own[:, None]))
    leading = posteriors.argmax(axis=1)
    error = posteriors.copy()
    error[rows, truth] -= 1
    brier = np.einsum("ij,ij->i", error, error)
    rank = (FIRST + ahead.sum(axis=1)).astype(np.int32)
    confidence = posteriors[rows, leading]
    return CaseScores(rank, leading.astype(np.int32), confidence, own, brier)
