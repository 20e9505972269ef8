"""The earlier rules of urgency with one row of the later ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from lumpbayes.cases.movements.changed_rows import ChangedRows, named_rows
from lumpbayes.knowledge.frozen_mapping import FrozenMapping
from lumpbayes.knowledge.records import KnowledgeBase
from lumpbayes.knowledge.rules import Rule, tests_of

__all__ = ["with_rule"]


def with_rule(
    before: KnowledgeBase, after: KnowledgeBase, rows: ChangedRows
) -> tuple[KnowledgeBase | None, str]:
    """The earlier version with one row of another table as the later one has it.

    Args:
        before: the earlier version.
        after: the later one.
        rows: the row that differs.

    Returns:
        That model, and an empty text; or None, and why the row cannot be tried alone.

    >>> import lumpbayes as lb
    >>> knowledge = lb.load(backend="sweeps").knowledge
    >>> with_rule(knowledge, knowledge, ChangedRows("codes", "", "finding fever", "", (), None))
    (None, 'a change of codes is not tried alone')
    """
    if not rows.is_rule:
        return None, f"a change of {rows.table} is not tried alone"
    if before.causes != after.causes:
        return None, "the two versions have other causes"
    if not _is_known(before, after, rows):
        return None, "it names what the earlier version does not have"
    old, new = (named_rows(each, rows.table) for each in (before, after))
    if (rows.given not in old and rows.given not in new) or _whole(before, after, rows):
        return None, "it holds only together with the rest of its table"
    chosen = {name: row for name, row in old.items() if name != rows.given or name in new}
    if rows.given in new:
        chosen[rows.given] = new[rows.given]
    return _replaced(before, rows.table, chosen), ""


def _whole(before: KnowledgeBase, after: KnowledgeBase, rows: ChangedRows) -> bool:
    """Whether only one version has the table of losses, which is filled in whole."""
    return rows.table == "losses" and not (before.losses and after.losses)


def _replaced(knowledge: KnowledgeBase, table: str, rows: Mapping[str, Any]) -> KnowledgeBase:
    if table == "management":
        return replace(knowledge, management=FrozenMapping(dict(rows), "cause"))
    changes: dict[str, Any] = {table: tuple(rows.values())}
    return replace(knowledge, **changes)


def _is_known(before: KnowledgeBase, after: KnowledgeBase, rows: ChangedRows) -> bool:
    """Whether the earlier version has the variables and states that the later rule names."""
    row = named_rows(after, rows.table).get(rows.given)
    rule: Rule | None = getattr(row, "rule", getattr(row, "when", None))
    return rule is None or all(
        test.variable in before.variables and test.state in before.variables[test.variable].states
        for test in tests_of(rule)
    )
