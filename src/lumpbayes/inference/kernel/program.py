"""Programs: a plan for one pattern of evidence, as the compiled code runs it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from lumpbayes.inference.kernel.layout import Layout
from lumpbayes.inference.kernel.ordering import leaf_scopes, order_variables
from lumpbayes.inference.kernel.packing import Program, Shape, packed
from lumpbayes.inference.kernel.records import DERIVATIVES, FORWARD, emit
from lumpbayes.inference.kernel.slots import place, slot_layout
from lumpbayes.inference.kernel.steps import make_steps
from lumpbayes.inference.kernel.sweep import may_leave_range
from lumpbayes.inference.kernel.typing import Integers, Numbers
from lumpbayes.inference.memory import check_memory, in_units
from lumpbayes.views import shown

__all__ = ["Cost", "Pattern", "Planned", "plan_program"]

TRIES = ((2, 0), (1, 0), (0, 1), (2, 1), (0, 2), (2, 2), (0, 3), (1, 1))
"""Rules and seeds tried after the plain one, where a plan costs much more than planning."""

PLANNING = 500
"""Multiplications that take as long as planning takes for one hidden variable."""


GRAPH_BYTES = 5
"""What planning takes for each pair of variables."""

MOST_BYTES = 2**50
"""What no limit allows: numbers of entries stay whole numbers of 64 bits."""


class Pattern(NamedTuple):
    """What a program is made for.

    Attributes:
        tables: the variables whose tables matter, increasing.
        hard: the variables observed with certainty, increasing.
        soft: those with an evidence vector, increasing.
        kept: the variable whose posterior the forward sweep gives, or -1.
        purpose: what is asked: see :mod:`lumpbayes.inference.kernel.records`.
    """

    tables: Sequence[int]
    hard: tuple[int, ...]
    soft: tuple[int, ...]
    kept: int
    purpose: int


@shown
class Cost(NamedTuple):
    """What a program takes; prints itself.

    Attributes:
        steps: contractions of the forward sweep.
        multiplications: products that it forms.
        largest: numbers in the largest table.
        memory: bytes of the work space and of the program.
    """

    steps: int
    multiplications: float
    largest: float
    memory: float

    def __str__(self) -> str:
        return (
            f"{self.steps:,} step{'s' * (self.steps != 1)}, {self.multiplications:,.0f} "
            f"multiplications a sweep, largest table {self.largest:,.0f} numbers, "
            f"{in_units(self.memory)} in all"
        )


class Planned(NamedTuple):
    """A program, packed for the compiled code, and what it takes."""

    program: Integers
    cost: Cost


class _Steps(NamedTuple):
    """A contraction plan: see :func:`lumpbayes.inference.kernel.steps.make_steps`."""

    steps: Integers
    starts: Integers
    variables: Integers
    totals: Numbers


def plan_program(layout: Layout, pattern: Pattern, memory_limit: int) -> Planned:
    """Plan for a pattern of evidence, and emit the program.

    Raises:
        TooLargeError: a query would take more than ``memory_limit`` bytes; nothing was allocated.
    """
    tables = np.array(pattern.tables, dtype=np.int64)
    soft = np.array(pattern.soft, dtype=np.int64)
    sliced = np.zeros(len(layout.states), np.int64)
    sliced[list(pattern.hard)] = 1
    leaves = leaf_scopes(layout.scope_starts, layout.scope_variables, tables, sliced, soft)
    hidden = len(np.unique(leaves[1]))
    check_memory(GRAPH_BYTES * hidden**2, memory_limit, f"planning for {hidden:,} variables")
    steps = _cheapest(layout, leaves, pattern.kept)
    work, largest, entries = map(float, steps.totals)
    sweeps = 1 if pattern.purpose == FORWARD else 2
    cost = Cost(len(steps.steps), work, largest, 8.0 * sweeps * entries)
    check_memory(cost.memory, min(memory_limit, MOST_BYTES), cost)
    scopes = (layout.scope_starts, layout.scope_variables, layout.scope_strides)
    slots, slices = slot_layout(
        layout.states, scopes, tables, sliced, (steps.starts, steps.variables), len(leaves[0]) - 1
    )
    records, counts, wanted = emit(layout.states, slots, steps.steps, pattern.kept, pattern.purpose)
    offset, sizes, begin, end = place(
        layout.states, slots, tables, layout.base, wanted, steps.steps
    )
    low, high = np.zeros((2, len(offset)), np.int64)
    low[: len(tables)] = layout.low[tables]
    high[: len(tables)] = layout.high[tables]
    # Soft vectors and the start of derivatives are not known yet.
    unknown = bool(pattern.soft) or pattern.purpose == DERIVATIVES
    guarded = unknown or may_leave_range(records, counts[1], low.copy(), high.copy())
    shape = Shape(int(counts[0]), int(counts[1]), len(tables), begin, end, int(guarded))
    program = Program(records, offset, low, high, sizes, slices, soft, layout.states, shape)
    return Planned(
        packed(program), cost._replace(memory=8.0 * (end + len(records) + 5 * len(offset)))
    )


def _cheapest(layout: Layout, leaves: tuple[Integers, Integers], kept: int) -> _Steps:
    """The steps of the plain rule, or of the best of the other rules and seeded restarts.

    How many are tried follows from the plan's cost and size alone, so that the same question always
    gets the same plan.
    """
    best = _planned(layout, leaves, kept, (0, 0))
    hidden = len(best.starts) - len(leaves[0])
    tries = min(best.totals[0] / (PLANNING * max(hidden, 1)), len(TRIES))
    for attempt in TRIES[: int(tries)]:
        other = _planned(layout, leaves, kept, attempt)
        if other.totals[0] < best.totals[0]:
            best = other
    return best


def _planned(
    layout: Layout, leaves: tuple[Integers, Integers], kept: int, attempt: tuple[int, int]
) -> _Steps:
    rule, seed = attempt
    order, width = order_variables(layout.weights, *leaves, kept, rule, seed)
    return _Steps(*make_steps(layout.weights, *leaves, order, width))
