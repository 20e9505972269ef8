"""The rows of the tables that stand behind a number, with their intervals, grades and sources."""

from __future__ import annotations

import math
import os
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

import numpy as np

from lumpbayes.knowledge.cells import RowGroup
from lumpbayes.knowledge.estimates import GRADES, JUDGEMENT
from lumpbayes.knowledge.likelihoods import given_text, group_column
from lumpbayes.knowledge.records import KnowledgeBase
from lumpbayes.views import shown

__all__ = [
    "TableRow",
    "event_text",
    "likelihood_rows",
    "origin",
    "prior_rows",
    "row_place",
    "source_keys",
]

EDITED = re.compile(r" \((edited, was [^()]*|new row)\)$")
"""Ends the place of a row that an edit changed or made."""

ALWAYS = given_text(())
"""The condition of a row that holds whatever the parents are."""


class Cited(Protocol):
    """What names its sources."""

    @property
    def sources(self) -> tuple[str, ...]:
        """Their keys."""


@shown
class TableRow(NamedTuple):
    """A number of priors.csv or likelihoods.csv, or the rest that a reference state gets.

    Attributes:
        variable, state: P(variable = state | given).
        given: the condition as the table writes it; ``(always)`` where it is empty.
        probability: the number.
        low, high: its 95 % interval; None for the rest that two or more listed states leave.
        grade: of the number; the weakest of those that leave the rest.
        sources: source keys.
        place: ``file:line``, the file without its folder, or the row of a frame; of the first of
            the rows that leave the rest. Where an edit changed the number, the line says another
            one, and what it says stands there instead: ``priors.csv (edited, was 0.246)``.
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

    @property
    def event(self) -> str:
        """What the number is the probability of: ``P(fever=yes | cause=lipoma)``."""
        return event_text(self.variable, self.state, self.given)

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return {**self._asdict(), "sources": list(self.sources)}


def event_text(variable: str, state: str, given: str) -> str:
    """What a number is the probability of; a condition that always holds is not shown."""
    condition = "" if given == ALWAYS else f" | {given}"
    return f"P({variable}={state}{condition})"


def origin(rows: Iterable[TableRow]) -> str:
    """What some rows rest on, in short: their weakest grade, and how many sources.

    A judgement is no source.

    >>> row = TableRow("fever", "yes", ALWAYS, 0.1, 0, 1, "estimate", ("judgement",), "x:2", False)
    >>> origin([row]), origin([row, row._replace(sources=("a", "b"))])
    ('estimate', 'estimate; 2 sources')
    >>> row.event
    'P(fever=yes)'
    """
    listed = list(rows)
    grade = max((row.grade for row in listed), key=GRADES.index)
    count = len({*source_keys(listed)} - {JUDGEMENT})
    sources = f"; {count} source{'' if count == 1 else 's'}" if count else ""
    edited = "; edited" if any(EDITED.search(row.place) for row in listed) else ""
    return f"{grade}{sources}{edited}"


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
    given, found = given_text(cell.given), cell.estimate
    if state in listed:
        place = row_place(knowledge, "likelihoods", cell.line, cell.was)
        numbers = (found.probability, found.low, found.high, found.grade, found.sources)
        return TableRow(cell.variable, state, given, *numbers, place, False)
    was = math.fsum(each.estimate.probability if each.was is None else each.was for each in group)
    edited = max(0.0, 1 - was) if any(each.was is not None for each in group) else None
    place = row_place(knowledge, "likelihoods", cell.line, edited)
    rest = group_column(group, knowledge.variables[cell.variable].states)[-1]
    low, high = (1 - found.high, 1 - found.low) if len(group) == 1 else (None, None)
    grade = max((each.estimate.grade for each in group), key=GRADES.index)
    keys = source_keys(each.estimate for each in group)
    return TableRow(cell.variable, state, given, rest, low, high, grade, keys, place, True)


def row_place(knowledge: KnowledgeBase, table: str, line: int, was: float | None = None) -> str:
    """Where a number stands: the file's own name, wherever it lies, and the line; a frame's row.

    Args:
        knowledge: the model.
        table: of the number.
        line: of its row; 0 where an edit made the row.
        was: what the line says, where an edit changed it: then the line vouches for nothing.
    """
    file = knowledge.files[table]
    own = file._replace(shown=os.path.basename(file.shown))
    if was is not None:
        return f"{own.shown} (edited, was {was:.4g})"
    return own.place(line) if line else f"{own.shown} (new row)"


def source_keys(cited: Iterable[Cited]) -> tuple[str, ...]:
    """The source keys of all, each once, in order."""
    return tuple(dict.fromkeys(key for each in cited for key in each.sources))


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
            place = row_place(knowledge, "priors", cell.line, cell.was)
            rows.append(TableRow(knowledge.cause, cell.cause, given, *numbers, place, False))
    return tuple(rows)
