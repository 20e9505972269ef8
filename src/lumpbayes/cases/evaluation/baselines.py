"""What the model has to beat: the prior alone, and naive Bayes on the same tables."""

from __future__ import annotations

import numpy as np

from lumpbayes.inference.backends import Solver
from lumpbayes.inference.cases import UNKNOWN, Cases, CaseSolver
from lumpbayes.inference.evidence import Evidence
from lumpbayes.inference.network import FloatArray
from lumpbayes.kept import kept

__all__ = ["Baselines"]


class Baselines:
    """Both, for the cases of one model; shared by threads.

    Attributes:
        solver: what answers the cases.
        setting: index of the variable that the prior depends on; None where there is none.
    """

    def __init__(self, solver: CaseSolver, setting: int | None) -> None:
        self.solver = solver
        self.setting = setting

    def prior(self, cases: Cases) -> FloatArray:
        """P(cause | setting) of each case, shape (cases, causes): nothing else is known of it."""
        if self.setting is None or self.setting not in cases.variables:
            alone = Cases((), np.zeros((1, 0), cases.codes.dtype), ())
            found = self._solved(alone)
            return np.repeat(found, len(cases.codes), axis=0)
        column = cases.variables.index(self.setting)
        codes, inverse = np.unique(cases.codes[:, column], return_inverse=True)
        vectors = (cases.vectors[column],)
        return self._solved(Cases((self.setting,), codes[:, None], vectors))[inverse]

    def _solved(self, cases: Cases) -> FloatArray:
        return self.solver.solve(cases).posteriors

    def naive_bayes(self, prior: FloatArray, cases: Cases) -> FloatArray:
        """Posteriors if every finding were independent of the others given the cause.

        P(finding | cause) is that of the network itself, all other variables summed out, so that
        only the structure differs (Duda, Hart, Pattern classification and scene analysis, 1973,
        section 2.10; Hand, Yu, Idiot's Bayes: not so stupid after all?, International Statistical
        Review 69, 2001).

        Args:
            prior: P(cause | setting), shape (cases, causes).
            cases: the evidence.

        Returns:
            Shape (cases, causes); rows of 0 where the evidence is impossible under each cause.
        """
        with np.errstate(divide="ignore"):
            logs = np.log(prior)
        for column, variable in enumerate(cases.variables):
            if variable in {self.setting, self.solver.target}:
                continue
            logs += self._logs(variable, cases.vectors[column])[cases.codes[:, column]]
        top = logs.max(axis=1, keepdims=True)
        shares = np.exp(logs - np.where(np.isneginf(top), 0.0, top))
        total = shares.sum(axis=1, keepdims=True)
        found: FloatArray = np.divide(shares, total, out=shares, where=total > 0)
        return found

    def _logs(self, variable: int, vectors: FloatArray) -> FloatArray:
        """Ln P(evidence | cause), shape (states + vectors + 1, causes), by the code of a cell.

        The last row is that of nothing known, which the code ``UNKNOWN``, -1, finds.
        """
        assert UNKNOWN == -1
        given = self._given_cause[variable]
        rows = np.concatenate([given, vectors @ given, np.ones((1, given.shape[1]))])
        with np.errstate(divide="ignore"):
            found: FloatArray = np.log(rows)
        return found

    @kept
    def _given_cause(self) -> tuple[FloatArray, ...]:
        """P(state | cause) of each variable, shape (states, causes).

        A cause that is never true says nothing, and its prior is 0.
        """
        solver, target = self.solver.solver, self.solver.target
        columns = [_given(solver, target, state) for state in range(self.solver.states)]
        return tuple(np.stack(each, axis=1) for each in zip(*columns, strict=True))


def _given(solver: Solver, target: int, state: int) -> list[FloatArray]:
    """Every variable's posterior where the target is in a state."""
    counts = solver.network.cardinalities
    found = solver.posteriors(Evidence({target: state}, {})).posteriors
    return [found[each] if each in found else np.ones(size) for each, size in enumerate(counts)]
