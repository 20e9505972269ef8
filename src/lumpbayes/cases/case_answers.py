"""Many cases answered: what ``engine.diagnose`` says of each, in arrays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lumpbayes.cases.case_rules import CaseRules
from lumpbayes.cases.case_verdicts import CaseVerdicts
from lumpbayes.errors import ImpossibleEvidenceError
from lumpbayes.inference.cases import Cases, CaseSolver
from lumpbayes.inference.network import FloatArray
from lumpbayes.kept import kept
from lumpbayes.knowledge.records import KnowledgeBase
from lumpbayes.reasoning.impossible import impossible_case
from lumpbayes.reasoning.red_flags import flag_rank
from lumpbayes.reasoning.triage import Levels, Triage

__all__ = ["CaseAnswers", "ManyAnswers"]

Bools = NDArray[np.bool_]


class ManyAnswers(NamedTuple):
    """Answers to many cases.

    Attributes:
        posteriors: P(cause | evidence), shape (cases, causes); 0 throughout where impossible.
        log_evidence: natural log of P(evidence), shape (cases,); ``-inf`` where impossible.
        leading: index of the most probable cause, the first of several, shape (cases,).
        levels: index of the urgency among ``URGENCIES``; -1 where nothing asks for one.
        flags: whether each red flag fires, in the order of ``flag_order``, shape (cases, flags).
        verdicts: place among ``VERDICTS``; -1 where a case is not judged.
    """

    posteriors: FloatArray
    log_evidence: FloatArray
    leading: NDArray[np.int64]
    levels: Levels
    flags: Bools
    verdicts: NDArray[np.int64]

    @property
    def impossible(self) -> Bools:
        """Whether a case has probability 0, shape (cases,)."""
        return np.isneginf(self.log_evidence)


class CaseAnswers:
    """Answers many cases; a case's answer depends on itself alone.

    Attributes:
        knowledge: the model in words.
        solver: answers cases about the cause.
    """

    def __init__(self, knowledge: KnowledgeBase, solver: CaseSolver) -> None:
        self.knowledge = knowledge
        self.solver = solver

    @kept
    def _rules(self) -> CaseRules:
        return CaseRules(Triage.of(self.knowledge))

    @kept
    def _verdicts(self) -> CaseVerdicts:
        setting = self.knowledge.setting
        index = None if setting is None else self.solver.solver.network.index(setting)
        return CaseVerdicts(self.solver, index)

    @kept
    def flag_order(self) -> tuple[int, ...]:
        """Places of the red flags in the table, as an answer lists them: most urgent first."""
        rows = self.knowledge.red_flags
        return tuple(sorted(range(len(rows)), key=lambda at: flag_rank(rows[at])))

    def answer(
        self, cases: Cases, names: Sequence[str], assumed: Mapping[str, Bools]
    ) -> ManyAnswers:
        """The answers.

        Args:
            cases: the evidence, as codes.
            names: the variable of each column.
            assumed: variable -> whether the model's default was taken, shape (cases,).
        """
        posteriors, log_evidence = self.solver.solve(cases)
        fired = self._rules.fired(cases, names, assumed)
        triage = self._rules.triage
        levels = np.maximum(triage.by_risk(posteriors, fired.certain), fired.levels)
        verdicts = self._verdicts.judge(cases, log_evidence)
        flags = fired.flags[:, list(self.flag_order)]
        leading = posteriors.argmax(axis=1)
        return ManyAnswers(posteriors, log_evidence, leading, levels, flags, verdicts)

    def why_impossible(self, cases: Cases, row: int) -> ImpossibleEvidenceError:
        """Why a case has probability 0."""
        return impossible_case(self.solver.solver, self.solver.evidence(cases, row))
