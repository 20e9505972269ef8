"""One query through a program: evidence in, P(evidence) and posteriors out. Compiled."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from lumpbayes.inference.kernel.compiling import compiled
from lumpbayes.inference.kernel.sweep import Bounds, run
from lumpbayes.inference.kernel.typing import Integers, Numbers

__all__ = [
    "ANSWERED",
    "IMPOSSIBLE",
    "OUT_OF_RANGE",
    "Program",
    "Shape",
    "ask",
    "ask_cases",
    "ask_plain",
    "packed",
    "renumbered",
]

ANSWERED, IMPOSSIBLE, OUT_OF_RANGE = 0, 1, 2


class Shape(NamedTuple):
    """Numbers that describe a program.

    Attributes:
        forward, total: records of the forward sweep, and in all.
        tables: number of leaves that are tables.
        posteriors: where the posteriors begin in the work space.
        work: entries of the work space.
        kept: the variable that is not summed out, or -1.
    """

    forward: int
    total: int
    tables: int
    posteriors: int
    work: int
    kept: int


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
    program = _unpacked(pack)
    place = {variable: number for number, variable in enumerate(observed)}
    slices = program.slices.copy()
    slices[:, 1] = [place[variable] for variable in slices[:, 1].tolist()]
    return packed(program._replace(slices=slices))


@compiled()
def _unpacked(pack: Integers) -> Program:
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


@compiled()
def _load(program: Program, chosen: Integers, vectors: Numbers, work: Numbers) -> Bounds:
    """Move the leaves to the states chosen, and put the evidence vectors in their place."""
    bounds = Bounds(
        program.offset.copy(),
        program.low.copy(),
        program.high.copy(),
        np.zeros(len(program.offset), np.int64),
    )
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
    program = _unpacked(pack)
    shape = program.shape
    work = np.empty(shape.work)
    work[0] = 1.0
    bounds = _load(program, chosen, vectors, work)
    root = len(program.sizes) - 1
    at = run(tables, work, program.records, (0, shape.forward, shape.tables), bounds, program.sizes)
    if at < 0:
        return OUT_OF_RANGE, 0.0, work[:0]
    begin, size = bounds.offset[root], program.sizes[root]
    total = work[begin : begin + size].sum()
    if total == 0.0:
        return IMPOSSIBLE, -np.inf, work[:0]
    log_evidence = math.log(total) + bounds.exponent[root] * math.log(2.0)
    if shape.forward == shape.total:
        return ANSWERED, log_evidence, work[begin : begin + size] / total
    span = (at, shape.total - shape.forward, shape.tables)
    if run(tables, work, program.records, span, bounds, program.sizes) < 0:
        return OUT_OF_RANGE, 0.0, work[:0]
    _normalise(program, chosen, work)
    return ANSWERED, log_evidence, work[shape.posteriors :].copy()


@compiled()
def ask_plain(
    tables: Numbers, pack: Integers, states: bytes
) -> tuple[float, Numbers, Numbers, Integers]:
    """As :func:`ask` for hard evidence, with as few arrays to hand over as possible.

    Args:
        tables: the network's tables in one buffer, probabilities.
        pack: the program, packed and renumbered.
        states: the states, in the order of that.

    Returns:
        Natural log of P(evidence); the posterior, empty when it was not answered; the same sorted
        downwards; and which states those are, the earlier first of equally probable ones.
    """
    chosen = np.empty(len(states), np.int32)
    for place in range(len(states)):
        chosen[place] = states[place]
    _, log_evidence, posterior = ask(tables, pack, chosen, np.empty(0))
    order = np.argsort(-posterior, kind="mergesort")
    return log_evidence, posterior, posterior[order], order


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
