"""What plots ask of an answer and of an engine; those of the library have it all."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from lumpbayes.inference.backends import Solver
from lumpbayes.inference.network import Network
from lumpbayes.knowledge.evidence import Interpretation
from lumpbayes.knowledge.records import KnowledgeBase
from lumpbayes.reasoning.answer import Answer
from lumpbayes.reasoning.intervals import Intervals
from lumpbayes.reasoning.posteriors import Posteriors

__all__ = ["Answered", "Modelled"]


class Modelled(Protocol):
    """A model, as plots see it."""

    @property
    def knowledge(self) -> KnowledgeBase:
        """The model in words."""

    @property
    def network(self) -> Network:
        """The model in arrays."""

    @property
    def solver(self) -> Solver:
        """The exact method on it."""


@runtime_checkable
class Answered(Modelled, Protocol):
    """An answer, as plots see it."""

    @property
    def understood(self) -> Interpretation:
        """The evidence, understood."""

    @property
    def answer(self) -> Answer:
        """The answer as plain data."""

    @property
    def posteriors(self) -> Posteriors:
        """Every variable's posterior."""

    def intervals(self) -> Intervals:
        """How sure each posterior is."""
