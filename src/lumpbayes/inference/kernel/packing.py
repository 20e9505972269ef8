"""Programs as the compiled code reads them, and as one array."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from lumpbayes.inference.kernel.compiling import compiled
from lumpbayes.inference.kernel.typing import Integers

__all__ = ["Program", "Shape", "packed", "renumbered", "unpacked"]


class Shape(NamedTuple):
    """Numbers that describe a program.

    Attributes:
        forward, total: records of the forward sweep, and in all.
        tables: number of leaves that are tables.
        posteriors: where the posteriors begin in the work space.
        work: entries of the work space.
        guarded: 1 where products might leave the range of doubles, so that it has to watch.
    """

    forward: int
    total: int
    tables: int
    posteriors: int
    work: int
    guarded: int


class Program(NamedTuple):
    """A plan for one pattern of evidence, as the compiled code reads it.

    Attributes:
        records: contractions, see :mod:`lumpbayes.inference.kernel.records`.
        offset, low, high: of every slot, before evidence moves the leaves.
        sizes: number of entries of each value slot.
        slices: rows (leaf, variable, stride), shape (slices, 3).
        soft: variables with an evidence vector, whose leaves follow those of the tables.
        states: number of states of each variable.
        shape: see :class:`Shape`.
    """

    records: Integers
    offset: Integers
    low: Integers
    high: Integers
    sizes: Integers
    slices: Integers
    soft: Integers
    states: Integers
    shape: Shape


PARTS = 8
"""Arrays of a program."""


def packed(program: Program) -> Integers:
    """The program as one array: handing many arrays to compiled code costs more than a query."""
    arrays = [np.ravel(part) for part in program[:PARTS]]
    head = [*program.shape, *(len(array) for array in arrays)]
    return np.concatenate([np.array(head, dtype=np.int64), *arrays])


def renumbered(pack: Integers, observed: Sequence[int]) -> Integers:
    """A packed program of a forward sweep for states given in another order.

    Args:
        pack: the program.
        observed: the hard variables, in the order in which their states will be given.
    """
    program = unpacked(pack)
    place = {variable: number for number, variable in enumerate(observed)}
    slices = program.slices.copy()
    slices[:, 1] = [place[variable] for variable in slices[:, 1].tolist()]
    return packed(program._replace(slices=slices))


@compiled()
def unpacked(pack: Integers) -> Program:
    """The program again, as views of the array."""
    shape = Shape(pack[0], pack[1], pack[2], pack[3], pack[4], pack[5])
    at = 6 + PARTS
    a = at + pack[6]
    b = a + pack[7]
    c = b + pack[8]
    d = c + pack[9]
    e = d + pack[10]
    f = e + pack[11]
    g = f + pack[12]
    slices = pack[e:f].reshape(-1, 3)
    parts = (pack[at:a], pack[a:b], pack[b:c], pack[c:d], pack[d:e], slices, pack[f:g], pack[g:])
    return Program(*parts, shape)
