"""Columns of a case file that hold likelihoods, such as ``fever:yes`` and ``fever:no``."""

from __future__ import annotations

from typing import NamedTuple

from lumpbayes.cases.case_problems import sentences
from lumpbayes.errors import EvidenceError, UnknownNameError
from lumpbayes.knowledge.codes import Key
from lumpbayes.knowledge.matching import match_state, match_variable
from lumpbayes.knowledge.records import KnowledgeBase, Variable

__all__ = ["SoftColumns", "add_state", "soft_column", "soft_columns"]


class SoftColumns(NamedTuple):
    """The columns that hold the likelihood of each state of one variable.

    Attributes:
        variable: whose states.
        labels: the column of each state, in table order.
    """

    variable: Variable
    labels: tuple[str, ...]


def soft_column(knowledge: KnowledgeBase, label: str, may_fail: bool) -> tuple[Key, str] | None:
    """``fever:yes``: the variable and its state; None where the part before is no variable.

    Args:
        knowledge: the model in words.
        label: the column.
        may_fail: whether a state that there is not makes it another column, and no error.

    Raises:
        UnknownNameError: the variable has no such state.
        EvidenceError: it may mean several states.
    """
    name, colon, state = label.partition(":")
    found = match_variable(knowledge, name) if colon else None
    if found is None:
        return None
    variable = found[0]
    try:
        return Key(variable, variable.name), match_state(variable, state.strip())
    except EvidenceError as error:
        if may_fail:
            return None
        if not isinstance(error, UnknownNameError):
            raise
        what = f"A column such as {name}:{variable.states[0]} holds the likelihood of a state"
        raise UnknownNameError(sentences(str(error), what), error.nearest) from None


def add_state(states: dict[str, str], name: str, state: str, label: str) -> None:
    """Put a column among those of a variable.

    Args:
        states: state -> its column so far.
        name: of the variable.
        state: whose likelihood the column holds.
        label: the column.

    Raises:
        EvidenceError: that state has a column already.
    """
    if state in states:
        raise EvidenceError(
            f"columns {states[state]!r} and {label!r} both hold the likelihood of {name}={state}: "
            "keep one"
        )
    states[state] = label


def soft_columns(variable: Variable, found: dict[str, str]) -> SoftColumns:
    """The columns of a variable, of which none may be missing.

    Args:
        variable: whose states.
        found: state -> its column.

    Raises:
        EvidenceError: a state has none.
    """
    missing = [state for state in variable.states if state not in found]
    if missing:
        label = next(iter(found.values()))
        needed = ", ".join(f"{variable.name}:{state}" for state in missing)
        raise EvidenceError(
            f"column {label!r} holds how probable what was observed is if "
            f"{variable.name}={next(iter(found))}; that says nothing without the other states: add "
            f"the columns {needed} (0 excludes a state; they need not sum to 1)"
        )
    return SoftColumns(variable, tuple(found[state] for state in variable.states))
