"""What an edit of one number of a shared column does: P(evidence) at both ends of its range.

A table is made of few columns, each of which holds at many configurations of the parents. Every
joint state takes one number of a table, so that P(evidence) and its parts are linear in a column:
``f = rest + sum_x D_x theta_x`` with ``D_x`` the sum of the derivatives over the configurations at
which the column holds. With one number set to ``t`` and the others of its column in proportion,

    f(t) = t f(1) + (1 - t) f(0),
    f(1) = rest + D_i,
    f(0) = rest + sum_{x != i} D_x theta_x / sum_{x != i} theta_x

(Chan and Darwiche, When do numbers really matter?, JAIR 17, 2002; Coupe and van der Gaag,
Properties of sensitivity analysis of Bayesian belief networks, 2002). Both ends are sums of what is
not negative: nothing cancels, and so none loses accuracy.
"""

from __future__ import annotations

import math
from _thread import allocate_lock  # threading takes 2 ms of every start to import
from collections.abc import Sequence
from itertools import accumulate
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lumpbayes.inference.gradients import Gradients
from lumpbayes.inference.network import FloatArray
from lumpbayes.inference.tables import RepeatedColumns

__all__ = ["Columns", "Ends", "Indices", "Numbers", "Pattern", "Shared", "column_ends"]

Indices = NDArray[np.intp]

MOST_PATTERNS = 64
"""Patterns of evidence that are remembered; the oldest is forgotten first."""

DOMINANT = 0.75
"""A term larger than this share of its sum is left out by adding the others, not by subtraction."""


class Ends(NamedTuple):
    """Weighted sums of P(target = state, evidence) with one number at 0 and at 1.

    The rest of its column follows in proportion, or equally where it is all 0. Divided by
    P(evidence) as the tables are.

    Attributes:
        at_zero, at_one: the sums, shape (sums, listed numbers).
        total: of those that the sums depend on; infinite or not a number where doubles do not
            reach.
    """

    at_zero: FloatArray
    at_one: FloatArray
    total: float


class Numbers(NamedTuple):
    """The numbers of some tables; they and their columns are counted anew among those of these.

    Attributes:
        values: probabilities, shape (numbers,).
        weights: what a column's sum over the other numbers is multiplied by to give ``f(0)``:
            1 / their sum; negative, and then -1 / how many they are, where that is 0.
        column_starts: the first number of each column, and an end.
        table_starts: the first column of each table, and an end.
    """

    values: FloatArray
    weights: FloatArray
    column_starts: Indices
    table_starts: Indices


class Shared(NamedTuple):
    """Which number each entry of some tables is, for a pattern of hard evidence.

    Attributes:
        owners: for each entry of the tables, in C order, its number.
        entries: those without the axes of hard variables, these being in their first states.
        table_of: the table that each of them is in.
        strides: of each table along each hard variable, 0 where it has no such axis.
    """

    owners: Indices
    entries: Indices
    table_of: Indices
    strides: Indices


class Pattern(NamedTuple):
    """What the ends take for some tables and a pattern of hard evidence.

    Attributes:
        numbers: of the tables.
        shared: which of them each entry is.
        listed: the listed numbers that are among them, by their places in the list.
        places: the same by their places in ``numbers``.
    """

    numbers: Numbers
    shared: Shared
    listed: Indices
    places: Indices


class Columns:
    """The numbers that the tables of a network are made of; threads may share them.

    Attributes:
        values: probabilities, shape (numbers,): table by table in network order, column by column,
            in the order of the states; read-only.
        starts: for each table its first number, and an end.
        listed: the numbers that are asked about; all of them at first.
    """

    def __init__(
        self,
        parents: Sequence[tuple[int, ...]],
        tables: Sequence[RepeatedColumns],
        listed: Indices | None = None,
    ) -> None:
        """Nothing but the numbers is laid out yet.

        Args:
            parents: for each variable the indices of its parents, in table order.
            tables: for each variable its columns, and where they hold.
            listed: the numbers that are asked about, each once; all when None.
        """
        self._parents = parents
        self._tables = tables
        self.values = np.concatenate([table.columns.T.ravel() for table in tables])
        self.values.setflags(write=False)
        self.starts = np.array([0, *accumulate(table.columns.size for table in tables)])
        self.listed = np.arange(len(self.values)) if listed is None else listed
        self._patterns: dict[Any, Pattern] = {}
        self._lock = allocate_lock()

    def pattern(self, tables: tuple[int, ...], hard: tuple[int, ...]) -> Pattern:
        """Which numbers some tables are made of, and where they stand; made or remembered.

        Args:
            tables: the variables whose tables they are, increasing.
            hard: those observed with certainty, increasing.
        """
        found = self._patterns.get((tables, hard))
        if found is None:
            found = self._made(tables, hard)
            with self._lock:
                while len(self._patterns) >= MOST_PATTERNS:
                    del self._patterns[next(iter(self._patterns))]
                self._patterns[tables, hard] = found
        return found

    def _made(self, tables: tuple[int, ...], hard: tuple[int, ...]) -> Pattern:
        chosen = [self._tables[variable] for variable in tables]
        which = np.concatenate([np.arange(*self.starts[v : v + 2]) for v in tables])
        place_of = np.full(len(self.values), -1)
        place_of[which] = np.arange(len(which))
        places = place_of[self.listed]
        listed = np.flatnonzero(places >= 0)
        families = [(variable, *self._parents[variable]) for variable in tables]
        shared = _shared(families, chosen, hard)
        return Pattern(_numbers(chosen, self.values[which]), shared, listed, places[listed])


