"""What differs between two models, number by number and row by row."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from lumpbayes.inference.network import Network
from lumpbayes.knowledge.cells import Cell, Estimate, PriorCell
from lumpbayes.knowledge.likelihoods import given_text
from lumpbayes.knowledge.question_settings import question_entry
from lumpbayes.knowledge.records import KnowledgeBase, Variable
from lumpbayes.knowledge.thresholds import threshold_entry
from lumpbayes.knowledge.writing import table_rows
from lumpbayes.views import shown

__all__ = [
    "CellChange",
    "RowChange",
    "TableChange",
    "cell_changes",
    "families",
    "log_odds_difference",
    "row_changes",
    "table_changes",
]

KEYS: Mapping[str, tuple[str, ...]] = {
    "variables": ("name",),
    "labels": ("variable", "state"),
    "sources": ("key",),
    "management": ("cause",),
    "losses": ("cause", "urgency"),
    "red_flags": ("id",),
    "codes": ("kind", "name", "state"),
    "presentations": ("id",),
}
"""The columns that name a row, for every table but the numbers and the groups."""

SILENT_TABLES = ("model", "sources", "presentations")
"""What the fingerprint does not cover."""

ABOUT = ("name", "title", "version", "cause")
"""Of the model file, what the fingerprint does not cover; its review is the rest of it."""

ORDER = "order of the entries"
"""Of thresholds: where two give the same urgency, the first is named first."""

ALIKE = 12
"""Decimals in which two differences differ that are not alike."""

Row = Mapping[str, str]


@shown
class CellChange(NamedTuple):
    """A number that differs, or that only one model has.

    Attributes:
        table: ``priors`` or ``likelihoods``.
        variable: whose number.
        state: of which state.
        given: under which condition, as the table writes it.
        before, after: the estimates; None where a model has no such row.
    """

    table: str
    variable: str
    state: str
    given: str
    before: Estimate | None
    after: Estimate | None

    @property
    def only_note(self) -> bool:
        """Whether no more than the note differs."""
        if self.before is None or self.after is None:
            return False
        return self.before._replace(note="") == self.after._replace(note="")


@shown
class RowChange(NamedTuple):
    """A row of another table that differs, or that only one model has.

    Attributes:
        table: its table; ``thresholds``, ``questions``, ``defaults``, ``wording`` (the safety net
            and the words of urgency) and ``model`` for the model file.
        key: what names the row.
        before, after: column -> text, only of columns that differ; None where a model lacks it.
    """

    table: str
    key: str
    before: Row | None
    after: Row | None

    @property
    def affects_answers(self) -> bool:
        """False for notes, sources, presentations, and the model's title, version and review."""
        return self.table not in SILENT_TABLES and {*(self.before or {"": ""})} != {"note"}


@shown
class TableChange(NamedTuple):
    """A table P(variable | parents) of a network file that differs.

    Attributes:
        variable: whose table.
        numbers: how many of its probabilities differ.
        state, given: of those the one that differs most, and under which states of the parents.
        before, after: that one.
    """

    variable: str
    numbers: int
    state: str
    given: str
    before: float
    after: float


def log_odds_difference(before: float, after: float) -> float | None:
    """logit(after) - logit(before), in nats; None from or to 0 or 1, where it is infinite.

    >>> round(log_odds_difference(0.5, 0.8), 6), log_odds_difference(0.0, 0.5)
    (1.386294, None)
    """
    if not (0 < before < 1 and 0 < after < 1):
        return 0.0 if before == after else None
    return math.log(after / (1 - after)) - math.log(before / (1 - before))


def cell_changes(before: KnowledgeBase, after: KnowledgeBase) -> tuple[CellChange, ...]:
    """Priors and likelihoods that differ, in the order of ``before``, then what is new."""
    changes = []
    for table in ("priors", "likelihoods"):
        old, new = _cells(before, table), _cells(after, table)
        for key in dict.fromkeys((*old, *new)):
            if old.get(key) != new.get(key):
                changes.append(CellChange(table, *key, old.get(key), new.get(key)))
    return tuple(changes)


def _cells(knowledge: KnowledgeBase, table: str) -> dict[tuple[str, str, str], Estimate]:
    """(variable, state, condition) -> estimate."""
    cells: tuple[PriorCell, ...] | tuple[Cell, ...] = getattr(knowledge, table)
    return {_key(knowledge, cell): cell.estimate for cell in cells}


def _key(knowledge: KnowledgeBase, cell: PriorCell | Cell) -> tuple[str, str, str]:
    if isinstance(cell, Cell):
        return cell.variable, cell.state, given_text(cell.given)
    where = f"{knowledge.setting}={cell.setting}" if knowledge.setting else given_text(())
    return knowledge.cause, cell.cause, where


