"""How urgent many posteriors are, all at once: the arithmetic behind an answer's urgency.

A level is an index into ``URGENCIES``, from 0 to 4; -1 is no level at all. Three things ask for
one, and the most urgent holds: red flags, thresholds on grave causes, and the least expected loss
(in a model without losses, the urgency of the leading cause).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lumpbayes.inference.cases import UNKNOWN, Codes
from lumpbayes.inference.network import FloatArray
from lumpbayes.kept import kept
from lumpbayes.knowledge.advice import URGENCIES
from lumpbayes.knowledge.records import KnowledgeBase, Threshold
from lumpbayes.knowledge.rules import Rule, tests_of
from lumpbayes.reasoning.rule_truth import Allowed, is_certain, open_states

__all__ = [
    "ALIKE",
    "NO_LEVEL",
    "ROUNDING",
    "Fired",
    "Levels",
    "Triage",
    "least_loss",
]

Levels = NDArray[np.int64]
"""Indices into ``URGENCIES``; ``NO_LEVEL`` where nothing asks for one."""

NO_LEVEL = -1

ROUNDING = 1e-12
"""A sum that should reach a threshold may miss it by this much; losses this close are equal."""

NO_SOFT: Mapping[str, Sequence[tuple[str, ...]]] = MappingProxyType({})
"""Where no finding is soft."""

ALIKE = 1e-9
"""Causes whose probabilities differ by no more than this part of them are equally probable."""


class Fired(NamedTuple):
    """What red flags and the conditions of thresholds make of many cases.

    Attributes:
        levels: the most urgent red flag of each case, shape (cases,).
        flags: whether each red flag fires, in the order of the table, shape (cases, flags).
        certain: whether the condition of each threshold holds, shape (cases, thresholds).
    """

    levels: Levels
    flags: NDArray[np.bool_]
    certain: NDArray[np.bool_]


@dataclass(frozen=True)
class Triage:
    """The urgency rules of one model, in arrays.

    Attributes:
        knowledge: the model.
        losses: what each level costs when each cause is true, shape (causes, levels), in the units
            of losses.csv; None in a model without that table.
    """

    knowledge: KnowledgeBase
    losses: FloatArray | None

    @classmethod
    def of(cls, knowledge: KnowledgeBase) -> Triage:
        """The rules of a model; cheap, and worth keeping where many cases follow."""
        if not knowledge.losses:
            return cls(knowledge, None)
        losses = np.zeros((len(knowledge.causes), len(URGENCIES)))
        rows = {cause: row for row, cause in enumerate(knowledge.causes)}
        for each in knowledge.losses:
            losses[rows[each.cause], URGENCIES.index(each.urgency)] = each.loss
        losses.flags.writeable = False
        return cls(knowledge, losses)

    @property
    def thresholds(self) -> tuple[Threshold, ...]:
        """The do-not-miss thresholds, in the order of the model file."""
        return self.knowledge.thresholds

    @property
    def knows_urgency(self) -> bool:
        """Whether the model has any table that may ask for a level, even if nothing does yet."""
        kb = self.knowledge
        return bool(kb.losses or kb.management or kb.red_flags or kb.thresholds)

    @kept
    def rule_variables(self) -> frozenset[str]:
        """The variables that a red flag, or the condition of a threshold, names."""
        rules = [flag.rule for flag in self.knowledge.red_flags]
        rules += [each.when for each in self.thresholds if each.when is not None]
        return frozenset(test.variable for rule in rules for test in tests_of(rule))

    def rules(self, allowed: Allowed) -> tuple[int, tuple[bool, ...]]:
        """The level of the worst red flag, and which conditions of thresholds hold for certain.

        Args:
            allowed: the states that the evidence leaves possible.
        """
        fired = (
            URGENCIES.index(flag.urgency)
            for flag in self.knowledge.red_flags
            if is_certain(flag.rule, allowed)
        )
        certain = (each.when is None or is_certain(each.when, allowed) for each in self.thresholds)
        return max(fired, default=NO_LEVEL), tuple(certain)

    def flag_levels(self, variables: Sequence[str], codes: Codes) -> Fired:
        """The same as :meth:`rules` for many cases whose findings are certain or unknown.

        Args:
            variables: the columns; what is assumed of a person is no finding and stays out.
            codes: index of each finding's state, or ``UNKNOWN``, shape (cases, columns).
        """
        levels = np.full(len(codes), NO_LEVEL, np.int64)
        flags = np.zeros((len(codes), len(self.knowledge.red_flags)), np.bool_)
        nothing = open_states(self.knowledge, {})
        for number, flag in enumerate(self.knowledge.red_flags):
            flags[:, number] = self.certain_cases(flag.rule, nothing, variables, codes)
            level = URGENCIES.index(flag.urgency)
            np.maximum(levels, level, out=levels, where=flags[:, number])
        certain = np.ones((len(codes), len(self.thresholds)), np.bool_)
        for number, each in enumerate(self.thresholds):
            if each.when is not None:
                certain[:, number] = self.certain_cases(each.when, nothing, variables, codes)
        return Fired(levels, flags, certain)

    def certain_cases(
        self,
        rule: Rule,
        allowed: Allowed,
        variables: Sequence[str],
        codes: Codes,
        soft: Mapping[str, Sequence[tuple[str, ...]]] = NO_SOFT,
    ) -> NDArray[np.bool_]:
        """Whether a rule is certain in each of many cases: worked out once for cases alike in it.

        Args:
            rule: the rule.
            allowed: the states of its variables that are possible before.
            variables: the columns.
            codes: index of each further finding's state, or ``UNKNOWN``, shape (cases, columns).
            soft: variable -> the states that each code from the number of its states on leaves
                possible.

        Returns:
            Shape (cases,).
        """
        own = {test.variable for test in tests_of(rule)}
        columns = [column for column, name in enumerate(variables) if name in own]
        states = [self._meant(variables[column], soft) for column in columns]
        alike, inverse = _distinct(codes[:, columns])
        held = []
        for row in alike.tolist():
            case = allowed.copy()
            for column, known, code in zip(columns, states, row, strict=True):
                if code != UNKNOWN:
                    case[variables[column]] = known[code]
            held.append(is_certain(rule, case))
        return np.array(held, np.bool_)[inverse]

    def _meant(
        self, name: str, soft: Mapping[str, Sequence[tuple[str, ...]]]
    ) -> list[tuple[str, ...]]:
        """The states that each code of a variable leaves possible."""
        return [(state,) for state in self.knowledge.variables[name].states] + [*soft.get(name, ())]

    def expected_losses(self, posteriors: FloatArray) -> FloatArray:
        """What each level is expected to cost, shape (cases, levels).

        Args:
            posteriors: P(cause | evidence), shape (cases, causes).

        Raises:
            ValueError: the model has no losses.
        """
        if self.losses is None:
            raise ValueError(
                f"the model {self.knowledge.name} has no table losses: name one in its model file"
            )
        expected: FloatArray = posteriors @ self.losses
        return expected

    def by_risk(
        self, posteriors: FloatArray, certain: Sequence[bool] | NDArray[np.bool_]
    ) -> Levels:
        """The level that probabilities ask for: by loss (or leading cause) and by threshold.

        Args:
            posteriors: P(cause | evidence), shape (cases, causes); all 0 where impossible.
            certain: which conditions of thresholds hold, shape (thresholds,) or
                (cases, thresholds).

        Returns:
            Levels, shape (cases,); -1 where the model says nothing, or the case is impossible.
        """
        if self.losses is None:  # of causes that lead together, the most urgent
            leading = posteriors >= posteriors.max(axis=1, keepdims=True) * (1 - ALIKE)
            levels = np.where(leading, self._own, NO_LEVEL).max(axis=1)
        else:
            levels = least_loss(self.expected_losses(posteriors))
        if self.thresholds:
            reached = self.reached(posteriors, certain)
            asked = np.where(reached, self._asked, NO_LEVEL)
            levels = np.maximum(levels, asked.max(axis=1))
        return np.where(posteriors.any(axis=1), levels, NO_LEVEL)

    def reached(
        self, posteriors: FloatArray, certain: Sequence[bool] | NDArray[np.bool_]
    ) -> NDArray[np.bool_]:
        """Which thresholds the probabilities reach, shape (cases, thresholds).

        Args:
            posteriors: P(cause | evidence), shape (cases, causes).
            certain: which conditions hold, shape (thresholds,) or (cases, thresholds).
        """
        enough = posteriors @ self._members >= self._limits
        reached: NDArray[np.bool_] = enough & np.asarray(certain, np.bool_)
        return reached

    def levels(self, posteriors: FloatArray, allowed: Allowed) -> Levels:
        """The urgency of cases that share what is certain: by red flag or by risk.

        Args:
            posteriors: P(cause | evidence), shape (cases, causes).
            allowed: the states that the evidence leaves possible in all of these cases.

        Returns:
            Levels, shape (cases,).
        """
        flag_level, certain = self.rules(allowed)
        return np.maximum(self.by_risk(posteriors, certain), flag_level)

    @kept
    def _own(self) -> Levels:
        """Each cause's own level in management.csv, shape (causes,)."""
        management = self.knowledge.management
        return np.array(
            [
                URGENCIES.index(management[cause].urgency) if cause in management else NO_LEVEL
                for cause in self.knowledge.causes
            ],
            np.int64,
        )

    @kept
    def _members(self) -> FloatArray:
        """Which causes a threshold sums, shape (causes, thresholds)."""
        pairs = product(self.knowledge.causes, self.thresholds)
        members = [float(cause in threshold.causes) for cause, threshold in pairs]
        return np.array(members).reshape(-1, len(self.thresholds))

    @kept
    def _limits(self) -> FloatArray:
        return np.array([each.probability for each in self.thresholds]) - ROUNDING

    @kept
    def _asked(self) -> Levels:
        return np.array([URGENCIES.index(each.urgency) for each in self.thresholds], np.int64)


def least_loss(expected: FloatArray) -> Levels:
    """The level of least expected loss; of levels that cost the same, the more urgent.

    Args:
        expected: shape (cases, levels).
    """
    least = expected.min(axis=1, keepdims=True)
    as_good = expected <= least + ROUNDING * np.abs(least)
    levels: Levels = expected.shape[1] - 1 - as_good[:, ::-1].argmax(axis=1)
    return levels


def _distinct(codes: Codes) -> tuple[Codes, NDArray[np.intp]]:
    """The rows that differ, and for each row which of them it is."""
    keys = np.zeros(len(codes), np.int64)
    for column in codes.T:
        keys = keys * (int(column.max(initial=0)) + 2) + (column - UNKNOWN)
        keys = np.unique(keys, return_inverse=True)[1]  # small again, whatever follows
    _, first, inverse = np.unique(keys, return_index=True, return_inverse=True)
    return codes[first], inverse
