"""Which cells of a case file say nothing: blank ones, and those that somebody said are missing."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from lumpbayes.inference.network import FloatArray
from lumpbayes.knowledge.matching import parse_number

__all__ = ["Gaps"]


class Gaps:
    """What stands for a gap; the same in a file of text and in one of numbers and booleans.

    >>> gaps = Gaps(["NA", "99", "false"])
    >>> [gaps.holds(value) for value in (" NA ", "na", 99, 99.0, "99.0", False, 0)]
    [True, False, True, True, False, True, False]
    """

    def __init__(self, words: Iterable[str]) -> None:
        self._words = frozenset(word.strip() for word in words)
        self._folded = frozenset(word.lower() for word in self._words)
        numbers = [parse_number(word) for word in self._words]
        self._numbers = [number for number in numbers if number is not None]

    def holds(self, value: object) -> bool:
        """Whether a cell says nothing."""
        if isinstance(value, str):
            return not value.strip() or value.strip() in self._words
        if isinstance(value, bool):
            return str(value).lower() in self._folded  # files write True, true and TRUE
        return value in self._numbers or str(value) in self._words

    def without(self, numbers: FloatArray) -> FloatArray:
        """Numbers with NaN for those that stand for a gap."""
        gone = np.isin(numbers, self._numbers)
        return np.where(gone, np.nan, numbers) if gone.any() else numbers
