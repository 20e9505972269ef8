"""Evidence by kind: hard findings, which slice tables, and soft ones, which are vectors."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

import numpy as np

from lumpbayes.inference.network import EvidenceVectors, FloatArray, Network, one_hot, read_only

__all__ = ["Evidence"]


class Evidence(NamedTuple):
    """What is known, by kind; variables are indices in network order, increasing.

    Attributes:
        hard: variable -> index of the state it is in, where that is certain.
        soft: variable -> likelihood vector, shape (states,), of which neither one entry alone is
            positive nor all are equal.
    """

    hard: Mapping[int, int]
    soft: Mapping[int, FloatArray]

    @classmethod
    def of(cls, vectors: EvidenceVectors) -> Evidence:
        """Split vectors, one per variable; a vector of ones says nothing and is in neither part.

        A vector with one positive entry is hard only if that entry is 1, so that P(evidence) stays
        what the vectors say; vectors of zeros are soft.
        """
        hard: dict[int, int] = {}
        soft: dict[int, FloatArray] = {}
        for variable, vector in enumerate(vectors):
            if vector.min() == 1 == vector.max():
                continue
            positive = np.flatnonzero(vector)
            if len(positive) == 1 and vector[positive[0]] == 1:
                hard[variable] = int(positive[0])
            else:
                soft[variable] = vector
        return cls(hard, soft)

    @classmethod
    def named(cls, network: Network, states: Mapping[str, str]) -> Evidence:
        """Hard evidence by exact names: variable -> state.

        Raises:
            KeyError, ValueError: a variable or state that the network does not have.
        """
        places = ((network.positions[name], state) for name, state in states.items())
        return cls({at: network.states[at].index(state) for at, state in sorted(places)}, {})

    def without(self, variable: int) -> Evidence:
        """The same with nothing known of one variable."""
        hard = {each: state for each, state in self.hard.items() if each != variable}
        return Evidence(hard, {each: v for each, v in self.soft.items() if each != variable})

    def only(self, variables: Collection[int]) -> Evidence:
        """The same with nothing known of any other variable."""
        hard = {each: state for each, state in self.hard.items() if each in variables}
        return Evidence(hard, {each: v for each, v in self.soft.items() if each in variables})

    def also(self, hard: Mapping[int, int]) -> Evidence:
        """The same with some variables in these states, whatever was known of them before."""
        soft = {each: vector for each, vector in self.soft.items() if each not in hard}
        return Evidence(dict(sorted({**self.hard, **hard}.items())), soft)

    def vectors(self, network: Network) -> EvidenceVectors:
        """One vector per variable again; ones where nothing is known."""
        found = []
        for variable, count in enumerate(network.cardinalities):
            if variable in self.hard:
                found.append(one_hot(count, self.hard[variable]))
            else:
                found.append(read_only(self.soft.get(variable, np.ones(count))))
        return tuple(found)
