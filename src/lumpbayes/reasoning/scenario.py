"""A scenario: what shall be otherwise. A value that a person or a program writes."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from lumpbayes.errors import EvidenceError
from lumpbayes.knowledge.frozen_mapping import FrozenMapping

__all__ = ["LikelihoodEdit", "Scenario"]


class LikelihoodEdit(NamedTuple):
    """One likelihood set, the row's other states in proportion.

    Attributes:
        variable: whose likelihood.
        state: which of its states.
        given: the group of rows, as ``Engine.with_likelihood`` takes it: a mapping, or text such
            as ``inflammation=yes;cause=skin_abscess``; empty for the row without condition.
        probability: the new number.
    """

    variable: str
    state: str
    given: Mapping[str, object] | str
    probability: float


EditParts = tuple[str, str | bool, Mapping[str, object] | str | None, float]
"""What an edit of a likelihood is made of."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """What shall be otherwise than in an answer; nothing, to begin with.

    Attributes:
        changes: variable, number's name or code -> what is found instead, anything that
            ``Engine.diagnose`` takes; None retracts what was known.
        setting: where the person is seen instead; ``any`` averages over settings.
        priors: cause, or group of causes -> its prior, the others in proportion, and those of the
            group too; or (cause, setting) -> the same. By its name alone: in the scenario's
            setting, or in each that it leaves open.
        likelihoods: edits, or what they are made of: (variable, state, given, probability); one
            after the other.
        tables: table -> a frame, or the path of a CSV file, which takes its place before any other
            edit.

    >>> import lumpbayes as lb
    >>> lb.Scenario({"fever": "no"}, priors={"lipoma": 0.4}).edits_model
    True
    """

    changes: Mapping[str, Any] = field(default_factory=dict)
    setting: str | None = None
    priors: Mapping[str | tuple[str, str], float] = field(default_factory=dict)
    likelihoods: tuple[LikelihoodEdit, ...] = ()
    tables: Mapping[str, Any] = field(default_factory=dict)

    if TYPE_CHECKING:  # what it is made of; the attributes are what that becomes

        def __init__(
            self,
            changes: Mapping[str, Any] | None = None,
            setting: str | None = None,
            priors: Mapping[Any, float] | None = None,
            likelihoods: Iterable[LikelihoodEdit | EditParts] | None = None,
            tables: Mapping[str, Any] | None = None,
        ) -> None: ...

    def __post_init__(self) -> None:
        for name, kind in (("changes", "finding"), ("priors", "cause"), ("tables", "table")):
            object.__setattr__(self, name, _own(name, kind, getattr(self, name)))
        tables = {
            name: os.fsdecode(table) if isinstance(table, os.PathLike) else table
            for name, table in self.tables.items()
        }
        object.__setattr__(self, "tables", FrozenMapping(tables, "table"))
        object.__setattr__(self, "likelihoods", tuple(map(_edit, _listed(self.likelihoods))))

    @property
    def edits_model(self) -> bool:
        """Whether it changes more than the evidence.

        >>> import lumpbayes as lb
        >>> lb.Scenario({"fever": "no"}, setting="emergency").edits_model
        False
        """
        return bool(self.priors or self.likelihoods or self.tables)


def _own(name: str, kind: str, given: object) -> FrozenMapping[Any]:
    """A read-only copy; None is nothing."""
    if given is None:
        return FrozenMapping({}, kind)
    items = getattr(given, "items", None)
    if not callable(items) or isinstance(given, type):
        example = {"changes": '{"fever": "no"}', "priors": '{"lipoma": 0.4}'}
        shown = example.get(name, '{"priors": "priors.csv"}')
        raise EvidenceError(f"{name}={given!r}: expected a mapping such as {shown}")
    return FrozenMapping(dict(items()), kind)


def _listed(given: object) -> Iterable[object]:
    if given is None:
        return ()
    if isinstance(given, (str, Mapping)) or not isinstance(given, Iterable):
        raise EvidenceError(f"likelihoods={given!r}: expected a list such as [{EXAMPLE}]")
    return given


def _edit(given: object) -> LikelihoodEdit:
    if isinstance(given, (str, Mapping)) or not isinstance(given, Iterable):
        raise EvidenceError(f"likelihood {given!r}: expected one such as {EXAMPLE}")
    parts = tuple(given)
    if len(parts) != len(LikelihoodEdit._fields):
        raise EvidenceError(f"likelihood {given!r}: {len(parts)} parts; expected {EXAMPLE}")
    variable, state, condition, probability = parts
    if isinstance(condition, Mapping):
        condition = FrozenMapping(condition, "parent")
    return LikelihoodEdit(variable, state, "" if condition is None else condition, probability)


EXAMPLE = '("redness", "yes", {"inflammation": "yes"}, 0.8): variable, state, given, probability'
