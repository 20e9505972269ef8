"""How far a column of a table may be from what is stated: its cells' intervals as spreads.

A column is drawn as weights divided by their sum: each weight is log-normal, with one spread below
its median and one above, because few intervals are symmetric. The spreads are solved for: dividing
by the sum spreads every share by all the weights, so that a weight's own spread must be smaller
than its cell's. With p the shares, s the spread of a share's log-odds that its interval asks for,
and t that of a log weight, to first order

    s_below[i]^2 = t_below[i]^2 + sum over j != i of (p[j] / (1 - p[i]))^2 t_above[j]^2

and likewise above, where the others' sum falls. These are solved by non-negative least squares
(multiplicative updates; Lee and Seung, NIPS 13, 2001). Where two states share what is left of a
column there is one log-odds, and its interval holds exactly.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lumpbayes.inference.network import FloatArray
from lumpbayes.knowledge.cells import Estimate

__all__ = ["Column", "Spreads", "spreads"]

QUANTILE = 1.959963984540054
"""Of the standard normal, at 97.5 %."""

PART_OF_THE_WAY = 1 / 20
"""No log-odds reach a bound of 0 or 1. It is read as what leaves 2.5 % outside were all between
the median and the bound equally probable: a twentieth of the way from the bound."""

ROUNDS = 30
"""Of the least squares; more move the bundled model's quantiles by less than a draw's noise."""

LARGEST = 1 - 2.0**-53

PAIR = 2
"""So many states that are free share one log-odds."""


class Column(NamedTuple):
    """A column of a table.

    Attributes:
        probabilities: of all states, summing to 1.
        estimates: of all states; None for the one that gets the rest.
    """

    probabilities: Sequence[float]
    estimates: Sequence[Estimate | None]


class Spreads(NamedTuple):
    """How columns are drawn; arrays of shape (columns, most states), padded with zeros.

    Attributes:
        real: which entries are of states that the column has.
        probabilities: what is stated.
        free: whether the state's share moves, by its own spread or by the others'.
        weights: medians of the free states' weights, which sum to 1.
        below, above: standard deviations of their logs, each on one side of the median.
        mass: what the free states share, shape (columns, 1).
    """

    real: NDArray[np.bool_]
    probabilities: FloatArray
    free: NDArray[np.bool_]
    weights: FloatArray
    below: FloatArray
    above: FloatArray
    mass: FloatArray

    def part(self, columns: slice, states: int) -> Spreads:
        """Those of some columns, which have so many states."""
        span = columns, slice(states)
        return Spreads(
            self.real[span],
            self.probabilities[span],
            self.free[span],
            self.weights[span],
            self.below[span],
            self.above[span],
            self.mass[columns],
        )


def spreads(columns: Sequence[Column], states: int) -> Spreads:
    """The spreads of some columns; with as many states, those of one do not depend on the others.

    What is 0 or 1 stays so. A cell whose interval is a point keeps its number, and the others
    share what it leaves; a state that alone is left over keeps its number too.

    Args:
        columns: of any tables.
        states: to how many states they are padded; at least as many as each has.
    """
    stated, low, high = _padded(columns, states)
    listed = ~np.isnan(low)
    free = (stated > 0) & (stated < 1) & ~(low == high)
    free &= free.sum(axis=1, keepdims=True) > 1
    mass = np.where(free, stated, 0.0).sum(axis=1, keepdims=True)
    share = np.minimum(np.where(free, stated, 0.5) / np.where(mass > 0, mass, 1.0), LARGEST)
    own = free & listed
    wanted = _wanted(
        share, own, low / np.where(own, stated, 1.0), high / np.where(own, stated, 1.0)
    )
    weights = np.where(free, share, 0.0)
    below, above = _pairs(wanted, own, free.sum(axis=1) == PAIR)
    several = free.sum(axis=1) > PAIR
    if several.any():
        solved = _solved(wanted[:, several], own[several], weights[several])
        below[several], above[several] = solved
    counts = np.array([len(column.probabilities) for column in columns])
    real = np.arange(stated.shape[1]) < counts[:, None]
    return Spreads(real, stated, free, weights, below, above, mass)


def _padded(columns: Sequence[Column], states: int) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Probabilities, and bounds of those listed, divided by the same sum; NaN for the others."""
    shape = len(columns), states
    stated, low, high = np.zeros(shape), np.full(shape, np.nan), np.full(shape, np.nan)
    for row, (probabilities, estimates) in enumerate(columns):
        stated[row, : len(probabilities)] = probabilities
        for state, estimate in enumerate(estimates):
            if estimate is not None and estimate.probability > 0:
                scale = probabilities[state] / estimate.probability
                low[row, state] = estimate.low * scale
                high[row, state] = estimate.high * scale
    return stated, low, high


