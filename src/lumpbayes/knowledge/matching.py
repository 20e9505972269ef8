"""Names that people write, matched to the model's: variables, states, numbers.

Letter case, outer spaces and Unicode's ways to write one letter are forgiven, and true/false for
yes/no; anything else unknown is an error with the nearest names. What comes back is the tables' own
text, never the caller's.
"""

from __future__ import annotations

import math
from numbers import Real
from typing import Any

import numpy as np

from lumpbayes.errors import EvidenceError, UnknownNameError, nearest_names, or_nearest
from lumpbayes.knowledge.folding import composed, folded
from lumpbayes.knowledge.records import KnowledgeBase, Variable

__all__ = [
    "composed",
    "find_variable",
    "folded",
    "is_unknown",
    "match_state",
    "match_value",
    "match_variable",
    "parse_number",
]

YES, NO = ("yes", "true"), ("no", "false")
AS_WORDS: dict[float | None, str] = {1.0: "write 'yes'", 0.0: "write 'no'"}
"""For those who mean yes or no by a number; another model may mean something else by it."""
SYNONYMS = {**dict.fromkeys(YES, YES), **dict.fromkeys(NO, NO)}


def is_unknown(value: object) -> bool:
    """None, NaN (also numpy's) and pandas' NA say that nothing is known."""
    value = _meant(value)
    if value is None:
        return True
    if isinstance(value, (float, np.floating)):
        return math.isnan(value)
    return type(value).__name__ in ("NAType", "NaTType")


def _meant(value: object) -> object:
    """The value in an array of no dimension; any other as it is."""
    return value.item() if isinstance(value, np.ndarray) and value.ndim == 0 else value


def match_variable(knowledge: KnowledgeBase, key: object) -> tuple[Variable, str] | None:
    """As :func:`find_variable`, but None where nothing has that name."""
    if not isinstance(key, str):
        return None
    if key in knowledge.variables:
        variable = knowledge.variables[key]  # the usual case, and asked hundreds of times
        return variable, variable.name
    names = knowledge.names
    found = names[folded(key)] if folded(key) in names else None
    return None if found is None else (knowledge.variables[found[0]], found[1])


def find_variable(knowledge: KnowledgeBase, key: object) -> tuple[Variable, str]:
    """The variable that a key names, and the name as the tables write it (maybe its number's).

    Raises:
        UnknownNameError: no variable or number has that name.
    """
    found = match_variable(knowledge, key)
    if found is None:
        known = [name for _, name in knowledge.names.values()]
        raise UnknownNameError(
            f"there is no variable {key!r}: {or_nearest(str(key), known)}",
            nearest_names(str(key), known),
        )
    return found


def match_value(variable: Variable, name: str, value: object) -> tuple[int, Any]:
    """Index of the state that a single value names, and the value's JSON form.

    Args:
        variable: the variable.
        name: the key it was given under; a number is expected where that is its number's name, and
            will do under the variable's own.
        value: a state, a boolean or a number.

    Raises:
        UnknownNameError: a state that the variable does not have.
        EvidenceError: a number outside its bins, or no number at all.
    """
    if variable.bins is not None and name == variable.bins.name:
        return _match_number(variable, value)
    state = _known_state(variable, value)
    if state is None and variable.bins is not None and parse_number(value) is not None:
        if str(value) not in variable.states:
            return _match_number(variable, value)
    state = match_state(variable, value) if state is None else state
    return variable.states.index(state), state


def match_state(variable: Variable, value: object) -> str:
    """The state that a value names.

    Raises:
        UnknownNameError: a state that the variable does not have.
    """
    found = _known_state(variable, value)
    if found is not None:
        return found
    text = _text(value)
    hint = or_nearest(text or "", variable.states)  # None is not nearly 'no'
    if text is None and str(value) in variable.states:
        hint = f"states are text: give {str(value)!r}"
    elif variable.bins is not None and parse_number(value) is not None:
        hint = f"give a number as {variable.bins.name}={value}"
    elif parse_number(value) in AS_WORDS and {*map(folded, variable.states)} == {"yes", "no"}:
        hint = AS_WORDS[parse_number(value)]
    raise UnknownNameError(
        f"{variable.name} has no state {value!r}: {hint}",
        nearest_names(text or "", variable.states),
    )


def _text(value: object) -> str | None:
    """What text says, or a boolean; None for what is neither."""
    value = _meant(value)
    if isinstance(value, str):
        return str.__str__(value)  # a member of an enumeration of texts is the text
    return str(value) if isinstance(value, (bool, np.bool_)) else None


def _known_state(variable: Variable, value: object) -> str | None:
    """The state that a value names; None where it names none, or might be several."""
    text = _text(value)
    if text is None:
        return None
    exact = composed(text)
    if exact in variable.states:
        return variable.states[variable.states.index(exact)]
    said = folded(text)
    meant = SYNONYMS.get(said, (said,))
    matches = [state for state in variable.states if folded(state) in meant]
    return matches[0] if len(matches) == 1 else None


def parse_number(value: object) -> float | None:
    """A finite number from a real number of any type, or ASCII text with a decimal point."""
    value = _meant(value)
    if isinstance(value, str):
        if not value.isascii() or "_" in value or "," in value:
            return None
    elif isinstance(value, bool) or not (isinstance(value, Real) or _is_decimal(value)):
        return None
    try:
        number = float(value)  # type: ignore[arg-type]
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def _is_decimal(value: object) -> bool:
    """Decimals are no Real to Python; told by name, since the import would cost every query."""
    return type(value).__name__ == "Decimal"


def _match_number(variable: Variable, value: object) -> tuple[int, float]:
    bins = variable.bins
    assert bins is not None
    number = parse_number(value)
    position = None if number is None else bins.position(number)
    if position is None or number is None:
        low = min(interval.low for interval in bins.intervals)
        high = max(interval.high for interval in bins.intervals)
        raise EvidenceError(
            f"{bins.name}={value!r}: expected a number{_unit(variable)} from {low:g} to {high:g}, "
            f"or a state: {variable.name}={' or '.join(variable.states)}{_number_hint(value)}"
        )
    return position, number + 0.0  # nobody means minus 0


def _unit(variable: Variable) -> str:
    """What the name of a number says of its unit: ``of cm`` for size_cm."""
    assert variable.bins is not None
    own = variable.name.split("_")
    unit = " ".join(word for word in variable.bins.name.split("_") if word not in own)
    return f" of {unit}" if unit else ""


def _number_hint(value: object) -> str:
    """What to do about the commonest ways to write a number that is none."""
    text = str(value).strip()
    if text.count(",") == 1 and parse_number(text.replace(",", ".")) is not None:
        return f"; write the decimal point as a point: {text.replace(',', '.')}"
    if text[:1].isdigit() and parse_number(text) is None:
        return "; write the number alone, its unit is in the name"
    return ""
