"""What the cells of one column mean: each value is understood once, and then looked up."""

from __future__ import annotations

import math
from collections.abc import Hashable
from typing import Any

import numpy as np

from lumpbayes.errors import EvidenceError
from lumpbayes.inference.cases import UNKNOWN
from lumpbayes.inference.network import FloatArray
from lumpbayes.knowledge.codes import Key
from lumpbayes.knowledge.matching import is_any
from lumpbayes.knowledge.records import KnowledgeBase
from lumpbayes.knowledge.vectors import says_nothing, understand

__all__ = ["AVERAGED", "Meanings"]

AVERAGED = -2
"""The code of a setting that is to be averaged over, until defaults have been filled in."""


class Meanings(dict[Any, int]):
    """Text -> its code less ``AVERAGED``, the lowest; understood when it is first met.

    Attributes:
        label: the column.
        vectors: the evidence vectors of what was soft, in the order of their codes.
        failed: the value that was not understood, if any.
    """

    def __init__(self, knowledge: KnowledgeBase, key: Key, label: Hashable) -> None:
        super().__init__()
        self.label = label
        self.vectors: list[FloatArray] = []
        self.failed: object = None
        self._setting = knowledge.setting
        self._key = key
        self._others: dict[Hashable, int] = {}

    @property
    def remembered(self) -> int:
        """How many values have been understood."""
        return len(self) + len(self._others)

    def __missing__(self, value: object) -> int:
        if value is None or (isinstance(value, float) and math.isnan(value)):
            return UNKNOWN - AVERAGED
        if not isinstance(value, str):
            return self.of(value)
        self[value] = self._code(value) - AVERAGED
        return self[value]

    def of(self, value: object) -> int:
        """The code of any value, less the lowest."""
        try:
            same = (type(value), value)  # 1 and True are equal, and not the same
            if same not in self._others:
                self._others[same] = self._code(value) - AVERAGED
            return self._others[same]
        except TypeError:  # no hash
            return self._code(value) - AVERAGED

    def _code(self, value: object) -> int:
        try:
            return self._understood(value)
        except EvidenceError:
            self.failed = value
            raise

    def _understood(self, value: object) -> int:
        variable = self._key.variable
        if says_nothing(value) or (isinstance(value, str) and not value.strip()):
            return UNKNOWN
        if variable.name == self._setting and is_any(value):
            return AVERAGED
        meant = self._key.meaning(str(self.label), value)
        found = understand(variable, self._key.name, meant)
        if found.target is not None:
            raise EvidenceError(
                "Probability is the posterior that one case shall have: give that case to "
                "Engine.diagnose, or state Likelihood"
            )
        positive = np.flatnonzero(found.vector)
        if len(positive) == 1:
            return int(positive[0])
        if found.vector.min() == 1:
            return UNKNOWN
        self.vectors.append(found.vector)
        return len(variable.states) + len(self.vectors) - 1
