"""A question or test that could come next, and what each answer to it would do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from lumpbayes.errors import UnknownNameError, nearest_names, or_nearest, printable
from lumpbayes.inference.next_answers import Ahead
from lumpbayes.kept import kept
from lumpbayes.knowledge.advice import URGENCIES
from lumpbayes.knowledge.frozen_mapping import FrozenMapping
from lumpbayes.reasoning.outlook import leading_in
from lumpbayes.reasoning.recorded import Recorded
from lumpbayes.reasoning.triage import Levels
from lumpbayes.views import shown

__all__ = ["COLUMNS", "Found", "Outcome", "Question"]


@shown
class Outcome(NamedTuple):
    """What one answer to a question would do.

    Attributes:
        state: the answer.
        label: the same in plain words.
        probability: P(answer | evidence).
        leading_cause: the most probable cause after it.
        leading_label: the same in plain words.
        leading_probability: how probable it then is.
        urgency: how urgent care then is; None where the model says nothing of it.
        posterior: cause -> P(cause | evidence, answer), in table order.
        second: the question to ask after it, where two steps were looked ahead; None to stop.
    """

    state: str
    label: str
    probability: float
    leading_cause: str
    leading_label: str
    leading_probability: float
    urgency: str | None
    posterior: FrozenMapping[float]
    second: str | None

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return {**self._asdict(), "posterior": dict(self.posterior)}


@dataclass(frozen=True)
class Question(Recorded):
    """A question or test that could come next.

    Attributes:
        variable: its name.
        label: the same in plain words.
        question: what to ask.
        phase: ``history``, ``exam`` or ``test``; empty where the model does not say.
        cost: 0 to 100.
        entropy_gain: expected fall of the entropy of the cause, in nats; never negative.
        loss_gain: expected fall of the least expected loss, in the units of losses.csv; never
            negative; None in a model without losses.
        leading_cause_change: chance that another cause leads after the answer.
        urgency_change: chance that the urgency is another after it.
        value: what it is worth: the gain that matters, less the weight times its cost; looking two
            steps ahead, with the best second question after each answer.
    """

    variable: str
    label: str
    question: str
    phase: str
    cost: float
    entropy_gain: float
    loss_gain: float | None
    leading_cause_change: float
    urgency_change: float
    value: float
    _found: Found = field(repr=False, compare=False)
    _place: int = field(repr=False, compare=False)

    @kept
    def outcomes(self) -> tuple[Outcome, ...]:
        """What each answer would do, in table order; answers of probability 0 are left out."""
        return tuple(
            self._found.outcome(self.variable, state, row)
            for state, row in enumerate(self._found.rows[self._place])
            if self._found.ahead.probabilities[row] > 0
        )

    @property
    def urgency_rise(self) -> float:
        """The chance that care is more urgent after the answer; other changes make it less so."""
        rows = self._found.rows[self._place]
        span = slice(rows.start, rows.stop)
        higher = self._found.levels[span] > self._found.level
        return float(self._found.ahead.probabilities[span][higher].sum())

    def chance_of(self, level: str) -> float:
        """The chance that care is at least that urgent after the answer.

        Args:
            level: one of ``URGENCIES``.

        Raises:
            UnknownNameError: there is no such level.
        """
        if level not in URGENCIES:
            raise UnknownNameError(
                f"level={level!r}: {or_nearest(str(level), URGENCIES)}",
                nearest_names(str(level), URGENCIES),
            )
        rows = self._found.rows[self._place]
        span = slice(rows.start, rows.stop)
        reached = self._found.levels[span] >= URGENCIES.index(level)
        return float(self._found.ahead.probabilities[span][reached].sum())

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return {**self.row(), "outcomes": [each.to_dict() for each in self.outcomes]}

    def row(self) -> dict[str, Any]:
        """Plain data without the outcomes."""
        return {name: getattr(self, name) for name in COLUMNS}

    def __str__(self) -> str:
        phase = f"{self.phase}, " if self.phase else ""
        text = f"{self.question or self.label} ({self.variable}; {phase}cost {self.cost:g})"
        return printable(f"{text}: {self.value:.4g}").replace("\n", " ")


COLUMNS = (
    "variable",
    "label",
    "question",
    "phase",
    "cost",
    "entropy_gain",
    "loss_gain",
    "leading_cause_change",
    "urgency_change",
    "value",
)


class Found(NamedTuple):
    """What questions make their outcomes of.

    Attributes:
        causes: cause -> its label, in table order.
        states: variable that is asked -> its states, each with its label, in table order.
        labels: variable that is asked -> plain words.
        leading: index of the cause that leads now.
        level: index of the urgency now; -1 where nothing asks for one.
        rows: of each question, those of its answers.
        ahead: every answer to every question.
        levels: index of the urgency after each answer.
        second: the variable to ask after each answer; None to stop, or where one step was looked
            ahead.
    """

    causes: Mapping[str, str]
    states: Mapping[str, Mapping[str, str]]
    labels: Mapping[str, str]
    leading: int
    level: int
    rows: tuple[range, ...]
    ahead: Ahead
    levels: Levels
    second: tuple[str | None, ...]

    def outcome(self, variable: str, state: int, row: int) -> Outcome:
        """The outcome of one answer."""
        name, label = list(self.states[variable].items())[state]
        posterior = self.ahead.posteriors[row]
        leading = leading_in(posterior, self.leading)
        causes = list(self.causes)
        level = int(self.levels[row])
        return Outcome(
            name,
            label,
            float(self.ahead.probabilities[row]),
            causes[leading],
            self.causes[causes[leading]],
            float(posterior[leading]),
            URGENCIES[level] if level >= 0 else None,
            FrozenMapping(dict(zip(causes, posterior.tolist(), strict=True)), "cause"),
            self.second[row],
        )
