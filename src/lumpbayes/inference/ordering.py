"""Elimination orders: several greedy ones, of which the cheapest is kept.

Min-fill weighted by the numbers of states comes first; where it leaves much to multiply, other
criteria and other ways to break ties are tried, as many as the size of the network pays for. All
is arithmetic on integers with explicit seeds: the same network always gets the same order.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

__all__ = ["cheapest_order", "min_fill_order"]

MOST_RESTARTS = 7
WORTH_A_RESTART = 5000
"""Multiplications a variable for which one more order is tried: finding an order takes about as
long as that many in two sweeps."""

LEAF = 2
"""A variable and one neighbour."""


class _Candidate(NamedTuple):
    """What it would mean to eliminate one variable now.

    Attributes:
        fill: the sum over the new edges of the product of their ends' state counts, twice.
        edges: number of new edges, twice.
        weight: entries of the table over the variable and its neighbours.
        states: number of states.
    """

    fill: int
    edges: int
    weight: int
    states: int


Criterion = Callable[[_Candidate], float]
"""The variable of the lowest number goes next; those that add no edge go before all others."""


def _weighted_fill(candidate: _Candidate) -> float:
    return candidate.fill


def _relative_fill(candidate: _Candidate) -> float:
    return candidate.fill / candidate.states


def _fill(candidate: _Candidate) -> float:
    return candidate.edges


def _fill_by_size(candidate: _Candidate) -> float:
    return candidate.edges * math.log(candidate.weight)


def _fill_and_weight(candidate: _Candidate) -> float:
    return candidate.fill * candidate.weight


CRITERIA: tuple[Criterion, ...] = (
    _relative_fill,
    _fill,
    _fill_by_size,
    _fill_and_weight,
    _weighted_fill,
)
"""In the order in which they are tried after the first; then again with other ties."""


def min_fill_order(
    cardinalities: Sequence[int], scopes: Sequence[Sequence[int]]
) -> tuple[int, ...]:
    """An order in which to sum all variables out: greedy weighted min-fill.

    Next comes the variable whose elimination adds the least fill, each new edge counted with the
    product of its ends' state counts (weighted min-fill, Kjaerulff 1990); ties go to the smaller
    table, then to the lower index. Variables that add none go first, whatever is not yet scored:
    that is never worse, and keeps a cause with thousands of findings from being scored after each
    of them.

    Args:
        cardinalities: number of states of each variable.
        scopes: the variables of each factor.
    """
    search = _Search(cardinalities, scopes, _weighted_fill, 0)
    search.eliminate(range(len(cardinalities)), math.inf)
    return tuple(search.order)


def cheapest_order(
    cardinalities: Sequence[int],
    scopes: Sequence[Sequence[int]],
    phases: Sequence[Sequence[int]],
) -> tuple[int, ...]:
    """The cheapest of several greedy orders in which to eliminate some of the variables.

    Cost is the number of entries of the tables that the eliminations form. The first order is that
    of :func:`min_fill_order`; the dearer it is for the number of variables, the more others follow.

    Args:
        cardinalities: number of states of each variable.
        scopes: the variables of each factor.
        phases: the variables to eliminate; those of a phase come after those of the one before.
    """
    best, cost = _order(cardinalities, scopes, phases, _weighted_fill, 0, math.inf)
    worth = WORTH_A_RESTART * max(1, sum(map(len, phases)))
    for seed in range(min(MOST_RESTARTS, int(cost // worth))):
        criterion = CRITERIA[seed % len(CRITERIA)]
        found, found_cost = _order(cardinalities, scopes, phases, criterion, seed, cost)
        if found_cost < cost:
            best, cost = found, found_cost
    return best


def _order(
    cardinalities: Sequence[int],
    scopes: Sequence[Sequence[int]],
    phases: Sequence[Sequence[int]],
    criterion: Criterion,
    seed: int,
    most: float,
) -> tuple[tuple[int, ...], float]:
    """An order and its cost; given up, with a cost of at least ``most``, once it costs that."""
    search = _Search(cardinalities, scopes, criterion, seed)
    for phase in phases:
        search.eliminate(phase, most)
    return tuple(search.order), search.cost


class _Search:
    """One greedy search: the graph that is left, and what is known of its variables.

    Attributes:
        near: for each variable its neighbours and itself.
        order, cost: the variables eliminated so far, and the entries of their tables.
    """

    def __init__(
        self,
        cardinalities: Sequence[int],
        scopes: Sequence[Sequence[int]],
        criterion: Criterion,
        seed: int,
    ) -> None:
        self.cardinalities = cardinalities
        self.criterion = criterion
        self.seed = seed
        self.near = [{variable} for variable in range(len(cardinalities))]
        for scope in scopes:
            for variable in scope:
                self.near[variable].update(scope)
        self.order: list[int] = []
        self.cost = 0
        self.heap: list[tuple[float, int, int]] = []
        self.scores: dict[int, tuple[float, int]] = {}
        self.found: dict[int, _Candidate] = {}
        self.stale: set[int] = set()

    def eliminate(self, variables: Iterable[int], most: float) -> None:
        """Eliminate the variables, or stop once the cost reaches ``most``."""
        self.heap, self.scores, self.stale = [], {}, set(variables)
        self._score(each for each in sorted(self.stale) if self._is_leaf(each))
        while (self.stale or self.scores) and self.cost < most:
            self._drop_outdated()
            if self.stale and not (self.heap and self.heap[0][0] == 0):
                self._score(sorted(self.stale))
                continue
            variable = heapq.heappop(self.heap)[2]
            del self.scores[variable]
            self.order.append(variable)
            self.cost += self.found[variable].weight
            self._touch(self._remove(variable))

    def _is_leaf(self, variable: int) -> bool:
        """Whether it has one neighbour at most: its elimination adds no edge."""
        return len(self.near[variable]) <= LEAF

    def _drop_outdated(self) -> None:
        """Take entries from the heap that date from before a neighbour was eliminated."""
        while self.heap and self.scores.get(self.heap[0][2]) != self.heap[0][:2]:
            heapq.heappop(self.heap)

    def _score(self, variables: Iterable[int]) -> None:
        for variable in variables:
            candidate = _candidate(self.cardinalities, self.near, variable)
            value = self.criterion(candidate) if candidate.edges else 0
            tie = _mixed(variable, self.seed) if self.seed else candidate.weight
            self.scores[variable] = value, tie
            self.found[variable] = candidate
            heapq.heappush(self.heap, (value, tie, variable))
            self.stale.discard(variable)

    def _remove(self, variable: int) -> set[int]:
        """Connect the variable's neighbours and remove it; return those whose score may change."""
        near = self.near
        around = near[variable]
        around.discard(variable)
        touched = set(around)
        if self.found[variable].edges:
            for a in around:
                for b in around - near[a]:
                    touched |= near[a] & near[b]
            for a in around:
                near[a] |= around
            touched.discard(variable)
        for a in around:
            near[a].discard(variable)
        return touched

    def _touch(self, variables: set[int]) -> None:
        again = [each for each in variables if each in self.scores or each in self.stale]
        for each in again:
            self.scores.pop(each, None)
        self.stale.update(again)
        self._score(sorted(each for each in again if self._is_leaf(each)))


def _candidate(cardinalities: Sequence[int], near: Sequence[set[int]], variable: int) -> _Candidate:
    around = near[variable]
    fill, edges, weight = 0, 0, 1
    for a in around:
        weight *= cardinalities[a]
        missing = around - near[a]
        if missing:
            edges += len(missing)
            fill += cardinalities[a] * sum([cardinalities[b] for b in missing])
    return _Candidate(fill, edges, weight, cardinalities[variable])


def _mixed(variable: int, seed: int) -> int:
    """A number that looks random, the same for the same two (a multiplicative hash)."""
    mixed = (variable + 1) * 0x9E3779B1 ^ seed * 0x85EBCA6B
    return (mixed ^ mixed >> 13) * 0xC2B2AE35 & 0xFFFFFFFF
