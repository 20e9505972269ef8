"""The search for red flags that no answer has decided yet, and for what could fire them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lumpbayes.errors import UnknownNameError, nearest_names, or_nearest
from lumpbayes.inference.joint import joint_posterior
from lumpbayes.inference.network import FloatArray
from lumpbayes.knowledge.advice import URGENCIES
from lumpbayes.knowledge.frozen_mapping import FrozenMapping
from lumpbayes.knowledge.records import RedFlag
from lumpbayes.knowledge.rules import All, Negation, Rule, Test, tests_of
from lumpbayes.reasoning.outlook import take_stock
from lumpbayes.reasoning.recorded import Basis
from lumpbayes.reasoning.red_flags import allowed_states, raise_flags
from lumpbayes.reasoning.rule_truth import Allowed, is_certain, is_possible
from lumpbayes.reasoning.situation import Situation
from lumpbayes.reasoning.unasked_flags import ALIKE, FlagQuestion, UnaskedFlag, UnaskedFlags, rank

__all__ = ["find_unasked_flags"]


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
    found.sort(key=lambda each: (*rank(each.urgency, each.probability), each.id))
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
