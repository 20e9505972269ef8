"""Both ends of the range of every number of shared columns, compiled."""

from __future__ import annotations

import numpy as np

from lumpbayes.inference.columns import Columns, Ends
from lumpbayes.inference.columns import Numbers as ColumnNumbers
from lumpbayes.inference.gradients import Gradients
from lumpbayes.inference.kernel.compiling import compiled
from lumpbayes.inference.kernel.typing import Integers, Numbers

__all__ = ["kernel_column_ends"]


def kernel_column_ends(columns: Columns, gradients: Gradients) -> Ends:
    """As :func:`lumpbayes.inference.columns.column_ends`; the gradients are the kernel's.

    Args:
        columns: the numbers.
        gradients: of the network whose tables they make up; of possible evidence.
    """
    hard = gradients.hard
    numbers, shared, listed, places = columns.pattern(gradients.tables, tuple(hard))
    states = np.fromiter(hard.values(), np.intp, len(hard))
    shape = (2, len(gradients.values), len(columns.listed))
    ends = np.empty(shape)
    entries = (*shared, states)
    total = _listed_ends(
        numbers, entries, (listed, places), (gradients.sums, gradients.values), ends
    )
    return Ends(ends[0], ends[1], total)


@compiled()
def _listed_ends(
    numbers: ColumnNumbers,
    places: tuple[Integers, Integers, Integers, Integers, Integers],
    listed: tuple[Integers, Integers],
    gradients: tuple[Numbers, Numbers],
    found: Numbers,
) -> float:
    """The sums at 0 and at 1 of every listed number; returns the total.

    Args:
        numbers: see :class:`lumpbayes.inference.columns.Numbers`.
        places: the parts of :class:`lumpbayes.inference.columns.Shared`, and the states of the hard
            variables.
        listed: see :class:`lumpbayes.inference.columns.Pattern`.
        gradients: the sums now, and their derivatives by the entries, shape (sums, entries).
        found: where to put them, shape (2, sums, listed numbers).
    """
    sums, by_entry = gradients
    ends = _both_ends(numbers, places, by_entry)
    total = 0.0
    for end in range(2):
        for row in range(len(sums)):
            found[end, row] = sums[row]
            for number in range(len(listed[0])):
                value = ends[end][row, listed[1][number]]
                found[end, row, listed[0][number]] = value
                total += value
    return total


@compiled()
def _both_ends(
    numbers: ColumnNumbers,
    places: tuple[Integers, Integers, Integers, Integers, Integers],
    gradients: Numbers,
) -> tuple[Numbers, Numbers]:
    """The sums at 0 and at 1, shape (sums, numbers) each; arguments as :func:`_listed_ends`."""
    at_zero = np.empty((len(gradients), len(numbers.values)))
    at_one = np.zeros((len(gradients), len(numbers.values)))
    owners, entries, table_of, strides, states = places
    shift = np.zeros(len(strides), np.int64)
    for table in range(len(strides)):
        for variable in range(len(states)):
            shift[table] += strides[table, variable] * states[variable]
    for place in range(len(entries)):
        number = owners[entries[place] + shift[table_of[place]]]
        for row in range(len(gradients)):
            at_one[row, number] += gradients[row, place]
    totals = np.empty(len(numbers.column_starts) - 1)
    for row in range(len(gradients)):
        parts = (totals, at_zero[row], at_one[row])
        _within(numbers.values, numbers.weights, numbers.column_starts, *parts)
        _across(numbers.column_starts, numbers.table_starts, *parts)
    return at_zero, at_one


@compiled()
def _within(
    values: Numbers,
    weights: Numbers,
    starts: Integers,
    totals: Numbers,
    at_zero: Numbers,
    slopes: Numbers,
) -> None:
    """Put what the others of its column give at 0 in ``at_zero``, and columns' sums in ``totals``.

    Sums of those before and of those after: nothing is subtracted.
    """
    for column in range(len(totals)):
        before = evenly_before = 0.0
        for number in range(starts[column], starts[column + 1]):
            at_zero[number] = evenly_before if weights[number] < 0.0 else before
            before += slopes[number] * values[number]
            evenly_before += slopes[number]
        totals[column] = before
        after = evenly_after = 0.0
        for number in range(starts[column + 1] - 1, starts[column] - 1, -1):
            at_zero[number] += evenly_after if weights[number] < 0.0 else after
            at_zero[number] *= abs(weights[number])
            after += slopes[number] * values[number]
            evenly_after += slopes[number]


@compiled()
def _across(
    starts: Integers, tables: Integers, totals: Numbers, at_zero: Numbers, at_one: Numbers
) -> None:
    """Add what the other columns of its table give to every number's sums."""
    before = np.empty(len(totals))
    for table in range(len(tables) - 1):
        begin, end = tables[table], tables[table + 1]
        total = 0.0
        for column in range(begin, end):
            before[column] = total
            total += totals[column]
        after = 0.0
        for column in range(end - 1, begin - 1, -1):
            rest = before[column] + after
            after += totals[column]
            for number in range(starts[column], starts[column + 1]):
                at_zero[number] += rest
                at_one[number] += rest
