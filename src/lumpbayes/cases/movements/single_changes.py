"""The earlier tables with one change of the later ones alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from lumpbayes.cases.movements.changed_rows import ChangedRows, changed_rows
from lumpbayes.cases.movements.rule_changes import with_rule
from lumpbayes.inference.network import FloatArray, Network, read_only
from lumpbayes.inference.tables import Layout, RepeatedColumns, Table, Tables, kept_tables
from lumpbayes.knowledge.building import network_columns
from lumpbayes.knowledge.comparing import families
from lumpbayes.knowledge.likelihoods import given_text
from lumpbayes.knowledge.records import KnowledgeBase

__all__ = ["SingleChange", "replaced_table", "single_changes"]


class SingleChange(NamedTuple):
    """A change, and the earlier version with it alone.

    Attributes:
        rows: what differs.
        variable: index of the variable whose table it is; -1 where no table differs.
        table: P(variable | parents) with that change; None where no table differs.
        knowledge: the model with other rules of urgency; None where no rule differs.
        why_not: why it cannot be tried alone; empty where it can.
    """

    rows: ChangedRows
    variable: int = -1
    table: RepeatedColumns | None = None
    knowledge: KnowledgeBase | None = None
    why_not: str = ""


def single_changes(
    before: KnowledgeBase, after: KnowledgeBase, networks: tuple[Network, Network]
) -> tuple[SingleChange, ...]:
    """Every change, numbers first.

    Args:
        before: the earlier version in words.
        after: the later one.
        networks: the same in arrays.

    >>> import lumpbayes as lb
    >>> engine = lb.load(backend="sweeps")
    >>> other = engine.with_prior("lipoma", 0.3)
    >>> found = single_changes(engine.knowledge, other.knowledge, (engine.network, other.network))
    >>> [(each.rows.table, each.rows.numbers[0].state) for each in found]
    [('priors', 'lipoma')]
    """
    if before.from_network or after.from_network:
        return tuple(_whole_tables(before, after, networks))
    comparable = {*families(before, after)}
    columns = [
        dict(zip(network.names, network_columns(each), strict=True))
        for each, network in zip((before, after), networks, strict=True)
    ]
    sets: dict[str, list[ChangedRows]] = {}
    rules = []
    for rows in changed_rows(before, after):
        if rows.row is None:
            sets.setdefault(rows.variable, []).append(rows)
        else:
            changed, why = with_rule(before, after, rows)
            rules.append(SingleChange(rows, knowledge=changed, why_not=why))
    found: list[SingleChange] = []
    for name, each in sets.items():
        if name not in comparable:
            why = f"{name} has other states or parents in the two versions"
            found += [SingleChange(rows, why_not=why) for rows in each]
        else:
            index, pair = networks[0].index(name), (columns[0][name], columns[1][name])
            found += [
                SingleChange(rows, index, table)
                for rows, table in _tables(before, after, name, each, pair)
            ]
    return (*found, *rules)


def _tables(
    before: KnowledgeBase,
    after: KnowledgeBase,
    name: str,
    sets: Sequence[ChangedRows],
    columns: tuple[RepeatedColumns, RepeatedColumns],
) -> Iterator[tuple[ChangedRows, RepeatedColumns]]:
    """The table of a variable with each set of rows changed alone."""
    old, new = (_places(each, name) for each in (before, after))
    holds = [_holding(each, places) for each, places in zip(columns, (old, new), strict=True)]
    moved = {given for given in (*old, *new) if given not in old or given not in new}
    for rows in sets:
        if rows.given not in moved:
            table = columns[0].columns.copy()
            table[:, old[rows.given]] = columns[1].columns[:, new[rows.given]]
            yield rows, RepeatedColumns(read_only(table), columns[0].layout)
    if moved or holds[0] != holds[1]:
        table = columns[1].columns.copy()
        for given in old.keys() & new.keys():
            table[:, new[given]] = columns[0].columns[:, old[given]]
        numbers = tuple(n for rows in sets if rows.given in moved for n in rows.numbers)
        place = numbers[0].place if numbers else ""
        together = ChangedRows("likelihoods", name, _listed(sets, moved), place, numbers, None)
        yield together, RepeatedColumns(read_only(table), columns[1].layout)


def _listed(sets: Sequence[ChangedRows], moved: set[str]) -> str:
    """The conditions of rows that can only be changed together."""
    names = [rows.given for rows in sets if rows.given in moved]
    return " and ".join(names) if names else "where each row holds"


def _places(knowledge: KnowledgeBase, name: str) -> dict[str, int]:
    """Condition -> the column of its numbers."""
    if name == knowledge.cause:
        where = knowledge.setting
        settings = knowledge.variables[where].states if where else ("",)
        pairs = [((where, each),) if where else () for each in settings]
        return {given_text(given): place for place, given in enumerate(pairs)}
    groups = knowledge.expansions[name].groups
    return {given_text(group[0].given): at for at, group in enumerate(groups)}


def _holding(columns: RepeatedColumns, places: Mapping[str, int]) -> list[str]:
    """The condition that holds at each configuration of the parents."""
    names = {place: given for given, place in places.items()}
    return [names[each] for each in columns.layout.owner().ravel().tolist()]


def _whole_tables(
    before: KnowledgeBase, after: KnowledgeBase, networks: tuple[Network, Network]
) -> Iterator[SingleChange]:
    """Of networks, whose numbers stand in no rows: the tables that differ."""
    old, new = networks
    for name in families(before, after):
        table = new.tables[new.index(name)]
        if not np.array_equal(old.tables[old.index(name)], table):
            rows = ChangedRows("network", name, "all conditions", "", (), None)
            yield SingleChange(rows, old.index(name), _one_by_one(table))


def _one_by_one(table: FloatArray) -> RepeatedColumns:
    """A table, each of its columns on its own."""
    columns = read_only(table.reshape(len(table), -1))
    places = np.arange(columns.shape[1]).reshape(table.shape[1:])
    return RepeatedColumns(columns, Layout.of(places))


def replaced_table(network: Network, change: SingleChange) -> Network:
    """The network with one table changed.

    Args:
        network: the earlier one.
        change: one that has a table.
    """
    kept: list[Table] = list(
        network.tables.kept if isinstance(network.tables, Tables) else network.tables
    )
    assert change.table is not None
    kept[change.variable] = change.table
    return Network(network.names, network.states, network.parents, kept_tables(kept))