def table_changes(
    before: KnowledgeBase, after: KnowledgeBase, networks: tuple[Network, Network]
) -> tuple[TableChange, ...]:
    """The tables that differ where a model is a network file, whose numbers stand in no rows.

    Those with other axes in the two models are left out, for the variables say so.

    Args:
        before: a model in words.
        after: another one.
        networks: the same in arrays.
    """
    if not (before.from_network or after.from_network):
        return ()
    found = (_table_change(name, *networks) for name in families(before, after))
    return tuple(change for change in found if change is not None)


def _table_change(name: str, before: Network, after: Network) -> TableChange | None:
    index = after.index(name)
    old, new = before.tables[before.index(name)], after.tables[index]
    apart = np.abs(new - old)
    if not apart.any():
        return None
    most = np.unravel_index(int(np.round(apart, ALIKE).argmax()), apart.shape)
    state, *given = (
        (after.names[axis], after.states[axis][place])
        for axis, place in zip((index, *after.parents[index]), most, strict=True)
    )
    count, pair = int(np.count_nonzero(apart)), (float(old[most]), float(new[most]))
    return TableChange(name, count, state[1], given_text(tuple(given)), *pair)


def families(before: KnowledgeBase, after: KnowledgeBase) -> Iterator[str]:
    """The variables whose table has the same axes in both versions, in table order.

    >>> import lumpbayes as lb
    >>> engine = lb.load(backend="sweeps")
    >>> len(list(families(engine.knowledge, engine.knowledge)))
    44
    """
    for name, variable in before.variables.items():
        other = after.variables.get(name)
        if other is None or other.parents != variable.parents:
            continue
        family = (name, *variable.parents)
        if all(
            each in after.variables
            and before.variables[each].states == after.variables[each].states
            for each in family
        ):
            yield name


def row_changes(before: KnowledgeBase, after: KnowledgeBase) -> tuple[RowChange, ...]:
    """Rows of every other table that differ, table by table.

    The order of rows is not looked at, save that of thresholds. Labels of variables and states that
    only one model has are left out, for the variables say so.
    """
    old, new = _tables(before), _tables(after)
    return tuple(
        change
        for table in old
        for change in _compare_rows(table, old[table], new[table])
        if table != "labels" or (change.before is not None and change.after is not None)
    )


def _compare_rows(
    table: str, old: Mapping[str, Row], new: Mapping[str, Row]
) -> Iterator[RowChange]:
    for key in dict.fromkeys((*old, *new)):
        if key not in new:
            yield RowChange(table, key, old[key], None)
        elif key not in old:
            yield RowChange(table, key, None, new[key])
        else:
            names = [name for name in new[key] if old[key].get(name) != new[key][name]]
            if names:
                yield RowChange(
                    table,
                    key,
                    {name: old[key].get(name, "") for name in names},
                    {name: new[key][name] for name in names},
                )


def _tables(knowledge: KnowledgeBase) -> dict[str, dict[str, Row]]:
    """Table -> key -> row, everything but the numbers."""
    kb = knowledge
    written = table_rows(kb)
    tables: dict[str, dict[str, Row]] = {
        "model": {"": {**{key: getattr(kb, key) for key in ABOUT}, "review": kb.wording.review}},
        "defaults": {name: {"state": state} for name, state in kb.defaults.items()},
        "wording": {name: {"text": text} for name, text in kb.wording.said()},
        "questions": {
            name: {"value": str(value)} for name, value in question_entry(kb.questions).items()
        },
    }
    for table, names in KEYS.items():
        columns, rows = written.get(table, ((), ()))
        tables[table] = _keyed(names, [_texts(columns, row) for row in rows])
    if kb.from_network:
        tables["variables"] = {name: _axes(each) for name, each in kb.variables.items()}
    tables["groups"] = {
        f"{group.variable} {group.name}": {"label": group.label, "states": ";".join(group.states)}
        for group in kb.groups
    }
    entries = [threshold_entry(each) for each in kb.thresholds]
    thresholds = [_texts(tuple(entry), tuple(entry.values())) for entry in entries]
    tables["thresholds"] = _keyed(("cause", "group", "urgency", "when"), thresholds)
    tables["thresholds"][ORDER] = {"entries": "; ".join(tables["thresholds"])}
    return tables


def _axes(variable: Variable) -> Row:
    """All that a network file says of a variable."""
    return {"states": ";".join(variable.states), "parents": ";".join(variable.parents)}


def _texts(columns: Sequence[str], row: Sequence[object]) -> Row:
    return dict(zip(columns, map(str, row), strict=True))


def _keyed(names: tuple[str, ...], rows: list[Row]) -> dict[str, Row]:
    """The rows by the text of the columns that name them; rows of one name are numbered."""
    found: dict[str, Row] = {}
    for row in rows:
        name = key = " ".join(row[each] for each in names if row.get(each))
        number = 1
        while key in found:
            number += 1
            key = f"{name} ({number})"
        found[key] = {column: text for column, text in row.items() if column not in names}
    return found
