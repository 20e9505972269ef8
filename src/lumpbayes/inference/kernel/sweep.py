"""The compiled loop over a program: contractions, with a guard on the range of doubles.

For each slot two whole numbers bound its positive entries: ``2**low <= entry <= 2**high``. They
cost nothing to carry; only where a product could leave the range of doubles are the entries looked
at, and rescaled by a power of two.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from lumpbayes.inference.kernel.compiling import compiled
from lumpbayes.inference.kernel.records import HEAD, LOOP
from lumpbayes.inference.kernel.typing import Integers, Numbers

__all__ = ["Bounds", "may_leave_range", "run"]

LOWEST, HIGHEST = -960, 960
"""Products stay between these powers of two, away from the ends of what doubles hold."""


PAIR = 2
"""The two innermost loops are one block."""

Loop = tuple[int, int, int, int]
"""Length of a loop, and the strides of x, y and z."""


class Bounds(NamedTuple):
    """For each slot where it lies and how large it is.

    Attributes:
        offset: of its first entry.
        low, high: powers of two that bound its positive entries.
        exponent: the slot stands for its entries times this power of two.
    """

    offset: Integers
    low: Integers
    high: Integers
    exponent: Integers


@compiled(fastmath={"reassoc"})  # sums of products may be taken four at a time
def _block(  # noqa: C901, PLR0912 - each case is one nest of loops that the compiler can vectorise
    x: Numbers, y: Numbers, z: Numbers, at: tuple[int, int, int], outer: Loop, inner: Loop
) -> None:
    """``z[k] += x[i] * y[j]`` over the two innermost loops; ``at`` is where they start."""
    i, j, k = np.uint64(at[0]), np.uint64(at[1]), np.uint64(at[2])
    tx, ty, tz = np.uint64(outer[1]), np.uint64(outer[2]), np.uint64(outer[3])
    n, sx, sy, sz = inner
    count = np.uint64(n)
    if sz == 1 and sy == 1 and sx == 0:
        for _ in range(outer[0]):
            factor = x[i]
            for e in range(count):
                z[k + e] += factor * y[j + e]
            i, j, k = i + tx, j + ty, k + tz
    elif sz == 1 and sx == 1 and sy == 0:
        for _ in range(outer[0]):
            factor = y[j]
            for e in range(count):
                z[k + e] += factor * x[i + e]
            i, j, k = i + tx, j + ty, k + tz
    elif sz == 1 and sx == 1 and sy == 1:
        for _ in range(outer[0]):
            for e in range(count):
                z[k + e] += x[i + e] * y[j + e]
            i, j, k = i + tx, j + ty, k + tz
    elif sz == 0 and sx == 1 and sy == 1:
        for _ in range(outer[0]):
            total = 0.0
            for e in range(count):
                total += x[i + e] * y[j + e]
            z[k] += total
            i, j, k = i + tx, j + ty, k + tz
    elif sz == 0:
        ux, uy = np.uint64(sx), np.uint64(sy)
        for _ in range(outer[0]):
            total = 0.0
            for e in range(count):
                total += x[i + e * ux] * y[j + e * uy]
            z[k] += total
            i, j, k = i + tx, j + ty, k + tz
    else:
        ux, uy, uz = np.uint64(sx), np.uint64(sy), np.uint64(sz)
        for _ in range(outer[0]):
            for e in range(count):
                z[k + e * uz] += x[i + e * ux] * y[j + e * uy]
            i, j, k = i + tx, j + ty, k + tz


@compiled()
def _contract(
    x: Numbers, y: Numbers, z: Numbers, start: tuple[int, int, int], program: Integers, at: int
) -> None:
    """One record; ``at`` is where its loops begin."""
    x0, y0, z0 = start
    for i in range(program[at - 3]):
        z[z0 + i] = 0.0
    depth = program[at - 1]
    if depth == 0:
        z[z0] = x[x0] * y[y0]
        return
    last = at + LOOP * (depth - 1)
    inner = (program[last], program[last + 1], program[last + 2], program[last + 3])
    if depth == 1:
        _block(x, y, z, start, (1, 0, 0, 0), inner)
        return
    last -= LOOP
    outer = (program[last], program[last + 1], program[last + 2], program[last + 3])
    if depth == PAIR:
        _block(x, y, z, start, outer, inner)
        return
    turns = np.zeros(depth - PAIR, np.int64)
    more = True
    while more:
        _block(x, y, z, start, outer, inner)
        more, start = _advance(program, at, turns, start)


@compiled()
def _advance(
    program: Integers, at: int, turns: Integers, start: tuple[int, int, int]
) -> tuple[bool, tuple[int, int, int]]:
    """The next turn of the loops around the inner two, the last of them turning fastest."""
    x, y, z = start
    for loop in range(len(turns) - 1, -1, -1):
        n, dx, dy, dz = program[at + LOOP * loop : at + LOOP * (loop + 1)]
        turns[loop] += 1
        x, y, z = x + dx, y + dy, z + dz
        if turns[loop] < n:
            return True, (x, y, z)
        turns[loop] = 0
        x, y, z = x - n * dx, y - n * dy, z - n * dz
    return False, (x, y, z)


@compiled()
def _tighten(work: Numbers, bounds: Bounds, slot: int, size: int) -> None:
    """Look at a slot's entries, and rescale them so that the largest is at most 1."""
    start = bounds.offset[slot]
    top, least = 0.0, math.inf
    for i in range(start, start + size):
        entry = abs(work[i])  # derivatives may be negative
        top = max(top, entry)
        if 0.0 < entry < least:
            least = entry
    if top == 0.0:
        bounds.low[slot] = 0
        bounds.high[slot] = 0
        return
    shift = math.frexp(top)[1]
    low = math.frexp(least)[1] - 1 - shift
    if low > LOWEST:
        factor = math.ldexp(1.0, -shift)
        for i in range(start, start + size):
            work[i] *= factor
        bounds.exponent[slot] += shift
        bounds.low[slot] = low
        bounds.high[slot] = 0
    else:
        bounds.low[slot] = low + shift
        bounds.high[slot] = shift


