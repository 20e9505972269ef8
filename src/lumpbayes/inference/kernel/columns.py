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
    which, numbers, shared = columns.pattern(gradients.tables, tuple(hard))
    states = np.fromiter(hard.values(), np.intp, len(hard))
    places = (*shared, states)
    at_zero, at_one = _both_ends(numbers, places, gradients.values)
    return Ends(which, at_zero, at_one)


@compiled()
def _both_ends(
    numbers: ColumnNumbers,
    places: tuple[Integers, Integers, Integers, Integers, Integers],
    gradients: Numbers,
) -> tuple[Numbers, Numbers]:
    """The sums at 0 and at 1, shape (sums, numbers) each.

    Args:
        numbers: see :class:`lumpbayes.inference.columns.Numbers`.
        places: the parts of :class:`lumpbayes.inference.columns.Shared`, and the states of the hard
            variables.
        gradients: by the entries, shape (sums, entries).
    """
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
