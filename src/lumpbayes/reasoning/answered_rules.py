"""Which red flags, and which conditions of thresholds, would hold after more answers.

An answer can only make a rule certain, never uncertain: what holds goes on holding. What does not
hold has a counterexample, and only an answer that contradicts it can make the rule certain; so for
most rules and most answers there is nothing to work out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lumpbayes.inference.cases import Codes
from lumpbayes.knowledge.advice import URGENCIES
from lumpbayes.knowledge.rules import Rule, tests_of
from lumpbayes.reasoning.rule_truth import Allowed, counterexample
from lumpbayes.reasoning.triage import NO_LEVEL, Levels, Triage

__all__ = ["AnsweredRules", "Held"]


class Held(NamedTuple):
    """What holds after many sets of answers.

    Attributes:
        levels: index of the urgency of the most urgent red flag; -1 for none; shape (sets,).
        certain: whether the condition of each threshold holds, shape (sets, thresholds).
    """

    levels: Levels
    certain: NDArray[np.bool_]


class _Open(NamedTuple):
    """A rule that does not hold yet.

    Attributes:
        rule: the rule.
        without: states that make it false, whatever the other variables are.
        level: index of the urgency of a red flag; -1 for a threshold's condition.
        threshold: index of the threshold; None for a red flag.
    """

    rule: Rule
    without: Allowed
    level: int
    threshold: int | None


class AnsweredRules:
    """The rules of a model where something is known already.

    Attributes:
        triage: the rules.
        level: index of the urgency that the red flags ask for now; -1 for none.
        certain: whether the condition of each threshold holds now.
    """

    def __init__(self, triage: Triage, allowed: Allowed) -> None:
        """Work out what holds now.

        Args:
            triage: the rules of the model.
            allowed: the states that the evidence leaves possible.
        """
        self.triage = triage
        knowledge = triage.knowledge
        allowed = {name: allowed[name] for name in sorted(triage.rule_variables)}
        self._allowed = allowed
        levels = [URGENCIES.index(flag.urgency) for flag in knowledge.red_flags]
        flags = [counterexample(flag.rule, allowed) for flag in knowledge.red_flags]
        fired = (level for level, without in zip(levels, flags, strict=True) if without is None)
        self.level = max(fired, default=NO_LEVEL)
        conditions = [
            counterexample(each.when, allowed) if each.when else None
            for each in knowledge.thresholds
        ]
        self.certain = tuple(without is None for without in conditions)
        self._open = (
            *(
                _Open(flag.rule, without, level, None)
                for flag, without, level in zip(knowledge.red_flags, flags, levels, strict=True)
                if without is not None and level > self.level
            ),
            *(
                _Open(each.when, without, NO_LEVEL, number)
                for number, (each, without) in enumerate(
                    zip(knowledge.thresholds, conditions, strict=True)
                )
                if each.when and without is not None
            ),
        )

    def given(self, name: str, state: str) -> AnsweredRules:
        """The same after one more answer."""
        if name not in self._allowed:
            return self
        return AnsweredRules(self.triage, {**self._allowed, name: (state,)})

    def after_one(self, questions: Sequence[tuple[str, int]]) -> Held:
        """What holds after each answer to single questions.

        Args:
            questions: a variable and its number of states each; a row an answer, in this order.

        Returns:
            Shapes (answers,) and (answers, thresholds).
        """
        starts, total = {}, 0
        for name, count in questions:
            starts[name] = total
            total += count
        held = self._now(total)
        for each in self._open:
            for name in each.without.keys() & starts.keys():
                for code in self._decisive(each, name):
                    row = starts[name] + code
                    _set(held, each, slice(row, row + 1))
        return held

    def _decisive(self, each: _Open, name: str) -> Iterator[int]:
        """The answers to one question that make a rule certain.

        States that the rule does not name are one to it.
        """
        named = {test.state for test in tests_of(each.rule) if test.variable == name}
        (without,) = each.without[name]
        known = {without if without in named else "": False}
        for code, state in enumerate(self.triage.knowledge.variables[name].states):
            kind = state if state in named else ""
            if kind not in known:
                branch = {**self._allowed, name: (state,)}
                known[kind] = counterexample(each.rule, branch) is None
            if known[kind]:
                yield code

    def after(self, names: Sequence[str], codes: Codes) -> Held:
        """What holds after many sets of answers.

        Args:
            names: the variable of each column.
            codes: index of the state of each answer, or ``UNKNOWN``; shape (sets, columns).

        Returns:
            Shapes (sets,) and (sets, thresholds).
        """
        held = self._now(len(codes))
        for each in self._open:
            where = self.triage.certain_cases(each.rule, self._allowed, names, codes)
            _set(held, each, where)
        return held

    def _now(self, count: int) -> Held:
        levels = np.full(count, self.level, np.int64)
        return Held(levels, np.tile(np.array(self.certain, np.bool_), (count, 1)))


def _set(held: Held, each: _Open, where: NDArray[np.bool_] | slice) -> None:
    """Let a rule hold in some rows."""
    if each.threshold is not None:
        column = held.certain[:, each.threshold]
        column[where] = True
    else:
        held.levels[where] = np.maximum(held.levels[where], each.level)
