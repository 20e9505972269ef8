"""Names that people write, matched to the model's: variables, states, numbers.

Letter case, outer spaces and Unicode's ways to write one letter are forgiven, true/false for
yes/no. What is no name so far may be one with hyphens or spaces for ``_``, or a label; where these
mean different things, it is an error that shows them. Anything else unknown is an error with the
nearest names. What comes back is the tables' own text, never the caller's.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from numbers import Integral
from typing import Any

import numpy as np

from lumpbayes.errors import EvidenceError, UnknownNameError, nearest_names
from lumpbayes.knowledge.doubles import is_too_small, parse_number, scalar, small_hint
from lumpbayes.knowledge.folding import composed, folded
from lumpbayes.knowledge.hints import state_hint, unit_of, variable_hint
from lumpbayes.knowledge.records import KnowledgeBase, Variable

__all__ = [
    "ANY",
    "composed",
    "find_variable",
    "folded",
    "is_any",
    "is_unknown",
    "match_state",
    "match_value",
    "match_variable",
    "parse_number",
    "variables_named",
]

ANY = "any"
"""The setting that averages over settings; no state of a setting has that name."""
YES, NO = ("yes", "true"), ("no", "false")
SYNONYMS = {**dict.fromkeys(YES, YES), **dict.fromkeys(NO, NO)}


def is_unknown(value: object) -> bool:
    """None, NaN (also numpy's) and pandas' NA say that nothing is known."""
    value = scalar(value)
    if value is None:
        return True
    if isinstance(value, (float, np.floating)):
        return math.isnan(value)
    return type(value).__name__ in ("NAType", "NaTType")


def is_any(value: object) -> bool:
    """Whether a setting is to be averaged over."""
    return isinstance(value, str) and folded(value) == ANY


def match_variable(knowledge: KnowledgeBase, key: object) -> tuple[Variable, str] | None:
    """As :func:`find_variable`, but None where nothing has that name."""
    found = variables_named(knowledge, key)
    if len(found) > 1:
        raise _ambiguous(f"{key!r}", [name for _, name in found])
    return found[0] if found else None


def variables_named(knowledge: KnowledgeBase, key: object) -> list[tuple[Variable, str]]:
    """Every variable that a key may mean, and the name as the tables write it.

    The one of that name; else all those whose name it is with ``_`` for hyphens and spaces, or
    whose label.
    """
    if not isinstance(key, str):
        return []
    if key in knowledge.variables:
        variable = knowledge.variables[key]  # the usual case, and asked hundreds of times
        return [(variable, variable.name)]
    said, names = folded(key), knowledge.names
    if said in names:
        own, name = names[said]
        return [(knowledge.variables[own], name)]
    found = {names[each][0]: names[each][1] for each in _joined_names(said, names)}
    for own, label in knowledge.variable_labels.items():
        if folded(label) == said:
            found.setdefault(own, own)
    return [(knowledge.variables[own], name) for own, name in found.items()]


def find_variable(knowledge: KnowledgeBase, key: object) -> tuple[Variable, str]:
    """The variable that a key names, and the name as the tables write it (maybe its number's).

    Raises:
        UnknownNameError: no variable or number has that name.
        EvidenceError: a label of several, or of one while it is the name of another.
    """
    found = match_variable(knowledge, key)
    if found is None:
        known = [name for _, name in knowledge.names.values()]
        raise UnknownNameError(
            f"there is no variable {key!r}: {variable_hint(knowledge, key)}",
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
        EvidenceError: a number outside its bins, or no number at all; a label as in
            :func:`match_state`.
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
        EvidenceError: a label of several states, or of one while it is the name of another.
    """
    found = _known_state(variable, value)
    if found is not None:
        return found
    text = _text(value)
    raise UnknownNameError(
        f"{variable.name} has no state {value!r}: {state_hint(variable, value, text)}",
        nearest_names(text or "", variable.states),
    )


def _text(value: object) -> str | None:
    """What text says, or a boolean; None for what is neither."""
    value = scalar(value)
    if isinstance(value, str):
        return str.__str__(value)  # a member of an enumeration of texts is the text
    return str(value) if isinstance(value, (bool, np.bool_)) else None


def _known_state(variable: Variable, value: object) -> str | None:
    """The state that a value names; None where it names none, or several by letter case."""
    text = _text(value)
    if text is None:
        return _whole_state(variable, value)
    exact = composed(text)
    if exact in variable.states:
        return variable.states[variable.states.index(exact)]
    said = folded(text)
    meant = SYNONYMS.get(said, (said,))
    matches = [state for state in variable.states if folded(state) in meant]
    if matches:
        return matches[0] if len(matches) == 1 else None
    found = dict.fromkeys(_joined_names(said, variable.states))
    labels = zip(variable.states, variable.labels, strict=False)
    found |= dict.fromkeys(state for state, label in labels if folded(label) == said)
    if len(found) > 1:
        raise _ambiguous(f"{variable.name}={value!r}", list(found))
    return next(iter(found), None)


def _joined_names(said: str, names: Iterable[str]) -> list[str]:
    """The names that are the same with ``_`` for hyphens and spaces."""
    joined = _joined(said)
    return [name for name in names if _joined(folded(name)) == joined]


def _ambiguous(said: str, names: Sequence[str]) -> EvidenceError:
    """What may mean several things, by a label or a name with hyphens or spaces."""
    return EvidenceError(
        f"{said} may mean {' or '.join(names)}, by its name or its label; "
        "write the name of the one that is meant"
    )


def _joined(said: str) -> str:
    """With ``_`` for hyphens and spaces."""
    return said.replace("-", "_").replace(" ", "_")


def _whole_state(variable: Variable, value: object) -> str | None:
    """The state whose text a whole number is; None for anything else, or where 1.0 is one too.

    Networks have states such as 0, 1 and 2, and frames have numbers for them.
    """
    number = parse_number(value)
    if variable.bins is not None or number is None or not number.is_integer():
        return None
    digits = str(int(value)) if isinstance(value, Integral) else str(int(number))
    found = [state for state in variable.states if state in (digits, str(value))]
    return digits if found == [digits] else None


def _match_number(variable: Variable, value: object) -> tuple[int, float]:
    bins = variable.bins
    assert bins is not None
    number = parse_number(value)
    position = None if number is None else bins.position(number)
    if position is None or number is None:
        low = min(interval.low for interval in bins.intervals)
        high = max(interval.high for interval in bins.intervals)
        of_unit = f" of {unit_of(variable)}" if unit_of(variable) else ""
        raise EvidenceError(
            f"{bins.name}={value!r}: expected a number{of_unit} from {low:g} to {high:g}, "
            f"or a state: {variable.name}={' or '.join(variable.states)}{_written_hint(value)}"
        )
    return position, number + 0.0  # nobody means minus 0


def _written_hint(value: object) -> str:
    """What to do about the commonest ways to write a number that is none."""
    if is_too_small(value):
        return small_hint(value)
    text = str(value).strip()
    if text.count(",") == 1 and parse_number(text.replace(",", ".")) is not None:
        return f"; write the decimal point as a point: {text.replace(',', '.')}"
    if text[:1].isdigit() and parse_number(text) is None:
        return "; write the number alone, its unit is in the name"
    return ""
