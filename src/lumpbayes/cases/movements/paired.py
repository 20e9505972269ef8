"""How right two versions are on the same cases, and whether that differs by more than chance.

Both answer every case, so that what counts is where they differ: how many cases one gets right and
the other wrong.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lumpbayes.cases.evaluation.figures import NORMAL
from lumpbayes.inference.network import FloatArray
from lumpbayes.views import shown

__all__ = ["Hits", "LogLoss", "TruthMoves", "paired_hits", "paired_log_loss"]


@shown
class Hits(NamedTuple):
    """In how many cases the true cause is among the first so many.

    Attributes:
        among: how many causes count.
        before, after: shares of the cases.
        gained, lost: in how many cases only the later version is right, and only the earlier one.
        low, high: the 95 % interval of the difference of the shares (Agresti and Min, Statistics in
            Medicine 24, 2005: half a case added to each of the four counts).
    """

    among: int
    before: float
    after: float
    gained: int
    lost: int
    low: float
    high: float


@shown
class LogLoss(NamedTuple):
    """The mean of -log P(true cause), in nats.

    Attributes:
        before, after: of each version.
        low, high: the 95 % interval of the difference, later less earlier, by the t statistic's
            normal limit on the cases' own differences; both None for fewer than two cases.
        impossible: cases left out, whose true cause has probability 0 in a version.
    """

    before: float | None
    after: float | None
    low: float | None
    high: float | None
    impossible: int


@shown
class TruthMoves(NamedTuple):
    """How right both versions are.

    Attributes:
        cases: how many say what is true.
        hits: the true cause first, and among the first three.
        log_loss: how probable it was held to be.
    """

    cases: int
    hits: tuple[Hits, ...]
    log_loss: LogLoss

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        hits = [each._asdict() for each in self.hits]
        return {"cases": self.cases, "hits": hits, "log_loss": self.log_loss._asdict()}


def paired_hits(among: int, ranks: NDArray[np.int64]) -> Hits:
    """Compare who has the true cause among the first.

    Args:
        among: how many causes count.
        ranks: place of the true cause in each differential, from 1, shape (cases, 2); at least
            one case.

    >>> found = paired_hits(1, np.array([[1, 1], [2, 1], [2, 1], [1, 3]]))
    >>> found.gained, found.lost, found.before, found.after
    (2, 1, 0.5, 0.75)
    """
    right = ranks <= among
    count = len(ranks)
    gained = int((~right[:, 0] & right[:, 1]).sum())
    lost = int((right[:, 0] & ~right[:, 1]).sum())
    more, less, total = gained + 0.5, lost + 0.5, count + 2.0
    middle = (more - less) / total
    half = NORMAL * math.sqrt(more + less - (more - less) ** 2 / total) / total
    before, after = right.mean(axis=0).tolist()
    return Hits(among, before, after, gained, lost, middle - half, middle + half)


def paired_log_loss(shares: FloatArray) -> LogLoss:
    """Compare how probable the true cause was held to be.

    Args:
        shares: P(true cause | evidence) before and after, shape (cases, 2).

    >>> found = paired_log_loss(np.array([[0.5, 0.6], [0.2, 0.2], [0.0, 0.1]]))
    >>> round(found.before, 6), found.impossible, found.high > 0 > found.low
    (1.151293, 1, True)
    """
    possible = (shares > 0).all(axis=1)
    losses = -np.log(shares[possible])
    left_out = int((~possible).sum())
    if not len(losses):
        return LogLoss(None, None, None, None, left_out)
    before, after = losses.mean(axis=0).tolist()
    if len(losses) == 1:
        return LogLoss(before, after, None, None, left_out)
    difference = losses[:, 1] - losses[:, 0]
    half = NORMAL * float(difference.std(ddof=1)) / math.sqrt(len(losses))
    middle = float(difference.mean())
    return LogLoss(before, after, middle - half, middle + half, left_out)
