"""A discrete Bayesian network as arrays."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from types import MappingProxyType
from typing import Any

import numpy as np

from lumpbayes.errors import NetworkError
from lumpbayes.inference.tables import (
    FloatArray,
    RepeatedColumns,
    Table,
    Tables,
    kept_tables,
    read_only,
)

__all__ = [
    "EvidenceVectors",
    "FloatArray",
    "Network",
    "no_evidence",
    "one_hot",
    "read_only",
    "relevant",
    "with_ancestors",
]

EvidenceVectors = tuple[FloatArray, ...]
"""One likelihood vector per variable, in network order, each of shape (states of the variable,):
one-hot for a hard finding, ones where nothing is known, any non-negative numbers otherwise."""

SUM_TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Network:
    """Variables, their states and parents, and one conditional table each.

    Build it with :meth:`checked`; the arrays are read-only. Equal to itself alone.

    Attributes:
        names: variable names.
        states: for each variable its state names, in table order.
        parents: for each variable the indices of its parents, in table order.
        tables: for each variable P(variable | parents), a probability array of shape
            (states of the variable, states of parent 1, states of parent 2, ...). A tuple; or,
            where that would be large, a sequence that lays a table out when it is asked for.
        cardinalities: number of states of each variable.
        positions: variable name -> its index.
    """

    names: tuple[str, ...]
    states: tuple[tuple[str, ...], ...]
    parents: tuple[tuple[int, ...], ...]
    tables: Sequence[FloatArray]
    cardinalities: tuple[int, ...] = field(init=False)
    positions: Mapping[str, int] = field(init=False)

    def __post_init__(self) -> None:
        counts = tuple([len(states) for states in self.states])
        object.__setattr__(self, "cardinalities", counts)
        positions = {name: index for index, name in enumerate(self.names)}
        object.__setattr__(self, "positions", MappingProxyType(positions))

    @classmethod
    def checked(
        cls,
        names: Sequence[str],
        states: Sequence[Sequence[str]],
        parents: Sequence[Sequence[int]],
        tables: Sequence[Table],
    ) -> Network:
        """A network whose shapes, numbers and graph have been checked.

        Tables given as repeated columns are checked as such, and stay so where that matters.

        Raises:
            NetworkError: repeated names or states, a parent that does not exist or is named
                twice, a wrong table shape, numbers outside 0..1, columns that do not sum to 1
                within 1e-9, a cycle.
        """
        network = cls(
            tuple(names),
            tuple(tuple(each) for each in states),
            tuple(tuple(each) for each in parents),
            kept_tables(tables),
        )
        _check_names(network)
        kept = network.tables.kept if isinstance(network.tables, Tables) else network.tables
        for index, table in enumerate(kept):
            _check_table(network, index, table)
        _check_acyclic(network)
        return network

    def __repr__(self) -> str:
        edges = sum(map(len, self.parents))
        return f"Network({len(self.names):,} variables, {edges:,} edges)"

    def __reduce__(self) -> tuple[Any, ...]:
        """Copies and unpickled networks have read-only tables too; numpy forgets that."""
        return _frozen_network, (self.names, self.states, self.parents, self.tables)

    def index(self, name: str) -> int:
        """Position of a variable; ValueError if there is none of that name."""
        found = self.positions.get(name)
        return self.names.index(name) if found is None else found

    def restricted(self, variables: Sequence[int]) -> Network:
        """The network of some variables, none of whose parents is left out.

        What it answers about them is what the whole network does while nothing else is observed;
        its tables are laid out.

        Args:
            variables: indices, increasing, such as :func:`relevant` gives. Variable ``i`` of the
                result is ``variables[i]``.

        Raises:
            NetworkError: indices that do not increase, or a variable without one of its parents.
        """
        if any(one >= other for one, other in pairwise([-1, *variables])):
            raise NetworkError(f"variables must be increasing indices, got {list(variables)}")
        place = {old: new for new, old in enumerate(variables)}
        parents = [self.parents[old] for old in variables]
        for old, each in zip(variables, parents, strict=True):
            for parent in each:
                if parent not in place:
                    raise NetworkError(
                        f"{self.names[old]} depends on {self.names[parent]}, which is left out: "
                        "take the variables that relevant() gives"
                    )
        return Network(
            tuple([self.names[old] for old in variables]),
            tuple([self.states[old] for old in variables]),
            tuple([tuple([place[parent] for parent in each]) for each in parents]),
            tuple([self.tables[old] for old in variables]),
        )


def relevant(network: Network, variables: Iterable[int]) -> tuple[int, ...]:
    """Some variables and all their ancestors, in increasing order.

    Nothing else matters for questions about these variables given evidence on them: what is
    neither asked nor observed, nor an ancestor of such, sums to 1 (a barren node; Shachter 1986).
    """
    return with_ancestors(network.parents, variables)


def with_ancestors(parents: Sequence[Sequence[int]], variables: Iterable[int]) -> tuple[int, ...]:
    """Some variables and all their ancestors, in increasing order.

    Args:
        parents: for each variable the indices of its parents.
        variables: indices.
    """
    found = set(variables)
    waiting = list(found)
    while waiting:
        new = set(parents[waiting.pop()]) - found
        found |= new
        waiting += new
    return tuple(sorted(found))


def _frozen_network(
    names: tuple[str, ...],
    states: tuple[tuple[str, ...], ...],
    parents: tuple[tuple[int, ...], ...],
    tables: Sequence[FloatArray],
) -> Network:
    frozen = isinstance(tables, Tables)  # which has seen to it already
    return Network(names, states, parents, tables if frozen else tuple(map(read_only, tables)))


def one_hot(count: int, position: int) -> FloatArray:
    """1 at ``position``, 0 elsewhere; shape (count,), read-only."""
    vector = np.zeros(count)
    vector[position] = 1.0
    return read_only(vector)


def no_evidence(network: Network) -> EvidenceVectors:
    """Vectors of ones: nothing is known about any variable."""
    return tuple(read_only(np.ones(count)) for count in network.cardinalities)


def _check_names(network: Network) -> None:
    counts = {
        len(network.names),
        len(network.states),
        len(network.parents),
        len(network.tables),
    }
    if len(counts) != 1:
        raise NetworkError(
            f"names, states, parents and tables must be equally many, got {sorted(counts)}"
        )
    if len(set(network.names)) != len(network.names):
        raise NetworkError(f"variable names must differ, got {list(network.names)}")
    for name, states in zip(network.names, network.states, strict=True):
        if not states or len(set(states)) != len(states):
            raise NetworkError(f"{name}: states must exist and differ, got {list(states)}")


def _check_table(network: Network, index: int, table: Table) -> None:
    name, parents = network.names[index], network.parents[index]
    for parent in parents:
        if not 0 <= parent < len(network.names) or parent == index:
            raise NetworkError(f"{name}: parent index {parent} names no other variable")
    if len(set(parents)) != len(parents):
        raise NetworkError(f"{name}: a parent is named twice in {list(parents)}")
    counts = network.cardinalities
    shape = (counts[index], *(counts[parent] for parent in parents))
    if table.shape != shape:
        raise NetworkError(f"{name}: expected a table of shape {shape}, got {table.shape}")
    columns = table.columns if isinstance(table, RepeatedColumns) else table
    if not (np.all(columns >= 0) and np.all(columns <= 1 + SUM_TOLERANCE)):
        raise NetworkError(f"{name}: probabilities must lie in 0..1 (no NaN)")
    worst = float(np.abs(columns.sum(axis=0) - 1).max())
    if worst > SUM_TOLERANCE:
        raise NetworkError(f"{name}: columns must sum to 1, the worst misses it by {worst:.3g}")


def _check_acyclic(network: Network) -> None:
    children: list[list[int]] = [[] for _ in network.names]
    for index, parents in enumerate(network.parents):
        for parent in parents:
            children[parent].append(index)
    missing = [len(parents) for parents in network.parents]
    free = [index for index, count in enumerate(missing) if not count]
    for index in free:  # which grows
        for child in children[index]:
            missing[child] -= 1
            if not missing[child]:
                free.append(child)
    if len(free) < len(network.names):
        cycle = ", ".join(network.names[index] for index, count in enumerate(missing) if count)
        raise NetworkError(f"the parents form a cycle among {cycle}")
