"""Resamples of cases: what means over them would be in another sample of the same kind."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lumpbayes.inference.network import FloatArray

__all__ = ["resampled_counts", "resampled_means"]

TOGETHER = 2**22
"""Weights that are held at a time."""


def resampled_means(columns: FloatArray, draws: int, generator: np.random.Generator) -> FloatArray:
    """Means over as many cases as there are, drawn with replacement, again and again.

    Cases are drawn whole, so that what is compared within a case stays paired. Efron, Bootstrap
    methods: another look at the jackknife, Annals of Statistics 7, 1979.

    Args:
        columns: finite numbers of each case, shape (cases, columns).
        draws: how many resamples.
        generator: where the randomness comes from: as many whole numbers a draw as there are cases.

    Returns:
        Shape (draws, columns).

    >>> found = resampled_means(np.ones((5, 2)), 100, np.random.default_rng(0))
    >>> found.shape, bool((found == 1).all())
    ((100, 2), True)
    """
    count = len(columns)
    means = np.empty((draws, columns.shape[1]))
    each = max(1, TOGETHER // count)
    for start in range(0, draws, each):
        lot = min(each, draws - start)
        weights = np.empty((lot, count))
        for row in range(lot):
            drawn = generator.integers(0, count, count, dtype=np.int32)
            weights[row] = np.bincount(drawn, minlength=count)
        means[start : start + lot] = weights @ columns / count
    return means


def resampled_counts(
    counts: NDArray[np.int64], draws: int, generator: np.random.Generator
) -> FloatArray:
    """The same for cases sorted into cells: how many of a resample are in each.

    Drawing cases and counting them is drawing from a multinomial distribution.

    Args:
        counts: how many cases are in each cell, shape (cells,); at least one case.
        draws: how many resamples.
        generator: where the randomness comes from.

    Returns:
        Shape (draws, cells).

    >>> found = resampled_counts(np.array([3, 0, 2]), 100, np.random.default_rng(0))
    >>> found.shape, bool((found.sum(axis=1) == 5).all()), float(found[:, 1].max())
    ((100, 3), True, 0.0)
    """
    total = int(counts.sum())
    return generator.multinomial(total, counts / total, draws).astype(float)
