"""Red flags that no answer has decided yet, and the questions that could fire them.

What was not asked fires no red flag, so an answer says nothing of it. This says it: each rule that
more answers could make certain, how probable it is that they would, and which of its questions
could do so alone.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from lumpbayes.errors import printable
from lumpbayes.knowledge.advice import URGENCIES
from lumpbayes.knowledge.frozen_mapping import FrozenMapping
from lumpbayes.percentages import percent
from lumpbayes.reasoning.listed import Listed
from lumpbayes.reasoning.recorded import Basis
from lumpbayes.views import shown

__all__ = ["ALIKE", "FlagQuestion", "SafetyQuestion", "UnaskedFlag", "UnaskedFlags", "rank"]

ALIKE = 12
"""Decimals in which chances differ that are not alike."""


@shown
class FlagQuestion(NamedTuple):
    """A question that a red flag still depends on.

    Attributes:
        variable: its name.
        label: the same in plain words.
        question: what to ask; empty where the model does not say.
        phase: ``history``, ``exam`` or ``test``; empty where the model does not say.
        alone: answer -> P(answer | evidence), of the answers that alone would fire the red flag;
            empty where other answers are needed too.
        answers: those answers in plain words.
    """

    variable: str
    label: str
    question: str
    phase: str
    alone: FrozenMapping[float]
    answers: tuple[str, ...]


@shown
class UnaskedFlag(NamedTuple):
    """A red flag that no answer has decided yet.

    Attributes:
        id: of the rule in red_flags.csv.
        urgency: what it asks for.
        advice: what to do if it fires.
        sources: source keys.
        rule: the rule as the table writes it.
        probability: P(the rule is true | evidence): how probable it is that it fires if all that
            it depends on becomes known.
        questions: the unasked ones that it depends on; those that could fire it alone first, the
            most probable first of these, then in the order of the rule.
    """

    id: str
    urgency: str
    advice: str
    sources: tuple[str, ...]
    rule: str
    probability: float
    questions: tuple[FlagQuestion, ...]

    @property
    def alone(self) -> bool:
        """Whether one answer could fire it."""
        return any(each.alone for each in self.questions)


@shown
class SafetyQuestion(NamedTuple):
    """A question of which one answer fires a red flag.

    Attributes:
        variable: its name.
        label: the same in plain words.
        question: what to ask; empty where the model does not say.
        phase: ``history``, ``exam`` or ``test``; empty where the model does not say.
        urgency: of the most urgent red flag that it could fire alone.
        flags: ids of the red flags of that urgency that it could fire alone.
        answers: the answers that fire one of these, in plain words.
        probability: P(one of these answers | evidence).
    """

    variable: str
    label: str
    question: str
    phase: str
    urgency: str
    flags: tuple[str, ...]
    answers: tuple[str, ...]
    probability: float


@dataclass(frozen=True)
class UnaskedFlags(Listed[UnaskedFlag]):
    """The red flags that no answer has decided yet: the most urgent first, then the most probable.

    Attributes:
        flags: the red flags.
        at_least: the least urgent level that was looked for.
        urgency: how urgent care is now; None where the model says nothing of it.
        basis: the model, and the evidence.
    """

    flags: tuple[UnaskedFlag, ...]
    at_least: str
    urgency: str | None
    basis: Basis = field(repr=False)

    @property
    def _records(self) -> tuple[UnaskedFlag, ...]:
        return self.flags

    @property
    def questions(self) -> tuple[SafetyQuestion, ...]:
        """The questions of which one answer fires a red flag: the most urgent, probable first."""
        names = dict.fromkeys(
            each.variable for flag in self.flags for each in flag.questions if each.alone
        )
        found = [_merged(name, self.flags) for name in names]
        return tuple(sorted(found, key=lambda each: rank(each.urgency, each.probability)))

    def to_dict(self) -> dict[str, Any]:
        """Plain data: what they follow on, the red flags, and the questions that fire one alone."""
        return {
            **self.basis.to_dict(),
            "at_least": self.at_least,
            "urgency": self.urgency,
            "red_flags": [_plain(each) for each in self.flags],
            "questions": [each._asdict() for each in self.questions],
        }

    def __repr__(self) -> str:
        return str(self)

    def __str__(self) -> str:
        """A line a red flag."""
        lines = [f"Red flags not known yet: {len(self)}"]
        for each in self.flags:
            labels = ", ".join(question.label for question in each.questions)
            head = f"{each.id} ({each.urgency.replace('_', '-')}, {percent(each.probability)})"
            lines.append(f"  {head}: ask {labels}")
        return "\n".join(printable(" ".join(line.splitlines())) for line in lines)


def _plain(flag: UnaskedFlag) -> dict[str, Any]:
    questions = [{**each._asdict(), "alone": dict(each.alone)} for each in flag.questions]
    return {**flag._asdict(), "sources": list(flag.sources), "questions": questions}


def rank(urgency: str, probability: float) -> tuple[int, float]:
    """A key that sorts the most urgent first, then the most probable."""
    return -URGENCIES.index(urgency), -round(probability, ALIKE)


def _merged(name: str, flags: Sequence[UnaskedFlag]) -> SafetyQuestion:
    """What one question could fire alone, of the most urgent red flags that it could."""
    pairs = [
        (flag, each)
        for flag in flags
        for each in flag.questions
        if each.variable == name and each.alone
    ]
    first, asked = pairs[0]  # the most urgent stand first
    alike = [(flag, each) for flag, each in pairs if flag.urgency == first.urgency]
    chances: dict[str, float] = {}
    words: dict[str, str] = {}
    for _, each in alike:
        chances.update(each.alone)
        words.update(zip(each.alone, each.answers, strict=True))
    return SafetyQuestion(
        name,
        asked.label,
        asked.question,
        asked.phase,
        first.urgency,
        tuple(flag.id for flag, _ in alike),
        tuple(words.values()),
        min(1.0, math.fsum(chances.values())),
    )
