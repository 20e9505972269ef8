"""When to stop asking, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any, NamedTuple

from lumpbayes.errors import EvidenceError, or_nearest, printable
from lumpbayes.knowledge.advice import URGENCIES
from lumpbayes.knowledge.frozen_mapping import FrozenMapping
from lumpbayes.percentages import percent
from lumpbayes.reasoning.arguments import check_draws, check_probability, check_seed
from lumpbayes.reasoning.outlook import Now, take_stock
from lumpbayes.reasoning.questions import Questions, next_questions
from lumpbayes.reasoning.recorded import Basis, Recorded
from lumpbayes.reasoning.same_decision import same_decision
from lumpbayes.reasoning.situation import Situation
from lumpbayes.reasoning.standing import Standing, stays
from lumpbayes.reasoning.triage import Triage
from lumpbayes.reasoning.wanted import WORTH, Wanted, open_questions

__all__ = ["DECISIONS", "StopWhen", "Stopping", "find_stopping"]

DECISIONS = ("urgency", "leading_cause")

NUMBERS_EACH = 4
"""Numbers that a set of answers takes for each cause: posteriors, and what decides from them."""


@dataclass(frozen=True, repr=False)
class Stopping(Recorded):
    """Whether to stop asking, and why.

    Attributes:
        should_stop: whether to.
        kind: why: ``nothing_left``, ``same_decision``, ``no_worthwhile_question`` or
            ``enough_asked``; ``go_on`` where not to.
        reason: the same in words.
        decision: what is decided: ``urgency`` or ``leading_cause``.
        now: the decision as it stands: a level of urgency (None where nothing asks for one yet), or
            a cause.
        now_label: the same in words.
        same_decision_probability: that it would be the same after every answer.
        standard_error: of that probability; 0 where it is exact.
        exact: whether all combinations of answers were gone through.
        draws: how many complete sets of answers were simulated; 0 where exact.
        combinations: how many there are.
        rises: the probability that the urgency would be higher after every answer; None where the
            leading cause is decided.
        falls: that it would be lower; None likewise.
        levels: level of urgency -> its probability after every answer; None likewise.
        at_least: the probability from which on asking stops.
        open: how many questions are left.
        best: the most valuable question, as a variable; None where nothing is left.
        best_label: the same in words.
        best_value: what it is worth.
        most_changing: the question whose answer is most likely to change the urgency, as a
            variable; None where no single answer does.
        most_changing_label: the same in words.
        urgency_change: how likely it is to.
        basis: the model, and the evidence.
    """

    should_stop: bool
    kind: str
    reason: str
    decision: str
    now: str | None
    now_label: str | None
    same_decision_probability: float
    standard_error: float
    exact: bool
    draws: int
    combinations: int
    rises: float | None
    falls: float | None
    levels: FrozenMapping[float] | None
    at_least: float
    open: int
    best: str | None
    best_label: str | None
    best_value: float | None
    most_changing: str | None
    most_changing_label: str | None
    urgency_change: float
    basis: Basis

    def to_dict(self) -> dict[str, Any]:
        """Plain data: what it rests on, and the rest by name."""
        return {**self.basis.to_dict(), **self.facts()}

    def facts(self) -> dict[str, Any]:
        """The same without what it rests on, for records that say that already."""
        names = (each.name for each in fields(self) if each.name != "basis")
        levels = None if self.levels is None else dict(self.levels)
        return {**{name: getattr(self, name) for name in names}, "levels": levels}

    def __str__(self) -> str:
        return printable(self.reason).replace("\n", " ")

    def __repr__(self) -> str:
        """The reason, and the numbers behind it."""
        how = f"all {self.combinations:,} combinations of answers"
        if not self.exact:
            how = f"{self.draws:,} drawn, standard error {percent(self.standard_error)}"
        decision = f"{self.decision.replace('_', ' ')} {self.now_label or 'none'}"
        same = percent(self.same_decision_probability)
        lines = [
            self.reason,
            f"  {decision}: {same} that it stays ({how}); enough from {percent(self.at_least)} on",
            *(f"  {line}" for line in self.left()),
        ]
        return "\n".join(printable(" ".join(line.splitlines())) for line in lines)

    def left(self) -> list[str]:
        """What is left to ask, in words: how much, what is worth most, what may change most."""
        lines = [f"left to ask: {self.open}"]
        if self.best is not None:
            lines[0] += f"; worth most: {self.best_label} ({self.best})"
        if self.most_changing is not None:
            named = f"{self.most_changing_label} ({self.most_changing})"
            chance = percent(self.urgency_change)
            lines.append(f"most likely to change the urgency: {named}, {chance}")
        return lines


class StopWhen(NamedTuple):
    """When to stop.

    Attributes:
        decision: ``urgency`` or ``leading_cause``; when None, the urgency where the model has
            tables for it.
        seed: of the simulation.
        draws: complete sets of answers to simulate, where they are too many to go through.
        at_least: the same-decision probability from which on to stop; the model file's when None.
        phases: only questions of this phase, or of these, count as unasked; all when None.
    """

    decision: str | None = None
    seed: int = 0
    draws: int = 1000
    at_least: float | None = None
    phases: str | Sequence[str] | None = None

    def bounded(self, situation: Situation) -> StopWhen:
        """The same with a seed and draws that can be used.

        Raises:
            EvidenceError: fewer than 100 draws, or a seed or draws that are no whole number.
            TooLargeError: so many draws would take more than the solver's memory limit.
        """
        numbers = len(situation.network.names) + NUMBERS_EACH * len(situation.cause_posterior)
        draws = check_draws(self.draws, numbers, situation.solver.memory_limit)
        return self._replace(seed=check_seed(self.seed), draws=draws)

    def checked(self, triage: Triage) -> tuple[str, float]:
        """The decision, and the probability from which on to stop.

        Raises:
            EvidenceError: a decision that the model does not know, or a number out of range.
        """
        knowledge = triage.knowledge
        limit = knowledge.questions.stop_at if self.at_least is None else self.at_least
        limit = check_probability("at_least", limit)
        if self.decision is None:
            return DECISIONS[0] if triage.knows_urgency else DECISIONS[1], limit
        if self.decision not in DECISIONS:
            nearest = or_nearest(str(self.decision), DECISIONS)
            raise EvidenceError(f"decision={self.decision!r}: {nearest}")
        if self.decision == "urgency" and not triage.knows_urgency:
            raise EvidenceError(
                f"decision='urgency': the model {knowledge.name} says nothing of urgency; "
                "choose leading_cause"
            )
        return self.decision, limit


def find_stopping(
    situation: Situation, when: StopWhen, questions: Questions | None = None
) -> Stopping:
    """Whether to stop asking, and why.

    Args:
        situation: what is known, and the model.
        when: when to stop.
        questions: those of the phases in play, all ranked, where they are known already.

    Raises:
        EvidenceError: as :meth:`StopWhen.checked`; or a phase that there is not.
        TooLargeError: a query would take more than the solver's memory limit.
    """
    when, now = when.bounded(situation), take_stock(situation)
    decision, limit = when.checked(now.triage)
    asked = open_questions(situation, when.phases)
    same = same_decision(now, decision, asked, when.draws, when.seed)
    if questions is None:
        questions = next_questions(situation, Wanted(phases=when.phases, top=1))
    best = questions[0] if questions else None
    most = questions.most_changing
    standing = _standing(now, decision, len(asked), questions)
    kind, current = standing.kind(same, limit), _current(now, decision)
    return Stopping(
        should_stop=kind != "go_on",
        kind=kind,
        reason=standing.reason(kind, same, current.stays),
        decision=decision,
        now=current.name,
        now_label=current.label,
        same_decision_probability=same.probability,
        standard_error=same.standard_error,
        exact=same.draws == 0,
        draws=same.draws,
        combinations=same.combinations,
        rises=same.rises(now.level) if same.levels else None,
        falls=same.falls(now.level) if same.levels else None,
        levels=_by_name(same.levels),
        at_least=limit,
        open=len(asked),
        best=best.variable if best else None,
        best_label=best.label if best else None,
        best_value=best.value if best else None,
        most_changing=most.variable if most else None,
        most_changing_label=most.label if most else None,
        urgency_change=most.urgency_change if most else 0.0,
        basis=Basis.of(situation),
    )


def _standing(now: Now, decision: str, count: int, questions: Questions) -> Standing:
    """How far asking has come, where so many questions are left."""
    situation, best = now.situation, questions[0] if questions else None
    return Standing(
        count,
        situation.observed,
        situation.knowledge.questions.most_questions,
        best is not None and best.value > WORTH,
        questions.most_changing if decision == "urgency" else None,
        questions.most_raising if decision == "urgency" else None,
        now.level,
    )


class _Current(NamedTuple):
    """The decision as it stands.

    Attributes:
        name: a level of urgency, None where nothing asks for one; or a cause.
        label: the same in words.
        stays: that it stays so, in words.
    """

    name: str | None
    label: str | None
    stays: str


def _current(now: Now, decision: str) -> _Current:
    if decision == "urgency":
        level = URGENCIES[now.level] if now.level >= 0 else None
        return _Current(level, level.replace("_", "-") if level else None, stays(level))
    knowledge = now.situation.knowledge
    cause = knowledge.causes[now.leading]
    label = knowledge.state_labels[knowledge.cause][cause]
    return _Current(cause, label, f"{label} goes on leading")


def _by_name(shares: Sequence[float]) -> FrozenMapping[float] | None:
    """Level -> its share."""
    if not shares:
        return None
    return FrozenMapping(dict(zip(URGENCIES, shares, strict=True)), "level of urgency")
