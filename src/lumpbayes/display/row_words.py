"""A number of the tables in plain words."""

from __future__ import annotations

from lumpbayes.display.words import plain
from lumpbayes.knowledge.records import KnowledgeBase
from lumpbayes.reasoning.table_rows import ALWAYS, TableRow

__all__ = ["number_words", "row_words"]

ANY = "*"
GROUP = "@"


def row_words(knowledge: KnowledgeBase, row: TableRow) -> str:
    """What a number is the probability of: ``Fever: yes, if Skin abscess``.

    Of a cause it is how common that is: ``How common Lipoma is in primary care``.

    Args:
        knowledge: the model.
        row: of its tables.
    """
    event = _state_words(knowledge, row.variable, row.state)
    parts = [] if row.given == ALWAYS else row.given.split(";")
    pairs = [(name, selected) for name, _, selected in (part.partition("=") for part in parts)]
    if row.variable == knowledge.cause:
        event = f"How common {event} is"
        places = [selected for name, selected in pairs if name == knowledge.setting]
        pairs = [(name, selected) for name, selected in pairs if name != knowledge.setting]
        event += "".join(_in_setting(knowledge, place) for place in places)
    known = [each for each in (_condition(knowledge, *pair) for pair in pairs) if each]
    return f"{event}, if {' and '.join(known)}" if known else event


def number_words(probability: float) -> str:
    """A number of the tables as people read it, in three digits.

    >>> number_words(0.003), number_words(0.5635), number_words(1.0)
    ('0.3 %', '56.4 %', '100 %')
    """
    return f"{100 * probability:.3g} %"


def _in_setting(knowledge: KnowledgeBase, selected: str) -> str:
    """Where the persons are seen; empty where it may be anywhere."""
    labels = knowledge.state_labels[knowledge.setting] if knowledge.setting else {}
    if selected in labels:
        return f" in {plain(labels[selected])}"
    words = _condition(knowledge, knowledge.setting or "", selected)
    return f" in {words}" if words else ""


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
