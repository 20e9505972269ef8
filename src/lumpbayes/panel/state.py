"""What a panel shows is worked out from: findings, edits of numbers, and what is to be skipped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from lumpbayes.knowledge.frozen_mapping import FrozenMapping, frozen, thawed
from lumpbayes.knowledge.matching import find_variable
from lumpbayes.knowledge.records import KnowledgeBase

__all__ = ["LIKELIHOOD", "PRIOR", "Edit", "Number", "State", "owner"]

PRIOR = "prior"
LIKELIHOOD = "likelihood"


class Number(NamedTuple):
    """Which number of the tables.

    Attributes:
        kind: ``PRIOR`` or ``LIKELIHOOD``.
        variable: whose; the cause for a prior.
        state: which of its states; of a prior the cause, or a group of causes.
        given: the condition as the tables write it; of a prior the setting; may be empty.
    """

    kind: str
    variable: str
    state: str
    given: str


class Edit(NamedTuple):
    """A number, and what it is set to, 0 to 1."""

    number: Number
    probability: float


@dataclass(frozen=True)
class State:
    """All that a click can change of what is asked.

    Attributes:
        evidence: variable, or its number's name -> what was found, in its JSON form, frozen.
        edits: of the tables' numbers, in the order in which they were last set, each number once.
        skipped: variables that are not to be asked for, as nobody knows them.
    """

    evidence: FrozenMapping[Any] = field(default_factory=lambda: FrozenMapping({}, "finding"))
    edits: tuple[Edit, ...] = ()
    skipped: frozenset[str] = frozenset()

    def with_evidence(self, evidence: Mapping[str, Any]) -> State:
        """The same with other findings, each in its JSON form."""
        kept = {name: frozen(form) for name, form in sorted(evidence.items())}
        return replace(self, evidence=FrozenMapping(kept, "finding"))

    def with_finding(
        self, knowledge: KnowledgeBase, variable: str, found: tuple[str, Any] | None
    ) -> State:
        """The same with one variable found otherwise.

        Args:
            knowledge: the model.
            variable: its name.
            found: what it is given under, its own name or its number's, and the value; None where
                nothing is known.
        """
        kept = {
            name: form for name, form in self.evidence.items() if owner(knowledge, name) != variable
        }
        skipped = self.skipped
        if found is not None:
            kept[found[0]] = found[1]
            skipped = skipped - {variable}
        return replace(self.with_evidence(kept), skipped=skipped)

    def with_edit(self, edit: Edit) -> State:
        """The same with a number set, after all others: so it is what it was set to.

        The other states of its row are in proportion then, those that were edited too.
        """
        others = self.without_edit(edit.number)
        return replace(others, edits=(*others.edits, edit))

    def without_edit(self, number: Number) -> State:
        """The same with a number as the tables have it."""
        return replace(self, edits=tuple(each for each in self.edits if each.number != number))

    def plain_evidence(self) -> dict[str, Any]:
        """The findings as ``Engine.diagnose`` takes them; a copy."""
        found: dict[str, Any] = thawed(self.evidence)
        return found


def owner(knowledge: KnowledgeBase, name: str) -> str:
    """The variable that a finding is about, by its name or its number's.

    >>> import lumpbayes as lb
    >>> owner(lb.load().knowledge, "size_cm")
    'size'
    """
    return find_variable(knowledge, name)[0].name
