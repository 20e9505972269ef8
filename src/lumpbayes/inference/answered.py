"""A target's posterior after many sets of answers to further questions, on top of evidence.

Answers are certain; the evidence before them need not be. A soft vector is a sum over the states
that it speaks of, so that few of them are as many certain cases, which cost next to nothing
(:mod:`lumpbayes.inference.cases`).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import product

import numpy as np
from numpy.typing import NDArray

from lumpbayes.inference.cases import Cases, CaseSolver, Codes, Solved
from lumpbayes.inference.evidence import Evidence
from lumpbayes.inference.network import FloatArray, one_hot

__all__ = ["AnsweredCases", "all_answers"]

MOST_SUMMED = 64
"""Combinations of states of softly observed variables that are summed case by case."""

ROWS = 2**13
"""Sets of answers that are worked on together."""


class AnsweredCases:
    """P(target | evidence, answers) for many sets of answers.

    Attributes:
        cases: answers many cases about the target, which is never observed in them.
        evidence: what is known before; the target's own evidence too.
        parts: combinations of the states that soft evidence leaves possible.
        is_fast: whether a set of answers costs next to nothing.
    """

    def __init__(self, cases: CaseSolver, evidence: Evidence) -> None:
        self.cases = cases
        self.evidence = evidence
        apart = evidence.without(cases.target)
        counts = cases.solver.network.cardinalities
        positive = [np.flatnonzero(vector).tolist() for vector in apart.soft.values()]
        self.parts = math.prod(map(len, positive))
        self.is_fast = summed = cases.is_tabulated and self.parts <= MOST_SUMMED
        states = (
            list(product(*positive))
            if summed
            else [tuple(counts[each] for each in apart.soft)]  # the code of the one vector given
        )
        self._known = (*apart.hard, *apart.soft)
        self._codes = [(*apart.hard.values(), *each) for each in states]
        self._vectors = tuple(vector[None] for vector in apart.soft.values())
        logs = [np.zeros(len(states))]
        if summed:
            picked = np.array(states, np.int64).reshape(len(states), -1)
            logs += [np.log(vector[picked[:, at]]) for at, vector in enumerate(apart.soft.values())]
        self._log_weights: FloatArray = np.sum(logs, axis=0)
        self._own = self._target_vector()

    def _target_vector(self) -> FloatArray | None:
        """The target's own evidence, which the cases leave out."""
        target = self.cases.target
        if target in self.evidence.hard:
            return one_hot(self.cases.states, self.evidence.hard[target])
        return self.evidence.soft.get(target)

    def solve(self, variables: Sequence[int], codes: Codes) -> Solved:
        """The posteriors.

        Args:
            variables: the variable of each column; none of them is known from the evidence.
            codes: index of the state of each answer, or ``UNKNOWN``; shape (sets, columns).

        Returns:
            Posteriors, shape (sets, states of the target), 0 throughout where impossible; and the
            natural log of P(evidence, answers), shape (sets,).
        """
        found = Solved(np.zeros((len(codes), self.cases.states)), np.full(len(codes), -np.inf))
        for start in range(0, len(codes), ROWS):
            span = slice(start, start + ROWS)
            posteriors, log_evidence = self._solve(variables, codes[span])
            found.posteriors[span], found.log_evidence[span] = posteriors, log_evidence
        return found

    def _solve(self, variables: Sequence[int], codes: Codes) -> Solved:
        parts = [self._certain(variables, codes, each) for each in self._codes]
        if len(parts) == 1 and self._own is None:
            return Solved(parts[0].posteriors, parts[0].log_evidence + self._log_weights[0])
        logs = np.stack([part.log_evidence for part in parts]) + self._log_weights[:, None]
        highest = logs.max(axis=0)
        shifted = np.exp(logs - np.where(np.isfinite(highest), highest, 0.0))
        joint = np.einsum("pc,pct->ct", shifted, np.stack([part.posteriors for part in parts]))
        if self._own is not None:
            joint *= self._own
        sums = joint.sum(axis=1)
        log_evidence = np.full(len(codes), -np.inf)
        np.log(sums, out=log_evidence, where=sums > 0)
        np.divide(joint, sums[:, None], out=joint, where=sums[:, None] > 0)
        return Solved(joint, log_evidence + highest)

    def _certain(self, variables: Sequence[int], codes: Codes, known: Sequence[int]) -> Solved:
        """The cases with the known variables in these states."""
        all_codes = np.empty((len(codes), len(known) + len(variables)), np.int32)
        all_codes[:, : len(known)] = known
        all_codes[:, len(known) :] = codes
        nothing = tuple(np.zeros((0, 1)) for _ in range(len(known) - len(self._vectors)))
        vectors = (*nothing, *self._vectors, *(np.zeros((0, 1)) for _ in variables))
        return self.cases.solve(Cases((*self._known, *variables), all_codes, vectors))


def all_answers(counts: Sequence[int]) -> NDArray[np.int32]:
    """Every combination of states, shape (combinations, variables); the first moves slowest."""
    codes = np.empty((math.prod(counts), len(counts)), np.int32)
    rest = np.arange(len(codes))
    for column in reversed(range(len(counts))):
        codes[:, column] = rest % counts[column]
        rest //= counts[column]
    return codes
