"""Compiled emission of programs: both sweeps as one flat list of contractions.

Every record says ``z[...] += x[...] * y[...]`` over nested loops, or ``z[...] += y[...]``:

    x, y, z     slots; x = -1 where there is none
    size        number of entries of z
    bits        log2 of the number of terms in an entry of z, rounded up
    depth       number of loops
    n, x, y, z  for each loop, outermost first: its length, and the stride of each slot

Slots: 0..S-1 hold values (leaves, then results), S..2S-1 their derivatives, 2S+v the unnormalised
posterior of variable v, the last the number 1. Tables lie in the network's own buffer, all else in
the work space of a query.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from lumpbayes.inference.kernel.compiling import compiled
from lumpbayes.inference.kernel.typing import Integers

__all__ = ["DERIVATIVES", "FORWARD", "HEAD", "LOOP", "POSTERIORS", "Slots", "emit", "entries"]

FORWARD, POSTERIORS, DERIVATIVES = 0, 1, 2
"""What a program is for: P(kept, evidence) alone; every posterior too; or the derivatives of one
posterior by all tables, from a root that the query fills in."""

HEAD = 6
"""Numbers of a record before its loops."""

LOOP = 4
"""Numbers of a loop."""


class Slots(NamedTuple):
    """Scopes and layouts of all value slots.

    Attributes:
        starts, variables: the scope of slot s is ``variables[starts[s]:starts[s + 1]]``.
        strides: of each of those axes where the slot's values lie.
        dense: of each of those axes where the slot's derivative lies: contiguous.
        leaves: number of leaves.
    """

    starts: Integers
    variables: Integers
    strides: Integers
    dense: Integers
    leaves: int


_Step = tuple[int, int, int, int]
"""Left slot (-1: none), right slot, result slot, variable summed out (-1: none)."""


@compiled()
def _stride(slots: Slots, strides: Integers, slot: int, variable: int) -> int:
    if slot < 0:
        return 0
    for place in range(slots.starts[slot], slots.starts[slot + 1]):
        if slots.variables[place] == variable:
            return int(strides[place])
    return 0


@compiled()
def entries(states: Integers, slots: Slots, slot: int) -> int:
    """Number of entries of a slot."""
    size = 1
    for place in range(slots.starts[slot], slots.starts[slot + 1]):
        size *= states[slots.variables[place]]
    return size


@compiled()
def _head(out: Integers, end: int, x: int, y: int, z: int, size: int) -> int:
    out[end] = x
    out[end + 1] = y
    out[end + 2] = z
    out[end + 3] = size
    out[end + 4] = 0
    out[end + 5] = 0
    return end + HEAD


@compiled()
def _loop(out: Integers, begin: int, end: int, loop: tuple[int, int, int, int]) -> int:
    """Append a loop to the record at ``begin``, or lengthen the one before where they are one."""
    n, x, y, z = loop
    if n == 1:
        return end
    last = end - LOOP
    if (
        last >= begin + HEAD
        and out[last + 1] == x * n
        and out[last + 2] == y * n
        and out[last + 3] == z * n
    ):
        out[last] *= n
        out[last + 1] = x
        out[last + 2] = y
        out[last + 3] = z
    else:
        out[end] = n
        out[end + 1] = x
        out[end + 2] = y
        out[end + 3] = z
        out[begin + 5] += 1
        end += LOOP
    if z == 0:
        while n > 1:
            out[begin + 4] += 1
            n = (n + 1) // 2
    return end


@compiled()
def _forward(out: Integers, end: int, states: Integers, slots: Slots, step: _Step) -> int:
    """Append the contraction of a step."""
    left, right, result, summed = step
    begin = end
    end = _head(out, end, left, right, result, entries(states, slots, result))
    first = slots.starts[result] - (1 if summed >= 0 else 0)
    for place in range(first, slots.starts[result + 1]):
        variable = summed if place < slots.starts[result] else slots.variables[place]
        x = _stride(slots, slots.strides, left, variable)
        y = _stride(slots, slots.strides, right, variable)
        z = _stride(slots, slots.dense, result, variable)
        end = _loop(out, begin, end, (states[variable], x, y, z))
    return end


@compiled()
def _backward(out: Integers, end: int, states: Integers, slots: Slots, step: _Step, to: int) -> int:
    """Append how the derivative of a step's result reaches its operand ``to``."""
    left, right, result, summed = step
    other = left if to == right else right
    count = len(slots.starts) - 1
    begin = end
    size = entries(states, slots, to)
    if left < 0:
        end = _head(out, end, -1, count + result, count + to, size)
    else:
        end = _head(out, end, count + result, other, count + to, size)
    first = slots.starts[result] - (1 if summed >= 0 else 0)
    for place in range(first, slots.starts[result + 1]):
        variable = summed if place < slots.starts[result] else slots.variables[place]
        outer = _stride(slots, slots.dense, result, variable)
        y = _stride(slots, slots.strides, other, variable)
        z = _stride(slots, slots.dense, to, variable)
        n = states[variable]
        end = _loop(out, begin, end, (n, 0, outer, z) if left < 0 else (n, outer, y, z))
    return end


