"""Seeded evidence that a network itself could produce."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from graphlib import TopologicalSorter
from typing import NamedTuple

import numpy as np

from lumpbayes.inference.network import EvidenceVectors, FloatArray, Network, read_only

__all__ = ["SETS", "EvidenceSet", "draw_case", "evidence_set", "observed_share", "targets"]

SETS = 20
SHARES = (0.2, 0.1, 0.2, 0.3)
"""Shares of the variables that are observed, by turns."""
SOFT_EVERY = 4
"""Each fourth set has soft evidence ..."""
SOFT_SHARE = 0.4
"""... on this share of its observed variables, at least one."""
ZERO_SHARE = 0.2
"""Expected share of zeros among what a soft vector says of the states that do not hold."""


class EvidenceSet(NamedTuple):
    """What is known, by index.

    Attributes:
        hard: variable -> state.
        soft: variable -> likelihoods of its states, the largest 1.
    """

    hard: Mapping[int, int]
    soft: Mapping[int, FloatArray]

    def vectors(self, network: Network) -> EvidenceVectors:
        """One likelihood vector per variable, in network order."""
        vectors = [np.ones(count) for count in network.cardinalities]
        for variable, state in self.hard.items():
            vectors[variable] = np.eye(len(vectors[variable]))[state]
        for variable, vector in self.soft.items():
            vectors[variable] = vector
        return tuple(read_only(vector) for vector in vectors)


def draw_case(random: np.random.Generator, network: Network) -> list[int]:
    """A state for every variable, drawn from the network itself."""
    order = TopologicalSorter(dict(enumerate(network.parents))).static_order()
    case = [0] * len(network.names)
    for variable in order:
        below = tuple(case[parent] for parent in network.parents[variable])
        column = np.cumsum(network.tables[variable][(slice(None), *below)])
        case[variable] = int(np.searchsorted(column, random.random() * column[-1], side="right"))
    return case


def evidence_set(name: str, network: Network, number: int) -> EvidenceSet:
    """Evidence set ``number`` of a network: the same for ever, whoever asks."""
    random = _random(name, number)
    case = draw_case(random, network)
    count = max(1, round(observed_share(number) * len(network.names)))
    observed = [int(each) for each in random.permutation(len(network.names))[:count]]
    soft = observed[: max(1, round(SOFT_SHARE * count))] if _has_soft(number) else []
    return EvidenceSet(
        {each: case[each] for each in sorted(observed) if each not in soft},
        {each: _soft(random, network.cardinalities[each], case[each]) for each in sorted(soft)},
    )


def observed_share(number: int) -> float:
    """Which share of the variables a set observes."""
    return SHARES[number % len(SHARES)]


def targets(name: str, network: Network, number: int, count: int) -> list[int]:
    """At most ``count`` seeded variables that the set does not observe with certainty."""
    hard = evidence_set(name, network, number).hard
    free = [each for each in range(len(network.names)) if each not in hard]
    return sorted(int(each) for each in _random(name, number, 1).permutation(free)[:count])


def _random(name: str, *numbers: int) -> np.random.Generator:
    return np.random.default_rng([zlib.crc32(name.encode()), *numbers])


def _has_soft(number: int) -> bool:
    return number % SOFT_EVERY == SOFT_EVERY - 1


def _soft(random: np.random.Generator, count: int, holds: int) -> FloatArray:
    """A vector under which the state that holds is possible, and at least one other."""
    vector: FloatArray = random.uniform(0.05, 1, count) * (random.random(count) >= ZERO_SHARE)
    for state in (holds, (holds + 1) % count):
        vector[state] = random.uniform(0.05, 1)
    return read_only(vector / vector.max())