def _wanted(
    share: FloatArray, own: NDArray[np.bool_], low: FloatArray, high: FloatArray
) -> FloatArray:
    """Spreads of log-odds that the intervals ask for, below and above, shape (2, *shape).

    Args:
        share: of what the free states share.
        own: which cells have an interval and move; 0 is asked for the others.
        low: lower bounds as multiples of the probability.
        high: upper bounds likewise.
    """
    bottom, top = share * np.where(own, low, 1.0), share * np.where(own, high, 1.0)
    bottom = np.where(bottom > 0, bottom, share * PART_OF_THE_WAY)
    top = np.where(top < 1, top, 1 - (1 - share) * PART_OF_THE_WAY)
    centre = _log_odds(share)
    found = np.stack([centre - _log_odds(bottom), _log_odds(top) - centre]) / QUANTILE
    return np.where(own, np.maximum(found, 0.0), 0.0)


def _log_odds(probabilities: FloatArray) -> FloatArray:
    return np.asarray(np.log(probabilities) - np.log1p(-probabilities))


def _pairs(
    wanted: FloatArray, own: NDArray[np.bool_], pair: NDArray[np.bool_]
) -> tuple[FloatArray, FloatArray]:
    """Spreads of the columns in which two states are free: of the first that has an interval.

    Where both have one they speak of one number, and the mean is taken: below for one is above for
    the other.
    """
    below, above = np.zeros(own.shape), np.zeros(own.shape)
    rows = np.flatnonzero(pair)
    first = own[rows].argmax(axis=1)
    last = own.shape[1] - 1 - own[rows, ::-1].argmax(axis=1)
    both = own[rows].sum(axis=1) == PAIR
    below[rows, first] = (wanted[0, rows, first] + both * wanted[1, rows, last]) / (1 + both)
    above[rows, first] = (wanted[1, rows, first] + both * wanted[0, rows, last]) / (1 + both)
    return below, above


def _solved(wanted: FloatArray, own: NDArray[np.bool_], weights: FloatArray) -> FloatArray:
    """Spreads of the log weights, shape (2, columns, states), from those of the log-odds.

    A cell's misfit counts relative to its own variance and the column's mean one together, so that
    a cell much surer than the others does not hold all of them.
    """
    asked = wanted**2
    typical = asked.mean(axis=0)
    mean = typical.sum(axis=1, keepdims=True) / np.maximum(own.sum(axis=1, keepdims=True), 1)
    importance = np.where(own, 1 / np.maximum(typical + mean, 1e-300) ** 2, 0.0)
    squares = weights**2
    shrunk = np.where(own, 1 / np.maximum(1 - weights, 1 - LARGEST) ** 2, 0.0)
    found = asked.copy()
    target = _transposed(importance * asked, squares, shrunk)
    for _ in range(ROUNDS):
        fitted = found + _others(found[::-1] * squares) * shrunk
        found *= target / np.maximum(_transposed(importance * fitted, squares, shrunk), 1e-300)
    return np.asarray(np.sqrt(found))


def _transposed(values: FloatArray, squares: FloatArray, shrunk: FloatArray) -> FloatArray:
    """The transpose of the equations, applied to one value for each."""
    return values + _others(values[::-1] * shrunk) * squares


def _others(values: FloatArray) -> FloatArray:
    """For each entry the sum of the others in its row."""
    return np.asarray(values.sum(axis=-1, keepdims=True) - values)