@compiled()
def _marginal(
    out: Integers, end: int, states: Integers, slots: Slots, slot: int, variable: int
) -> int:
    """Append value times derivative of a slot, summed to one variable."""
    count = len(slots.starts) - 1
    begin = end
    end = _head(out, end, slot, count + slot, 2 * count + variable, states[variable])
    for place in range(slots.starts[slot], slots.starts[slot + 1]):
        each = slots.variables[place]
        to = 1 if each == variable else 0
        loop = (states[each], slots.strides[place], slots.dense[place], to)
        end = _loop(out, begin, end, loop)
    return end


@compiled()
def _wanted(slots: Slots, steps: Integers) -> tuple[Integers, Integers]:
    """For each slot whether its derivative is needed; for each step the slot to read from."""
    wanted = np.zeros(len(slots.starts) - 1, np.uint8)
    source = np.full(len(steps), -1, np.int64)
    for number in range(len(steps)):
        left, right, summed = steps[number, 0], steps[number, 1], steps[number, 2]
        if summed >= 0:
            source[number] = right
            holds = _stride(slots, slots.dense, left, summed) > 0
            if left >= 0 and holds:
                prefer_left = wanted[left] or not wanted[right]
                if prefer_left or _stride(slots, slots.dense, right, summed) == 0:
                    source[number] = left
            wanted[source[number]] = 1
        inner = wanted[right] or (left >= 0 and wanted[left])
        wanted[slots.leaves + number] = 1 if inner else 0
    return wanted, source


@compiled()
def _room(slots: Slots, steps: Integers) -> int:
    """An upper bound on the length of a program."""
    room = 2 * (HEAD + LOOP)
    for number in range(len(steps)):
        width = slots.starts[slots.leaves + number + 1] - slots.starts[slots.leaves + number] + 1
        room += 4 * (HEAD + LOOP * width)
        for side in range(2):
            if steps[number, side] >= 0:
                slot = steps[number, side]
                room += LOOP * (slots.starts[slot + 1] - slots.starts[slot])
    return room


@compiled()
def _copy(out: Integers, end: int, source: int, to: int, size: int, stride: int) -> int:
    """Append a copy, or with stride 0 a fill."""
    begin = end
    return _loop(out, begin, _head(out, end, -1, source, to, size), (size, 0, stride, 1))


@compiled()
def _reverse(
    out: Integers,
    end: int,
    states: Integers,
    slots: Slots,
    steps: Integers,
    wanted: Integers,
    source: Integers,
) -> tuple[int, int]:
    """Append the reverse sweep; return the program's end and the number of records."""
    records = 0
    for number in range(len(steps) - 1, -1, -1):
        left, right, summed = steps[number]
        step = (left, right, slots.leaves + number, summed)
        for to in (left, right):
            if to >= 0 and wanted[to]:
                end = _backward(out, end, states, slots, step, to)
                records += 1
        if source[number] >= 0:
            end = _marginal(out, end, states, slots, source[number], summed)
            records += 1
    return end, records


@compiled()
def emit(
    states: Integers, slots: Slots, steps: Integers, kept: int, purpose: int
) -> tuple[Integers, Integers, Integers]:
    """The program of a plan.

    Args:
        states: number of states of each variable.
        slots: the slots.
        steps: as :func:`lumpbayes.inference.kernel.steps.make_steps` gives them.
        kept: the variable that stays, or -1.
        purpose: ``FORWARD``, ``POSTERIORS`` or ``DERIVATIVES``.

    Returns:
        The records; numbers of records of the forward sweep and in all; for each value slot 1 where
        its derivative is in use.
    """
    count = len(slots.starts) - 1
    root = count - 1
    out = np.empty(_room(slots, steps), np.int64)
    end = 0
    for number in range(len(steps)):
        step = (steps[number, 0], steps[number, 1], slots.leaves + number, steps[number, 2])
        end = _forward(out, end, states, slots, step)
    records = len(steps)
    wanted = np.zeros(count, np.uint8)
    source = np.full(len(steps), -1, np.int64)
    if purpose == POSTERIORS:
        wanted, source = _wanted(slots, steps)
        one = 2 * count + len(states)
        end = _copy(out, end, one, count + root, entries(states, slots, root), 0)
        records += 1
        if kept >= 0:
            end = _copy(out, end, root, 2 * count + kept, states[kept], 1)
            records += 1
    elif purpose == DERIVATIVES:
        wanted[:] = 1
    if purpose != FORWARD:
        wanted[root] = 1
        end, more = _reverse(out, end, states, slots, steps, wanted, source)
        records += more
    return out[:end].copy(), np.array([len(steps), records]), wanted
