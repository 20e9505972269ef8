"""Shapley values: what each of several players adds, whatever the order in which they join.

Source: L. S. Shapley, A value for n-person games, 1953. The value of player i is the mean, over all
orders, of v(those before i, and i) - v(those before i); over subsets S of the others that is the
sum of ``|S|! (k - |S| - 1)! / k!`` times ``v(S and i) - v(S)``. The values sum to v(all) - v(none).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lumpbayes.inference.network import FloatArray
from lumpbayes.inference.subsets import Members

__all__ = ["MOST_EXACT", "Shares", "Worth", "exact_shares", "permutations_for", "sampled_shares"]


Worth = Callable[[Members], FloatArray]
"""Subsets, one a row, shape (subsets, players) -> what each is worth, shape (subsets,); finite."""

MOST_EXACT = 14
"""Players up to which all subsets are looked at."""

CHUNK = 2**20
"""Entries of ``Members`` that are laid out at a time."""

MOST_PERMUTATIONS, LEAST_PERMUTATIONS, SUBSETS = 1000, 100, 60_000


class Shares(NamedTuple):
    """What each player adds.

    Attributes:
        values: the Shapley values, shape (players,).
        standard_errors: of the values, shape (players,); None where they are exact.
        permutations: how many orders were drawn; 0 where the values are exact.
    """

    values: FloatArray
    standard_errors: FloatArray | None
    permutations: int


def exact_shares(worth: Worth, players: int) -> Shares:
    """Shapley values from all subsets of at most ``MOST_EXACT`` players."""
    codes = np.arange(1 << players)
    sizes = np.zeros(len(codes), dtype=np.intp)
    worths = np.empty(len(codes))
    rows = max(1, CHUNK // max(players, 1))
    for start in range(0, len(codes), rows):
        span = slice(start, start + rows)
        members = (codes[span, None] >> np.arange(players)) & 1 == 1
        sizes[span] = members.sum(axis=1)
        worths[span] = worth(members)
    weights = np.array(
        [1 / (players * math.comb(players - 1, size)) for size in range(players)] + [0.0]
    )
    values = np.zeros(players)
    for player in range(players):
        pairs = worths.reshape(-1, 2, 1 << player)  # (digits above, in or not, digits below)
        without = sizes.reshape(-1, 2, 1 << player)[:, 0]
        values[player] = np.sum(weights[without] * (pairs[:, 1] - pairs[:, 0]))
    return Shares(values, None, 0)


def permutations_for(players: int, is_tabulated: bool) -> int:
    """How many orders to draw: fewer where each of them takes longer; never by the clock.

    Args:
        players: how many.
        is_tabulated: whether the worth of a subset is looked up.

    >>> permutations_for(20, True), permutations_for(300, True), permutations_for(20, False)
    (1000, 200, 100)
    """
    if not is_tabulated:
        return LEAST_PERMUTATIONS
    return max(LEAST_PERMUTATIONS, min(MOST_PERMUTATIONS, SUBSETS // players // 2 * 2))


def sampled_shares(worth: Worth, players: int, permutations: int, seed: int) -> Shares:
    """Shapley values from random orders, each of which counts together with its reverse.

    Every order alone sums to v(all) - v(none), and so do the means. An order and its reverse err
    in opposite directions where players repeat each other (antithetic sampling: R. Mitchell and
    others, Sampling permutations for Shapley value estimation, JMLR 23, 2022).

    Args:
        worth: what a subset is worth.
        players: how many, at least one.
        permutations: how many orders, reverses counted; even, at least 4.
        seed: same seed, same orders.
    """
    generator = np.random.default_rng(seed)
    pairs = permutations // 2
    orders = generator.permuted(np.tile(np.arange(players), (pairs, 1)), axis=1)
    means = np.empty((pairs, players))
    rows = max(1, CHUNK // (2 * players * (players + 1)))
    for start in range(0, pairs, rows):
        chunk = orders[start : start + rows]
        both = np.concatenate([chunk, chunk[:, ::-1]])
        added = _added(worth, both)
        means[start : start + rows] = (added[: len(chunk)] + added[len(chunk) :]) / 2
    errors = means.std(axis=0, ddof=1) / math.sqrt(pairs)
    return Shares(means.mean(axis=0), errors, 2 * pairs)


def _added(worth: Worth, orders: NDArray[np.intp]) -> FloatArray:
    """What each player adds when they join in these orders, shape (orders, players)."""
    count, players = orders.shape
    turns = np.argsort(orders, axis=1)  # when each player joins
    members = turns[:, None, :] < np.arange(players + 1)[:, None]
    worths = worth(members.reshape(-1, players)).reshape(count, players + 1)
    return np.take_along_axis(np.diff(worths, axis=1), turns, axis=1)
