"""One finding, understood: a likelihood vector, or a target that Jeffrey's rule shall reach."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np

from lumpbayes.errors import EvidenceError
from lumpbayes.inference import wide
from lumpbayes.inference.network import FloatArray, one_hot, read_only
from lumpbayes.knowledge.doubles import small_hint
from lumpbayes.knowledge.findings import AnyOf, Likelihood, Not, Probability, Reliability, from_json
from lumpbayes.knowledge.frozen_mapping import frozen
from lumpbayes.knowledge.hints import number_text
from lumpbayes.knowledge.matching import is_unknown, match_state, match_value, parse_number
from lumpbayes.knowledge.records import Variable

__all__ = ["Understood", "says_nothing", "stated_name", "understand"]

SUM_TOLERANCE = 1e-9
MOST_SHOWN, LONGEST_SHOWN = 3, 200
"""Findings of a list that a message shows, and characters of each."""
_TOO_SMALL = "the ratio is too small for a double; write 0 for what is impossible"


class Understood(NamedTuple):
    """A finding on one variable; equal where its numbers and its form are.

    Attributes:
        vector: the likelihood vector, shape (states,), largest entry 1.
        form: its JSON form, frozen.
        target: the posterior that Jeffrey's rule shall reach, shape (states,), or None; the
            vector is then all ones.
    """

    vector: FloatArray
    form: Any
    target: FloatArray | None = None

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Understood):
            return NotImplemented
        same = np.array_equal(self.vector, other.vector) and self.form == other.form
        if self.target is None or other.target is None:
            return same and self.target is other.target
        return same and np.array_equal(self.target, other.target)

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash(self.form)

    def __reduce__(self) -> tuple[Any, ...]:
        """Copies are read-only too; numpy forgets that."""
        return _frozen_understood, (self.vector, self.form, self.target)


def _frozen_understood(vector: FloatArray, form: Any, target: FloatArray | None) -> Understood:
    return Understood(read_only(vector), form, None if target is None else read_only(target))


def understand(variable: Variable, name: str, value: object) -> Understood:
    """Understand a value given for a variable.

    Args:
        variable: the variable.
        name: the key it was given under (the variable's name or its number's).
        value: any kind of finding, its JSON form, or a list of these that multiplies.

    Raises:
        UnknownNameError: a state that the variable does not have.
        EvidenceError: anything else that cannot be understood.
    """
    if isinstance(value, Mapping):
        value = from_json(name, value)
    if isinstance(value, (list, tuple)):
        return _product(variable, name, value)
    if isinstance(value, (Not, AnyOf)):
        return _set(variable, name, value)
    if isinstance(value, Likelihood):
        return _likelihood(variable, value)
    if isinstance(value, Probability):
        return _probability(variable, value)
    if isinstance(value, Reliability):
        return _reliability(variable, name, value)
    position, form = match_value(variable, name, value)
    return Understood(one_hot(len(variable.states), position), form)


def _product(variable: Variable, name: str, values: list[Any] | tuple[Any, ...]) -> Understood:
    known = [value for value in _flat(values) if not is_unknown(value)]
    if not known:
        raise EvidenceError(f"{name}: an empty list; leave the variable out if it is unknown")
    parts = [understand(variable, name, value) for value in known]
    if len(parts) > 1 and any(part.target is not None for part in parts):
        raise EvidenceError(
            f"{name}: a probability is the posterior after all evidence and stands alone; "
            "give a likelihood for evidence that multiplies"
        )
    if len(parts) == 1:
        return parts[0]
    product = wide.lift(parts[0].vector)
    for part in parts[1:]:
        product = wide.contract("a,a->a", product, wide.lift(part.vector))
    shown = _shown(known)
    if not product.mantissa.any():
        raise EvidenceError(f"{name}: {shown} contradict each other: no state is left")
    vector = wide.lower(product)
    if np.any((vector == 0) & (product.mantissa > 0)):
        raise EvidenceError(f"{name}: {shown} together: {_TOO_SMALL}")
    return Understood(read_only(vector / vector.max()), tuple(part.form for part in parts))


def _shown(values: list[Any]) -> str:
    """The first of many values, and how many more there are."""
    listed = " and ".join(f"{value!r:.{LONGEST_SHOWN}}" for value in values[:MOST_SHOWN])
    left = len(values) - MOST_SHOWN
    return f"{listed} and {left:,} more" if left > 0 else listed


def stated_name(variable: Variable, name: str, form: Any) -> str:
    """The name under which a finding is stated: that of the number, where it is about numbers."""
    numbers = variable.bins is not None and all(isinstance(each, float) for each in _leaves(form))
    return variable.bins.name if numbers and variable.bins is not None else name


def _leaves(form: Any) -> Iterator[Any]:
    """The states and numbers in a finding's JSON form."""
    if isinstance(form, Mapping):
        kind = next(iter(form))
        yield from _leaves(
            form[kind] if kind in ("not", "any_of", "reported") else tuple(form[kind])
        )
    elif isinstance(form, tuple):
        for part in form:
            yield from _leaves(part)
    else:
        yield form


