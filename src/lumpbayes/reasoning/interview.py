"""An interview, one turn at a time: what is known goes in; an answer and a question come out.

Nothing is remembered between turns: whoever asks keeps the evidence, and what nobody knew.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from lumpbayes.errors import EvidenceError, or_nearest, printable
from lumpbayes.knowledge.advice import URGENCIES
from lumpbayes.knowledge.frozen_mapping import FrozenMapping, thawed
from lumpbayes.knowledge.matching import find_variable
from lumpbayes.knowledge.replies import Choices, choices_of
from lumpbayes.knowledge.variables import PHASES
from lumpbayes.percentages import percent
from lumpbayes.reasoning.answer import DISCLAIMER, Answer
from lumpbayes.reasoning.question import Question
from lumpbayes.reasoning.questions import Questions, next_questions
from lumpbayes.reasoning.situation import Situation
from lumpbayes.reasoning.stopping import WORTH, Stopping, StopWhen, find_stopping
from lumpbayes.reasoning.urgency import Urgency
from lumpbayes.reasoning.wanted import Wanted

__all__ = ["DEFAULT_PHASES", "Progress", "Turn", "Wishes", "take_turn"]

SCHEMA = 1
EMERGENCY = URGENCIES[-1]
DEFAULT_PHASES = ("history", "exam")
"""What a person can be asked and examined for without any apparatus."""


class Progress(NamedTuple):
    """How far an interview has come.

    Attributes:
        answered: how many findings are known.
        skipped: how many nobody knew.
        left: how many questions of the wanted phases are left.
    """

    answered: int
    skipped: int
    left: int


class Wishes(NamedTuple):
    """What may be asked.

    Attributes:
        skipped: variables that were asked, and are not known.
        phases: the phases of which questions may come; those that have none always may.
        seed: of the simulation behind ``should_stop``.
        draws: how many complete sets of answers it simulates.
    """

    skipped: Sequence[str] = ()
    phases: Sequence[str] = DEFAULT_PHASES
    seed: int = 0
    draws: int = 1000


@dataclass(frozen=True)
class Turn:
    """What an interview says to the evidence so far.

    Attributes:
        answer: the answer to the evidence so far.
        question: what to ask next; None where nothing is left to ask.
        choices: what may be answered to it: states with their labels, and the number it takes;
            None without a question.
        emergency_chance: how probable it is that its answer alone makes this an emergency; above 0
            it is a question of safety, and asked before one stops.
        stopping: what ``dx.stopping`` says of what is left to ask.
        skipped: what was asked and is not known.
        progress: how far it has come.
    """

    answer: Answer
    question: Question | None
    choices: Choices | None
    emergency_chance: float
    stopping: Stopping
    skipped: tuple[str, ...]
    progress: Progress

    @property
    def differential(self) -> FrozenMapping[float]:
        """Cause -> probability, most probable first."""
        return self.answer.posterior

    @property
    def urgency(self) -> Urgency:
        """How urgent care is, and why."""
        return self.answer.urgency

    @property
    def should_stop(self) -> bool:
        """Whether to stop: nothing that is left to ask is worth it, or a question of safety."""
        return self.stopping.should_stop and not self.emergency_chance

    @property
    def reason(self) -> str:
        """Why to stop, or to go on, in words."""
        if self.stopping.should_stop and self.emergency_chance:
            return "Go on: one answer to the next question would make this an emergency."
        return self.stopping.reason

    def to_dict(self) -> dict[str, Any]:
        """Plain data for a web client: JSON takes it."""
        answer = self.answer
        return {
            "schema": SCHEMA,
            "disclaimer": DISCLAIMER,
            "model": answer.model.to_dict(),
            "evidence": thawed(answer.evidence),
            "assumed": dict(answer.assumed),
            "skipped": list(self.skipped),
            "question": self._question(),
            "differential": [
                {"cause": cause, "label": answer.labels[cause], "probability": probability}
                for cause, probability in self.differential.items()
            ],
            "should_stop": self.should_stop,
            "reason": self.reason,
            "same_decision_probability": self.stopping.same_decision_probability,
            "urgency": {
                "level": answer.urgency.level,
                "possible_level": answer.urgency.possible_level,
                "reasons": [each.text for each in answer.urgency.reasons],
            },
            "red_flags": [
                {"id": flag.id, "urgency": flag.urgency, "advice": flag.advice}
                for flag in answer.red_flags
            ],
            "progress": self.progress._asdict(),
        }

    def _question(self) -> dict[str, Any] | None:
        asked, choices = self.question, self.choices
        if asked is None or choices is None:
            return None
        return {
            "variable": asked.variable,
            "label": asked.label,
            "text": asked.question or asked.label,
            "phase": asked.phase,
            "answers": [
                {"state": choice.state, "label": choice.label} for choice in choices.answers
            ],
            "number": choices.number and choices.number._asdict(),
            "value": asked.value,
            "urgency_change": asked.urgency_change,
            "emergency_chance": self.emergency_chance,
        }

    def __str__(self) -> str:
        lines = [
            f"Interview: {self.progress.answered} known, {self.progress.skipped} not known, "
            f"{self.progress.left} left to ask"
        ]
        leading = next(iter(self.differential), None)
        if leading is not None:
            label = self.answer.labels[leading]
            lines.append(f"  {label}: {percent(self.differential[leading])}")
        lines.append(f"  {'stop' if self.should_stop else 'go on'}: {self.reason}")
        if self.question is not None:
            lines.append(f"  next: {self.question.question or self.question.label}")
        return "\n".join(printable(line).replace("\n", " ") for line in lines)

    def __repr__(self) -> str:
        return str(self)


def take_turn(situation: Situation, answer: Answer, wishes: Wishes) -> Turn:
    """The next question, and whether to go on.

    History comes before examination and examination before tests. Within a phase what costs nothing
    (age, sex) comes first, then what one answer would make an emergency, then the question that is
    worth most. A phase is left when no question of it is worth its cost.

    Args:
        situation: what is known, and the model.
        answer: the same as plain data.
        wishes: what may be asked.

    Raises:
        UnknownNameError: a skipped variable that the model does not have.
        EvidenceError: a phase that there is not, or a number of draws out of range.
        TooLargeError: a query would take more than the solver's memory limit.
    """
    knowledge = situation.knowledge
    skipped = tuple(
        dict.fromkeys(find_variable(knowledge, name)[0].name for name in wishes.skipped)
    )
    open_now = replace(situation, closed=frozenset(_closed(situation, skipped, wishes.phases)))
    stopping = find_stopping(open_now, StopWhen(seed=wishes.seed, draws=wishes.draws))
    asked = _asked(next_questions(open_now, Wanted()), stopping.should_stop)
    names, assumed = situation.network.names, situation.understood.assumed
    known = sum(names[index] not in assumed for index in situation.findings)
    return Turn(
        answer,
        asked.question,
        None if asked.question is None else choices_of(knowledge, asked.question.variable),
        asked.danger,
        stopping,
        skipped,
        Progress(known, len(skipped), len(open_now.unasked)),
    )


def _closed(situation: Situation, skipped: Sequence[str], phases: Sequence[str]) -> Iterator[int]:
    """Indices of what shall not be asked."""
    if isinstance(phases, str):
        raise EvidenceError(f"phases={phases!r}: expected a list, such as {[phases]!r}")
    for phase in phases:
        if phase not in PHASES:
            raise EvidenceError(f"phase {phase!r}: {or_nearest(str(phase), PHASES)}")
    for variable in situation.knowledge.variables.values():
        if variable.name in skipped or (variable.phase and variable.phase not in phases):
            yield situation.network.positions[variable.name]


class _Asked(NamedTuple):
    """A question, and how probable it is that its answer alone makes an emergency."""

    question: Question | None
    danger: float

    def rank(self) -> tuple[int, bool, float, float]:
        """What comes before what; models without phases ask everything first."""
        assert self.question is not None
        each = self.question
        return ("", *PHASES).index(each.phase), each.cost > 0, -self.danger, -each.value


def _asked(questions: Questions, enough: bool) -> _Asked:
    """The question to ask: where enough is known, one that could still make an emergency."""
    found = [_Asked(each, _danger(each, questions.urgency)) for each in questions]
    dangerous = [each for each in found if each.danger > 0]
    if enough and dangerous:
        return min(dangerous, key=_Asked.rank)
    worth = [
        each for each in found if each.danger or (each.question and each.question.value > WORTH)
    ]
    return min(worth or found, key=_Asked.rank, default=_Asked(None, 0.0))


def _danger(question: Question, urgency: str | None) -> float:
    """The chance that the answer makes an emergency of what is none."""
    if urgency in (None, EMERGENCY) or question.urgency_change <= 0:
        return 0.0
    return sum(each.probability for each in question.outcomes if each.urgency == EMERGENCY)
