"""Names that people write, matched to the model's: variables, states, numbers.

Letter case and outer spaces are forgiven, and true/false for yes/no; anything else unknown is an
error with the nearest names.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from lumpbayes.errors import EvidenceError, UnknownNameError, nearest_names, or_nearest
from lumpbayes.knowledge.records import KnowledgeBase, Variable

__all__ = [
    "find_variable",
    "folded",
    "is_unknown",
    "match_state",
    "match_value",
    "match_variable",
    "parse_number",
]


def is_unknown(value: object) -> bool:
    """None, NaN (also numpy's) and pandas' NA say that nothing is known."""
    if value is None:
        return True
    if isinstance(value, (float, np.floating)):
        return math.isnan(value)
    return type(value).__name__ in ("NAType", "NaTType")


def folded(name: object) -> str:
    """A name without outer spaces and letter case."""
    return str(name).strip().casefold()


def match_variable(knowledge: KnowledgeBase, key: object) -> tuple[Variable, str] | None:
    """As :func:`find_variable`, but None where nothing has that name."""
    if isinstance(key, str) and key in knowledge.variables:
        return knowledge.variables[key], key  # the usual case, and asked hundreds of times
    names: dict[str, tuple[Variable, str]] = {}
    for variable in knowledge.variables.values():
        for name in _names(variable):
            if key == name:
                return variable, name
            names[name.casefold()] = (variable, name)
    return names.get(folded(key)) if isinstance(key, str) else None


def find_variable(knowledge: KnowledgeBase, key: object) -> tuple[Variable, str]:
    """The variable that a key names, and the name as the tables write it (maybe its number's).

    Raises:
        UnknownNameError: no variable or number has that name.
    """
    found = match_variable(knowledge, key)
    if found is None:
        known = [name for each in knowledge.variables.values() for name in _names(each)]
        raise UnknownNameError(
            f"there is no variable {key!r}: {or_nearest(str(key), known)}",
            nearest_names(str(key), known),
        )
    return found


def _names(variable: Variable) -> tuple[str, ...]:
    return (variable.name, variable.bins.name) if variable.bins else (variable.name,)


def match_value(variable: Variable, name: str, value: object) -> tuple[int, Any]:
    """Index of the state that a single value names, and the value's JSON form.

    Args:
        variable: the variable.
        name: the key it was given under; a number is expected where that is its number's name.
        value: a state, a boolean or a number.

    Raises:
        UnknownNameError: a state that the variable does not have.
        EvidenceError: a number outside its bins, or no number at all.
    """
    if variable.bins is not None and name == variable.bins.name:
        return _match_number(variable, value)
    state = match_state(variable, value)
    return variable.states.index(state), state


def match_state(variable: Variable, value: object) -> str:
    """The state that a value names.

    Raises:
        UnknownNameError: a state that the variable does not have.
    """
    if isinstance(value, (bool, np.bool_)):
        value = "yes" if value else "no"
    if isinstance(value, str):
        if value in variable.states:
            return value
        words = {folded(value), {"true": "yes", "false": "no"}.get(folded(value), "")}
        matches = [state for state in variable.states if state.casefold() in words]
        if len(matches) == 1:
            return matches[0]
    hint = or_nearest(str(value), variable.states)
    if variable.bins is not None and parse_number(value) is not None:
        hint = f"give a number as {variable.bins.name}={value}"
    raise UnknownNameError(
        f"{variable.name} has no state {value!r}: {hint}",
        nearest_names(str(value), variable.states),
    )


def parse_number(value: object) -> float | None:
    """A finite number from an int, a float, numpy's, or text with a decimal point; else None."""
    if isinstance(value, (bool, np.bool_)):
        return None
    if isinstance(value, str) and ("_" in value or "," in value):
        return None
    try:
        number = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def _match_number(variable: Variable, value: object) -> tuple[int, float]:
    bins = variable.bins
    assert bins is not None
    number = parse_number(value)
    position = None if number is None else bins.position(number)
    if position is None or number is None:
        low = min(interval.low for interval in bins.intervals)
        high = max(interval.high for interval in bins.intervals)
        raise EvidenceError(
            f"{bins.name}={value!r}: expected a number in {bins} (from {low:g} to {high:g}), or a "
            f"state: {variable.name}={' or '.join(variable.states)}"
        )
    return position, number
