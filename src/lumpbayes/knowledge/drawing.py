"""Columns drawn from their spreads, many worlds at once, each from a random stream of its own."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lumpbayes.inference.network import FloatArray
from lumpbayes.knowledge.spreads import Spreads

__all__ = ["Drawing", "stream_key"]


class Drawing:
    """What draws columns, from the streams of a seed; threads may share it.

    Attributes:
        numbers: where each probability stands among :meth:`following`, shape (columns, most
            states); of no meaning beyond a column's own states.
        size: how many probabilities that are.
        first_still: from here on they are the same in every world.
    """

    def __init__(self, found: Spreads) -> None:
        moving = np.asarray((found.below > 0) | (found.above > 0))
        spread = np.asarray(moving.any(axis=1))
        resting = found.free & ~moving & spread[:, None]
        kinds = (moving, resting, found.real & ~moving & ~resting)
        ends = np.cumsum([kind.sum() for kind in kinds]).tolist()
        self.numbers = np.zeros(moving.shape, dtype=np.intp)
        for kind, end in zip(kinds, ends, strict=True):
            self.numbers[kind] = np.arange(end - kind.sum(), end)
        self.first_still, self.size = ends[1:]
        self._moving = ends[0]
        self._spread = spread.tolist()
        self._bounds = np.cumsum([0, *moving.sum(axis=1)[spread]]).tolist()
        place = np.cumsum(spread) - 1
        self._owner, self._rest_owner = (
            _owners(place[np.nonzero(kind)[0]], int(spread.sum())) for kind in kinds[:2]
        )
        below, above = found.below[moving][:, None], found.above[moving][:, None]
        self._middle, self._skew = (below + above) / 2, (above - below) / 2
        self._medians, self._rest = (found.weights[kind][:, None] for kind in kinds[:2])
        self._rest_sum = np.where(resting, found.weights, 0.0).sum(axis=1)[spread][:, None]
        self._mass = found.mass[spread]
        self.still: FloatArray = found.probabilities[kinds[2]][:, None]

    def begin(self, keys: Sequence[bytes]) -> list[Any]:
        """The random streams of the columns that move, of which each column's key is given."""
        return [_start(key) for key, moves in zip(keys, self._spread, strict=True) if moves]

    def following(self, streams: list[Any], count: int) -> FloatArray:
        """The probabilities in the next worlds, shape (size, count); the streams go on."""
        values = np.empty((self.size, count))
        values[self.first_still :] = self.still
        if self._moving:
            weights = values[: self._moving]
            self._fill(weights, streams)
            tilted = np.abs(weights)
            tilted *= self._skew
            weights *= self._middle  # below the median the two make z * below, above it z * above
            weights += tilted
            np.exp(weights, out=weights)
            weights *= self._medians
            scale = self._mass / (self._sums(weights) + self._rest_sum)
            weights *= scale[self._owner]
            rest = values[self._moving : self.first_still]
            np.multiply(self._rest, scale[self._rest_owner], out=rest)
        return values

    def _sums(self, weights: FloatArray) -> FloatArray:
        """Each column's sum of the weights that move, shape (columns, count)."""
        columns, rest = divmod(len(weights), len(self._mass))
        even = range(0, len(weights) + 1, max(columns, 1))
        if not rest and self._bounds == list(even):  # as usual, and six times as fast
            parts = weights.reshape(len(self._mass), columns, weights.shape[1])
            return np.asarray(parts.sum(axis=1))
        return np.asarray(np.add.reduceat(weights, self._bounds[:-1], axis=0))

    def _fill(self, normal: FloatArray, streams: list[Any]) -> None:
        """Standard normal numbers, each column's from its own stream."""
        source = np.random.PCG64(0)
        draw = np.random.Generator(source).standard_normal
        for index, (start, end) in enumerate(pairwise(self._bounds)):
            source.state = streams[index]
            if end == start + 1:
                draw(out=normal[start])
            else:
                normal[start:end] = draw((normal.shape[1], end - start)).T
            streams[index] = source.state


def _owners(owners: NDArray[np.intp], columns: int) -> NDArray[np.intp] | slice:
    """The column of each number, as an index; where every column has one, no copy is made."""
    return slice(None) if np.array_equal(owners, np.arange(columns)) else owners


def stream_key(seed: int, parts: Iterable[str]) -> bytes:
    """Names a random stream, whatever process asks for it; 32 bytes."""
    text = "".join(f"{len(part)}:{part}" for part in (str(seed), *parts))
    return hashlib.sha256(text.encode()).digest()


def _start(key: bytes) -> Any:
    """The state of a PCG64 (any start, any odd increment) where the stream begins.

    To set a generator's state takes a tenth of what it takes to make a generator.
    """
    start, increment = (int.from_bytes(half, "little") for half in (key[:16], key[16:]))
    inner = {"state": start, "inc": increment | 1}
    return {"bit_generator": "PCG64", "state": inner, "has_uint32": 0, "uinteger": 0}
