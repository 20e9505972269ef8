"""A read-only mapping whose errors name what comes closest; JSON values that cannot be changed."""

from __future__ import annotations

from collections.abc import ItemsView, Iterator, Mapping, ValuesView
from numbers import Number
from typing import Any, Generic, NoReturn, TypeVar

from lumpbayes.errors import UnknownNameError, nearest_names, or_nearest
from lumpbayes.views import Shown

__all__ = ["FrozenMapping", "frozen", "thawed"]

V = TypeVar("V")


class FrozenMapping(Mapping[str, V], Shown, Generic[V]):
    """A read-only mapping in a fixed order; an unknown key raises with the nearest names.

    ``json`` writes plain dicts only: give it those of ``to_dict()`` of the record it belongs to,
    ``dx.to_dict()["evidence"]``, or ``dict(mapping)`` where the values are plain.

    >>> FrozenMapping({"lipoma": 0.9, "other": 0.1}, "cause")
    {'lipoma': 0.9, 'other': 0.1}
    >>> FrozenMapping({"lipoma": 0.9, "other": 0.1}, "cause")["lipona"]
    Traceback (most recent call last):
    lumpbayes.errors.UnknownNameError: there is no cause 'lipona': did you mean lipoma?
    """

    __slots__ = ("_items", "_kind")

    def __init__(self, items: Mapping[str, V], kind: str) -> None:
        self._items = dict(items)
        self._kind = kind

    @classmethod
    def owning(cls, items: dict[str, V], kind: str) -> FrozenMapping[V]:
        """A mapping that takes a dict over: nobody else may hold it."""
        mapping = cls.__new__(cls)
        mapping._items = items
        mapping._kind = kind
        return mapping

    @property
    def kind(self) -> str:
        """What its keys name: ``cause``."""
        return self._kind

    def __getitem__(self, key: str) -> V:
        try:
            return self._items[key]
        except (KeyError, TypeError):
            self._unknown(key)

    def _unknown(self, key: str) -> NoReturn:
        names = list(self._items)
        raise UnknownNameError(
            f"there is no {self._kind} {key!r}: {or_nearest(str(key), names)}",
            nearest_names(str(key), names),
        )

    def get(self, key: str, default: Any = None) -> Any:
        """As of any mapping; that of ``Mapping`` would work out what comes nearest."""
        return self._items[key] if key in self else default

    def items(self) -> ItemsView[str, V]:
        """As of any mapping; those of ``Mapping`` ask for each key anew."""
        return self._items.items()

    def values(self) -> ValuesView[V]:
        """As :meth:`items`."""
        return self._items.values()

    def copy(self) -> dict[str, V]:
        """A plain dict with the same items, to be changed."""
        return dict(self._items)

    def __or__(self, other: Mapping[str, Any]) -> dict[str, Any]:
        """A plain dict with the items of both; the other's where both have a key."""
        return {**self._items, **other} if isinstance(other, Mapping) else NotImplemented

    def __ror__(self, other: Mapping[str, Any]) -> dict[str, Any]:
        """As :meth:`__or__`, with these items where both have a key."""
        return {**other, **self._items} if isinstance(other, Mapping) else NotImplemented

    def __reversed__(self) -> Iterator[str]:
        return reversed(self._items)

    def __iter__(self) -> Iterator[str]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def __contains__(self, key: object) -> bool:
        try:
            return key in self._items
        except TypeError:  # it cannot be hashed, so it is no key
            return False

    def __repr__(self) -> str:
        return repr(self._items)

    def __hash__(self) -> int:
        # Equal whatever the order. Other values than text and numbers may not be hashable (arrays)
        # and count by their key alone.
        return hash(
            frozenset(
                (key, value if isinstance(value, (str, Number)) else None)
                for key, value in self._items.items()
            )
        )


def frozen(form: Any) -> Any:
    """A JSON value that nobody can change: tuples for lists, frozen mappings for objects.

    >>> frozen({"not": ["soft", "firm"]})
    {'not': ('soft', 'firm')}
    """
    if isinstance(form, Mapping):
        return FrozenMapping({key: frozen(value) for key, value in form.items()}, "key")
    if isinstance(form, (list, tuple)):
        return tuple(map(frozen, form))
    return form


def thawed(form: Any) -> Any:
    """A copy of a frozen JSON value in plain dicts and lists.

    >>> thawed(frozen({"not": ["soft", "firm"]}))
    {'not': ['soft', 'firm']}
    """
    if isinstance(form, Mapping):
        return {key: thawed(value) for key, value in form.items()}
    if isinstance(form, tuple):
        return [thawed(value) for value in form]
    return form
