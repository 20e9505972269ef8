"""How far each number of the tables must move, in log-odds, before a decision changes.

With one number at ``t`` and the rest of its row in proportion, ``f_c(t) = P(cause = c, evidence)``
is linear in ``t``, and so is every sum of them that a decision compares with 0: the one by which a
cause leads another, by which a group of causes passes a threshold, by which one level of urgency
costs less than another. In log-odds the zero of ``g(t) = (1 - t) g(0) + t g(1)`` is
``log(-g(0) / g(1))``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations, pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lumpbayes.inference.columns import Ends
from lumpbayes.inference.network import FloatArray
from lumpbayes.reasoning.triage import ROUNDING, Triage

__all__ = ["Changes", "Decide", "lead_crossings", "level_crossings", "nearest_changes"]

Decide = Callable[[FloatArray], NDArray[np.int64]]
"""Posteriors, shape (cases, causes) -> decisions, shape (cases,)."""

BEYOND = 0.005
"""An edit goes so much further than where the decision changes, as a part of the way there."""

LESS = 0.99
"""So much of an edit must not be enough."""

LEAST = 1e-9
"""Moves smaller than this, in nats, are rounding: what they change is tied already."""


class Changes(NamedTuple):
    """Smallest edits of single numbers that change a decision, in no order.

    Attributes:
        cells: whose number.
        to: what to set it to, just beyond where the decision changes.
        log_odds_changes: how far that is, signed, in nats.
        decisions: what is decided then.
    """

    cells: NDArray[np.intp]
    to: FloatArray
    log_odds_changes: FloatArray
    decisions: NDArray[np.int64]


def lead_crossings(ends: Ends, lead: int) -> FloatArray:
    """Where each other cause overtakes the leading one, in log-odds, shape (causes, cells).

    Args:
        ends: of a sum for each cause.
        lead: index of the leading one.
    """
    return _zeros(ends.at_zero - ends.at_zero[lead], ends.at_one - ends.at_one[lead])


def level_crossings(ends: Ends, triage: Triage, certain: Sequence[bool]) -> FloatArray:
    """Where the urgency may change, in log-odds, shape (crossings, cells).

    Args:
        ends: of a sum for each cause.
        triage: the rules of the model.
        certain: which conditions of thresholds hold.
    """
    causes = triage.knowledge.causes
    weights: list[Any] = []
    for threshold, holds in zip(triage.thresholds, certain, strict=True):
        if holds:
            limit = threshold.probability - ROUNDING
            weights.append([(cause in threshold.causes) - limit for cause in causes])
    if triage.losses is not None:
        levels = range(triage.losses.shape[1])
        weights += [triage.losses[:, u] - triage.losses[:, w] for u, w in combinations(levels, 2)]
    rows = np.array(weights).reshape(-1, len(causes))
    found = _zeros(rows @ ends.at_zero, rows @ ends.at_one)
    return found if triage.losses is not None else np.vstack([found, _new_leads(ends)])


def _new_leads(ends: Ends) -> FloatArray:
    """Where each cause begins or ceases to lead all others, shape (2 causes, cells)."""
    found = []
    for cause in range(len(ends.at_zero)):
        at_zero = ends.at_zero[cause] - ends.at_zero
        at_one = ends.at_one[cause] - ends.at_one
        zeros = _zeros(at_zero, at_one)
        found.append(np.where((at_one > 0) & np.isfinite(zeros), zeros, -np.inf).max(axis=0))
        found.append(np.where((at_one < 0) & np.isfinite(zeros), zeros, np.inf).min(axis=0))
    return np.array(found)


def _zeros(at_zero: FloatArray, at_one: FloatArray) -> FloatArray:
    """Log-odds at which lines cross 0 between 0 and 1; infinite where they do not."""
    found = np.full(at_zero.shape, np.inf)
    crossing = (at_zero < 0) != (at_one < 0)
    crossing &= (at_zero != 0) & (at_one != 0)
    found[crossing] = np.log(np.abs(at_zero[crossing])) - np.log(np.abs(at_one[crossing]))
    return found


def nearest_changes(
    value: FloatArray, ends: Ends, crossings: FloatArray, decide: Decide, now: int
) -> Changes:
    """For each number the smallest move of its log-odds that changes a decision.

    Between two neighbouring crossings nothing changes, so that looking between them is enough.

    Args:
        value: each number, shape (cells,); 0 and 1 stay what they are.
        ends: of a sum for each cause.
        crossings: log-odds at which the decision may change, shape (crossings, cells).
        decide: the decision.
        now: what is decided now.
    """
    cells = np.flatnonzero((value > 0) & (value < 1))
    odds = np.log(value[cells]) - np.log1p(-value[cells])
    search = _Search(ends, decide, now)
    up, down = (search.first(cells, odds, sign, crossings[:, cells]) for sign in (1.0, -1.0))
    return _nearer(up, down)


def _nearer(up: Changes, down: Changes) -> Changes:
    """Of two changes of one number the smaller one; by number."""
    both = [np.concatenate(parts) for parts in zip(up, down, strict=True)]
    order = np.lexsort((np.abs(both[2]), both[0]))
    first = order[np.flatnonzero(np.diff(both[0][order], prepend=-1))]
    return Changes(*(part[first] for part in both))


class _Search(NamedTuple):
    """What is looked at: the sums, and what is decided from them."""

    ends: Ends
    decide: Decide
    now: int

    def decisions(self, cells: NDArray[np.intp], t: FloatArray) -> NDArray[np.int64]:
        """What is decided with each of some numbers at ``t``; as now where that is impossible."""
        sums = t * self.ends.at_one[:, cells] + (1 - t) * self.ends.at_zero[:, cells]
        total = sums.sum(axis=0)
        shares = np.divide(sums, total, out=np.zeros(sums.shape), where=total > 0)
        return np.where(total > 0, self.decide(shares.T), self.now)

    def first(
        self, cells: NDArray[np.intp], odds: FloatArray, sign: float, crossings: FloatArray
    ) -> Changes:
        """The first change in one direction, of those numbers that have one.

        Args:
            cells: the numbers.
            odds: their log-odds.
            sign: 1 for upwards, -1 for downwards.
            crossings: shape (crossings, these numbers).
        """
        moves = sign * (crossings - odds)
        moves = np.sort(np.where(moves > LEAST, moves, np.inf), axis=0)
        moves = np.vstack([moves, np.full(len(cells), np.inf)])
        steps = np.full(len(cells), np.inf)
        decided = np.full(len(cells), self.now)
        for near, far in pairwise(moves):
            waiting = np.flatnonzero((decided == self.now) & np.isfinite(near))
            if not len(waiting):
                break
            # crossings that differ by rounding are one
            waiting = waiting[far[waiting] - near[waiting] > LEAST]
            beyond = np.minimum(BEYOND * near[waiting], (far[waiting] - near[waiting]) / 2)
            steps[waiting] = near[waiting] + beyond
            t = _probability(odds[waiting] + sign * steps[waiting])
            decided[waiting] = self.decisions(cells[waiting], t)
        found = np.flatnonzero(decided != self.now)
        changes = sign * steps[found]
        to = _probability(odds[found] + changes)
        less = self.decisions(cells[found], _probability(odds[found] + LESS * changes))
        good = (to > 0) & (to < 1) & (less == self.now)
        return Changes(cells[found][good], to[good], changes[good], decided[found][good])


def _probability(odds: FloatArray) -> FloatArray:
    far = np.exp(-np.abs(odds))
    found: FloatArray = np.where(odds < 0, far, 1.0) / (1 + far)
    return found
