"""One cause, or a group of causes, by the name that somebody gives."""

from __future__ import annotations

from typing import NamedTuple

from lumpbayes.errors import UnknownNameError, nearest_names, or_nearest
from lumpbayes.knowledge.folding import folded
from lumpbayes.knowledge.records import KnowledgeBase

__all__ = ["Causes", "find_causes"]


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
    """The cause or the group of causes of that name; a cause goes before a group.

    Letter case and outer spaces are forgiven.

    Raises:
        UnknownNameError: the model has neither a cause nor a group of that name.
    """
    labels = knowledge.state_labels[knowledge.cause]
    groups = {group.name: group for group in knowledge.groups_of(knowledge.cause)}
    known = [*knowledge.causes, *(group for group in groups if group not in labels)]
    matches = [each for each in known if each == name] or [
        each for each in known if isinstance(name, str) and folded(each) == folded(name)
    ]
    if not matches:
        raise UnknownNameError(
            f"there is no cause, and no group of causes, {name!r}: {or_nearest(str(name), known)}",
            nearest_names(str(name), known),
        )
    found = matches[0]
    if found in labels:
        return Causes.of(knowledge, (found,), found, labels[found])
    return Causes.of(knowledge, groups[found].states, found, groups[found].label)
