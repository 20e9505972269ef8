"""From evidence in words to one likelihood vector per variable; names and states are matched here.

Letter case and outer spaces are forgiven, and true/false for yes/no; anything else unknown is an
error with the nearest names.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from lumpbayes.errors import EvidenceError, UnknownNameError, nearest_names, or_nearest
from lumpbayes.inference.network import EvidenceVectors, FloatArray, read_only
from lumpbayes.knowledge.findings import AnyOf, Likelihood, Not
from lumpbayes.knowledge.records import FrozenMapping, KnowledgeBase, Variable

__all__ = ["ANY", "Interpretation", "interpret"]

ANY = "any"
"""The setting that averages over settings."""


class Interpretation(NamedTuple):
    """Evidence, understood.

    Attributes:
        vectors: variable -> likelihood vector, shape (states,), largest entry 1; only variables
            about which something is known.
        stated: the evidence as it was given, in its JSON form, sorted by name.
        assumed: variable -> state taken from the model's defaults.
    """

    vectors: FrozenMapping[FloatArray]
    stated: FrozenMapping[Any]
    assumed: FrozenMapping[str]

    def arrays(self, names: tuple[str, ...], counts: tuple[int, ...]) -> EvidenceVectors:
        """One vector per variable in network order; ones where nothing is known."""
        return tuple(
            self.vectors[name] if name in self.vectors else np.ones(count)
            for name, count in zip(names, counts, strict=True)
        )


def interpret(
    knowledge: KnowledgeBase, evidence: Mapping[str, Any], setting: str | None = None
) -> Interpretation:
    """Understand evidence.

    Args:
        knowledge: the model in words.
        evidence: variable (or the name of its number) -> value: a state, a number, ``Not``,
            ``AnyOf``, ``Likelihood``, a list of these that multiplies, or None, NaN for unknown.
        setting: a state of the setting variable; ``any`` averages over settings; None takes the
            model's default.

    Raises:
        UnknownNameError: a variable or state that the model does not have.
        EvidenceError: a value that cannot be understood, or two that contradict each other.
    """
    given = dict(evidence)
    averaged = _take_setting(knowledge, given, setting)
    vectors: dict[str, FloatArray] = {}
    stated: dict[str, Any] = {knowledge.setting: ANY} if averaged and knowledge.setting else {}
    first_key: dict[str, str] = {}
    for key, value in given.items():
        if is_unknown(value):
            _find(knowledge, key)
            continue
        variable, name = _find(knowledge, key)
        vector, form = _vector(variable, name, value)
        if variable.name in vectors:
            if stated.get(name) == form:
                continue
            earlier = first_key[variable.name]
            raise EvidenceError(
                f"{variable.name} is given twice: {earlier}={given[earlier]!r} and "
                f"{key}={value!r}; give it once, or a list of findings that multiply"
            )
        vectors[variable.name] = vector
        stated[name] = form
        first_key[variable.name] = key
    assumed = {
        name: state
        for name, state in knowledge.defaults.items()
        if name not in vectors and not (averaged and name == knowledge.setting)
    }
    for name, state in assumed.items():
        vectors[name] = _one_hot(knowledge.variables[name], state)
    return Interpretation(
        FrozenMapping(dict(sorted(vectors.items())), "finding"),
        FrozenMapping(dict(sorted(stated.items())), "finding"),
        FrozenMapping(assumed, "assumption"),
    )


def is_unknown(value: object) -> bool:
    """None, NaN (also numpy's) and pandas' NA say that nothing is known."""
    if value is None:
        return True
    if isinstance(value, (float, np.floating)):
        return math.isnan(value)
    return type(value).__name__ in ("NAType", "NaTType")


def _take_setting(knowledge: KnowledgeBase, given: dict[str, Any], setting: str | None) -> bool:
    """Put the setting among the evidence; True when it shall be averaged over.

    Evidence may hold the setting too, ``any`` included, so that what an answer prints can be
    given back.
    """
    name = knowledge.setting
    if name is None:
        if setting is not None:
            raise EvidenceError(f"setting={setting!r}: the model {knowledge.name} has no setting")
        return False
    stated = [key for key in given if _folded(key) in (name, name.casefold())]
    values = [given.pop(key) for key in stated] + [setting]
    known = [value for value in values if not is_unknown(value)]
    averaged = [_is_any(knowledge.variables[name], value) for value in known]
    if any(averaged) and not all(averaged):
        raise EvidenceError(
            f"{name} is given twice: {' and '.join(map(repr, known))}; give it once"
        )
    if known and not any(averaged):
        given[name] = known[0]
        _check_same(knowledge.variables[name], known)
    return any(averaged)


def _is_any(variable: Variable, value: object) -> bool:
    return isinstance(value, str) and _folded(value) == ANY and ANY not in variable.states


def _check_same(variable: Variable, values: list[Any]) -> None:
    forms = [_vector(variable, variable.name, value)[1] for value in values]
    if any(form != forms[0] for form in forms):
        shown = " and ".join(map(repr, values))
        raise EvidenceError(f"{variable.name} is given twice: {shown}; give it once")


def _folded(name: object) -> str:
    return str(name).strip().casefold()


def _find(knowledge: KnowledgeBase, key: object) -> tuple[Variable, str]:
    """The variable that a key names, and the name as the tables write it (maybe its number's)."""
    if isinstance(key, str):
        names: dict[str, tuple[Variable, str]] = {}
        for variable in knowledge.variables.values():
            if key in (variable.name, variable.bins.name if variable.bins else None):
                return variable, key
            names[variable.name.casefold()] = (variable, variable.name)
            if variable.bins:
                names[variable.bins.name.casefold()] = (variable, variable.bins.name)
        if _folded(key) in names:
            return names[_folded(key)]
    known = [name for _, name in _all_names(knowledge)]
    raise UnknownNameError(
        f"there is no variable {key!r}: {or_nearest(str(key), known)}",
        nearest_names(str(key), known),
    )


def _all_names(knowledge: KnowledgeBase) -> list[tuple[Variable, str]]:
    names = [(variable, variable.name) for variable in knowledge.variables.values()]
    return names + [(v, v.bins.name) for v, _ in names if v.bins is not None]


def _vector(variable: Variable, name: str, value: object) -> tuple[FloatArray, Any]:
    """The likelihood vector of a value, and the value's JSON form."""
    if isinstance(value, (list, tuple)):
        return _product(variable, name, value)
    if isinstance(value, Not):
        positions, forms = _positions(variable, name, value.states, "Not")
        vector = np.ones(len(variable.states))
        vector[positions] = 0.0
        if not vector.any():
            raise EvidenceError(f"{name}: Not() of all states leaves none; name fewer states")
        return read_only(vector), {"not": forms[0] if len(forms) == 1 else forms}
    if isinstance(value, AnyOf):
        positions, forms = _positions(variable, name, value.states, "AnyOf")
        vector = np.zeros(len(variable.states))
        vector[positions] = 1.0
        return read_only(vector), {"any_of": forms}
    if isinstance(value, Likelihood):
        return _likelihood(variable, value)
    position, form = _position(variable, name, value)
    return _one_hot(variable, variable.states[position]), form


def _one_hot(variable: Variable, state: str) -> FloatArray:
    return read_only(np.array([float(each == state) for each in variable.states]))


def _product(
    variable: Variable, name: str, values: list[Any] | tuple[Any, ...]
) -> tuple[FloatArray, Any]:
    known = [value for value in values if not is_unknown(value)]
    if not known:
        raise EvidenceError(f"{name}: an empty list; leave the variable out if it is unknown")
    parts = [_vector(variable, name, value) for value in known]
    vector = np.prod([part for part, _ in parts], axis=0)
    if not vector.any():
        shown = " and ".join(repr(value) for value in known)
        raise EvidenceError(f"{name}: {shown} contradict each other: no state is left")
    return read_only(vector / vector.max()), [form for _, form in parts]


def _positions(
    variable: Variable, name: str, states: tuple[object, ...], kind: str
) -> tuple[list[int], list[Any]]:
    if not states:
        raise EvidenceError(f"{name}: {kind}() names no state; name at least one")
    found = [_position(variable, name, state) for state in states]
    return [position for position, _ in found], [form for _, form in found]


def _likelihood(variable: Variable, value: Likelihood) -> tuple[FloatArray, Any]:
    weights = {_state(variable, state): weight for state, weight in value.weights.items()}
    for state, weight in weights.items():
        try:
            number = float(weight)
        except (TypeError, ValueError):
            number = math.nan
        if not (math.isfinite(number) and number >= 0):
            raise EvidenceError(
                f"{variable.name}: the likelihood of {state} is {weight!r}; expected a finite "
                "number of at least 0"
            )
        weights[state] = number
    if len(weights) < len(value.weights):
        raise EvidenceError(f"{variable.name}: Likelihood names a state twice; name each once")
    top = max(weights.values(), default=0.0)
    if top == 0:
        raise EvidenceError(
            f"{variable.name}: the likelihood is 0 for every state; give at least one of "
            f"{', '.join(variable.states)} a positive number"
        )
    vector = np.array([weights.get(state, 0.0) / top for state in variable.states])
    return read_only(vector), {"likelihood": weights}


def _position(variable: Variable, name: str, value: object) -> tuple[int, Any]:
    """Index of the state that a single value names, and the value's JSON form."""
    if variable.bins is not None and name == variable.bins.name:
        return _bin(variable, value)
    state = _state(variable, value)
    return variable.states.index(state), state


def _bin(variable: Variable, value: object) -> tuple[int, float]:
    bins = variable.bins
    assert bins is not None
    number = _number(value)
    position = None if number is None else bins.position(number)
    if position is None or number is None:
        first, last = min(bins.intervals), max(bins.intervals, key=lambda each: each.high)
        raise EvidenceError(
            f"{bins.name}={value!r}: expected a number in {bins} "
            f"(from {first.low:g} to {last.high:g}), or a state: {variable.name}="
            f"{' or '.join(variable.states)}"
        )
    return position, number


def _number(value: object) -> float | None:
    """A finite number from an int, a float, numpy's, or text with a decimal point."""
    if isinstance(value, (bool, np.bool_)):
        return None
    if isinstance(value, str) and ("_" in value or "," in value):
        return None
    try:
        number = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return None
    return number if math.isfinite(number) else None


def _state(variable: Variable, value: object) -> str:
    if isinstance(value, (bool, np.bool_)):
        value = "yes" if value else "no"
    if isinstance(value, str):
        if value in variable.states:
            return value
        word = {"true": "yes", "false": "no"}.get(_folded(value), _folded(value))
        matches = [state for state in variable.states if state.casefold() in (word, _folded(value))]
        if len(matches) == 1:
            return matches[0]
    hint = or_nearest(str(value), variable.states)
    if variable.bins is not None and _number(value) is not None:
        hint = f"give a number as {variable.bins.name}={value}"
    raise UnknownNameError(
        f"{variable.name} has no state {value!r}: {hint}",
        nearest_names(str(value), variable.states),
    )
