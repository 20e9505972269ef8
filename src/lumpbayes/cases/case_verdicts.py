"""Whether the model fits many cases, as far as that costs no simulation.

The conflict of the findings tells most of it: where it is at most ``OUTSIDE_CONFLICT`` the model
fits, exactly as ``dx.answer.fit`` says. Where it is higher, simulated patients of the same kind
would have to tell a stranger from chance, which takes milliseconds a case; here that is
``doubtful`` unless it is proved: a ratio of likelihoods reaches t with a probability of at most
1 / t (Markov's inequality).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from lumpbayes.inference.cases import UNKNOWN, Cases, CaseSolver
from lumpbayes.inference.evidence import Evidence
from lumpbayes.inference.network import FloatArray
from lumpbayes.inference.straw_models import RANDOM_SHARE
from lumpbayes.reasoning.fit import FEWEST, OUTSIDE, OUTSIDE_CONFLICT

__all__ = ["VERDICTS", "CaseVerdicts"]

VERDICTS = ("fits", "doubtful", "outside")
"""``fits``: the findings do not disagree. ``doubtful``: they do, and ``dx.conflict()`` would tell
whether by chance. ``outside``: they disagree, and the model hardly ever produces such a patient."""

FITS, DOUBTFUL, STRANGER, NOT_JUDGED = 0, 1, 2, -1

MOST_KEPT = 64
"""Settings of which it is remembered what each finding is worth alone."""


class CaseVerdicts:
    """Verdicts on many cases; remembers what each finding is worth alone, setting by setting.

    Attributes:
        solver: answers cases about the cause.
        setting: index of the setting in the network; None where there is none.
    """

    def __init__(self, solver: CaseSolver, setting: int | None) -> None:
        self.solver = solver
        self.setting = setting
        self._alone: dict[tuple[object, ...], tuple[float, dict[int, FloatArray]]] = {}

    def judge(self, cases: Cases, log_evidence: FloatArray) -> NDArray[np.int64]:
        """Places in ``VERDICTS``, shape (cases,).

        -1 where a case is not judged: it is impossible, or has fewer than two exact findings.

        Args:
            cases: the evidence.
            log_evidence: natural log of P(evidence), shape (cases,).
        """
        counts = np.array([self.solver.solver.network.cardinalities[v] for v in cases.variables])
        exact = self._exactly(cases, counts, log_evidence)
        verdicts = np.full(len(cases.codes), NOT_JUDGED, np.int64)
        possible = np.flatnonzero(np.isfinite(exact))
        for key, rows in self._by_setting(cases, possible):
            background = self._background(cases, key)
            verdicts[rows] = self._judged(cases, rows, background, exact[rows])
        return verdicts

    def _exactly(
        self, cases: Cases, counts: NDArray[np.int64], log_evidence: FloatArray
    ) -> FloatArray:
        """Natural log of P(exact findings and setting): soft findings are not judged."""
        soft = cases.codes >= counts
        if self.setting in cases.variables:
            soft[:, cases.variables.index(self.setting)] = False
        rows = np.flatnonzero(soft.any(axis=1) & np.isfinite(log_evidence))
        if not len(rows):
            return log_evidence
        found = log_evidence.copy()
        codes = np.where(soft[rows], UNKNOWN, cases.codes[rows]).astype(cases.codes.dtype)
        found[rows] = self.solver.solve(cases._replace(codes=codes)).log_evidence
        return found

    def _by_setting(
        self, cases: Cases, rows: NDArray[np.intp]
    ) -> Sequence[tuple[int, NDArray[np.intp]]]:
        """The rows of each code of the setting; all of them where there is none."""
        if self.setting not in cases.variables:
            return [(UNKNOWN, rows)]
        codes = cases.codes[rows, cases.variables.index(self.setting)]
        return [(int(code), rows[codes == code]) for code in np.unique(codes)]

    def _background(self, cases: Cases, code: int) -> Evidence:
        if code == UNKNOWN or self.setting is None:
            return Evidence({}, {})
        states = self.solver.solver.network.cardinalities[self.setting]
        if code < states:
            return Evidence({self.setting: code}, {})
        column = cases.variables.index(self.setting)
        return Evidence({}, {self.setting: cases.vectors[column][code - states]})

    def _judged(
        self, cases: Cases, rows: NDArray[np.intp], background: Evidence, exact: FloatArray
    ) -> NDArray[np.int64]:
        log_background, alone = self._worth(background, cases.variables)
        unrelated, random = np.zeros(len(rows)), np.zeros(len(rows))
        count = np.zeros(len(rows), np.int64)
        every = slice(None) if len(rows) == len(cases.codes) else rows
        for column, variable in enumerate(cases.variables):
            if variable == self.setting:
                continue
            # Before the states the unknown one, behind them the soft ones: neither is judged.
            logs = np.zeros(1 + len(alone[variable]) + len(cases.vectors[column]))
            states = slice(1, 1 + len(alone[variable]))
            logs[states] = alone[variable]
            evenly = np.zeros_like(logs)
            evenly[states] = -math.log(len(alone[variable]))
            places = cases.codes[every, column].astype(np.intp) - UNKNOWN
            unrelated += logs[places]
            random += evenly[places]
            count += (places > 0) & (places < states.stop)
        evidence = exact - log_background
        mixed = np.logaddexp(unrelated + math.log1p(-RANDOM_SHARE), random + math.log(RANDOM_SHARE))
        disagree = unrelated - evidence > OUTSIDE_CONFLICT
        verdicts = np.where(disagree, DOUBTFUL, FITS)
        verdicts[disagree & (evidence - mixed < math.log(OUTSIDE))] = STRANGER
        return np.where(count < FEWEST, NOT_JUDGED, verdicts)

    def _worth(
        self, background: Evidence, variables: Sequence[int]
    ) -> tuple[float, Mapping[int, FloatArray]]:
        """Natural logs of P(background), and of P(state | background) of each finding."""
        soft = tuple((each, tuple(v.tolist())) for each, v in background.soft.items())
        asked = tuple(each for each in variables if each != self.setting)
        key = (tuple(background.hard.items()), soft, asked)
        if key not in self._alone:
            found = self.solver.solver.posteriors(background, asked)
            with np.errstate(divide="ignore"):
                logs = {each: np.log(found.posteriors[each]) for each in asked}
            if len(self._alone) >= MOST_KEPT:
                self._alone.clear()
            self._alone[key] = found.log_evidence, logs
        return self._alone[key]
