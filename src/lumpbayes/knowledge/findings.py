"""The kinds of evidence there are, as values that a person or a program writes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lumpbayes.errors import EvidenceError

__all__ = ["AnyOf", "Likelihood", "Not"]


@dataclass(frozen=True, slots=True, init=False)
class Not:
    """None of these states (or numbers): ``Not("yes")``.

    >>> Not("yes")
    Not('yes')
    """

    states: tuple[object, ...]

    def __init__(self, *states: object) -> None:
        object.__setattr__(self, "states", states)

    def __repr__(self) -> str:
        return f"Not({', '.join(map(repr, self.states))})"


@dataclass(frozen=True, slots=True, init=False)
class AnyOf:
    """One of these states (or numbers), it is not known which: ``AnyOf("soft", "fluctuant")``.

    >>> AnyOf("soft", "fluctuant")
    AnyOf('soft', 'fluctuant')
    """

    states: tuple[object, ...]

    def __init__(self, *states: object) -> None:
        object.__setattr__(self, "states", states)

    def __repr__(self) -> str:
        return f"AnyOf({', '.join(map(repr, self.states))})"


@dataclass(frozen=True, slots=True)
class Likelihood:
    """Virtual evidence: how probable the observation is if the variable is in each state.

    Only ratios matter: the vector is scaled to a largest entry of 1. States left out get 0.
    Source: J. Pearl, Probabilistic Reasoning in Intelligent Systems, 1988, section 2.2.2.

    >>> Likelihood({"soft": 0.8, "firm": 0.2})
    Likelihood({'soft': 0.8, 'firm': 0.2})
    """

    weights: Mapping[str, float]

    def __post_init__(self) -> None:
        if not isinstance(self.weights, Mapping):
            raise EvidenceError(
                f"Likelihood({self.weights!r}): expected a mapping from states to numbers, "
                'such as Likelihood({"soft": 0.8, "firm": 0.2})'
            )
        object.__setattr__(self, "weights", dict(self.weights))  # a later change must not matter

    def __repr__(self) -> str:
        return f"Likelihood({self.weights!r})"
