"""A network as a file states it, before its numbers are checked."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lumpbayes.errors import TooLargeError, or_nearest
from lumpbayes.inference.network import FloatArray
from lumpbayes.interchange.source import Source

__all__ = ["Conditional", "Draft", "blank_table"]

MOST_NUMBERS = 2**26
"""Most numbers that the tables of one file may have together (512 MiB of doubles)."""


MOST_STATES = 2**20
"""Most states that the variables of one file may have together."""


class Conditional(NamedTuple):
    """P(variable | parents) as a file states it.

    Attributes:
        parents: in the file's order.
        table: probabilities, shape (states of the variable, configurations of the parents), the
            last parent's state changing fastest; NaN where the file states none.
        offset: where in the text the table starts.
        offsets: for each configuration where in the text it stands, shape (configurations,); -1
            where nothing is stated.
    """

    parents: tuple[str, ...]
    table: FloatArray
    offset: int
    offsets: NDArray[np.intp]


class Draft:
    """What has been read of a file so far.

    Attributes:
        source: the file.
        name: the network's name, or an empty string.
        states: variable -> its states, in file order.
        declared: variable -> where in the text it is declared.
        conditionals: variable -> its table.
    """

    def __init__(self, source: Source) -> None:
        self.source = source
        self.name = ""
        self.states: dict[str, tuple[str, ...]] = {}
        self.declared: dict[str, int] = {}
        self.conditionals: dict[str, Conditional] = {}
        self.numbers = self.all_states = 0

    def declare(self, name: str, states: Sequence[str], offset: int) -> None:
        """Take a variable.

        Raises:
            TablesError: an empty or repeated name, no states, an empty or repeated state.
            TooLargeError: more states than one file may have.
        """
        if not name:
            raise self.source.error(offset, "no name", "a variable's name", "Name the variable.")
        if name in self.states:
            raise self.source.error(
                offset, f"{name} a second time", "each variable once", "Remove one, or rename it."
            )
        if not states or not all(states) or len(set(states)) < len(states):
            raise self.source.error(
                offset,
                f"the states {', '.join(states) or '(none)'} of {name}",
                "states that exist and differ",
                "Correct the states; put a name that has signs or spaces in it in quotes.",
            )
        self.all_states += len(states)
        if self.all_states > MOST_STATES:
            raise TooLargeError(
                f"{self.source.place(offset)}: more than {MOST_STATES:,} states in all"
            )
        self.states[name] = tuple(states)
        self.declared[name] = offset

    def known(self, name: str, offset: int) -> str:
        """The name, if a variable of that name has been declared.

        Raises:
            TablesError: there is none.
        """
        if name not in self.states:
            remedy = f"Declare it, or correct the name: {or_nearest(name, tuple(self.states))}"
            raise self.source.error(offset, repr(name), "a variable of this file", remedy)
        return name

    def configurations(self, name: str, parents: Sequence[str], offset: int) -> int:
        """How many configurations a variable's parents have; counts the numbers of its table.

        Raises:
            TablesError: a second table of the variable, or a parent that is named twice or is the
                variable itself.
            TooLargeError: more numbers than one file may have.
        """
        if name in self.conditionals:
            raise self.source.error(
                offset, f"a second table of {name}", "one table a variable", "Remove one of them."
            )
        if len({name, *parents}) <= len(parents):
            raise self.source.error(
                offset,
                f"the parents {', '.join(parents)} of {name}",
                "each parent once, and not the variable itself",
                "Correct the parents.",
            )
        count = prod(len(self.states[each]) for each in parents)
        self.numbers += count * len(self.states[name])
        if self.numbers > MOST_NUMBERS:
            raise TooLargeError(
                f"{self.source.place(offset)}: with the table of {name} the network has "
                f"{self.numbers:,} numbers, more than {MOST_NUMBERS:,}; nothing was allocated. "
                "Give the variables fewer parents or states"
            )
        return count

    def set_table(
        self, name: str, parents: Sequence[str], numbers: Sequence[float], offset: int, fastest: str
    ) -> None:
        """Take a whole table at once.

        Args:
            name: the variable.
            parents: its parents.
            numbers: the probabilities; among the parents the last one's state changes fastest.
            offset: where in the text the table stands.
            fastest: ``variable`` where the variable's own state changes fastest of all, ``parents``
                where it changes slowest.

        Raises:
            TablesError: not as many numbers as the states ask for.
        """
        count, own = self.configurations(name, parents, offset), len(self.states[name])
        if len(numbers) != count * own:
            raise self.source.error(
                offset,
                f"{len(numbers):,} numbers for {name}",
                f"{count * own:,}: {own} states x {count:,} configurations of its parents",
                "Complete the table, or correct the states and parents.",
            )
        flat = np.array(numbers, dtype=np.float64)
        table = flat.reshape(count, own).T if fastest == "variable" else flat.reshape(own, count)
        self.conditionals[name] = Conditional(
            tuple(parents), table, offset, np.full(count, offset, dtype=np.intp)
        )


def blank_table(draft: Draft, name: str, parents: Sequence[str], offset: int) -> Conditional:
    """A table in which every number is missing yet, writeable; not yet part of the draft."""
    count = draft.configurations(name, parents, offset)
    table = np.full((len(draft.states[name]), count), np.nan)
    return Conditional(tuple(parents), table, offset, np.full(count, -1, dtype=np.intp))
