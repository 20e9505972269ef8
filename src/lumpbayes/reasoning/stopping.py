"""When to stop asking: how probable it is that nothing left to ask would change the decision.

The same-decision probability (Choi, Xue and Darwiche, Same-decision probability: a confidence
measure for threshold-based decisions, International Journal of Approximate Reasoning 53, 2012) is
the probability, over all that is unasked, that the decision made with every answer known is the one
made now. It is summed exactly where the combinations of answers are few, and simulated otherwise.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lumpbayes.errors import EvidenceError, or_nearest, printable
from lumpbayes.inference.answered import AnsweredCases, all_answers
from lumpbayes.inference.cases import Codes, case_solver
from lumpbayes.inference.network import FloatArray
from lumpbayes.inference.sampling import sample_states
from lumpbayes.knowledge.advice import URGENCIES
from lumpbayes.knowledge.records import KnowledgeBase
from lumpbayes.reasoning.outlook import Now, changed_leads, take_stock
from lumpbayes.reasoning.questions import next_questions
from lumpbayes.reasoning.situation import Situation
from lumpbayes.reasoning.wanted import Wanted, open_questions

__all__ = ["DECISIONS", "MOST_ENUMERATED", "WORTH", "StopWhen", "Stopping", "find_stopping"]

DECISIONS = ("urgency", "leading_cause")

MOST_ENUMERATED = 20_000
"""Combinations of answers up to which all are gone through."""

MOST_ENUMERATED_PLANNED = 1_000
"""The same where a case takes a plan of its own, as in networks too large to be tabulated."""

FEWEST_DRAWS = 100

WORTH = 1e-12
"""A value is positive if it is more than rounding."""


@dataclass(frozen=True)
class Stopping:
    """Whether to stop asking, and why.

    Attributes:
        should_stop: whether to.
        kind: why: ``nothing_left``, ``same_decision``, ``no_worthwhile_question`` or
            ``enough_asked``; ``go_on`` where not to.
        reason: the same in words.
        decision: what is decided: ``urgency`` or ``leading_cause``.
        now: the decision as it stands: a level of urgency, or a cause.
        same_decision_probability: that it would be the same after every answer.
        standard_error: of that probability; 0 where it is exact.
        exact: whether all combinations of answers were gone through.
        draws: how many complete sets of answers were simulated; 0 where exact.
        combinations: how many there are.
        at_least: the probability from which on asking stops.
        open: how many questions are left.
        best: the most valuable question, as a variable; None where nothing is left.
        best_value: what it is worth.
    """

    should_stop: bool
    kind: str
    reason: str
    decision: str
    now: str
    same_decision_probability: float
    standard_error: float
    exact: bool
    draws: int
    combinations: int
    at_least: float
    open: int
    best: str | None
    best_value: float | None

    def to_dict(self) -> dict[str, Any]:
        """Plain data: JSON takes it."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}

    def __str__(self) -> str:
        return printable(self.reason).replace("\n", " ")


class StopWhen(NamedTuple):
    """When to stop.

    Attributes:
        decision: ``urgency`` or ``leading_cause``; when None, the urgency where the model says
            something of it.
        seed: of the simulation.
        draws: complete sets of answers to simulate, where they are too many to go through.
        at_least: the same-decision probability from which on to stop; the model file's when None.
        phases: only questions of these phases count as unasked; all when None.
    """

    decision: str | None = None
    seed: int = 0
    draws: int = 1000
    at_least: float | None = None
    phases: Sequence[str] | None = None

    def checked(self, knowledge: KnowledgeBase, level: int) -> tuple[str, float]:
        """The decision, and the probability from which on to stop.

        Raises:
            EvidenceError: a decision that the model does not know, or a number out of range.
        """
        limit = knowledge.questions.stop_at if self.at_least is None else self.at_least
        if not isinstance(limit, int | float) or not 0 <= limit <= 1:
            raise EvidenceError(f"at_least={limit!r}: expected a probability, 0 to 1")
        if not isinstance(self.draws, int) or self.draws < FEWEST_DRAWS:
            raise EvidenceError(
                f"draws={self.draws!r}: expected a whole number of at least {FEWEST_DRAWS}"
            )
        if self.decision is None:
            return DECISIONS[0] if level >= 0 else DECISIONS[1], float(limit)
        if self.decision not in DECISIONS:
            nearest = or_nearest(str(self.decision), DECISIONS)
            raise EvidenceError(f"decision={self.decision!r}: {nearest}")
        if self.decision == "urgency" and level < 0:
            raise EvidenceError(
                f"decision='urgency': the model {knowledge.name} says nothing of urgency; "
                "choose leading_cause"
            )
        return self.decision, float(limit)


class _Same(NamedTuple):
    """A same-decision probability."""

    probability: float
    standard_error: float
    draws: int
    combinations: int


