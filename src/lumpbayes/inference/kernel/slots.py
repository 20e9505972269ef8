"""Compiled layout of slots: where each lies, its strides, and what hard findings add to offsets."""

from __future__ import annotations

import numpy as np

from lumpbayes.inference.kernel.compiling import compiled
from lumpbayes.inference.kernel.records import Slots, entries
from lumpbayes.inference.kernel.typing import Integers

__all__ = ["place", "slot_layout"]


@compiled()
def slot_layout(
    states: Integers,
    scopes: tuple[Integers, Integers, Integers],
    tables: Integers,
    hard: Integers,
    slots: tuple[Integers, Integers],
    leaves: int,
) -> tuple[Slots, Integers]:
    """The slots of a plan, and how the states of hard variables move the leaves.

    Args:
        states: number of states of each variable.
        scopes: starts, variables and strides of the network's tables.
        tables: the tables in use, which are the first leaves.
        hard: for each variable 1 where it is sliced.
        slots: starts and variables of all value slots.
        leaves: number of leaves.

    Returns:
        The slots; and rows (leaf, variable, stride), shape (slices, 3): the leaf's offset grows by
        the stride times the variable's state.
    """
    starts, variables = slots
    scope_starts, scope_variables, scope_strides = scopes
    strides = np.empty(len(variables), np.int64)
    dense = np.empty(len(variables), np.int64)
    for slot in range(len(starts) - 1):
        stride = 1
        for place in range(starts[slot + 1] - 1, starts[slot] - 1, -1):
            dense[place] = stride
            strides[place] = stride
            stride *= states[variables[place]]
    moved = 0
    for table in tables:
        for place in range(scope_starts[table], scope_starts[table + 1]):
            moved += hard[scope_variables[place]]
    slices = np.empty((moved, 3), np.int64)
    moved = 0
    for leaf, table in enumerate(tables):
        end = starts[leaf]
        for place in range(scope_starts[table], scope_starts[table + 1]):
            if hard[scope_variables[place]]:
                slices[moved, 0] = leaf
                slices[moved, 1] = scope_variables[place]
                slices[moved, 2] = scope_strides[place]
                moved += 1
            else:
                strides[end] = scope_strides[place]
                end += 1
    return Slots(starts, variables, strides, dense, leaves), slices


@compiled()
def place(
    states: Integers,
    slots: Slots,
    tables: Integers,
    base: Integers,
    wanted: Integers,
    steps: Integers,
) -> tuple[Integers, Integers, int, int]:
    """Where every slot lies, in the tables' buffer or in the work space.

    Where no derivative is needed, a result takes the room of one that has been used up.

    Args:
        states: number of states of each variable.
        slots: the slots.
        tables: the tables in use.
        base: where each table of the network begins in the buffer.
        wanted: for each value slot 1 where its derivative is needed.
        steps: rows (left slot, right slot, variable summed out).

    Returns:
        Offsets of all slots; sizes of the value slots; where the posteriors begin; the size of the
        work space.
    """
    count = len(slots.starts) - 1
    offset = np.zeros(2 * count + len(states) + 1, np.int64)
    sizes = np.empty(count, np.int64)
    used_up = np.zeros(count, np.uint8)
    reverse = wanted.any()
    end = 1  # entry 0 is the number 1
    for slot in range(count):
        sizes[slot] = entries(states, slots, slot)
        other = -1
        if slot >= slots.leaves and not reverse:
            other = _reusable(sizes, used_up, slot)
            for operand in steps[slot - slots.leaves, :2]:
                used_up[operand] = operand >= slots.leaves
        if slot < len(tables):
            offset[slot] = base[tables[slot]]
        elif other >= 0:
            offset[slot] = offset[other]
        else:
            offset[slot] = end
            end += sizes[slot]
    for slot in range(count):
        offset[count + slot] = end
        end += sizes[slot] * wanted[slot]
    begin = end
    for variable in range(len(states)):
        offset[2 * count + variable] = end
        end += states[variable] if reverse else 0
    return offset, sizes, begin, end


@compiled()
def _reusable(sizes: Integers, used_up: Integers, slot: int) -> int:
    """An earlier slot of the same size that nobody reads any more, or -1; it is taken."""
    for other in range(slot - 1, -1, -1):
        if used_up[other] and sizes[other] == sizes[slot]:
            used_up[other] = 0
            return other
    return -1
