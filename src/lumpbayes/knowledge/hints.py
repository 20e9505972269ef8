"""What to write instead of a name that the model does not have."""

from __future__ import annotations

import re

from lumpbayes.errors import or_nearest
from lumpbayes.knowledge.doubles import parse_number
from lumpbayes.knowledge.folding import folded
from lumpbayes.knowledge.records import KnowledgeBase, Variable

__all__ = ["counted", "number_text", "state_hint", "unit_of", "variable_hint"]

YES_OR_NO: dict[float | None, str] = {1.0: "write 'yes'", 0.0: "write 'no'"}
"""For those who mean yes or no by a number; another model may mean something else by it."""

NOTHING_KNOWN = frozenset(
    ("unknown", "not known", "unk", "not done", "missing", "n/a", "na", "nan", "null", "?", "-")
)
"""What people write where they know nothing."""

NUMBER = re.compile(r"\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)\s*(.*?)\s*", re.ASCII)
"""A number, and what stands behind it."""

SINGULAR = {f"{unit}s": unit for unit in ("year", "month", "week", "day", "hour", "minute")}

LONGEST_GROUP = 8
"""States of a group that are all shown."""


def variable_hint(knowledge: KnowledgeBase, key: object) -> str:
    """What to write instead of a key that is no variable: where it names a state, that.

    >>> import lumpbayes as lb
    >>> variable_hint(lb.load(backend="sweeps").knowledge, "lipoma")
    'it is a state of cause: cause=lipoma'
    """
    said = folded(key)
    owners = [
        (variable.name, state)
        for variable in knowledge.variables.values()
        for state in variable.states
        if folded(state) == said
    ]
    if len(owners) == 1:
        return f"it is a state of {owners[0][0]}: {'='.join(owners[0])}"
    groups = [group for group in knowledge.groups if folded(group.name) == said]
    if len(groups) == 1:
        listed = groups[0].states
        shown = f": {groups[0].variable}={','.join(listed)}" if len(listed) <= LONGEST_GROUP else ""
        return f"it is a group of states of {groups[0].variable}{shown}"
    return or_nearest(str(key), [name for _, name in knowledge.names.values()])


def state_hint(variable: Variable, value: object, text: str | None) -> str:
    """What to write instead of a value that is no state of a variable.

    Args:
        variable: the variable.
        value: what was given.
        text: what it says, where it is text or a boolean.
    """
    if text is None and str(value) in variable.states:
        return f"states are text: give {str(value)!r}"
    number = parse_number(value)
    if variable.bins is None and number in YES_OR_NO:
        if {*map(folded, variable.states)} == {"yes", "no"}:
            return YES_OR_NO[number]
    if text is not None and folded(text) in NOTHING_KNOWN:
        return "leave it out where nothing is known"
    hint = or_nearest(text or "", variable.states)  # None is not nearly 'no'
    if variable.bins is None or hint.startswith("did you mean"):
        return hint
    return _number_form(variable, value) or hint


def _number_form(variable: Variable, value: object) -> str:
    """How to give the number that a value begins with; nothing where it begins with none."""
    match = NUMBER.fullmatch(number_text(value))
    bins, unit = variable.bins, unit_of(variable)
    if bins is None or match is None:
        return ""
    if match[2] in ("", unit):
        return f"give a number as {bins.name}={match[1]}"
    of = f" of {unit}" if unit else ""
    return f"give a number{of} as {bins.name}=NUMBER"


def number_text(value: object) -> str:
    """A value as people write it: numpy's numbers without their type."""
    number = None if isinstance(value, str) else parse_number(value)
    return str(value) if number is None else f"{number:.15g}"


def counted(number: float, unit: str) -> str:
    """A number in its unit.

    >>> counted(1, "years"), counted(6.2, "cm"), counted(3, "")
    ('1 year', '6.2 cm', '3')
    """
    named = SINGULAR.get(unit, unit) if number == 1 else unit
    return f"{number:g} {named}".rstrip()


def unit_of(variable: Variable) -> str:
    """The unit in the name of a variable's number: ``cm`` of size_cm; empty where it has none."""
    if variable.bins is None:
        return ""
    own = variable.name.split("_")
    return " ".join(word for word in variable.bins.name.split("_") if word not in own)
