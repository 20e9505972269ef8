"""Elimination orders: greedy weighted min-fill, ties broken by table size, then by index."""

from __future__ import annotations

import heapq
import math
from collections.abc import Sequence
from itertools import combinations

__all__ = ["min_fill_order"]


def min_fill_order(
    cardinalities: Sequence[int], scopes: Sequence[Sequence[int]]
) -> tuple[int, ...]:
    """An order in which to sum variables out.

    Greedy: next comes the variable whose elimination adds the least fill, each new edge counted
    with the product of its ends' state counts (weighted min-fill, Kjaerulff 1990). Variables that
    add none go first, whatever is not yet scored: that is never worse, and keeps a cause with
    thousands of findings from being scored after each of them.

    Args:
        cardinalities: number of states of each variable.
        scopes: the variables of each factor.
    """
    neighbours = _moral_graph(len(cardinalities), scopes)
    stale = set(range(len(cardinalities)))
    scores: dict[int, tuple[int, int]] = {}
    heap: list[tuple[int, int, int]] = []

    def score(variables: Sequence[int]) -> None:
        for each in variables:
            scores[each] = _score(cardinalities, neighbours, each)
            heapq.heappush(heap, (*scores[each], each))
            stale.discard(each)

    score([each for each in sorted(stale) if len(neighbours[each]) <= 1])
    order: list[int] = []
    while len(order) < len(cardinalities):
        while heap and scores.get(heap[0][2]) != heap[0][:2]:
            heapq.heappop(heap)  # an entry from before a neighbour was eliminated
        if stale and not (heap and heap[0][0] == 0):
            score(sorted(stale))
            continue
        variable = heapq.heappop(heap)[2]
        order.append(variable)
        del scores[variable]
        for touched in _eliminate(neighbours, variable):
            scores.pop(touched, None)
            stale.add(touched)
        score(sorted(each for each in stale if len(neighbours[each]) <= 1))
    return tuple(order)


def _moral_graph(count: int, scopes: Sequence[Sequence[int]]) -> list[set[int]]:
    neighbours: list[set[int]] = [set() for _ in range(count)]
    for scope in scopes:
        for variable in scope:
            neighbours[variable].update(scope)
    for variable, near in enumerate(neighbours):
        near.discard(variable)
    return neighbours


def _missing_edges(neighbours: Sequence[set[int]], variable: int) -> list[tuple[int, int]]:
    near = sorted(neighbours[variable])
    return [(a, b) for a, b in combinations(near, 2) if b not in neighbours[a]]


def _score(
    cardinalities: Sequence[int], neighbours: Sequence[set[int]], variable: int
) -> tuple[int, int]:
    missing = _missing_edges(neighbours, variable)
    fill = sum(cardinalities[a] * cardinalities[b] for a, b in missing)
    near = (cardinalities[other] for other in neighbours[variable])
    return fill, cardinalities[variable] * math.prod(near)


def _eliminate(neighbours: list[set[int]], variable: int) -> set[int]:
    """Connect the variable's neighbours and remove it; return those whose score may change."""
    touched = set(neighbours[variable])
    for a, b in _missing_edges(neighbours, variable):
        touched |= neighbours[a] & neighbours[b]
        neighbours[a].add(b)
        neighbours[b].add(a)
    for other in neighbours[variable]:
        neighbours[other].discard(variable)
    neighbours[variable] = set()
    touched.discard(variable)
    return touched
