"""Red flags that no answer has decided yet, and the questions that could fire them.

What was not asked fires no red flag, so an answer says nothing of it. This says it: each rule that
more answers could make certain, how probable it is that they would, and which of its questions
could do so alone.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, overload

import numpy as np
from numpy.typing import NDArray

from lumpbayes.errors import UnknownNameError, nearest_names, or_nearest, printable
from lumpbayes.inference.joint import joint_posterior
from lumpbayes.inference.network import FloatArray
from lumpbayes.knowledge.advice import URGENCIES
from lumpbayes.knowledge.frozen_mapping import FrozenMapping
from lumpbayes.knowledge.records import RedFlag
from lumpbayes.knowledge.rules import All, Negation, Rule, Test, tests_of
from lumpbayes.percentages import percent
from lumpbayes.reasoning.outlook import take_stock
from lumpbayes.reasoning.recorded import Basis, Recorded
from lumpbayes.reasoning.red_flags import (
    Allowed,
    allowed_states,
    is_certain,
    is_possible,
    raise_flags,
)
from lumpbayes.reasoning.situation import Situation
from lumpbayes.views import shown

__all__ = ["FlagQuestion", "SafetyQuestion", "UnaskedFlag", "UnaskedFlags", "find_unasked_flags"]

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
class UnaskedFlags(Sequence[UnaskedFlag], Recorded):
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

    @overload
    def __getitem__(self, place: int) -> UnaskedFlag: ...

    @overload
    def __getitem__(self, place: slice) -> tuple[UnaskedFlag, ...]: ...

    def __getitem__(self, place: int | slice) -> UnaskedFlag | tuple[UnaskedFlag, ...]:
        return self.flags[place]

    def __len__(self) -> int:
        return len(self.flags)

    @property
    def questions(self) -> tuple[SafetyQuestion, ...]:
        """The questions of which one answer fires a red flag: the most urgent, probable first."""
        names = dict.fromkeys(
            each.variable for flag in self.flags for each in flag.questions if each.alone
        )
        found = [_merged(name, self.flags) for name in names]
        return tuple(sorted(found, key=lambda each: _rank(each.urgency, each.probability)))

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
        lines = [f"Red flags not asked yet: {len(self)}"]
        for each in self.flags:
            labels = ", ".join(question.label for question in each.questions)
            head = f"{each.id} ({each.urgency.replace('_', '-')}, {percent(each.probability)})"
            lines.append(f"  {head}: ask {labels}")
        return "\n".join(printable(" ".join(line.splitlines())) for line in lines)


def _plain(flag: UnaskedFlag) -> dict[str, Any]:
    questions = [{**each._asdict(), "alone": dict(each.alone)} for each in flag.questions]
    return {**flag._asdict(), "sources": list(flag.sources), "questions": questions}


def _rank(urgency: str, probability: float) -> tuple[int, float]:
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


def find_unasked_flags(situation: Situation, at_least: str = "urgent") -> UnaskedFlags:
    """The red flags that no answer has decided yet.

    Those that fire, that soft evidence alone makes possible, and that cannot become true any more
    are none of them. What was assumed stays so.

    Args:
        situation: what is known, and the model.
        at_least: the least urgent level to look for, one of ``URGENCIES``.

    Raises:
        UnknownNameError: there is no such level.
        TooLargeError: a query would take more than the solver's memory limit.
    """
    if at_least not in URGENCIES:
        raise UnknownNameError(
            f"at_least={at_least!r}: {or_nearest(str(at_least), URGENCIES)}",
            nearest_names(str(at_least), URGENCIES),
        )
    least = URGENCIES.index(at_least)
    rows = [row for row in situation.knowledge.red_flags if URGENCIES.index(row.urgency) >= least]
    level = take_stock(situation).level
    view = _View.of(situation)
    found = [flag for row in rows for flag in view.flag(row)]
    found.sort(key=lambda each: (*_rank(each.urgency, each.probability), each.id))
    urgency = URGENCIES[level] if level >= 0 else None
    return UnaskedFlags(tuple(found), at_least, urgency, Basis.of(situation))


class _View(NamedTuple):
    """What is open.

    Attributes:
        situation: the model and the evidence.
        allowed: the states that the evidence leaves possible.
        unasked: names of what could be asked.
        soft: names of what is observed, but not for certain.
        told: ids of the red flags that fire or are possible.
    """

    situation: Situation
    allowed: Allowed
    unasked: frozenset[str]
    soft: frozenset[str]
    told: frozenset[str]

    @classmethod
    def of(cls, situation: Situation) -> _View:
        knowledge, understood = situation.knowledge, situation.understood
        allowed = allowed_states(knowledge, understood)
        raised = raise_flags(knowledge, understood, allowed)
        unasked = frozenset(situation.network.names[index] for index in situation.unasked)
        told = frozenset(flag.id for flag in (*raised.fired, *raised.possible))
        return cls(situation, allowed, unasked, raised.open, told)

    def flag(self, row: RedFlag) -> Iterator[UnaskedFlag]:
        """The red flag, if unasked questions could fire it."""
        names = tuple(dict.fromkeys(test.variable for test in tests_of(row.rule)))
        axes = tuple(name for name in names if name in self.unasked or name in self.soft)
        if row.id in self.told or not is_possible(row.rule, self.allowed, axes):
            return
        joint, truths = self._joint(axes), self._certain(row.rule, names, axes)
        probability = min(1.0, float(joint[truths].sum()))
        if probability > 0:
            questions = tuple(self._questions(row.rule, axes, joint, truths))
            yield UnaskedFlag(
                row.id,
                row.urgency,
                row.advice,
                row.sources,
                row.rule_text,
                probability,
                questions,
            )

    def _joint(self, axes: Sequence[str]) -> FloatArray:
        """P(axes | evidence), over the states that are allowed."""
        situation, network = self.situation, self.situation.network
        indices = [network.positions[name] for name in axes]
        limit = situation.solver.memory_limit
        found = joint_posterior(network, situation.evidence, indices, limit).probabilities
        variables = situation.knowledge.variables
        places = [
            [variables[name].states.index(state) for state in self.allowed[name]] for name in axes
        ]
        chosen: FloatArray = found[np.ix_(*places)]
        return chosen

    def _certain(self, rule: Rule, names: Sequence[str], axes: Sequence[str]) -> NDArray[np.bool_]:
        """Whether a rule is true at each combination of the axes, whatever the others are."""
        others = [name for name in names if name not in axes]
        every = (*axes, *others)
        named = {(test.variable, test.state) for test in tests_of(rule)}
        states = {name: self.allowed[name] for name in axes}
        for name in others:  # states that the rule does not name are one to it
            unnamed = [each for each in self.allowed[name] if (name, each) not in named]
            kept = [each for each in self.allowed[name] if (name, each) in named]
            states[name] = (*kept, *unnamed[:1])
        shape = tuple(len(states[name]) for name in every)
        truths = np.broadcast_to(_truths(rule, every, states), shape)
        last = tuple(range(len(axes), len(every)))
        certain: NDArray[np.bool_] = np.logical_and.reduce(truths, axis=last)
        return certain

    def _questions(
        self, rule: Rule, axes: Sequence[str], joint: FloatArray, truths: NDArray[np.bool_]
    ) -> Iterator[FlagQuestion]:
        """The unasked questions that matter, those that fire the rule alone first."""
        found = []
        for axis, name in enumerate(axes):
            if name in self.unasked and _matters(truths, axis):
                rest = tuple(each for each in range(len(axes)) if each != axis)
                found.append(self._question(rule, name, joint.sum(axis=rest)))
        yield from sorted(found, key=lambda each: -round(math.fsum(each.alone.values()), ALIKE))

    def _question(self, rule: Rule, name: str, chances: FloatArray) -> FlagQuestion:
        knowledge = self.situation.knowledge
        alone = {}
        for state, chance in zip(self.allowed[name], chances.tolist(), strict=True):
            branch = self.allowed.copy()
            branch[name] = (state,)
            if chance > 0 and is_certain(rule, branch):
                alone[state] = chance
        words = tuple(knowledge.state_labels[name][state] for state in alone)
        return FlagQuestion(
            name,
            knowledge.variable_labels[name],
            knowledge.variables[name].question,
            knowledge.variables[name].phase,
            FrozenMapping(alone, "answer"),
            words,
        )


def _matters(truths: NDArray[np.bool_], axis: int) -> bool:
    """Whether the rule depends on what stands along an axis."""
    return bool((truths != truths.take([0], axis=axis)).any())


def _truths(
    rule: Rule, axes: Sequence[str], states: Mapping[str, tuple[str, ...]]
) -> NDArray[np.bool_]:
    """A rule at each combination of states; an axis that it does not name has length 1."""
    if isinstance(rule, Test):
        held = [(state == rule.state) == rule.equal for state in states[rule.variable]]
        shape = [len(held) if name == rule.variable else 1 for name in axes]
        return np.array(held, np.bool_).reshape(shape)
    if isinstance(rule, Negation):
        return ~_truths(rule.rule, axes, states)
    join = np.logical_and if isinstance(rule, All) else np.logical_or
    first, *rest = (_truths(part, axes, states) for part in rule.rules)
    found: NDArray[np.bool_] = first
    for each in rest:
        found = np.asarray(join(found, each))
    return found
