"""What each finding says of each cause, worked out by the engine: P(state given cause)."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import lumpbayes as lb

__all__ = ["OBSERVED", "Way", "Weight", "Weights"]

OBSERVED = ("context", "finding", "test")
"""The roles of what can be asked, seen or tested."""


class Weight(NamedTuple):
    """How much a state of a variable speaks for a cause, against all others.

    Attributes:
        variable, state: what is found.
        within: P(state | the cause).
        without: P(state | another cause), in their proportions in the default setting.
    """

    variable: str
    state: str
    within: float
    without: float

    @property
    def decibans(self) -> float:
        """Ten times the log to base ten of the likelihood ratio; infinite where one is 0."""
        if self.without == 0:
            return math.inf
        return 10 * math.log10(self.within / self.without) if self.within else -math.inf


class Way(NamedTuple):
    """A way from a cause to a state of a variable, through a state of the parent between them.

    Attributes:
        parent, state: what lies between, such as a mechanism.
        share: P(that state | the cause).
        follows: P(the variable's state | that state, the cause).
    """

    parent: str
    state: str
    share: float
    follows: float

    @property
    def product(self) -> float:
        """What this way adds to P(the variable's state | the cause)."""
        return self.share * self.follows


@dataclass(frozen=True)
class Weights:
    """The likelihoods of every state of every variable, in the model's default setting."""

    engine: lb.Engine

    @cached_property
    def setting(self) -> str:
        """The default setting in plain words; empty in a model without one."""
        knowledge = self.engine.knowledge
        name = knowledge.setting
        if name is None or name not in knowledge.defaults:
            return ""
        return str(knowledge.state_labels[name][knowledge.defaults[name]])

    @cached_property
    def prior(self) -> Mapping[str, float]:
        """P(cause) in the default setting."""
        return self.engine.diagnose().posterior

    @cached_property
    def _by_cause(self) -> dict[str, lb.Diagnosis]:
        """The answer where a cause is known; causes of probability 0 are left out."""
        cause = self.engine.knowledge.cause
        return {
            state: self.engine.diagnose({cause: state})
            for state in self.engine.causes
            if self.prior[state] > 0
        }

    def likelihood(self, variable: str, state: str, cause: str) -> float | None:
        """P(state | cause), or None of a cause that never occurs in the default setting."""
        answer = self._by_cause.get(cause)
        return None if answer is None else answer.posteriors[variable][state]

    def between(self, variable: str) -> str | None:
        """What lies between the causes and a variable; None where nothing does, or several."""
        knowledge = self.engine.knowledge
        parents = knowledge.variables[variable].parents
        others = [parent for parent in parents if parent != knowledge.cause]
        return others[0] if len(others) == 1 else None

    def ways(self, variable: str, state: str, cause: str) -> list[Way]:
        """The ways that add up to P(state | cause), the one that adds most first."""
        parent, answer = self.between(variable), self._by_cause.get(cause)
        if parent is None or answer is None:
            return []
        found = [
            Way(parent, each, share, self._held(cause, parent, each).posteriors[variable][state])
            for each, share in answer.posteriors[parent].items()
            if share > 0
        ]
        return sorted(found, key=lambda way: -way.product)

    @cached_property
    def _answers(self) -> dict[tuple[str, str, str], lb.Diagnosis]:
        """What has been asked: cause, parent and its state -> the answer."""
        return {}

    def _held(self, cause: str, parent: str, state: str) -> lb.Diagnosis:
        asked = (cause, parent, state)
        if asked not in self._answers:
            evidence = {self.engine.knowledge.cause: cause, parent: state}
            self._answers[asked] = self.engine.diagnose(evidence)
        return self._answers[asked]

    def of(self, cause: str) -> list[Weight]:
        """Every state of what can be observed, the one that speaks most for the cause first."""
        if self.prior[cause] in (0, 1):
            return []
        return sorted(self._weights(cause), key=lambda each: -each.decibans)

    def _weights(self, cause: str) -> Iterator[Weight]:
        for variable in self.engine.knowledge.variables.values():
            if variable.role in OBSERVED:
                for state in variable.states:
                    within = self._by_cause[cause].posteriors[variable.name][state]
                    without = self._without(variable.name, state, cause)
                    if within or without:
                        yield Weight(variable.name, state, within, without)

    def _without(self, variable: str, state: str, cause: str) -> float:
        others = {other: share for other, share in self.prior.items() if share and other != cause}
        total = sum(others.values())
        return sum(
            share / total * self._by_cause[other].posteriors[variable][state]
            for other, share in others.items()
        )
