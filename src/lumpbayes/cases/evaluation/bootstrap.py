"""Resamples of cases: what means over them would be in another sample of the same kind."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from lumpbayes.inference.network import FloatArray

__all__ = ["resampled_counts", "resampled_means"]

TOGETHER, WEIGHED = 2**24, 2**22
"""Weights that are held at a time, in two bytes, and those of them that are multiplied."""
LOT = 2**16
"""Cases whose numbers are held at a time; the sums are over the same lots whatever is resampled."""

Columns = Callable[[slice], FloatArray]
"""From some of the cases to their finite numbers, shape (cases, columns)."""


def resampled_means(
    columns: Columns, count: int, draws: int, generator: np.random.Generator
) -> FloatArray:
    """Means over as many cases as there are, drawn with replacement, again and again.

    Cases are drawn whole, so that what is compared within a case stays paired. Efron, Bootstrap
    methods: another look at the jackknife, Annals of Statistics 7, 1979.

    Args:
        columns: finite numbers of some of the cases; asked for again and again, so that those of
            all cases are never held.
        count: how many cases there are.
        draws: how many resamples.
        generator: where the randomness comes from: as many whole numbers a draw as there are cases.

    Returns:
        Shape (draws, columns).

    >>> found = resampled_means(np.ones((5, 2)).__getitem__, 5, 100, np.random.default_rng(0))
    >>> found.shape, bool((found == 1).all())
    ((100, 2), True)
    """
    each = max(1, min(TOGETHER // count, WEIGHED // min(count, LOT)))
    lots = [slice(start, start + LOT) for start in range(0, count, LOT)]
    found = []
    for start in range(0, draws, each):
        weights = np.empty((min(each, draws - start), count), np.uint16)
        for row in weights:
            drawn = generator.integers(0, count, count, dtype=np.int32)
            row[:] = np.bincount(drawn, minlength=count)
        sums = [weights[:, lot].astype(float) @ columns(lot) for lot in lots]
        found.append(np.sum(sums, axis=0) / count)
    return np.concatenate(found)


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
