"""The rows of the tables that stand behind a number, with their intervals, grades and sources."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from lumpbayes.knowledge.likelihoods import given_text, group_column
from lumpbayes.knowledge.records import KnowledgeBase, RowGroup

__all__ = ["TableRow", "likelihood_rows", "prior_rows"]

GRADES = ("sourced", "derived", "estimate")
"""From the best grade to the weakest."""


class TableRow(NamedTuple):
    """A number of priors.csv or likelihoods.csv, or the rest that a reference state gets.

    Attributes:
        variable, state: P(variable = state | given).
        given: the condition as the table writes it; ``(always)`` where it is empty.
        probability: the number.
        low, high: its 95 % interval; None for the rest that two or more listed states leave.
        grade: of the number; the weakest of those that leave the rest.
        sources: source keys.
        place: ``file:line``, the file without its folder; of the first of the rows that leave the
            rest.
        is_rest: whether the state is not listed, and gets what the listed ones leave.
    """

    variable: str
    state: str
    given: str
    probability: float
    low: float | None
    high: float | None
    grade: str
    sources: tuple[str, ...]
    place: str
    is_rest: bool


def likelihood_rows(
    knowledge: KnowledgeBase,
    variable: str,
    states: Sequence[str],
    held: Mapping[str, Collection[str]],
) -> tuple[TableRow, ...]:
    """The rows that say how probable states of a variable are, each once.

    Where a parent is not held at one state, every row that holds for some state of it is behind
    the number.

    Args:
        knowledge: the model; one read from a network file has no rows.
        variable: not the cause.
        states: of the variable.
        held: parent -> the states that it may be in; any where it is not named.
    """
    if variable not in knowledge.expansions:
        return ()
    expansion, variables = knowledge.expansions[variable], knowledge.variables
    places = []
    for parent in variables[variable].parents:
        all_states = variables[parent].states
        allowed = held.get(parent, all_states)
        places.append([all_states.index(state) for state in all_states if state in allowed])
    owners = expansion.layout.owner()
    chosen = owners[np.ix_(*places)] if places else owners
    groups = [expansion.groups[each] for each in sorted(set(chosen.ravel().tolist()))]
    return tuple(_row(knowledge, group, state) for group in groups for state in states)


def _row(knowledge: KnowledgeBase, group: RowGroup, state: str) -> TableRow:
    listed = {cell.state: cell for cell in group}
    cell = listed.get(state, group[0])
    given, place = given_text(cell.given), _place(knowledge, "likelihoods", cell.line)
    found = cell.estimate
    if state in listed:
        numbers = (found.probability, found.low, found.high, found.grade, found.sources)
        return TableRow(cell.variable, state, given, *numbers, place, False)
    rest = group_column(group, knowledge.variables[cell.variable].states)[-1]
    low, high = (1 - found.high, 1 - found.low) if len(group) == 1 else (None, None)
    grade = max((each.estimate.grade for each in group), key=GRADES.index)
    keys = tuple(dict.fromkeys(key for each in group for key in each.estimate.sources))
    return TableRow(cell.variable, state, given, rest, low, high, grade, keys, place, True)


def _place(knowledge: KnowledgeBase, table: str, line: int) -> str:
    """The file's own name, wherever it lies, and the line; a row that an edit made has none."""
    name = os.path.basename(knowledge.files[table].shown)
    return f"{name}:{line}" if line else name


def prior_rows(
    knowledge: KnowledgeBase, causes: Collection[str], setting: str | None
) -> tuple[TableRow, ...]:
    """The rows of priors.csv for some causes.

    Args:
        knowledge: the model; one read from a network file has no rows.
        causes: their names.
        setting: where the person is seen; None where that is not known for certain: every
            setting's rows count.
    """
    rows = []
    for cell in knowledge.priors:
        if cell.cause in causes and setting in (None, cell.setting):
            given = given_text(((knowledge.setting, cell.setting),) if knowledge.setting else ())
            found = cell.estimate
            numbers = (found.probability, found.low, found.high, found.grade, found.sources)
            place = _place(knowledge, "priors", cell.line)
            rows.append(TableRow(knowledge.cause, cell.cause, given, *numbers, place, False))
    return tuple(rows)
