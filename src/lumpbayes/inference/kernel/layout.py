"""A network's tables as one buffer, and its structure as integers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

import numpy as np

from lumpbayes.inference.kernel.typing import Integers, Numbers
from lumpbayes.inference.network import Network

__all__ = ["Layout", "lay_out"]


class Layout(NamedTuple):
    """What programs are made from, and run on.

    Attributes:
        states: number of states of each variable.
        weights: the same as doubles: products of them grow.
        scope_starts, scope_variables: the scope of table t, the variable and its parents, is
            ``scope_variables[scope_starts[t]:scope_starts[t + 1]]``.
        scope_strides: of each of those axes, in entries.
        base: where each table begins in ``tables``.
        low, high: powers of two that bound each table's positive entries.
        tables: all tables in C order, one after the other, probabilities.
    """

    states: Integers
    weights: Numbers
    scope_starts: Integers
    scope_variables: Integers
    scope_strides: Integers
    base: Integers
    low: Integers
    high: Integers
    tables: Numbers


def lay_out(network: Network) -> Layout:
    """The layout of a network."""
    counts = network.cardinalities
    scopes = [(variable, *parents) for variable, parents in enumerate(network.parents)]
    strides = [stride for scope in scopes for stride in _strides([counts[v] for v in scope])]
    sizes = [math.prod(counts[v] for v in scope) for scope in scopes]
    base = np.array([0, *accumulate(sizes)][:-1], dtype=np.int64)
    tables = np.concatenate([table.ravel() for table in network.tables])
    least = np.minimum.reduceat(np.where(tables > 0, tables, np.inf), base)
    states = np.array(counts, dtype=np.int64)
    return Layout(  # arrays may be written to: numba would compile all once more for others
        states,
        states.astype(np.float64),
        np.array([0, *accumulate(map(len, scopes))], dtype=np.int64),
        np.array([variable for scope in scopes for variable in scope], dtype=np.int64),
        np.array(strides, dtype=np.int64),
        base,
        np.frexp(least)[1].astype(np.int64) - 1,
        np.frexp(np.maximum.reduceat(tables, base))[1].astype(np.int64),
        tables,
    )


def _strides(shape: Sequence[int]) -> list[int]:
    """Strides of a C-ordered array, in entries."""
    return [math.prod(shape[axis + 1 :]) for axis in range(len(shape))]
