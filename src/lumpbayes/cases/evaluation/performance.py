"""From the scores of cases to figures of all of them, of the model and of what it has to beat."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from lumpbayes.cases.evaluation.bootstrap import LOT
from lumpbayes.cases.evaluation.evaluation import Baseline, Performance
from lumpbayes.cases.evaluation.figures import Figure, Share, percentile_figure, share_of
from lumpbayes.cases.evaluation.scoring import FIRST, CaseErrors
from lumpbayes.inference.network import FloatArray

__all__ = ["WIDTH", "Means", "baseline", "columns_of", "performance"]

AMONG, AMONG_MORE = 3, 5
WIDTH = 5
"""Columns of :func:`columns_of`."""
INFINITE = np.inf


class Means(NamedTuple):
    """Means over cases; a last axis of numbers alone, or of a number each resample.

    Attributes:
        first, three: shares.
        log_loss: infinite where a true cause was held impossible.
        brier: mean squared errors.
    """

    first: FloatArray
    three: FloatArray
    log_loss: FloatArray
    brier: FloatArray

    @classmethod
    def of(cls, means: FloatArray) -> Means:
        """From the means of :func:`columns_of`, shape (..., 5)."""
        first, three, finite, infinite, brier = np.moveaxis(means, -1, 0)
        return cls(first, three, np.where(infinite > 0, INFINITE, finite), brier)


def columns_of(scores: CaseErrors) -> FloatArray:
    """What is averaged, shape (cases, 5): all finite, so that nothing times 0 is no number."""
    loss = scores.log_loss
    infinite = np.isposinf(loss)
    columns = (
        scores.rank == FIRST,
        scores.rank <= AMONG,
        np.where(infinite, 0.0, loss),
        infinite,
        scores.brier,
    )
    return np.stack(columns, axis=1).astype(float)


def _means(scores: CaseErrors) -> Means:
    """The means over all cases, a lot at a time."""
    count = len(scores.rank)
    sums = [
        columns_of(scores.at(slice(start, start + LOT))).sum(axis=0)
        for start in range(0, count, LOT)
    ]
    return Means.of(np.sum(sums, axis=0) / count)


def performance(scores: CaseErrors, resampled: FloatArray, causes: int) -> Performance:
    """The figures of all cases.

    Args:
        scores: of at least one case.
        resampled: means of :func:`columns_of` in each resample, shape (draws, 5).
        causes: how many the model has.
    """
    count = len(scores.rank)
    now, draws = _means(scores), Means.of(resampled)

    def among(most: int) -> Share | None:
        return share_of((scores.rank <= most).sum(), count) if most < causes else None

    return Performance(
        share_of((scores.rank == FIRST).sum(), count),
        among(AMONG),
        among(AMONG_MORE),
        percentile_figure(float(now.log_loss), draws.log_loss),
        int((scores.probability == 0).sum()),
        percentile_figure(float(now.brier), draws.brier),
    )


def baseline(
    name: str,
    own: Performance,
    scores: tuple[CaseErrors, CaseErrors],
    resampled: tuple[FloatArray, FloatArray],
) -> Baseline:
    """Something simpler beside the model.

    Args:
        name: of it.
        own: its figures.
        scores: of the model and of it.
        resampled: means of :func:`columns_of` in the same resamples, of the model and of it.
    """
    model, other = map(_means, scores)
    model_draws, other_draws = map(Means.of, resampled)
    infinite = np.isinf(model.log_loss) or np.isinf(other.log_loss)

    def less(figure: str) -> Figure:
        now = getattr(model, figure) - getattr(other, figure)
        draws = getattr(model_draws, figure) - getattr(other_draws, figure)
        return percentile_figure(float(now), draws)

    three = None if own.three is None else less("three")
    return Baseline(
        name, own, less("first"), three, None if infinite else less("log_loss"), less("brier")
    )
