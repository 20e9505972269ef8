"""Answering cases whose cause is known, three ways: a lot of them at a time."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lumpbayes.cases.case_rules import CaseRules
from lumpbayes.cases.evaluation.baselines import Baselines
from lumpbayes.cases.evaluation.decision_curve import thresholds_reached
from lumpbayes.cases.evaluation.drivers import Drivers
from lumpbayes.cases.evaluation.judged_cases import (
    BLANK_TRUTH,
    IMPOSSIBLE,
    NEITHER,
    SCORED,
    SKIPPED,
    JudgedCases,
)
from lumpbayes.cases.evaluation.known_cases import KnownCases
from lumpbayes.cases.evaluation.scoring import score_cases
from lumpbayes.cases.evaluation.summing_up import Scored
from lumpbayes.cases.true_causes import NO_TRUTH
from lumpbayes.inference.cases import CaseSolver
from lumpbayes.inference.network import FloatArray
from lumpbayes.reasoning.causes import Causes
from lumpbayes.reasoning.triage import Triage

__all__ = ["Answering"]


class Answering:
    """Answers lots of cases, and judges the answers.

    Attributes:
        drivers: what may ask for an urgency.
    """

    def __init__(self, triage: Triage, solver: CaseSolver, groups: tuple[Causes, ...]) -> None:
        network, setting = solver.solver.network, triage.knowledge.setting
        self.drivers = Drivers(triage)
        self._rules, self._solver, self._groups = CaseRules(triage), solver, groups
        self._baselines = Baselines(solver, network.index(setting) if setting else None)
        self._setting = setting
        self._subgroups: dict[str, int] = {}

    @property
    def subgroups(self) -> tuple[str, ...]:
        """The subgroups so far; their places are their numbers."""
        return tuple(self._subgroups)

    def answer(self, known: KnownCases) -> tuple[JudgedCases, Scored | None]:
        """What became of some cases, and what those contribute that are in the figures."""
        posteriors, log_evidence = self._solver.solve(known.cases)
        fired = self._rules.fired(known.cases, known.names, known.assumed)
        levels, driving = self.drivers.urgency(posteriors, fired)
        judged = JudgedCases(
            known.rows,
            _status(known, log_evidence),
            self._assumed_setting(known),
            self._numbered(known.groups),
            known.truth.astype(np.int32),
            score_cases(posteriors, known.truth),
            levels,
            driving,
            known.problems,
            known.kept,
        )
        scored = self._scored(judged, known, posteriors) if judged.scored.any() else None
        return judged, scored

    def _assumed_setting(self, known: KnownCases) -> NDArray[np.bool_]:
        nothing = np.zeros(len(known.rows), np.bool_)
        return nothing if self._setting is None else known.assumed.get(self._setting, nothing)

    def _numbered(self, groups: NDArray[np.object_] | None) -> NDArray[np.int32] | None:
        """The numbers of the names of subgroups; new names are added."""
        if groups is None:
            return None
        names = self._subgroups
        return np.array([names.setdefault(each, len(names)) for each in groups.tolist()], np.int32)

    def _scored(self, judged: JudgedCases, known: KnownCases, posteriors: FloatArray) -> Scored:
        """What each case contributes; these are possible, and their truth is known."""
        rows = np.flatnonzero(judged.scored)
        cases, truth = known.cases._replace(codes=known.cases.codes[rows]), known.truth[rows]
        prior = self._baselines.prior(cases)
        naive = self._baselines.naive_bayes(prior, cases)
        return Scored(
            judged.rows[rows],
            judged.truth[rows],
            judged.levels[rows],
            judged.driving[rows],
            judged.scores.at(rows),
            score_cases(prior, truth).errors,
            score_cases(naive, truth).errors,
            self._reached(posteriors[rows]),
            self._reached(naive),
        )

    def _reached(self, posteriors: FloatArray) -> NDArray[np.uint8]:
        found = np.empty((len(posteriors), len(self._groups)), np.uint8)
        for place, group in enumerate(self._groups):
            found[:, place] = thresholds_reached(posteriors, group)
        return found


def _status(known: KnownCases, log_evidence: FloatArray) -> NDArray[np.int8]:
    """What becomes of each case, shape (cases,)."""
    impossible, blank = np.isneginf(log_evidence), known.truth == NO_TRUTH
    status = np.where(impossible, IMPOSSIBLE, SCORED).astype(np.int8)
    status[blank] = np.where(impossible[blank], NEITHER, BLANK_TRUTH)
    status[known.bad] = SKIPPED
    return status
