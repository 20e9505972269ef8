"""Conditional tables kept as the few columns that they hold, laid out when they are asked for.

A table of a thousand causes of which thirty differ from the rest is thirty-one columns, and where
each of them holds. Such tables take memory by what was listed, not by what it spreads over.
"""

from __future__ import annotations

import math
from _thread import allocate_lock  # threading takes 2 ms of every start to import
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple, TypeAlias, overload

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "FEW_ENTRIES",
    "FloatArray",
    "Layout",
    "RepeatedColumns",
    "Table",
    "Tables",
    "kept_tables",
    "read_only",
]

FloatArray: TypeAlias = NDArray[np.float64]

FEW_ENTRIES = 2**20
"""Tables of so many numbers together (8 MiB of doubles) are all laid out once and for all."""

FEW_REPEATS = 4
"""A table that is at most so many times as large as what it is kept as is laid out too."""

MOST_KEPT = 2**20
"""How many numbers of tables that were laid out when asked for stay so."""


class Layout(NamedTuple):
    """Which of a few things holds at each configuration of a variable's parents.

    Attributes:
        shape: states of parent 1, states of parent 2, ...
        common: the index of what holds wherever nothing else is listed.
        places: the other configurations, as increasing positions in C order, read-only.
        others: what holds at each of them; shape (places,), read-only.
    """

    shape: tuple[int, ...]
    common: int
    places: NDArray[np.int32]
    others: NDArray[np.int32]

    @classmethod
    def of(cls, owner: NDArray[np.intp]) -> Layout:
        """The layout of what holds at each configuration, indices of at least 0."""
        flat = owner.ravel()
        common = int(np.bincount(flat).argmax())
        places = np.flatnonzero(flat != common)
        return _frozen_layout(
            owner.shape, common, places.astype(np.int32), flat[places].astype(np.int32)
        )

    def __reduce__(self) -> tuple[Any, ...]:
        """Copies are read-only too; numpy forgets that."""
        return _frozen_layout, tuple(self)

    def spread(self, values: FloatArray) -> FloatArray:
        """The value of what holds at each configuration, in C order.

        Args:
            values: numbers of each thing, shape (..., things).

        Returns:
            Shape (..., configurations).
        """
        size = math.prod(self.shape)
        found = np.empty((*values.shape[:-1], size))
        found[...] = values[..., self.common, None]
        found[..., self.places] = values[..., self.others]
        return found

    def owner(self) -> NDArray[np.intp]:
        """What holds at each configuration, shape ``shape``, read-only."""
        found = np.full(math.prod(self.shape), self.common)
        found[self.places] = self.others
        found.setflags(write=False)
        return found.reshape(self.shape)


def _frozen_layout(
    shape: tuple[int, ...], common: int, places: NDArray[np.int32], others: NDArray[np.int32]
) -> Layout:
    for array in (places, others):
        array.setflags(write=False)
    return Layout(shape, common, places, others)


class RepeatedColumns(NamedTuple):
    """P(variable | parents) as its columns, and which of them holds where.

    Attributes:
        columns: probabilities, shape (states of the variable, columns), read-only.
        layout: which column holds at each configuration of the parents.
    """

    columns: FloatArray
    layout: Layout

    @property
    def shape(self) -> tuple[int, ...]:
        """Of the table: states of the variable, states of parent 1, ..."""
        return (len(self.columns), *self.layout.shape)

    @property
    def size(self) -> int:
        """How many numbers the table holds."""
        return math.prod(self.shape)

    @property
    def kept(self) -> int:
        """How many numbers it is kept as."""
        return self.columns.size + 2 * len(self.layout.places)

    def laid_out(self) -> FloatArray:
        """The table in full, read-only."""
        table = self.layout.spread(self.columns).reshape(self.shape)
        table.setflags(write=False)
        return table

    def __reduce__(self) -> tuple[Any, ...]:
        """Copies are read-only too; numpy forgets that."""
        return _frozen_columns, tuple(self)


def _frozen_columns(columns: FloatArray, layout: Layout) -> RepeatedColumns:
    return RepeatedColumns(read_only(columns), layout)


Table: TypeAlias = FloatArray | RepeatedColumns


class Tables(Sequence[FloatArray]):
    """Tables in network order; those kept as columns are laid out when they are asked for.

    Those asked for last stay laid out, within ``MOST_KEPT`` numbers. Threads may share them.
    """

    __slots__ = ("_kept", "_laid_out", "_lock", "_size")

    def __init__(self, kept: Iterable[Table]) -> None:
        self._kept = tuple(kept)
        self._laid_out: dict[int, FloatArray] = {}  # the one asked for last stands last
        self._size = 0
        self._lock = allocate_lock()

    @property
    def kept(self) -> tuple[Table, ...]:
        """Each table as it is kept."""
        return self._kept

    @overload
    def __getitem__(self, index: int) -> FloatArray: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[FloatArray, ...]: ...
    def __getitem__(self, index: int | slice) -> FloatArray | tuple[FloatArray, ...]:
        if isinstance(index, slice):
            return tuple(self[each] for each in range(len(self))[index])
        table = self._kept[index]
        if isinstance(table, RepeatedColumns):
            return self._asked(index % len(self._kept), table)
        return table

    def _asked(self, index: int, table: RepeatedColumns) -> FloatArray:
        with self._lock:
            found = self._laid_out.pop(index, None)
            if found is None:
                found = table.laid_out()
                self._size += found.size
            self._laid_out[index] = found
            while self._size > MOST_KEPT and len(self._laid_out) > 1:
                self._size -= self._laid_out.pop(next(iter(self._laid_out))).size
        return found

    def __len__(self) -> int:
        return len(self._kept)

    def __iter__(self) -> Iterator[FloatArray]:
        return (self[index] for index in range(len(self)))

    def __reduce__(self) -> tuple[Any, ...]:
        """Copies lay out anew."""
        return _frozen_tables, (self._kept,)


def _frozen_tables(kept: tuple[Table, ...]) -> Tables:
    return Tables(each if isinstance(each, RepeatedColumns) else read_only(each) for each in kept)


def kept_tables(tables: Iterable[Table]) -> Sequence[FloatArray]:
    """The tables as a network keeps them: laid out while they are small together.

    Arrays are copied, so that nobody can change them.
    """
    given = [each if isinstance(each, RepeatedColumns) else read_only(each) for each in tables]
    few = sum(table.size for table in given) <= FEW_ENTRIES
    kept = [_laid_out(table) if few or _is_short(table) else table for table in given]
    arrays = tuple(table for table in kept if not isinstance(table, RepeatedColumns))
    return arrays if len(arrays) == len(kept) else Tables(kept)


def _laid_out(table: Table) -> FloatArray:
    return table.laid_out() if isinstance(table, RepeatedColumns) else table


def _is_short(table: Table) -> bool:
    """Whether laying it out takes little more than keeping its columns."""
    return not isinstance(table, RepeatedColumns) or table.size <= FEW_REPEATS * table.kept


def read_only(array: FloatArray) -> FloatArray:
    """A read-only, contiguous copy in doubles."""
    copy = np.array(array, dtype=np.float64, order="C")
    copy.setflags(write=False)
    return copy
