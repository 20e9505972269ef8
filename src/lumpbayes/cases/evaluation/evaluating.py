"""Evaluating: answer every case, three ways, and sum up how good the answers were."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from lumpbayes.cases.csv_encoding import UTF_8
from lumpbayes.cases.encoding import framed
from lumpbayes.cases.evaluation.answering import Answering
from lumpbayes.cases.evaluation.case_counts import CaseCounts, SkippedCell
from lumpbayes.cases.evaluation.decision_curve import curve_groups
from lumpbayes.cases.evaluation.evaluated_cases import CaseTable, EvaluatedCases
from lumpbayes.cases.evaluation.evaluation import Evaluation
from lumpbayes.cases.evaluation.file_cases import FileCases
from lumpbayes.cases.evaluation.frame_cases import FrameCases
from lumpbayes.cases.evaluation.gathering import Gathered
from lumpbayes.cases.evaluation.judged_cases import (
    BLANK_TRUTH,
    IMPOSSIBLE,
    NEITHER,
    SCORED,
    SKIPPED,
    JudgedCases,
)
from lumpbayes.cases.evaluation.known_cases import Reading, Told, restricted
from lumpbayes.cases.evaluation.question import ON_ERROR, Question
from lumpbayes.cases.evaluation.summing_up import Sums, Whole, sum_up
from lumpbayes.cases.evaluation.triage_matrix import needed_levels
from lumpbayes.errors import EvidenceError
from lumpbayes.inference.cases import CaseSolver
from lumpbayes.inference.network import Network
from lumpbayes.knowledge.records import KnowledgeBase
from lumpbayes.reasoning.triage import Triage

__all__ = [
    "MOST_GROUPS",
    "ON_ERROR",
    "Question",
    "Reading",
    "Taking",
    "check_asked",
    "evaluate_cases",
]

MOST_GROUPS = 50
"""Subgroups side by side; a column with more names no subgroups."""

Taking = Callable[[CaseTable, JudgedCases], object]
"""Takes a lot of cases, and what puts it into columns."""


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
    taking: Taking | None = None,
) -> Evaluation:
    """How good the answers to some cases are; see ``Engine.evaluate``.

    Args:
        knowledge: the model in words.
        solver: what answers for the cause.
        cases: a frame, a list of mappings, or the name of a case file.
        question: what is asked.
        taking: takes the cases, lot by lot; the evaluation itself holds none of them then.
    """
    asked = question.checked(knowledge.cause, solver.solver.memory_limit)
    known = _known(knowledge, solver.solver.network, cases, asked)
    triage = Triage.of(knowledge)
    needed = needed_levels(triage)
    groups = curve_groups(knowledge, needed, asked.groups)
    answering = Answering(triage, solver, groups)
    table = CaseTable(knowledge.causes, needed, answering.drivers.named)
    gathered, lots = Gathered(needed), []
    for lot in known:
        judged, scored = answering.answer(restricted(knowledge, lot, asked.phases))
        gathered.add(judged, scored)
        if taking is None:
            lots.append(judged)
        else:
            taking(table, judged)
    how = Sums(
        knowledge,
        needed,
        groups,
        answering.drivers.named,
        asked.seed,
        asked.draws,
        known.called,
        gathered.kept,
        known.named,
    )
    held = None if taking is not None else tuple(lots)
    each = EvaluatedCases(table, tuple(asked.reading.keep), held, known.index)
    counting = _Counting(knowledge, asked, known.told, known.notes)
    return _summed_up(how, gathered, each, counting, answering)


def _known(
    knowledge: KnowledgeBase, network: Network, cases: object, asked: Question
) -> FrameCases | FileCases:
    if isinstance(cases, str | os.PathLike):
        return FileCases(knowledge, network, os.fspath(cases), asked.reading, asked.skip)
    _check_of_frame(asked.reading)
    return FrameCases(knowledge, network, framed(cases), asked.reading, asked.skip)


def _check_of_frame(reading: Reading) -> None:
    """Raise where something is said that only a file can mean."""
    encoding = None if reading.encoding == UTF_8 else reading.encoding
    for argument, value in (
        ("missing", reading.missing),
        ("separator", reading.separator),
        ("encoding", encoding),
        ("recode", reading.recode),
    ):
        if value:
            raise EvidenceError(
                f"{argument}={value!r} says something of a file, and the cases are none: leave it "
                "out; in a frame None, NaN and blank text are gaps, and frame.replace makes one "
                "word of another, or a gap"
            )


class _Counting:
    """Counts cases by what became of them."""

    def __init__(
        self, knowledge: KnowledgeBase, asked: Question, told: Told, notes: tuple[str, ...]
    ) -> None:
        assert asked.reading.truth is not None
        self.by, self.notes = asked.reading.by, notes
        self._truth, self._phases, self._told = asked.reading.truth, asked.phases, told
        self._setting = dict(knowledge.defaults).get(knowledge.setting or "")

    def counts(self, status: NDArray[np.int8], assumed: NDArray[np.bool_]) -> CaseCounts:
        """Of some cases.

        Args:
            status: what became of each, shape (cases,).
            assumed: whether its setting was assumed, shape (cases,).
        """
        states = np.bincount(status, minlength=5).tolist()
        return CaseCounts(
            len(status),
            states[BLANK_TRUTH] + states[NEITHER],
            states[IMPOSSIBLE],
            states[SCORED],
            int(assumed.sum()),
            self._setting if assumed.any() else None,
            self._truth,
            self._told.evidence,
            self._told.ignored,
            None if self._phases is None else tuple(self._phases),
            states[SKIPPED],
            states[NEITHER],
        )


def _summed_up(
    how: Sums,
    gathered: Gathered,
    each: EvaluatedCases,
    counting: _Counting,
    answering: Answering,
) -> Evaluation:
    """The evaluation of all cases, and those of subgroups.

    Raises:
        EvidenceError: no case can be evaluated, or there are too many subgroups.
    """
    scored, status, assumed = gathered.scored(), gathered.status(), gathered.assumed()
    everything = counting.counts(status, assumed)
    if scored is None:
        raise EvidenceError(_nothing(everything))
    subgroups = {}
    groups = gathered.groups()
    for name, number in _in_order(answering.subgroups, counting.by):
        here = np.equal(groups, number)
        counts = counting.counts(status[here], assumed[here])
        if counts.scored:
            rows = np.flatnonzero(here[status == SCORED])
            subgroups[name] = sum_up(how, scored.at(rows), counts, replace(each, group=number))
    skipped = tuple(
        SkippedCell(how.called(problem.row), *problem[1:]) for problem in gathered.skipped
    )
    whole = Whole(counting.by, subgroups, skipped, gathered.commonest.most, counting.notes)
    return sum_up(how, scored, everything, each, whole)


def _in_order(names: Sequence[str], by: str | None) -> list[tuple[str, int]]:
    """The subgroups in alphabetical order, with their numbers."""
    if len(names) > MOST_GROUPS:
        raise EvidenceError(
            f"by {by!r}: the column has {len(names):,} values, such as {names[0]!r}; expected at "
            f"most {MOST_GROUPS}: name a column of subgroups"
        )
    return sorted((name, number) for number, name in enumerate(names))


def _nothing(counts: CaseCounts) -> str:
    if not counts.rows:
        return "there are no cases: expected at least one row below the header"
    skipped = f", and {counts.skipped:,} cannot be read" if counts.skipped else ""
    impossible = counts.impossible + counts.blank_impossible
    none = "the only case cannot" if counts.rows == 1 else f"none of the {counts.rows:,} cases can"
    return (
        f"{none} be evaluated: column {counts.truth!r} names no true cause in {counts.blank:,}, "
        f"and the findings of {impossible:,} are impossible under the model{skipped}"
    )
