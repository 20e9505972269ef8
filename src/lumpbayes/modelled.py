"""What every part of an engine stands on: a model in words and in arrays."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Self

from lumpbayes.inference.network import Network
from lumpbayes.knowledge.records import KnowledgeBase

__all__ = ["Modelled"]


class Modelled(ABC):
    """Something that holds a model.

    Attributes:
        knowledge: the model in words.
        network: the same in arrays.
        memory_limit: bytes that a query may take.
    """

    knowledge: KnowledgeBase
    network: Network
    memory_limit: int

    @abstractmethod
    def _edited(self, knowledge: KnowledgeBase, network: Network) -> Self:
        """The same with another model."""
