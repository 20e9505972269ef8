"""What many combinations of further findings would make of the cause."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import islice, product
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lumpbayes.inference.cases import Cases, case_solver
from lumpbayes.inference.network import FloatArray, one_hot
from lumpbayes.reasoning.situation import Situation

__all__ = ["CHUNK", "Combinations"]

CHUNK = 2**14
"""Cases that are weighed at a time."""


class Combinations:
    """Weighs combinations of findings on top of a situation's evidence.

    Soft evidence is summed over: P(c, e, f) = Σ_x λ(x) P(c, x, hard evidence, f), so that every
    combination with every x it leaves open is a case of hard findings.

    Attributes:
        is_cheap: whether a combination is a product of rows; otherwise each set of variables takes
            a plan of its own.
        cases_each: cases that one combination takes.
    """

    def __init__(self, situation: Situation) -> None:
        self._situation = situation
        self._cases = case_solver(situation.solver, situation.cause, True)
        self._open = _open_states(situation)
        self.is_cheap = self._cases.is_tabulated
        self.cases_each = math.prod(int(np.count_nonzero(each)) for each in self._open.vectors)

    def masses(self, variables: Sequence[int], codes: NDArray[np.int32]) -> FloatArray:
        """P(cause, combination | evidence), shape (combinations, causes); 0 where impossible.

        Args:
            variables: of each column, as indices into the network; none of them is observed.
            codes: the state of each, or ``UNKNOWN``, shape (combinations, variables).
        """
        masses = np.zeros((len(codes), self._cases.states))
        states = self._open.states()
        at_once = max(1, CHUNK // max(1, len(codes)))
        while some := list(islice(states, at_once)):
            masses += self._part(variables, codes, some)
        masses *= self._open.cause
        return masses

    def _part(
        self,
        variables: Sequence[int],
        codes: NDArray[np.int32],
        states: Sequence[tuple[tuple[int, ...], float]],
    ) -> FloatArray:
        """What some of the states that soft evidence leaves open add to the masses."""
        situation = self._situation
        hard = {
            index: state
            for index, state in situation.evidence.hard.items()
            if index != situation.cause
        }
        columns = (*hard, *self._open.variables, *variables)
        no_vectors = (np.empty((0, 0)),) * len(columns)
        fixed = np.array([(*hard.values(), *chosen) for chosen, _ in states], dtype=np.int32)
        every = np.hstack([np.repeat(fixed, len(codes), axis=0), np.tile(codes, (len(states), 1))])
        solved = self._cases.solve(Cases(columns, every, no_vectors))
        shares = np.exp(solved.log_evidence - situation.log_evidence)
        each = (shares[:, None] * solved.posteriors).reshape(len(states), len(codes), -1)
        weights = np.array([weight for _, weight in states])
        return np.asarray(np.einsum("s,snc->nc", weights, each))


class _OpenStates(NamedTuple):
    """What soft evidence leaves open.

    Attributes:
        variables: indices of the variables that it is about, but the cause.
        vectors: their likelihood vectors, each of shape (states,).
        cause: the likelihood of each cause, shape (causes,); ones where nothing was said of it.
    """

    variables: tuple[int, ...]
    vectors: tuple[FloatArray, ...]
    cause: FloatArray

    def states(self) -> Iterator[tuple[tuple[int, ...], float]]:
        """Every possible combination of the variables' states, and its likelihood.

        One after the other: with many variables there are too many to be kept.
        """
        possible = (np.flatnonzero(vector).tolist() for vector in self.vectors)
        for chosen in product(*possible):
            pairs = zip(self.vectors, chosen, strict=True)
            yield chosen, math.prod(float(vector[state]) for vector, state in pairs)


def _open_states(situation: Situation) -> _OpenStates:
    evidence, cause = situation.evidence, situation.cause
    said = np.ones(situation.network.cardinalities[cause])
    if cause in evidence.soft:
        said = evidence.soft[cause]
    elif cause in evidence.hard:
        said = one_hot(len(said), evidence.hard[cause])
    variables = tuple(index for index in evidence.soft if index != cause)
    return _OpenStates(variables, tuple(evidence.soft[index] for index in variables), said)
