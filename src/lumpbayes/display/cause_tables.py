"""Causes and groups for a terminal: lists of them, and all that the tables say of one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from click import style

from lumpbayes.display.words import plain
from lumpbayes.display.wrapping import wrapped
from lumpbayes.knowledge.cells import Cell, Estimate
from lumpbayes.knowledge.likelihoods import given_text
from lumpbayes.knowledge.records import Group, KnowledgeBase
from lumpbayes.percentages import percent
from lumpbayes.reasoning.causes import Causes
from lumpbayes.reasoning.table_rows import event_text, row_place

if TYPE_CHECKING:
    from rich.table import Table

__all__ = [
    "add_row",
    "cause_lines",
    "cause_numbers",
    "causes_table",
    "cells_naming",
    "folded_table",
    "group_lines",
    "groups_table",
    "groups_with",
]


def causes_table(knowledge: KnowledgeBase) -> Table:
    """The causes: key, label, urgency of each and its groups, as a rich table."""
    table = folded_table("cause", "label", "urgency", "groups")
    labels = knowledge.state_labels[knowledge.cause] if knowledge.cause else {}
    for cause in knowledge.causes:
        advice = knowledge.management
        level = advice[cause].urgency if cause in advice else ""
        groups = ", ".join(group.name for group in groups_with(knowledge, cause))
        add_row(table, cause, labels[cause], level, groups)
    return table


def groups_table(knowledge: KnowledgeBase) -> Table:
    """The groups: variable, key, label and members, as a rich table."""
    table = folded_table("variable", "group", "label", "states")
    for group in knowledge.groups:
        add_row(table, group.variable, group.name, group.label, ", ".join(group.states))
    return table


def groups_with(knowledge: KnowledgeBase, cause: str) -> Iterator[Group]:
    """The groups that a cause is in."""
    return (group for group in knowledge.groups_of(knowledge.cause) if cause in group.states)


def group_lines(knowledge: KnowledgeBase, group: Causes, width: int) -> Iterator[str]:
    """The label of a group of causes, and its members."""
    yield style(f"{plain(group.label)} ({plain(group.name)})", bold=True)
    labels = knowledge.state_labels[knowledge.cause]
    members = ", ".join(f"{plain(state)} ({plain(labels[state])})" for state in group.states)
    yield from wrapped(f"one of: {members}", width, indent="    ")


def cause_lines(knowledge: KnowledgeBase, cause: str, width: int) -> Iterator[str]:
    """A cause's label, its groups, and its row of management.csv."""
    label = plain(knowledge.state_labels[knowledge.cause][cause])
    yield style(f"{label} ({plain(cause)})", bold=True)
    groups = ", ".join(plain(group.name) for group in groups_with(knowledge, cause))
    facts = [f"groups: {groups}" if groups else ""]
    if cause in knowledge.management:
        row = knowledge.management[cause]
        facts += [f"urgency: {row.urgency}"]
        facts += [f"work-up: {plain(row.workup)}", f"treatment: {plain(row.treatment)}"]
        facts += [f"sources: {', '.join(map(plain, row.sources))}"]
        facts += [f"({plain(row_place(knowledge, 'management', row.line))})"]
    for fact in facts:
        yield from wrapped(fact, width, indent="    ")


def cause_numbers(knowledge: KnowledgeBase, name: str) -> Table:
    """Every number that names a cause or a group: priors, then likelihoods, as a rich table."""
    table = folded_table("number")
    for heading in ("probability", "95 % interval"):
        table.add_column(heading, justify="right", no_wrap=True)
    for heading in ("grade", "source", "place"):
        table.add_column(heading, overflow="fold")
    for prior in knowledge.priors:
        if prior.cause == name:
            given = ((knowledge.setting, prior.setting),) if knowledge.setting else ()
            event = event_text(knowledge.cause, name, given_text(given))
            place = row_place(knowledge, "priors", prior.line)
            add_row(table, event, *_numbers(prior.estimate), place)
    for cell in cells_naming(knowledge, name):
        event = event_text(cell.variable, cell.state, given_text(cell.given))
        place = row_place(knowledge, "likelihoods", cell.line)
        add_row(table, event, *_numbers(cell.estimate), place)
    return table


def cells_naming(knowledge: KnowledgeBase, name: str) -> Iterator[Cell]:
    """The likelihoods whose condition names a cause, or a group that it is in; or that group."""
    named = {name, f"@{name}", *(f"@{group.name}" for group in groups_with(knowledge, name))}
    for cell in knowledge.likelihoods:
        if any(parent == knowledge.cause and state in named for parent, state in cell.given):
            yield cell


def _numbers(estimate: Estimate) -> tuple[str, str, str, str]:
    interval = f"{percent(estimate.low)} to {percent(estimate.high)}"
    return percent(estimate.probability), interval, estimate.grade, "; ".join(estimate.sources)


def folded_table(*headings: str) -> Table:
    """Without borders, its columns folded, the first in bold."""
    from rich.table import Table

    table = Table(box=None, padding=(0, 2, 0, 0), show_edge=False)
    for number, heading in enumerate(headings):
        table.add_column(heading, overflow="fold", style="" if number else "bold")
    return table


def add_row(table: Table, *cells: str) -> None:
    """A row of plain text; conditions may break behind a semicolon."""
    from rich.text import Text

    table.add_row(*(Text(plain(cell).replace(";", "; ").replace(";  ", "; ")) for cell in cells))
