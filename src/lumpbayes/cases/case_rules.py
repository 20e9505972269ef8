"""Which rules are certain in many cases: worked out for all of them at once.

In a rule that names every variable once, three truth values tell all: it is certain where they say
true, as each of its tests may turn out either way whatever the others do. Where it names a variable
again, it has to be true for each state that the variable may have.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lumpbayes.inference.cases import UNKNOWN, Cases, Codes
from lumpbayes.knowledge.advice import URGENCIES
from lumpbayes.knowledge.records import KnowledgeBase
from lumpbayes.knowledge.rules import All, Negation, Rule, Test, tests_of
from lumpbayes.reasoning.rule_truth import open_states
from lumpbayes.reasoning.triage import NO_LEVEL, Fired, Triage

__all__ = ["CaseRules"]

MOST_GONE_THROUGH = 64
"""Combinations of states of variables that a rule names again; beyond, case by case."""

Bools = NDArray[np.bool_]

Truth = tuple[Any, Any]
"""Whether something is certainly true, and certainly false: of each case, or of all alike."""


class _Known(NamedTuple):
    """What is known of the variables of rules.

    Attributes:
        cases: how many there are.
        codes: variable -> index of its state, ``UNKNOWN``, or beyond its states a place in
            ``possible``; shape (cases,).
        possible: variable -> which states each vector of soft evidence leaves possible, shape
            (vectors, states); where there is any.
    """

    cases: int
    codes: Mapping[str, NDArray[np.integer[Any]]]
    possible: Mapping[str, Bools]

    def states(self, knowledge: KnowledgeBase, name: str, state: int) -> tuple[Bools, Bools]:
        """Whether a variable certainly has a state, and whether it may have it."""
        if name not in self.codes:
            return np.zeros(self.cases, np.bool_), np.ones(self.cases, np.bool_)
        codes = self.codes[name]
        certain = codes == state
        may = certain | (codes == UNKNOWN)
        if name in self.possible:
            soft = np.flatnonzero(codes >= len(knowledge.variables[name].states))
            left = self.possible[name][codes[soft] - len(knowledge.variables[name].states)]
            may[soft] = left[:, state]
            certain[soft] = left[:, state] & (left.sum(axis=1) == 1)
        return certain, may


class CaseRules:
    """The red flags and the conditions of thresholds of one model, for many cases.

    Attributes:
        triage: the rules.
    """

    def __init__(self, triage: Triage) -> None:
        self.triage = triage
        self._nothing = open_states(triage.knowledge, {})

    def fired(self, cases: Cases, names: Sequence[str], assumed: Mapping[str, Bools]) -> Fired:
        """What fires in each case; what is assumed of a person is no finding.

        Args:
            cases: the evidence.
            names: the variable of each column.
            assumed: variable -> whether the model's default was taken, shape (cases,).
        """
        knowledge = self.triage.knowledge
        known = self._known(cases, names, assumed)
        count = known.cases
        flags = np.zeros((count, len(knowledge.red_flags)), np.bool_)
        levels = np.full(count, NO_LEVEL, np.int64)
        for number, flag in enumerate(knowledge.red_flags):
            flags[:, number] = self.certain(flag.rule, known)
            level = URGENCIES.index(flag.urgency)
            np.maximum(levels, level, out=levels, where=flags[:, number])
        certain = np.ones((count, len(knowledge.thresholds)), np.bool_)
        for number, threshold in enumerate(knowledge.thresholds):
            if threshold.when is not None:
                certain[:, number] = self.certain(threshold.when, known)
        return Fired(levels, flags, certain)

    def _known(self, cases: Cases, names: Sequence[str], assumed: Mapping[str, Bools]) -> _Known:
        codes, possible = {}, {}
        for column, name in enumerate(names):
            if name not in self.triage.rule_variables:
                continue
            codes[name] = np.ascontiguousarray(cases.codes[:, column])
            if name in assumed:
                codes[name] = np.where(assumed[name], UNKNOWN, codes[name])
            if len(cases.vectors[column]):
                possible[name] = cases.vectors[column] > 0
        return _Known(len(cases.codes), codes, possible)

    def certain(self, rule: Rule, known: _Known) -> Bools:
        """Whether a rule is certain, shape (cases,)."""
        named = Counter(test.variable for test in tests_of(rule))
        again = [name for name, times in named.items() if times > 1]
        variables = self.triage.knowledge.variables
        states = [range(len(variables[name].states)) for name in again]
        if math.prod(map(len, states)) > MOST_GONE_THROUGH:
            return self._one_by_one(rule, known)
        certain = np.ones(known.cases, np.bool_)
        for combination in product(*states):
            chosen = dict(zip(again, combination, strict=True))
            true = self._truth(rule, known, chosen)[0]
            for name, state in chosen.items():  # where it cannot be so, it does not matter
                true = true | ~known.states(self.triage.knowledge, name, state)[1]
            certain &= true
        return certain

    def _truth(self, rule: Rule, known: _Known, chosen: Mapping[str, int]) -> Truth:
        """The truth of a rule in Kleene's logic, where some variables have chosen states."""
        if isinstance(rule, Test):
            return self._test(rule, known, chosen)
        if isinstance(rule, Negation):
            return self._truth(rule.rule, known, chosen)[::-1]
        parts = [self._truth(part, known, chosen) for part in rule.rules]
        true, false = parts[0]
        for is_true, is_false in parts[1:]:
            if isinstance(rule, All):
                true, false = true & is_true, false | is_false
            else:
                true, false = true | is_true, false & is_false
        return true, false

    def _test(self, test: Test, known: _Known, chosen: Mapping[str, int]) -> Truth:
        knowledge = self.triage.knowledge
        state = knowledge.variables[test.variable].states.index(test.state)
        if test.variable in chosen:
            same = np.bool_(chosen[test.variable] == state)
            found: Truth = (same, ~same)
        else:
            certain, may = known.states(knowledge, test.variable, state)
            found = (certain, ~may)
        return found if test.equal else found[::-1]

    def _one_by_one(self, rule: Rule, known: _Known) -> Bools:
        """The same by going through cases that differ."""
        names = [name for name in known.codes if name in {t.variable for t in tests_of(rule)}]
        codes: Codes = np.zeros((known.cases, len(names)), np.int32)
        soft = {}
        for column, name in enumerate(names):
            codes[:, column] = known.codes[name]
            states = np.array(self.triage.knowledge.variables[name].states)
            left = known.possible.get(name, np.zeros((0, len(states)), np.bool_))
            soft[name] = [tuple(states[row].tolist()) for row in left]
        return self.triage.certain_cases(rule, self._nothing, names, codes, soft)
