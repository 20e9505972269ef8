"""Labels along a line: as near to where they belong as they can be without meeting."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["spread"]


def spread(wanted: Sequence[float], apart: float, low: float, high: float) -> list[float]:
    """Places at least so far apart, within bounds, each as near to the one wanted as can be.

    The least sum of squared moves, by pooling neighbours that meet (isotonic regression).

    Args:
        wanted: where each belongs, in any order.
        apart: the least distance between two.
        low: the least place there is.
        high: the greatest. Where all do not fit between the two, they stand closer, evenly.

    Returns:
        The places, in the order of ``wanted``; of equal ones the first stands lower.

    >>> spread([1.0, 1.0, 5.0], 1.0, 0.0, 10.0)
    [0.5, 1.5, 5.0]
    >>> spread([9.0, 9.5], 1.0, 0.0, 9.5)
    [8.5, 9.5]
    """
    if not wanted:
        return []
    apart = min(apart, (high - low) / max(len(wanted) - 1, 1))
    order = sorted(range(len(wanted)), key=lambda each: wanted[each])
    pools: list[list[float]] = []  # sum, count: shifted so that places only must not fall
    for rank, each in enumerate(order):
        pools.append([wanted[each] - rank * apart, 1])
        while len(pools) > 1 and pools[-2][0] / pools[-2][1] > pools[-1][0] / pools[-1][1]:
            total, count = pools.pop()
            pools[-1][0] += total
            pools[-1][1] += count
    top = high - (len(wanted) - 1) * apart
    shifted = [min(max(s / n, low), top) for s, n in pools for _ in range(int(n))]
    places = [0.0] * len(wanted)
    for rank, each in enumerate(order):
        places[each] = shifted[rank] + rank * apart
    return places
