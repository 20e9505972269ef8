"""What has been drawn of worlds, kept for other questions, and forgotten with its owner."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import NamedTuple
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from lumpbayes.inference.network import FloatArray
from lumpbayes.knowledge.drawing import Drawing
from lumpbayes.knowledge.records import KnowledgeBase

__all__ = ["MOST_OWNERS", "KeptTable", "KeptWorlds", "kept_worlds"]

MOST_OWNERS = 2
"""So many owners have worlds kept, each those of one seed; those used longest ago go first."""


class KeptTable(NamedTuple):
    """A table in every world that is kept.

    Attributes:
        values: shape (numbers, worlds), or (numbers, 1) where all are alike.
        numbers: where each probability stands among them, shape (columns, states).
    """

    values: FloatArray
    numbers: NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class KeptWorlds:
    """The first so many worlds of a seed, as far as they have been drawn.

    Threads may draw the same table twice, and get the same.

    Attributes:
        knowledge: the tables' model.
        seed, count: which worlds.
        drawings: variable -> what draws all its columns; of any seed.
        tables: variable -> its table in every world.
    """

    knowledge: KnowledgeBase
    seed: int
    count: int
    drawings: dict[int, Drawing] = field(default_factory=dict)
    tables: dict[int, KeptTable] = field(default_factory=dict)


_KEPT: WeakKeyDictionary[Hashable, KeptWorlds] = WeakKeyDictionary()


def kept_worlds(owner: Hashable, knowledge: KnowledgeBase, seed: int, count: int) -> KeptWorlds:
    """What an owner keeps of these worlds; nothing yet where they are asked for the first time.

    Args:
        owner: what the worlds live and die with, by identity; an engine's exact method.
        knowledge: the tables' model.
        seed: names the worlds.
        count: how many of them.
    """
    found = _KEPT.pop(owner, None)
    if found is None or found.knowledge is not knowledge:
        found = KeptWorlds(knowledge, seed, count)
    elif (found.seed, found.count) != (seed, count):
        found = KeptWorlds(knowledge, seed, count, found.drawings)
    _KEPT[owner] = found  # at the end
    for reference in _KEPT.keyrefs()[:-MOST_OWNERS]:  # a copy: threads may add others
        other = reference()
        if other is not None:
            _KEPT.pop(other, None)
    return found