def find_stopping(situation: Situation, when: StopWhen) -> Stopping:
    """Whether to stop asking, and why.

    Raises:
        EvidenceError: as :meth:`StopWhen.checked`; or a phase that there is not.
        TooLargeError: a query would take more than the solver's memory limit.
    """
    knowledge, now = situation.knowledge, take_stock(situation)
    decision, limit = when.checked(knowledge, now.level)
    asked = open_questions(situation, when.phases)
    same = _same_decision(now, decision, asked, when)
    questions = next_questions(situation, Wanted(phases=when.phases, top=1))
    best = questions[0] if questions else None
    names, assumed = situation.network.names, situation.understood.assumed
    standing = _Standing(
        len(asked),
        sum(names[index] not in assumed for index in situation.findings),
        knowledge.questions.most_questions,
        best is not None and best.value > WORTH,
    )
    kind = _kind(standing, same, limit)
    cause = knowledge.causes[now.leading]
    leads = f"{knowledge.state_labels[knowledge.cause][cause]} goes on leading"
    stays = f"the urgency stays {URGENCIES[now.level].replace('_', '-')}"
    return Stopping(
        should_stop=kind != "go_on",
        kind=kind,
        reason=_reason(kind, standing, same, stays if decision == "urgency" else leads),
        decision=decision,
        now=URGENCIES[now.level] if decision == "urgency" else cause,
        same_decision_probability=same.probability,
        standard_error=same.standard_error,
        exact=same.draws == 0,
        draws=same.draws,
        combinations=same.combinations,
        at_least=limit,
        open=len(asked),
        best=best.variable if best else None,
        best_value=best.value if best else None,
    )


def _same_decision(now: Now, decision: str, asked: Sequence[int], when: StopWhen) -> _Same:
    """The same-decision probability: summed where the answers are few, simulated otherwise."""
    situation = now.situation
    network = situation.network
    counts = [network.cardinalities[variable] for variable in asked]
    combinations = math.prod(counts)
    cases = case_solver(situation.solver, situation.cause, True)
    answered = AnsweredCases(cases, situation.evidence)
    names = [network.names[variable] for variable in asked]
    if combinations <= (MOST_ENUMERATED if cases.is_tabulated else MOST_ENUMERATED_PLANNED):
        codes: Codes = all_answers(counts)
        found = answered.solve(asked, codes)
        weights = np.exp(found.log_evidence - found.log_evidence.max())
        same = _is_same(now, decision, names, codes, found.posteriors)
        return _Same(float(weights[same].sum() / weights.sum()), 0.0, 0, combinations)
    generator = np.random.default_rng(when.seed)
    limit = situation.solver.memory_limit
    codes = sample_states(network, situation.evidence, asked, when.draws, generator, limit)
    posteriors = answered.solve(asked, codes).posteriors
    count = int(_is_same(now, decision, names, codes, posteriors).sum())
    share = (count + 0.5) / (when.draws + 1)  # so that draws that all agree still leave a doubt
    error = math.sqrt(share * (1 - share) / when.draws)
    return _Same(count / when.draws, error, when.draws, combinations)


def _is_same(
    now: Now, decision: str, names: Sequence[str], codes: Codes, posteriors: FloatArray
) -> NDArray[np.bool_]:
    """Whether the decision is the one made now, for each set of answers."""
    if decision == "leading_cause":
        return ~changed_leads(posteriors, now.leading)
    same: NDArray[np.bool_] = now.levels(posteriors, now.rules.after(names, codes)) == now.level
    return same


class _Standing(NamedTuple):
    """How far asking has come.

    Attributes:
        open: how many questions are left.
        asked: how many findings are known.
        most: how many the model file wants at most.
        worthwhile: whether a question is worth its cost.
    """

    open: int
    asked: int
    most: int | None
    worthwhile: bool


def _kind(standing: _Standing, same: _Same, limit: float) -> str:
    """Why to stop; ``go_on`` where not to."""
    if not standing.open:
        return "nothing_left"
    if same.probability >= limit:
        return "same_decision"
    if not standing.worthwhile:
        return "no_worthwhile_question"
    if standing.most is not None and standing.asked >= standing.most:
        return "enough_asked"
    return "go_on"


def _reason(kind: str, standing: _Standing, same: _Same, stays: str) -> str:
    """The reason in plain words."""
    if kind == "nothing_left":
        return "Stop: nothing is left to ask."
    questions = f"{standing.open} question{'s' if standing.open > 1 else ''}"
    chance = f"If the other {questions} were answered, {_chance(same, stays)}"
    if kind == "same_decision":
        return f"Stop: {chance[0].lower()}{chance[1:]}."
    if kind == "no_worthwhile_question":
        return f"Stop: no question is worth its cost. {chance}."
    if kind == "enough_asked":
        return (
            f"Stop: {standing.asked} findings are known, as many as the model asks for. {chance}."
        )
    return f"Go on: {chance[0].lower()}{chance[1:]}."


def _chance(same: _Same, stays: str) -> str:
    """How probable it is that the decision stays; never 0 or 100 % for what is neither."""
    share = same.probability
    shown = f"{100 * share:.0f} %"
    if not share or share == 1:
        shown = f"{100 * share:.0f} %" if not same.draws else f"about {shown}"
    elif shown in ("0 %", "100 %"):
        shown = "less than 1 %" if share < HALF else "more than 99 %"
    about = f", give or take {100 * same.standard_error:.1f}" if same.draws else ""
    return f"{stays} with a probability of {shown}{about}"


HALF = 0.5