@compiled()
def _in_range(bounds: Bounds, a: int, b: int) -> bool:
    """Whether products of two slots' entries stay within what doubles hold."""
    lowest, highest = bounds.low[a] + bounds.low[b], bounds.high[a] + bounds.high[b]
    return bool(lowest >= LOWEST and highest <= HIGHEST)


@compiled()
def _watched(
    work: Numbers, bounds: Bounds, record: tuple[int, int, int], sizes: Integers, from_tables: int
) -> bool:
    """Bound the entries of a product, its operands rescaled if need be; False out of range."""
    a, b, c = record
    if not _in_range(bounds, a, b):
        for slot in (a, b):
            if from_tables <= slot < len(bounds.offset) - 1:
                _tighten(work, bounds, slot, sizes[slot % len(sizes)])
    bounds.low[c] = bounds.low[a] + bounds.low[b]
    bounds.high[c] = bounds.high[a] + bounds.high[b]
    bounds.exponent[c] = bounds.exponent[a] + bounds.exponent[b]
    return _in_range(bounds, a, b)


@compiled()
def may_leave_range(program: Integers, records: int, low: Integers, high: Integers) -> bool:
    """Whether some product might leave the range of doubles, whatever the evidence is.

    Args:
        program: the records.
        records: their number.
        low: powers of two below the leaves' positive entries; those of other slots are filled in.
        high: powers of two above them.
    """
    at = 0
    for _ in range(records):
        a, b, c = program[at], program[at + 1], program[at + 2]
        x = a if a >= 0 else len(low) - 1
        low[c] = low[x] + low[b]
        high[c] = high[x] + high[b]
        if low[c] < LOWEST or high[c] > HIGHEST:
            return True
        high[c] += program[at + 4]
        at += HEAD + LOOP * program[at + 5]
    return False


@compiled()
def _dispatch(
    tables: Numbers,
    work: Numbers,
    from_tables: tuple[bool, bool],
    start: tuple[int, int, int],
    program: Integers,
    at: int,
) -> None:
    """One record, x and y from the buffers in which they lie."""
    if from_tables[0]:
        if from_tables[1]:
            _contract(tables, tables, work, start, program, at)
        else:
            _contract(tables, work, work, start, program, at)
    elif from_tables[1]:
        _contract(work, tables, work, start, program, at)
    else:
        _contract(work, work, work, start, program, at)


@compiled()
def run(
    tables: Numbers,
    work: Numbers,
    program: Integers,
    span: tuple[int, int, int, int],
    bounds: Bounds,
    sizes: Integers,
) -> int:
    """Run records; return where the next begins, or -1 where doubles do not reach.

    Args:
        tables: all tables of the network.
        work: the work space; entry 0 holds 1.
        program: the records.
        span: where the first record begins, how many to run, the number of slots that lie in
            ``tables``, and whether to watch the range of doubles.
        bounds: of every slot; those of the leaves have been set.
        sizes: number of entries of each value slot.
    """
    at, records, from_tables, guarded = span
    offset = bounds.offset
    for _ in range(records):
        a, b, c = program[at], program[at + 1], program[at + 2]
        at += HEAD
        x = a if a >= 0 else len(offset) - 1
        if guarded and not _watched(work, bounds, (x, b, c), sizes, from_tables):
            return -1
        if guarded:
            bounds.high[c] += program[at - 2]
        start = (offset[x], offset[b], offset[c])
        _dispatch(tables, work, (0 <= a < from_tables, b < from_tables), start, program, at)
        at += LOOP * program[at - 1]
    return at
