"""The kinds of evidence there are, as values that a person or a program writes, and in JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from numbers import Real
from typing import Any

from lumpbayes.errors import EvidenceError, or_nearest
from lumpbayes.knowledge.frozen_mapping import FrozenMapping

__all__ = ["AnyOf", "Likelihood", "Not", "Probability", "Reliability", "from_json"]


@dataclass(frozen=True, slots=True, init=False)
class Not:
    """None of these states (or numbers): ``Not("yes")``; one list of them does too.

    >>> Not("yes")
    Not('yes')
    """

    states: tuple[object, ...]

    def __init__(self, *states: object) -> None:
        object.__setattr__(self, "states", _each(states))

    def __repr__(self) -> str:
        return f"Not({', '.join(map(repr, self.states))})"


@dataclass(frozen=True, slots=True, init=False)
class AnyOf:
    """One of these states (or numbers), it is not known which: ``AnyOf("soft", "fluctuant")``.

    One list of them does too.

    >>> AnyOf("soft", "fluctuant"), AnyOf(["soft", "fluctuant"])
    (AnyOf('soft', 'fluctuant'), AnyOf('soft', 'fluctuant'))
    """

    states: tuple[object, ...]

    def __init__(self, *states: object) -> None:
        object.__setattr__(self, "states", _each(states))

    def __repr__(self) -> str:
        return f"AnyOf({', '.join(map(repr, self.states))})"


def _each(states: tuple[object, ...]) -> tuple[object, ...]:
    """The states, also where one list has them all."""
    if len(states) == 1 and isinstance(states[0], list | tuple):
        return tuple(states[0])
    return states


@dataclass(frozen=True, slots=True)
class Likelihood:
    """Virtual evidence: how probable the observation is if the variable is in each state.

    Only ratios matter: the vector is scaled to a largest entry of 1. States left out get 0.
    Source: J. Pearl, Probabilistic Reasoning in Intelligent Systems, 1988, section 2.2.2.

    >>> Likelihood({"soft": 0.8, "firm": 0.2})
    Likelihood({'soft': 0.8, 'firm': 0.2})
    """

    weights: Mapping[Any, float]

    def __post_init__(self) -> None:
        object.__setattr__(self, "weights", _own_mapping("Likelihood", self.weights))

    def __repr__(self) -> str:
        return f"Likelihood({self.weights!r})"


@dataclass(frozen=True, slots=True)
class Probability:
    """Jeffrey's rule: the posterior that the variable shall have after all evidence.

    Lists every state; sums to 1. Several are reached together by iterative proportional fitting;
    the vectors found are then held fixed.
    Source: R. C. Jeffrey, The Logic of Decision, 1965, chapter 11.

    >>> Probability({"yes": 0.7, "no": 0.3})
    Probability({'yes': 0.7, 'no': 0.3})
    """

    target: Mapping[Any, float]

    def __post_init__(self) -> None:
        object.__setattr__(self, "target", _own_mapping("Probability", self.target))

    def __repr__(self) -> str:
        return f"Probability({self.target!r})"


@dataclass(frozen=True, slots=True)
class Reliability:
    """A report that is right with probability ``reliability``: ``Reliability("yes", 0.8)``.

    Stands for the likelihood with ``reliability`` on the reported state (or number) and the rest
    spread evenly over the other states.

    >>> Reliability("yes", 0.8)
    Reliability('yes', 0.8)
    """

    reported: object
    reliability: float

    def __repr__(self) -> str:
        return f"Reliability({self.reported!r}, {self.reliability!r})"


def _own_mapping(kind: str, given: object) -> FrozenMapping[float]:
    """A read-only copy: a later change of the given mapping does not matter."""
    if not isinstance(given, Mapping):
        raise EvidenceError(
            f"{kind}({given!r}): expected a mapping from states to numbers, such as "
            f'{kind}({{"yes": 0.8, "no": 0.2}})'
        )
    return FrozenMapping(given, f"state in this {kind}")


FORMS = ("not", "any_of", "likelihood", "probability", "reported")


def from_json(name: str, form: Mapping[str, Any]) -> object:
    """The finding that a JSON object stands for.

    Args:
        name: the variable, for messages.
        form: ``{"not": ...}``, ``{"any_of": [...]}``, ``{"likelihood": {...}}``,
            ``{"probability": {...}}`` or ``{"reported": ..., "reliability": ...}``.

    Raises:
        EvidenceError: any other object.

    >>> from_json("redness", {"not": "yes"})
    Not('yes')
    """
    keys = list(form)
    kind = keys[0] if keys else ""
    if kind == "reliability" and len(keys) > 1:
        kind = keys[1]
    value = form.get(kind)
    if set(keys) == {"reported", "reliability"}:
        return Reliability(form["reported"], form["reliability"])
    if len(keys) == 1 and kind in ("likelihood", "probability") and isinstance(value, Mapping):
        return Likelihood(value) if kind == "likelihood" else Probability(value)
    if len(keys) == 1 and kind in ("not", "any_of"):
        return Not(value) if kind == "not" else AnyOf(value)
    raise EvidenceError(
        f"{name}: {dict(form)!r} is no finding; expected an object with the key not, any_of, "
        f"likelihood or probability, or with reported and reliability: {_remedy(form, str(kind))}"
    )


def _remedy(form: Mapping[str, Any], kind: str) -> str:
    """What to write instead of an object that is no finding."""
    keys = [key for key in form if key in FORMS or key == "reliability"]
    if list(form) == ["reported"]:
        return 'reliability is missing, such as "reliability": 0.8'
    if list(form) == ["reliability"]:
        return 'reported is missing, such as "reported": "yes"'
    if len(keys) > 1 and len(keys) == len(form):
        return f"give one of {', '.join(keys)}; a list of objects multiplies"
    named = [key for key, value in form.items() if isinstance(key, str) and isinstance(value, Real)]
    if not keys and named and len(named) == len(form):
        return f'for how probable it is given each state, {{"likelihood": {dict(form)!r}}}'
    return or_nearest(kind, FORMS)
