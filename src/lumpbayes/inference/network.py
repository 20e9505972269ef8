"""A discrete Bayesian network as arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lumpbayes.errors import NetworkError

__all__ = ["EvidenceVectors", "FloatArray", "Network", "no_evidence", "read_only"]

FloatArray = NDArray[np.float64]
EvidenceVectors = tuple[FloatArray, ...]
"""One likelihood vector per variable, in network order, each of shape (states of the variable,):
one-hot for a hard finding, ones where nothing is known, any non-negative numbers otherwise."""

SUM_TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True)
class Network:
    """Variables, their states and parents, and one conditional table each.

    Build it with :meth:`checked`; the arrays are read-only.

    Attributes:
        names: variable names.
        states: for each variable its state names, in table order.
        parents: for each variable the indices of its parents, in table order.
        tables: for each variable P(variable | parents), a probability array of shape
            (states of the variable, states of parent 1, states of parent 2, ...).
    """

    names: tuple[str, ...]
    states: tuple[tuple[str, ...], ...]
    parents: tuple[tuple[int, ...], ...]
    tables: tuple[FloatArray, ...]

    @classmethod
    def checked(
        cls,
        names: Sequence[str],
        states: Sequence[Sequence[str]],
        parents: Sequence[Sequence[int]],
        tables: Sequence[FloatArray],
    ) -> Network:
        """A network whose shapes, numbers and graph have been checked.

        Raises:
            NetworkError: repeated names or states, a parent that does not exist or is named
                twice, a wrong table shape, numbers outside 0..1, columns that do not sum to 1
                within 1e-9, a cycle.
        """
        network = cls(
            tuple(names),
            tuple(tuple(each) for each in states),
            tuple(tuple(each) for each in parents),
            tuple(read_only(table) for table in tables),
        )
        _check_names(network)
        for index in range(len(network.names)):
            _check_table(network, index)
        _check_acyclic(network)
        return network

    def __reduce__(self) -> tuple[Any, ...]:
        """Copies and unpickled networks have read-only tables too; numpy forgets that."""
        return _frozen_network, (self.names, self.states, self.parents, self.tables)

    @property
    def cardinalities(self) -> tuple[int, ...]:
        """Number of states of each variable."""
        return tuple(len(states) for states in self.states)

    def index(self, name: str) -> int:
        """Position of a variable; ValueError if there is none of that name."""
        return self.names.index(name)


def _frozen_network(
    names: tuple[str, ...],
    states: tuple[tuple[str, ...], ...],
    parents: tuple[tuple[int, ...], ...],
    tables: tuple[FloatArray, ...],
) -> Network:
    return Network(names, states, parents, tuple(read_only(table) for table in tables))


def read_only(array: FloatArray) -> FloatArray:
    """A read-only, contiguous copy in doubles."""
    copy = np.array(array, dtype=np.float64, order="C")
    copy.setflags(write=False)
    return copy


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


def _check_table(network: Network, index: int) -> None:
    name, parents, table = network.names[index], network.parents[index], network.tables[index]
    for parent in parents:
        if not 0 <= parent < len(network.names) or parent == index:
            raise NetworkError(f"{name}: parent index {parent} names no other variable")
    if len(set(parents)) != len(parents):
        raise NetworkError(f"{name}: a parent is named twice in {list(parents)}")
    counts = network.cardinalities
    shape = (counts[index], *(counts[parent] for parent in parents))
    if table.shape != shape:
        raise NetworkError(f"{name}: expected a table of shape {shape}, got {table.shape}")
    if not (np.all(table >= 0) and np.all(table <= 1 + SUM_TOLERANCE)):
        raise NetworkError(f"{name}: probabilities must lie in 0..1 (no NaN)")
    worst = float(np.abs(table.sum(axis=0) - 1).max())
    if worst > SUM_TOLERANCE:
        raise NetworkError(f"{name}: columns must sum to 1, the worst misses it by {worst:.3g}")


def _check_acyclic(network: Network) -> None:
    waiting = {index: set(parents) for index, parents in enumerate(network.parents)}
    while waiting:
        free = [index for index, parents in waiting.items() if not parents & waiting.keys()]
        if not free:
            cycle = ", ".join(network.names[index] for index in sorted(waiting))
            raise NetworkError(f"the parents form a cycle among {cycle}")
        for index in free:
            del waiting[index]
