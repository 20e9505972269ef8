"""One query for derivatives: by every table, from one forward sweep and a reverse sweep each.

Compiled.
"""

from __future__ import annotations

import math

import numpy as np

from lumpbayes.inference.kernel.compiling import compiled
from lumpbayes.inference.kernel.packing import Program, unpacked
from lumpbayes.inference.kernel.query import ANSWERED, IMPOSSIBLE, OUT_OF_RANGE, load
from lumpbayes.inference.kernel.sweep import Bounds, run
from lumpbayes.inference.kernel.typing import Integers, Numbers

__all__ = ["ask_derivatives", "ask_gradients"]


@compiled()
def _rooted(
    program: Program, tables: Numbers, chosen: Integers, vectors: Numbers, work: Numbers
) -> tuple[Bounds, int, float, float]:
    """The forward sweep of a program for derivatives.

    Returns:
        Where all slots lie; where the reverse sweep begins in the records, or -1 where doubles do
        not reach; the sum of the root's entries as they stand; natural log of P(evidence).
    """
    shape, count = program.shape, len(program.sizes)
    work[0] = 1.0
    bounds = load(program, chosen, vectors, work)
    span = (0, shape.forward, shape.tables, shape.guarded)
    at = run(tables, work, program.records, span, bounds, program.sizes)
    if at < 0:
        return bounds, at, 0.0, 0.0
    begin = bounds.offset[count - 1]
    total = work[begin : begin + program.sizes[count - 1]].sum()
    if total == 0.0:
        return bounds, at, total, -np.inf
    log_evidence = math.log(total) + bounds.exponent[count - 1] * math.log(2.0)
    return bounds, at, total, log_evidence


@compiled()
def _reversed(
    program: Program, tables: Numbers, work: Numbers, bounds: Bounds, at: int, found: Numbers
) -> bool:
    """The reverse sweep from the derivatives by the root; puts those by the tables into ``found``.

    False where doubles do not reach. It can be run once more, from others.
    """
    shape, count = program.shape, len(program.sizes)
    bounds.exponent[2 * count - 1] = -bounds.exponent[count - 1]
    span = (at, shape.total - shape.forward, shape.tables, shape.guarded)
    if run(tables, work, program.records, span, bounds, program.sizes) < 0:
        return False
    place = 0
    for leaf in range(shape.tables):
        start, power = bounds.offset[count + leaf], int(bounds.exponent[count + leaf])
        size = program.sizes[leaf]
        if power:
            for entry in range(size):
                found[place + entry] = math.ldexp(work[start + entry], power)
        else:
            found[place : place + size] = work[start : start + size]
        place += size
    return True


@compiled()
def ask_derivatives(
    tables: Numbers, pack: Integers, chosen: Integers, vectors: Numbers, state: int
) -> tuple[int, float, float, Numbers]:
    """Derivatives of one posterior by every table, from one forward and one reverse sweep.

    With ``r`` the root, P(kept, evidence), and ``f`` its sum, the posterior of a state is
    ``r[state] / f``; the reverse sweep starts from its derivatives by ``r``.

    Args:
        tables: the network's tables in one buffer, probabilities.
        pack: the program, packed, made for ``DERIVATIVES``.
        chosen: as in :func:`ask`.
        vectors: as in :func:`ask`.
        state: of the kept variable.

    Returns:
        Whether it was answered; natural log of P(evidence); the posterior; the derivatives by the
        tables in use, each without the axes of hard variables, one after the other.
    """
    program = unpacked(pack)
    count = len(program.sizes)
    work = np.empty(program.shape.work)
    bounds, at, total, log_evidence = _rooted(program, tables, chosen, vectors, work)
    if at < 0:
        return OUT_OF_RANGE, 0.0, 0.0, work[:0]
    if total == 0.0:
        return IMPOSSIBLE, -np.inf, 0.0, work[:0]
    begin = bounds.offset[count - 1]
    root = work[begin : begin + program.sizes[count - 1]].copy()
    _seed(root, state, bounds, 2 * count - 1, work)
    found = np.empty(program.sizes[: program.shape.tables].sum())
    if not _reversed(program, tables, work, bounds, at, found):
        return OUT_OF_RANGE, 0.0, 0.0, work[:0]
    return ANSWERED, log_evidence, root[state] / total, found


@compiled()
def ask_gradients(
    tables: Numbers, pack: Integers, chosen: Integers, vectors: Numbers, seeds: Numbers
) -> tuple[int, float, Numbers, Numbers]:
    """Derivatives of weighted sums of the root by every table, one reverse sweep for each.

    Args:
        tables: the network's tables in one buffer, probabilities.
        pack: the program, packed, made for ``DERIVATIVES``.
        chosen: as in :func:`ask`.
        vectors: as in :func:`ask`.
        seeds: a row of weights of the kept variable's states for each sum, none negative, shape
            (sums, states).

    Returns:
        Whether it was answered; natural log of P(evidence); the posterior of the kept variable;
        the derivatives divided by P(evidence), shape (sums, entries): of the tables in use, each
        without the axes of hard variables, one after the other.
    """
    program = unpacked(pack)
    count = len(program.sizes)
    work = np.empty(program.shape.work)
    found = np.empty((len(seeds), program.sizes[: program.shape.tables].sum()))
    bounds, at, total, log_evidence = _rooted(program, tables, chosen, vectors, work)
    if at < 0:
        return OUT_OF_RANGE, 0.0, work[:0], found
    if total == 0.0:
        return IMPOSSIBLE, -np.inf, work[:0], found
    begin = bounds.offset[count - 1]
    posterior = work[begin : begin + program.sizes[count - 1]] / total
    for row in range(len(seeds)):
        _weigh(seeds[row], total, bounds, 2 * count - 1, work)
        if not _reversed(program, tables, work, bounds, at, found[row]):
            return OUT_OF_RANGE, 0.0, work[:0], found
    return ANSWERED, log_evidence, posterior, found


@compiled()
def _weigh(weights: Numbers, total: float, bounds: Bounds, slot: int, work: Numbers) -> None:
    """Put weights divided by P(evidence) into the slot of the derivatives by the root."""
    least, top = math.inf, 0.0
    for state in range(len(weights)):
        entry = weights[state] / total
        work[bounds.offset[slot] + state] = entry
        top = max(top, entry)
        least = min(least, entry) if entry > 0.0 else least
    bounds.low[slot] = math.frexp(least)[1] - 1 if top > 0.0 else 0
    bounds.high[slot] = math.frexp(top)[1]


@compiled()
def _seed(root: Numbers, state: int, bounds: Bounds, slot: int, work: Numbers) -> None:
    """Put the derivatives of ``root[state] / root.sum()`` into the slot of those by the root."""
    total, rest = root.sum(), 0.0
    for other in range(len(root)):
        rest += root[other] if other != state else 0.0
    least, top = math.inf, 0.0
    for other in range(len(root)):
        entry = rest / total / total if other == state else -(root[state] / total) / total
        work[bounds.offset[slot] + other] = entry
        top = max(top, abs(entry))
        least = min(least, abs(entry) if entry != 0.0 else least)
    bounds.low[slot] = math.frexp(least)[1] - 1 if top > 0.0 else 0
    bounds.high[slot] = math.frexp(top)[1]
