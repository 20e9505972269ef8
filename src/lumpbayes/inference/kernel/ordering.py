"""Compiled greedy elimination orders, with seeded restarts.

The rule of :mod:`lumpbayes.inference.ordering`, over arrays; that module serves the shell, which
imports no compiler.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from lumpbayes.inference.kernel.compiling import compiled
from lumpbayes.inference.kernel.typing import Integers, Numbers

__all__ = ["RULES", "leaf_scopes", "order_variables"]

RULES = 3
"""0: weighted fill (Kjaerulff 1990); 1: size of the table that elimination makes; 2: their product.
A variable that adds no fill goes first under each of them."""


@compiled()
def leaf_scopes(
    scope_start: Integers,
    scope_variables: Integers,
    tables: Integers,
    hard: Integers,
    soft: Integers,
) -> tuple[Integers, Integers]:
    """What is left of each table's scope without the hard variables, and each soft vector's.

    Args:
        scope_start: where the scope of each table begins among ``scope_variables``; and the end.
        scope_variables: the scopes, one after the other.
        tables: the tables in use.
        hard: for each variable 1 where it is sliced, else 0.
        soft: the variables with an evidence vector.

    Returns:
        Starts and variables in the same form, the tables first.
    """
    starts = np.zeros(len(tables) + len(soft) + 1, np.int64)
    total = len(soft)
    for table in tables:
        total += scope_start[table + 1] - scope_start[table]
    variables = np.empty(total, np.int64)
    end = 0
    for number, table in enumerate(tables):
        for place in range(scope_start[table], scope_start[table + 1]):
            if not hard[scope_variables[place]]:
                variables[end] = scope_variables[place]
                end += 1
        starts[number + 1] = end
    for number, variable in enumerate(soft):
        variables[end] = variable
        end += 1
        starts[len(tables) + number + 1] = end
    return starts, variables[:end].copy()


class _Graph(NamedTuple):
    """Which variables stand in a common scope.

    Attributes:
        near, degree: the neighbours of v are ``near[v, :degree[v]]``, in no order.
        linked: 1 where two variables are neighbours.
    """

    near: Integers
    degree: Integers
    linked: Integers


@compiled()
def _link(graph: _Graph, a: int, b: int) -> None:
    graph.linked[a, b] = 1
    graph.linked[b, a] = 1
    graph.near[a, graph.degree[a]] = b
    graph.near[b, graph.degree[b]] = a
    graph.degree[a] += 1
    graph.degree[b] += 1


@compiled()
def _unlink(graph: _Graph, a: int, b: int) -> None:
    """Forget ``b`` among the neighbours of ``a``."""
    graph.linked[a, b] = 0
    for place in range(graph.degree[a]):
        if graph.near[a, place] == b:
            graph.degree[a] -= 1
            graph.near[a, place] = graph.near[a, graph.degree[a]]
            return


@compiled()
def _score(graph: _Graph, states: Numbers, variable: int, rule: int) -> float:
    fill = 0.0
    size = states[variable]
    for i in range(graph.degree[variable]):
        a = graph.near[variable, i]
        size *= states[a]
        for j in range(i):
            b = graph.near[variable, j]
            if not graph.linked[a, b]:
                fill += states[a] * states[b]
    if rule == 0 or fill == 0.0:
        return fill
    return float(size if rule == 1 else fill * size)


@compiled()
def order_variables(
    states: Numbers, starts: Integers, variables: Integers, kept: int, rule: int, seed: int
) -> tuple[Integers, int]:
    """An order in which to sum out every variable of some scope, but for the kept one.

    Args:
        states: number of states of each variable, as doubles: products of them grow.
        starts: of the scopes, as :func:`leaf_scopes` gives them.
        variables: of the scopes.
        kept: a variable that stays, or -1.
        rule: which greedy rule, below ``RULES``.
        seed: 0 for the plain rule, ties going to the lower index; otherwise scores are multiplied
            by random factors from 1 to 1.5.

    Returns:
        The order, and the number of variables of the largest scope that it makes.
    """
    present = np.unique(variables)  # the graph has room for these alone
    count = len(present)
    number = np.full(len(states), -1, np.int64)
    number[present] = np.arange(count)
    linked = np.zeros((count, count), np.uint8)
    near = np.empty((count, count), np.int32)
    degree = np.zeros(count, np.int64)
    width = 1
    graph = _Graph(near, degree, linked)
    left = _connect(graph, starts, number[variables])
    if kept >= 0:
        left = left[left != number[kept]]
    states = states[present]
    noise = _noise(count, seed)
    scores, stale = np.empty(count), np.ones(count, np.uint8)
    order = np.empty(len(left), np.int64)
    for done in range(len(order)):
        best = 0
        for place in range(len(order) - done):
            variable = left[place]
            if stale[variable]:
                scores[variable] = noise[variable] * _score(graph, states, variable, rule)
                stale[variable] = 0
            if scores[variable] < scores[left[best]]:
                best = place
            if scores[left[best]] == 0.0:
                break
        variable = left[best]
        order[done] = variable
        left[best] = left[len(order) - done - 1]
        width = max(width, degree[variable] + 1)
        _eliminate(graph, stale, variable)
    return present[order], width


@compiled()
def _connect(graph: _Graph, starts: Integers, variables: Integers) -> Integers:
    """Link the variables of each scope; return all that stand in some scope, increasing."""
    present = np.zeros(len(graph.degree), np.uint8)
    for scope in range(len(starts) - 1):
        for i in range(starts[scope], starts[scope + 1]):
            present[variables[i]] = 1
            for j in range(starts[scope], i):
                if not graph.linked[variables[i], variables[j]]:
                    _link(graph, variables[i], variables[j])
    return np.flatnonzero(present)


@compiled()
def _noise(count: int, seed: int) -> Numbers:
    """Factors from 1 to 1.5 (Knuth's MMIX generator), all 1 for seed 0."""
    noise = np.ones(count)
    random = np.uint64(seed)
    for variable in range(count if seed else 0):
        random = random * np.uint64(6364136223846793005) + np.uint64(1442695040888963407)
        noise[variable] += float(random >> np.uint64(11)) / 18014398509481984.0
    return noise


@compiled()
def _eliminate(graph: _Graph, stale: Integers, variable: int) -> None:
    """Connect the variable's neighbours and remove it; mark those whose score may change."""
    near, degree, linked = graph
    for i in range(degree[variable]):
        a = near[variable, i]
        _unlink(graph, a, variable)
        stale[a] = 1
        for j in range(i):
            b = near[variable, j]
            if not linked[a, b]:
                _mark_common(graph, stale, a, b)
                _link(graph, a, b)
    degree[variable] = 0


@compiled()
def _mark_common(graph: _Graph, stale: Integers, a: int, b: int) -> None:
    """Mark the neighbours that two variables share."""
    near, degree, linked = graph
    few, many = (a, b) if degree[a] < degree[b] else (b, a)
    for place in range(degree[few]):
        if linked[many, near[few, place]]:
            stale[near[few, place]] = 1