def says_nothing(value: object) -> bool:
    """Whether a value is unknown, or a list of nothing but unknown values."""
    if not isinstance(value, (list, tuple)):
        return is_unknown(value)
    parts = list(_flat(value))
    return bool(parts) and all(map(is_unknown, parts))


def _flat(values: Iterable[Any]) -> Iterator[Any]:
    """What the lists hold; a list in a list multiplies too, so that brackets mean nothing."""
    for value in values:
        if isinstance(value, (list, tuple)):
            yield from _flat(value)
        else:
            yield value


def _set(variable: Variable, name: str, value: Not | AnyOf) -> Understood:
    if not value.states:
        kind = "not" if isinstance(value, Not) else "any_of"
        raise EvidenceError(f"{name}: {kind!r} names no state; name at least one")
    matched = [match_value(variable, name, state) for state in value.states]
    named = np.zeros(len(variable.states))
    named[[position for position, _ in matched]] = 1.0
    forms = [form for _, form in matched]
    if isinstance(value, AnyOf):
        return Understood(read_only(named), frozen({"any_of": forms}))
    if named.all():
        raise EvidenceError(f"{name}: 'not' of every state leaves none; name fewer")
    stated = frozen({"not": forms[0] if len(forms) == 1 else forms})
    return Understood(read_only(1 - named), stated)


def _weights(variable: Variable, kind: str, given: Mapping[str, float]) -> dict[str, float]:
    """State -> number of at least 0, from whatever a person wrote."""
    weights: dict[str, float] = {}
    for key, weight in given.items():
        if variable.bins is not None and _is_number(variable, key):
            raise EvidenceError(
                f"{variable.name}: the {kind} names {number_text(key)}; it names states and not "
                f"numbers: {', '.join(variable.states)}"
            )
        state = match_state(variable, key)
        if state in weights:
            raise EvidenceError(f"{variable.name}: the {kind} names {state} twice; name it once")
        weights[state] = _at_least_zero(weight)
        if math.isnan(weights[state]):
            raise EvidenceError(
                f"{variable.name}: the {kind} of {state} is {weight!r}; expected a finite "
                f"number of at least 0{small_hint(weight)}"
            )
    return weights


def _is_number(variable: Variable, key: object) -> bool:
    return parse_number(key) is not None and str(key) not in variable.states


def _at_least_zero(value: object) -> float:
    number = parse_number(value)
    return number if number is not None and number >= 0 else math.nan


def _likelihood(variable: Variable, value: Likelihood) -> Understood:
    weights = _weights(variable, "likelihood", value.weights)
    top = max(weights.values(), default=0.0)
    if top == 0:
        raise EvidenceError(
            f"{variable.name}: the likelihood is 0 for every state; give at least one of "
            f"{', '.join(variable.states)} a positive number"
        )
    for state, weight in weights.items():
        if weight > 0 and weight / top == 0:
            raise EvidenceError(
                f"{variable.name}: the likelihood of {state} is {weight:g} beside {top:g}: "
                f"{_TOO_SMALL}"
            )
    vector = np.array([weights.get(state, 0.0) / top for state in variable.states])
    return Understood(read_only(vector), frozen({"likelihood": weights}))


def _probability(variable: Variable, value: Probability) -> Understood:
    target = _weights(variable, "probability", value.target)
    missing = [state for state in variable.states if state not in target]
    if missing:
        raise EvidenceError(
            f"{variable.name}: the probability leaves out {', '.join(missing)}; list every state"
        )
    total = math.fsum(target.values())
    if abs(total - 1) > SUM_TOLERANCE:
        raise EvidenceError(f"{variable.name}: the probability sums to {total:.10g}; expected 1")
    array = read_only(np.array([target[state] / total for state in variable.states]))
    ones = read_only(np.ones(len(array)))
    return Understood(ones, frozen({"probability": target}), array)


def _reliability(variable: Variable, name: str, value: Reliability) -> Understood:
    position, form = match_value(variable, name, value.reported)
    reliability = _at_least_zero(value.reliability)
    if not reliability <= 1:
        raise EvidenceError(
            f"{variable.name}: reliability {value.reliability!r}; expected a probability, 0 to 1"
            f"{small_hint(value.reliability)}"
        )
    vector = np.full(len(variable.states), (1 - reliability) / (len(variable.states) - 1))
    vector[position] = reliability
    stated = frozen({"reported": form, "reliability": reliability})
    return Understood(read_only(vector / vector.max()), stated)
