"""One query through a program: evidence in, P(evidence) and posteriors out. Compiled."""

from __future__ import annotations

import math

import numpy as np

from lumpbayes.inference.kernel.compiling import compiled
from lumpbayes.inference.kernel.packing import Program, unpacked
from lumpbayes.inference.kernel.sweep import Bounds, run
from lumpbayes.inference.kernel.typing import Integers, Numbers

__all__ = [
    "ANSWERED",
    "IMPOSSIBLE",
    "OUT_OF_RANGE",
    "ask",
    "ask_cases",
    "ask_plain",
    "load",
]

MOST_RANKED = 64
"""States up to which a ranking costs nothing beside the query."""

ANSWERED, IMPOSSIBLE, OUT_OF_RANGE = 0, 1, 2


@compiled()
def load(program: Program, chosen: Integers, vectors: Numbers, work: Numbers) -> Bounds:
    """Move the leaves to the states chosen, and put the evidence vectors in their place."""
    if program.shape.guarded:
        exponent = np.zeros(len(program.offset), np.int64)
        bounds = Bounds(program.offset.copy(), program.low.copy(), program.high.copy(), exponent)
    else:  # nobody will look at them
        bounds = Bounds(program.offset.copy(), program.low, program.high, program.low)
    slices = program.slices
    for row in range(len(slices)):
        bounds.offset[slices[row, 0]] += chosen[slices[row, 1]] * slices[row, 2]
    taken = 0
    for number, variable in enumerate(program.soft):
        leaf = program.shape.tables + number
        top, least = 0.0, math.inf
        for state in range(program.states[variable]):
            entry = vectors[taken + state]
            work[bounds.offset[leaf] + state] = entry
            top = max(top, entry)
            if 0.0 < entry < least:
                least = entry
        taken += program.states[variable]
        bounds.low[leaf] = math.frexp(least)[1] - 1 if top > 0.0 else 0
        bounds.high[leaf] = math.frexp(top)[1] if top > 0.0 else 0
    return bounds


@compiled()
def _normalise(program: Program, chosen: Integers, work: Numbers) -> None:
    """Make the posteriors sum to 1; those of hard variables have a 1 at their state."""
    for row in range(len(program.slices)):
        variable = program.slices[row, 1]
        start = program.offset[2 * len(program.sizes) + variable]
        work[start : start + program.states[variable]] = 0.0
        work[start + chosen[variable]] = 1.0
    for variable in range(len(program.states)):
        start = program.offset[2 * len(program.sizes) + variable]
        share = work[start : start + program.states[variable]]
        total = share.sum()
        if total > 0.0:
            share /= total


@compiled()
def ask(
    tables: Numbers, pack: Integers, chosen: Integers, vectors: Numbers
) -> tuple[int, float, Numbers]:
    """Answer one query.

    Args:
        tables: the network's tables in one buffer, probabilities.
        pack: the program, packed.
        chosen: for each variable its state, of which only the hard ones are read; int32.
        vectors: the evidence vectors of ``program.soft``, one after the other.

    Returns:
        Whether it was ``ANSWERED``, is ``IMPOSSIBLE``, or ``OUT_OF_RANGE`` of doubles; natural log
        of P(evidence); the posteriors. Those are of all variables, one after the other in network
        order, when the program has a reverse sweep (a hard variable's has a 1 at its state), and of
        the kept variable otherwise.
    """
    program = unpacked(pack)
    shape = program.shape
    work = np.empty(shape.work)
    work[0] = 1.0
    bounds = load(program, chosen, vectors, work)
    root = len(program.sizes) - 1
    at = run(
        tables,
        work,
        program.records,
        (0, shape.forward, shape.tables, shape.guarded),
        bounds,
        program.sizes,
    )
    if at < 0:
        return OUT_OF_RANGE, 0.0, work[:0]
    begin, size = bounds.offset[root], program.sizes[root]
    total = work[begin : begin + size].sum()
    if total == 0.0:
        return IMPOSSIBLE, -np.inf, work[:0]
    log_evidence = math.log(total)
    if shape.guarded:
        log_evidence += bounds.exponent[root] * math.log(2.0)
    if shape.forward == shape.total:
        return ANSWERED, log_evidence, work[begin : begin + size] / total
    span = (at, shape.total - shape.forward, shape.tables, shape.guarded)
    if run(tables, work, program.records, span, bounds, program.sizes) < 0:
        return OUT_OF_RANGE, 0.0, work[:0]
    _normalise(program, chosen, work)
    return ANSWERED, log_evidence, work[shape.posteriors :].copy()


@compiled()
def ask_plain(tables: Numbers, pack: Integers, states: bytes) -> tuple[float, Numbers, Integers]:
    """As :func:`ask` for hard evidence, with as few arrays to hand over as possible.

    Args:
        tables: the network's tables in one buffer, probabilities.
        pack: the program, packed and renumbered.
        states: the states, in the order of that.

    Returns:
        Natural log of P(evidence); the posterior, empty when it was not answered; the states, the
        most probable first, of equally probable ones the earlier. Of more than ``MOST_RANKED``
        states none.
    """
    chosen = np.empty(len(states), np.int32)
    for place in range(len(states)):
        chosen[place] = states[place]
    _, log_evidence, posterior = ask(tables, pack, chosen, np.empty(0))
    if len(posterior) > MOST_RANKED:
        return log_evidence, posterior, np.empty(0, np.int64)
    return log_evidence, posterior, np.argsort(-posterior, kind="mergesort")


@compiled()
def ask_cases(
    tables: Numbers,
    pack: Integers,
    chosen: Integers,
    vectors: Numbers,
    results: tuple[Numbers, Numbers, Integers],
) -> None:
    """Answer one query for each row, of one pattern of evidence or of one set of tables.

    Args:
        tables: shape (1, entries) or (rows, entries), as in :func:`ask`.
        pack: the program, packed.
        chosen: shape (1, variables) or (rows, variables), int32.
        vectors: shape (1, entries) or (rows, entries).
        results: the posteriors, shape (rows, entries); natural logs of P(evidence), shape (rows,);
            whether each was answered, shape (rows,).
    """
    posteriors, log_evidence, status = results
    for row in range(len(posteriors)):
        status[row], log_evidence[row], found = ask(
            tables[min(row, len(tables) - 1)],
            pack,
            chosen[min(row, len(chosen) - 1)],
            vectors[min(row, len(vectors) - 1)],
        )
        for place in range(len(found)):
            posteriors[row, place] = found[place]
