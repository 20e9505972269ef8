"""Results as records: plain data and JSON, with what they rest on at the head of each."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, NamedTuple

from lumpbayes.knowledge.frozen_mapping import FrozenMapping, thawed
from lumpbayes.knowledge.json_text import json_text
from lumpbayes.reasoning.answer import DISCLAIMER, Answer, ModelIdentity
from lumpbayes.reasoning.situation import Situation
from lumpbayes.views import Shown, shown

if TYPE_CHECKING:
    import pandas

__all__ = ["SCHEMA", "Basis", "Recorded", "signed"]

SCHEMA = 1


class Recorded(Shown, ABC):
    """A result that can be written down."""

    __slots__ = ()

    @abstractmethod
    def to_dict(self) -> dict[str, Any]:
        """Plain data: JSON takes it."""

    def to_json(self) -> str:
        """The same as JSON text; the same bytes whenever the same is asked."""
        return json_text(self.to_dict())


@shown
class Basis(NamedTuple):
    """What a result rests on.

    Attributes:
        model: which model was asked.
        evidence: what was said, in its JSON form.
        assumed: variable -> state that was taken from the model's defaults.
    """

    model: ModelIdentity
    evidence: FrozenMapping[Any]
    assumed: FrozenMapping[str]

    @classmethod
    def of(cls, situation: Situation) -> Basis:
        """What an answer, and all that is reasoned from it, rests on."""
        understood = situation.understood
        model = ModelIdentity.of(situation.knowledge)
        return cls(model, understood.stated, understood.assumed)

    @classmethod
    def answered(cls, answer: Answer) -> Basis:
        """The same, of an answer as plain data."""
        return cls(answer.model, answer.evidence, answer.assumed)

    def to_dict(self) -> dict[str, Any]:
        """What every record begins with (docs/explanation/reasoning.md)."""
        return {
            "schema": SCHEMA,
            "disclaimer": DISCLAIMER,
            "model": self.model.to_dict(),
            "evidence": thawed(self.evidence),
            "assumed": dict(self.assumed),
        }


def signed(frame: pandas.DataFrame, model: ModelIdentity) -> pandas.DataFrame:
    """The frame, with the model that its numbers come from among its ``attrs``."""
    found = model.to_dict()
    frame.attrs.update(model=found.pop("name"), **found)
    return frame
