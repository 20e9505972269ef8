"""A number of the tables in plain words."""

from __future__ import annotations

from lumpbayes.display.words import plain
from lumpbayes.knowledge.records import KnowledgeBase
from lumpbayes.reasoning.table_rows import ALWAYS, TableRow

__all__ = ["row_words"]

ANY = "*"
GROUP = "@"


def row_words(knowledge: KnowledgeBase, row: TableRow) -> str:
    """What a number is the probability of: ``Fever: yes, if Skin abscess``.

    Args:
        knowledge: the model.
        row: of its tables.
    """
    event = _state_words(knowledge, row.variable, row.state)
    parts = [] if row.given == ALWAYS else row.given.split(";")
    conditions = [_condition(knowledge, *part.split("=", 1)) for part in parts]
    known = [each for each in conditions if each]
    return f"{event}, if {' and '.join(known)}" if known else event


def _condition(knowledge: KnowledgeBase, name: str, selected: str) -> str:
    """One parent of a condition; empty where it may be anything."""
    if selected == ANY:
        return "any other cause" if name == knowledge.cause else ""
    if not selected.startswith(GROUP):
        return _state_words(knowledge, name, selected)
    labels = {group.name: group.label for group in knowledge.groups_of(name)}
    label = plain(labels[selected.removeprefix(GROUP)])
    return label if name == knowledge.cause else f"{_label(knowledge, name)}: {label}"


def _state_words(knowledge: KnowledgeBase, name: str, state: str) -> str:
    words = plain(knowledge.state_labels[name][state])
    return words if name == knowledge.cause else f"{_label(knowledge, name)}: {words}"


def _label(knowledge: KnowledgeBase, name: str) -> str:
    return plain(knowledge.variable_labels[name])
