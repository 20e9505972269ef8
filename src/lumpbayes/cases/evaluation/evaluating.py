"""Evaluating: answer every case, three ways, and sum up how good the answers were."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lumpbayes.cases.case_rules import CaseRules
from lumpbayes.cases.encoding import framed
from lumpbayes.cases.evaluation.baselines import Baselines
from lumpbayes.cases.evaluation.decision_curve import curve_groups, thresholds_reached
from lumpbayes.cases.evaluation.evaluation import CaseCounts, Evaluation
from lumpbayes.cases.evaluation.file_cases import FileCases
from lumpbayes.cases.evaluation.known_cases import (
    FrameCases,
    KnownCases,
    Reading,
    Told,
    restricted,
    withheld,
)
from lumpbayes.cases.evaluation.scoring import score_cases
from lumpbayes.cases.evaluation.summing_up import Scored, Sums, sum_up
from lumpbayes.cases.evaluation.triage_matrix import needed_levels
from lumpbayes.cases.true_causes import NO_TRUTH
from lumpbayes.errors import EvidenceError
from lumpbayes.inference.cases import CaseSolver
from lumpbayes.inference.network import FloatArray
from lumpbayes.knowledge.records import KnowledgeBase
from lumpbayes.knowledge.variables import PHASES
from lumpbayes.reasoning.arguments import check_draws, check_seed, not_expected
from lumpbayes.reasoning.causes import Causes
from lumpbayes.reasoning.triage import Triage

__all__ = ["MOST_GROUPS", "Question", "Reading", "check_asked", "evaluate_cases"]

MOST_GROUPS = 50
"""Subgroups side by side; a column with more names no subgroups."""
SCORED, BLANK, IMPOSSIBLE = 0, 1, 2
DOUBLES = 1000
"""What a draw takes: means, bins, and two cells a threshold for each of a few groups."""


class Question(NamedTuple):
    """What is asked of an evaluation; see ``Engine.evaluate``."""

    reading: Reading
    groups: Sequence[str] | None
    phases: Sequence[str] | None
    seed: int
    draws: int

    def checked(self, memory_limit: float) -> Question:
        """The same in Python's own types.

        Raises:
            EvidenceError: what cannot be meant.
            TooLargeError: more draws than memory holds.
        """
        own = self.reading
        for phase in self.phases or ():
            if phase not in PHASES:
                raise EvidenceError(f"phases: {phase!r}: expected some of {', '.join(PHASES)}")
        return Question(
            own._replace(
                keep=_names("keep", own.keep) or (),
                missing=_names("missing", own.missing) or (),
                without=_names("without", own.without) or (),
            ),
            _names("groups", self.groups),
            _names("phases", self.phases),
            check_seed(self.seed),
            check_draws(self.draws, DOUBLES, memory_limit),
        )


def _names(argument: str, value: Sequence[str] | None) -> tuple[str, ...] | None:
    if value is None:
        return None
    if isinstance(value, str) or not all(isinstance(each, str) for each in value):
        raise not_expected(argument, value, "a list of names, such as ['id']")
    return tuple(value)


def check_asked(knowledge: KnowledgeBase) -> None:
    """Raise where nobody has said which variable of a network is asked."""
    if not knowledge.cause:
        raise EvidenceError(
            f"{knowledge.name} was loaded without a target: say which variable the cases know the "
            "truth of, such as engine.with_target(name).evaluate(...)"
        )


def evaluate_cases(
    knowledge: KnowledgeBase,
    solver: CaseSolver,
    cases: object,
    question: Question,
) -> Evaluation:
    """How good the answers to some cases are; see ``Engine.evaluate``.

    Args:
        knowledge: the model in words.
        solver: what answers for the cause.
        cases: a frame, a list of mappings, or the name of a case file.
        question: what is asked.
    """
    asked = question.checked(solver.solver.memory_limit)
    network = solver.solver.network
    known: FrameCases | FileCases
    if isinstance(cases, str | os.PathLike):
        known = FileCases(knowledge, network, os.fspath(cases), asked.reading)
    else:
        _check_of_frame(asked.reading)
        known = FrameCases(knowledge, network, framed(cases), asked.reading)
    triage = Triage.of(knowledge)
    needed = needed_levels(triage)
    how = Sums(
        knowledge,
        needed,
        curve_groups(knowledge, needed, asked.groups),
        asked.seed,
        asked.draws,
        known.called,
    )
    hidden = withheld(knowledge, asked.reading.without)
    lots = (restricted(knowledge, each, asked.phases, hidden) for each in known)
    everything = _Answered.of(_Answering(triage, solver, how.groups), lots)
    return everything.summed_up(how, asked, known.told)


def _check_of_frame(reading: Reading) -> None:
    """Raise where something is said that only a file can mean."""
    for argument, value in (("missing", reading.missing), ("separator", reading.separator)):
        if value:
            raise EvidenceError(
                f"{argument}={value!r} says something of a file, and the cases are none: leave it "
                "out; in a frame None, NaN and blank text are gaps, and "
                "frame.replace(word, None) makes one of a word"
            )


class _Answering:
    """Answers lots of cases, three ways."""

    def __init__(self, triage: Triage, solver: CaseSolver, groups: tuple[Causes, ...]) -> None:
        network, setting = solver.solver.network, triage.knowledge.setting
        self.rules, self.solver, self.groups = CaseRules(triage), solver, groups
        self.baselines = Baselines(solver, network.index(setting) if setting else None)

    def scored(self, known: KnownCases, posteriors: FloatArray) -> Scored:
        """What each case contributes; all are possible, and their truth is known."""
        cases, truth = known.cases, known.truth
        prior = self.baselines.prior(cases)
        naive = self.baselines.naive_bayes(prior, cases)
        fired = self.rules.fired(cases, known.names, known.assumed)
        by_risk = self.rules.triage.by_risk(posteriors, fired.certain)
        return Scored(
            known.rows,
            truth.astype(np.int32),
            np.maximum(by_risk, fired.levels).astype(np.int8),
            score_cases(posteriors, truth),
            score_cases(prior, truth).errors,
            score_cases(naive, truth).errors,
            self._reached(posteriors),
            self._reached(naive),
        )

    def _reached(self, posteriors: FloatArray) -> NDArray[np.uint8]:
        found = np.empty((len(posteriors), len(self.groups)), np.uint8)
        for place, group in enumerate(self.groups):
            found[:, place] = thresholds_reached(posteriors, group)
        return found


def _assumed_setting(knowledge: KnowledgeBase, known: KnownCases) -> NDArray[np.bool_]:
    taken = known.assumed.get(knowledge.setting) if knowledge.setting else None
    return np.zeros(len(known.rows), bool) if taken is None else taken


def _numbered(groups: NDArray[np.object_], names: dict[str, int]) -> NDArray[np.int32]:
    """The places of the names of subgroups; new names are added."""
    return np.array([names.setdefault(name, len(names)) for name in groups.tolist()], np.int32)


class _Answered(NamedTuple):
    """All cases: those that were scored, and what became of the others.

    Attributes:
        scored: of cases that have an answer and a truth.
        status: of each case; shape (cases,), as the following.
        assumed: whether its setting was assumed.
        groups: its subgroup, by its place among ``names``; None where nobody asks.
        names: of the subgroups.
        setting: the state that is assumed where cases do not say.
    """

    scored: Scored | None
    status: NDArray[np.int8]
    assumed: NDArray[np.bool_]
    groups: NDArray[np.int32] | None
    names: tuple[str, ...]
    setting: str | None

    @classmethod
    def of(cls, answering: _Answering, lots: Iterable[KnownCases]) -> _Answered:
        """Answer lots of cases."""
        scored: list[Scored] = []
        status, assumed = [np.zeros(0, np.int8)], [np.zeros(0, bool)]
        groups: list[NDArray[np.int32]] = []
        names: dict[str, int] = {}
        for known in lots:
            posteriors, log_evidence = answering.solver.solve(known.cases)
            state = np.where(np.isneginf(log_evidence), IMPOSSIBLE, SCORED).astype(np.int8)
            state[known.truth == NO_TRUTH] = BLANK
            usable = state == SCORED
            if usable.any():
                scored.append(answering.scored(known.at(usable), posteriors[usable]))
            status.append(state)
            assumed.append(_assumed_setting(answering.rules.triage.knowledge, known))
            groups += [] if known.groups is None else [_numbered(known.groups, names)]
        kb = answering.rules.triage.knowledge
        return cls(
            Scored.joined(scored) if scored else None,
            np.concatenate(status),
            np.concatenate(assumed),
            np.concatenate(groups) if groups else None,
            tuple(names),
            dict(kb.defaults).get(kb.setting or ""),
        )

    def summed_up(self, how: Sums, asked: Question, told: Told) -> Evaluation:
        """The evaluation, and those of subgroups.

        Raises:
            EvidenceError: no case can be evaluated, or there are too many subgroups.
        """
        everything = self._counts(np.ones(len(self.status), bool), asked, told)
        if self.scored is None:
            raise EvidenceError(_nothing(everything))
        subgroups = {}
        for name, here in self._lots(asked.reading.by):
            counts = self._counts(here, asked, told)
            if counts.scored:
                rows = np.flatnonzero(here[self.status == SCORED])
                subgroups[name] = sum_up(how, self.scored.at(rows), counts)
        return sum_up(how, self.scored, everything, asked.reading.by, subgroups)

    def _lots(self, by: str | None) -> list[tuple[str, NDArray[np.bool_]]]:
        """Each subgroup and which of the cases it has, in alphabetical order."""
        if self.groups is None:
            return []
        if len(self.names) > MOST_GROUPS:
            raise EvidenceError(
                f"by {by!r}: the column has {len(self.names):,} values, such as "
                f"{self.names[0]!r}; expected at most {MOST_GROUPS}: name a column of subgroups"
            )
        places = {name: place for place, name in enumerate(self.names)}
        return [(name, self.groups == places[name]) for name in sorted(places)]

    def _counts(self, here: NDArray[np.bool_], asked: Question, told: Told) -> CaseCounts:
        states = np.bincount(self.status[here], minlength=3).tolist()
        assumed = int((self.assumed & here & (self.status == SCORED)).sum())
        return CaseCounts(
            sum(states),
            states[BLANK],
            states[IMPOSSIBLE],
            states[SCORED],
            assumed,
            self.setting if assumed else None,
            asked.reading.truth,
            told.evidence,
            told.ignored,
            None if asked.phases is None else tuple(asked.phases),
        )


def _nothing(counts: CaseCounts) -> str:
    if not counts.rows:
        return "there are no cases: expected at least one row below the header"
    return (
        f"none of the {counts.rows:,} cases can be evaluated: column {counts.truth!r} names no "
        f"true cause in {counts.blank:,}, and the findings of {counts.impossible:,} are "
        "impossible under the model"
    )
