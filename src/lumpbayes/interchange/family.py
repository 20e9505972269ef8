"""The tables of a network one by one, in names, for whoever writes them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from lumpbayes.errors import WriteError
from lumpbayes.inference.network import FloatArray, Network

__all__ = ["Family", "cannot_hold", "families", "number_text"]


class Family(NamedTuple):
    """P(name | parents).

    Attributes:
        name: the variable.
        states: its states.
        parents: their names, in table order.
        parent_states: for each parent its states.
        table: probabilities, shape (states, configurations of the parents), the last parent's
            state changing fastest.
    """

    name: str
    states: tuple[str, ...]
    parents: tuple[str, ...]
    parent_states: tuple[tuple[str, ...], ...]
    table: FloatArray


def families(network: Network) -> Iterator[Family]:
    """The tables of a network in network order."""
    for index, (name, states) in enumerate(zip(network.names, network.states, strict=True)):
        parents = network.parents[index]
        yield Family(
            name,
            states,
            tuple(network.names[parent] for parent in parents),
            tuple(network.states[parent] for parent in parents),
            network.tables[index].reshape(len(states), -1),
        )


def number_text(numbers: FloatArray, separator: str) -> str:
    """Doubles in as few digits as bring them back bit for bit."""
    return separator.join(map(repr, numbers.tolist()))


def cannot_hold(format: str, name: str, reason: str) -> WriteError:
    """The error for a name that a format has no way to write."""
    return WriteError(
        f"the name {name!r} cannot be written as {format}: {reason}. Rename it in the source, or "
        "choose another format; xmlbif takes most names"
    )
