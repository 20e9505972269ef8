"""Results that are lists of records, with what they rest on beside them."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from typing import TypeVar, overload

from lumpbayes.reasoning.recorded import Recorded

__all__ = ["Listed"]

T = TypeVar("T")


class Listed(Sequence[T], Recorded):
    """A result that is a sequence of records; a slice of it is a plain tuple of them."""

    __slots__ = ()

    @property
    @abstractmethod
    def _records(self) -> tuple[T, ...]:
        """The records."""

    @overload
    def __getitem__(self, place: int) -> T: ...

    @overload
    def __getitem__(self, place: slice) -> tuple[T, ...]: ...

    def __getitem__(self, place: int | slice) -> T | tuple[T, ...]:
        return self._records[place]

    def __len__(self) -> int:
        return len(self._records)

    def __iter__(self) -> Iterator[T]:
        return iter(self._records)
