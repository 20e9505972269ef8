"""Calibration: of the cases in which the leading cause was given 70 %, is it true in 70 %?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lumpbayes.cases.evaluation.figures import Figure, Share, percentile_figure, share_of
from lumpbayes.cases.evaluation.scoring import FIRST, CaseScores
from lumpbayes.inference.network import FloatArray
from lumpbayes.views import Plotted, Shown, shown

__all__ = ["BINS", "Calibration", "ReliabilityBin", "error_columns", "make_calibration"]

BINS = 10
"""Of equal width, each with its upper end: (0, 0.1], (0.1, 0.2], ..."""
EDGES = np.linspace(0.0, 1.0, BINS + 1)


@shown
class ReliabilityBin(NamedTuple):
    """The cases whose leading cause had a probability between two bounds.

    Attributes:
        low, high: the bounds; ``high`` belongs to the bin, and so does 0 to the first.
        stated: the mean of these probabilities.
        observed: how often the leading cause was the true one.
    """

    low: float
    high: float
    stated: float
    observed: Share

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return {**self._asdict(), "observed": self.observed.to_dict()}


@dataclass(frozen=True, slots=True)
class Calibration(Shown, Plotted):
    """How far the probability of the leading cause can be believed.

    Attributes:
        stated: its mean over all cases.
        observed: how often it was the true cause.
        error: the expected calibration error, with a bootstrap interval: the mean over cases of
            the distance, within their bin, between mean probability and share (Naeini, Cooper,
            Hauskrecht, Obtaining well calibrated probabilities using Bayesian binning, AAAI 2015;
            Guo et al., On calibration of modern neural networks, ICML 2017). It is never negative,
            so that few cases alone make it large.
        by_chance: the mean of the error, and what 95 % of them lie between, if each leading cause
            were true with just its probability (Bröcker, Smith, Increasing the reliability of
            reliability diagrams, Weather and Forecasting 22, 2007).
        bins: of equal width; those without cases are left out.
    """

    stated: float
    observed: Share
    error: Figure
    by_chance: Figure
    bins: tuple[ReliabilityBin, ...]

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "stated": self.stated,
            "observed": self.observed.to_dict(),
            "expected_calibration_error": self.error.to_dict(),
            "expected_calibration_error_by_chance": self.by_chance.to_dict(),
            "bins": [each.to_dict() for each in self.bins],
        }


def error_columns(scores: CaseScores) -> FloatArray:
    """What each case adds to the distance in its bin, shape (cases, bins): right, less stated."""
    columns = np.zeros((len(scores.rank), BINS))
    right = (scores.rank == FIRST).astype(float)
    columns[np.arange(len(columns)), _bin_of(scores.confidence)] = right - scores.confidence
    return columns


def make_calibration(
    scores: CaseScores, resampled: FloatArray, generator: np.random.Generator
) -> Calibration:
    """The calibration of the leading cause.

    Args:
        scores: of the cases, at least one.
        resampled: the means of :func:`error_columns` in each resample, shape (draws, bins).
        generator: of what chance alone does.
    """
    count = len(scores.rank)
    right = scores.rank == FIRST
    codes = _bin_of(scores.confidence)
    distance = _sums(codes, right - scores.confidence) / count
    error = percentile_figure(float(_error(distance)), _error(resampled))
    chance = _by_chance(scores.confidence, codes, len(resampled), generator)
    return Calibration(
        float(scores.confidence.mean()),
        share_of(right.sum(), count),
        error,
        percentile_figure(float(chance.mean()), chance),
        tuple(_bins(scores.confidence, right, codes)),
    )


def _bin_of(confidence: FloatArray) -> NDArray[np.int64]:
    codes: NDArray[np.int64] = np.searchsorted(EDGES[1:-1], confidence).astype(np.int64)
    return codes


def _sums(codes: NDArray[np.int64], values: FloatArray) -> FloatArray:
    sums: FloatArray = np.bincount(codes, values, minlength=BINS).astype(float)
    return sums


def _error(distances: FloatArray) -> FloatArray:
    """From signed distances, shape (..., bins), to expected calibration errors."""
    found: FloatArray = np.abs(distances).sum(axis=-1)
    return found


def _by_chance(
    confidence: FloatArray, bins: NDArray[np.int64], draws: int, generator: np.random.Generator
) -> FloatArray:
    """Errors of cases whose leading cause is true with just its probability, shape (draws,)."""
    found = np.empty(draws)
    for draw in range(draws):
        right = generator.random(len(confidence)) < confidence
        found[draw] = _error(_sums(bins, right - confidence))
    return found / len(confidence)


def _bins(
    confidence: FloatArray, right: NDArray[np.bool_], codes: NDArray[np.int64]
) -> list[ReliabilityBin]:
    counts = np.bincount(codes, minlength=BINS)
    stated = _sums(codes, confidence)
    hits = _sums(codes, right.astype(float))
    return [
        ReliabilityBin(
            float(EDGES[each]),
            float(EDGES[each + 1]),
            float(stated[each] / counts[each]),
            share_of(hits[each], counts[each]),
        )
        for each in np.flatnonzero(counts).tolist()
    ]
