"""What all the states of sets of further findings would make of the cause.

Where cases about the cause are tabulated and little is known softly, every combination of states is
one case (:mod:`lumpbayes.inference.answered`). Elsewhere the joint posterior of the cause and a set
is one forward sweep, however much is known softly.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np

from lumpbayes.inference.answered import AnsweredCases, all_answers
from lumpbayes.inference.cases import UNKNOWN, case_solver
from lumpbayes.inference.joint import joint_posterior
from lumpbayes.inference.network import FloatArray
from lumpbayes.reasoning.situation import Situation

__all__ = ["BATCH", "FindingSets"]

BATCH = 2**14
"""Combinations that are weighed at a time."""

MOST_PARTS = 16
"""Cases that a combination may be the sum of; with more, a sweep for each set is faster."""


class FindingSets:
    """Weighs sets of findings on top of a situation's evidence.

    Attributes:
        cases_each: cases that one combination of states takes.
        is_tabulated: whether a combination is made of cases; otherwise each set takes a sweep.
    """

    def __init__(self, situation: Situation) -> None:
        self._situation = situation
        cases = case_solver(situation.solver, situation.cause, True)
        self._answered = AnsweredCases(cases, situation.evidence)
        self.cases_each = self._answered.parts
        self.is_tabulated = self._answered.is_fast and self.cases_each <= MOST_PARTS

    def masses(self, sets: Sequence[Sequence[int]]) -> Iterator[FloatArray]:
        """P(cause, states | evidence) of each set, shape (combinations, causes); 0 if impossible.

        Args:
            sets: of indices of variables of which nothing is known. The combinations of their
                states come in the order of ``all_answers``.
        """
        if self.is_tabulated and sets:
            yield from self._by_cases(sets)
        elif sets:
            for each in sets:
                yield self._by_sweep(each)

    def _by_cases(self, sets: Sequence[Sequence[int]]) -> Iterator[FloatArray]:
        situation, counts = self._situation, self._situation.network.cardinalities
        states = [all_answers([counts[each] for each in chosen]) for chosen in sets]
        asked = sorted({each for chosen in sets for each in chosen})
        column = {variable: place for place, variable in enumerate(asked)}
        ends = np.cumsum([0, *map(len, states)]).tolist()
        codes = np.full((ends[-1], len(asked)), UNKNOWN, np.int32)
        for chosen, part, start, end in zip(sets, states, ends[:-1], ends[1:], strict=True):
            codes[start:end, [column[each] for each in chosen]] = part
        posteriors, log_evidence = self._answered.solve(asked, codes)
        masses = posteriors * np.exp(log_evidence - situation.log_evidence)[:, None]
        for start, end in pairwise(ends):
            yield masses[start:end]

    def _by_sweep(self, chosen: Sequence[int]) -> FloatArray:
        situation = self._situation
        network, limit = situation.network, situation.solver.memory_limit
        found = joint_posterior(network, situation.evidence, (*chosen, situation.cause), limit)
        return found.probabilities.reshape(-1, network.cardinalities[situation.cause])
