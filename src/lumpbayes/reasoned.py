"""What an answer can be asked about itself: why, how sure, what next, what would change it."""

from __future__ import annotations

from abc import ABC, abstractmethod

from lumpbayes.reasoning.situation import Situation

__all__ = ["Reasoned"]


class Reasoned(ABC):
    """The questions; whoever answers them says what the situation is."""

    @property
    @abstractmethod
    def situation(self) -> Situation:
        """The model, what was observed, and what that made of the cause."""