def _numbers(tables: Sequence[RepeatedColumns], values: FloatArray) -> Numbers:
    shapes = [table.columns.shape for table in tables]
    states = np.repeat([n for n, _ in shapes], [columns for _, columns in shapes])
    column_starts = np.array([0, *states.cumsum()])
    table_starts = np.array([0, *accumulate(columns for _, columns in shapes)])
    rest = _all_but_one(values[None], column_starts)[0]
    evenly = -1.0 / np.maximum(states - 1, 1).repeat(states)
    weights = np.divide(1.0, rest, out=evenly, where=rest > 0)
    return Numbers(values, weights, column_starts, table_starts)


def _shared(
    families: Sequence[tuple[int, ...]], tables: Sequence[RepeatedColumns], hard: tuple[int, ...]
) -> Shared:
    place = {variable: number for number, variable in enumerate(hard)}
    strides = np.zeros((len(tables), len(hard)), np.intp)
    owners: list[Indices] = []
    entries: list[Indices] = []
    number = entry = 0
    for row, (family, table) in enumerate(zip(families, tables, strict=True)):
        states, shape = len(table.columns), table.shape
        owner = number + states * table.layout.owner().ravel()
        owners.append((np.arange(states)[:, None] + owner).ravel())
        free = entry + np.arange(table.size).reshape(shape)
        for axis, variable in enumerate(family):
            if variable in place:
                strides[row, place[variable]] = math.prod(shape[axis + 1 :])
                free = free.take([0], axis)
        entries.append(free.ravel())
        number += table.columns.size
        entry += table.size
    table_of = np.arange(len(tables)).repeat([len(each) for each in entries])
    return Shared(np.concatenate(owners), np.concatenate(entries), table_of, strides)


def column_ends(columns: Columns, gradients: Gradients) -> Ends:
    """The sums at both ends of the range of every listed number.

    Args:
        columns: the numbers.
        gradients: of the network whose tables they make up; of possible evidence.
    """
    hard = gradients.hard
    numbers, shared, listed, places = columns.pattern(gradients.tables, tuple(hard))
    states = np.fromiter(hard.values(), np.intp, len(hard))
    owners = shared.owners[shared.entries + (shared.strides @ states)[shared.table_of]]
    count = len(numbers.values)
    slopes = np.array([np.bincount(owners, row, count) for row in gradients.values])
    at_zero, at_one = np.empty((2, len(slopes), len(columns.listed)))
    total = 0.0
    with np.errstate(over="ignore", invalid="ignore"):  # both are seen in the total
        for whole, part in zip((at_zero, at_one), _both_ends(numbers, slopes), strict=True):
            found = part[:, places]
            whole[...] = gradients.sums[:, None]  # no other number moves anything
            whole[:, listed] = found
            total += float(found.sum())
    return Ends(at_zero, at_one, total)


def _both_ends(numbers: Numbers, slopes: FloatArray) -> tuple[FloatArray, FloatArray]:
    """The sums at 0 and at 1 from the derivatives by every number, shape (sums, numbers)."""
    masses = slopes * numbers.values
    at_zero = _all_but_one(masses, numbers.column_starts) * numbers.weights
    lonely = np.flatnonzero(numbers.weights < 0)
    if len(lonely):
        spread = _all_but_one(slopes, numbers.column_starts)
        at_zero[:, lonely] = -numbers.weights[lonely] * spread[:, lonely]
    totals = np.add.reduceat(masses, numbers.column_starts[:-1], axis=1)
    rest = _all_but_one(totals, numbers.table_starts)
    rest = rest.repeat(np.diff(numbers.column_starts), axis=1)
    return at_zero + rest, slopes + rest


def _all_but_one(terms: FloatArray, starts: Indices) -> FloatArray:
    """For each term the sum of the others of its part, shape (rows, terms).

    A term that makes up most of the sum is left out by adding the others: what a subtraction leaves
    would be rounding. At most one of a part is so large.

    Args:
        terms: not negative, shape (rows, terms).
        starts: the first term of each part, and an end; none is empty.
    """
    sizes = np.diff(starts)
    total = np.add.reduceat(terms, starts[:-1], axis=1).repeat(sizes, axis=1)
    large = terms > DOMINANT * total
    small = np.where(large, 0.0, terms)
    rest = np.add.reduceat(small, starts[:-1], axis=1).repeat(sizes, axis=1)
    return np.where(large, rest, total - terms)
