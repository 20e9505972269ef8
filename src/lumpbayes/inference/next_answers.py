"""What each answer to each of many questions would make of a target, and how probable it is.

Where cases about the target are tabulated (:mod:`lumpbayes.inference.cases`), every answer is one
more case. Elsewhere one query for each state of the target tells of all answers at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lumpbayes.inference.answered import AnsweredCases
from lumpbayes.inference.by_state import posteriors_by_state
from lumpbayes.inference.cases import UNKNOWN, CaseSolver
from lumpbayes.inference.evidence import Evidence
from lumpbayes.inference.network import FloatArray

__all__ = ["Ahead", "NextAnswers"]


class Ahead(NamedTuple):
    """What each answer would do; one row an answer, question after question.

    Attributes:
        probabilities: P(answer | evidence), shape (answers,); they sum to 1 for each question.
        posteriors: P(target | evidence, answer), shape (answers, states of the target); 0
            throughout where the answer is impossible.
    """

    probabilities: FloatArray
    posteriors: FloatArray


class NextAnswers:
    """Questions that may follow on some evidence, whose answers are certain.

    Attributes:
        asked: the questions, as indices of variables of which nothing is known.
        starts: the row of each question's first answer, shape (questions + 1,).
    """

    def __init__(self, cases: CaseSolver, evidence: Evidence, asked: Sequence[int]) -> None:
        self._cases = cases
        self._evidence = evidence
        self._answered = AnsweredCases(cases, evidence) if cases.is_tabulated else None
        self.asked = tuple(asked)
        counts = [cases.solver.network.cardinalities[variable] for variable in asked]
        self.starts: NDArray[np.int64] = np.zeros(len(counts) + 1, np.int64)
        np.cumsum(counts, out=self.starts[1:])

    def codes(self) -> NDArray[np.int32]:
        """Each answer alone, shape (answers, questions); the other questions ``UNKNOWN``."""
        codes = np.full((int(self.starts[-1]), len(self.asked)), UNKNOWN, np.int32)
        for question, start in enumerate(self.starts[:-1].tolist()):
            stop = int(self.starts[question + 1])
            codes[start:stop, question] = np.arange(stop - start)
        return codes

    def ahead(self, known: Mapping[int, int] | None = None) -> Ahead:
        """What each answer would do.

        Args:
            known: answers before it, question (a place in ``asked``) -> state. Rows of answers to
                these questions say nothing: all 0.

        Raises:
            TooLargeError: a query would take more than the solver's memory limit.
        """
        earlier = known or {}
        if self._answered is None:
            joint = self._by_state(earlier)
            probabilities = joint.sum(axis=1)
        else:
            codes = self.codes()
            codes[:, list(earlier)] = list(earlier.values())
            joint, logs = self._answered.solve(self.asked, codes)
            highest = logs.max(initial=-np.inf)
            probabilities = np.exp(logs - highest) if highest > -np.inf else np.zeros(len(logs))
        for question in earlier:
            probabilities[self.starts[question] : self.starts[question + 1]] = 0.0
        return self._normalised(probabilities, joint)

    def _by_state(self, known: Mapping[int, int]) -> FloatArray:
        """P(answer, target | evidence, known), shape (answers, states of the target)."""
        answers = {self.asked[question]: state for question, state in known.items()}
        evidence = self._evidence.also(answers)
        cases = self._cases
        found = posteriors_by_state(cases.solver, evidence, cases.target, self.asked)
        rows = [np.zeros((0, cases.states)), *(found.given[each].T for each in self.asked)]
        joint: FloatArray = np.concatenate(rows) * found.posterior
        return joint

    def _normalised(self, probabilities: FloatArray, joint: FloatArray) -> Ahead:
        if not self.asked:
            return Ahead(probabilities, joint)
        sums = np.add.reduceat(probabilities, self.starts[:-1])
        totals = np.repeat(np.where(sums > 0, sums, 1.0), np.diff(self.starts))
        shares = joint.sum(axis=1, keepdims=True)
        possible = (shares > 0) & (probabilities[:, None] > 0)
        posteriors = np.divide(joint, shares, out=np.zeros_like(joint), where=possible)
        return Ahead(probabilities / totals, posteriors)
