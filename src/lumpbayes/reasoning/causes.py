"""One cause, or a group of causes, by the name that somebody gives."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from lumpbayes.errors import UnknownNameError, nearest_names, or_nearest
from lumpbayes.knowledge.folding import folded
from lumpbayes.knowledge.records import KnowledgeBase
from lumpbayes.reasoning.arguments import not_expected

__all__ = ["Causes", "find_causes"]

MOST_LISTED = 40
"""Names that a message lists; a model for people has fewer causes and groups."""


class Causes(NamedTuple):
    """A cause, or the causes of a group, as one event.

    Attributes:
        name: of the cause or of the group.
        label: the same in plain words.
        states: the causes.
        indices: their places among all causes, increasing.
    """

    name: str
    label: str
    states: tuple[str, ...]
    indices: tuple[int, ...]

    @classmethod
    def of(cls, knowledge: KnowledgeBase, states: tuple[str, ...], name: str, label: str) -> Causes:
        """The causes with these names, in table order."""
        indices = tuple(i for i, cause in enumerate(knowledge.causes) if cause in states)
        return cls(name, label, tuple(knowledge.causes[i] for i in indices), indices)


def find_causes(knowledge: KnowledgeBase, name: str) -> Causes:
    """The cause or the group of causes of that name or label.

    A name goes before a label, a cause before a group of the same name. Letter case and outer
    spaces are forgiven.

    Args:
        knowledge: the model.
        name: what somebody calls it.

    Raises:
        UnknownNameError: the model has neither a cause nor a group of that name or label, or
            several of that label.
        EvidenceError: something that is no single name.
    """
    if isinstance(name, Iterable) and not isinstance(name, str):
        raise not_expected("cause", name, "one name, of a cause or a group of causes")
    labels = knowledge.state_labels[knowledge.cause] if knowledge.cause else {}
    groups = {group.name: group for group in knowledge.groups_of(knowledge.cause)}
    known = _labels(knowledge)
    matches = list(_matches(known, name))
    if len(matches) > 1:
        raise UnknownNameError(
            f"{name!r} is the label of {' and of '.join(matches)}: name one of them", matches
        )
    if not matches:
        raise UnknownNameError(
            f"there is no cause, and no group of causes, {name!r}: "
            f"{or_nearest(str(name), [*known], MOST_LISTED)}",
            nearest_names(str(name), [*known]),
        )
    found = matches[0]
    if found in labels:
        return Causes.of(knowledge, (found,), found, labels[found])
    return Causes.of(knowledge, groups[found].states, found, groups[found].label)


def named_causes(knowledge: KnowledgeBase, name: str) -> Sequence[str]:
    """The cause or group that :func:`find_causes` finds; several of one label, which it refuses."""
    return _matches(_labels(knowledge), name)


def _labels(knowledge: KnowledgeBase) -> dict[str, str]:
    """Cause or group -> its label; a group that is called like a cause is left out."""
    labels = knowledge.state_labels[knowledge.cause] if knowledge.cause else {}
    groups = {group.name: group.label for group in knowledge.groups_of(knowledge.cause)}
    return {**labels, **{each: groups[each] for each in groups if each not in labels}}


def _matches(known: Mapping[str, str], name: object) -> Sequence[str]:
    """The name that is meant, or all those with the label that is, of names with their labels."""
    if name in known:
        return [str(name)]
    if not isinstance(name, str):
        return []
    asked = folded(name)
    named = [each for each in known if folded(each) == asked]
    return named[:1] or [each for each, label in known.items() if folded(label) == asked]
