"""Structure compiled once: the steps that turn tables and evidence into P(evidence).

The first slots hold the tables, the next ones the evidence vectors, later slots the results of the
steps. Each step multiplies two slots and sums out at most one variable, or sums a variable out of
one slot; so its reverse is again one contraction for each slot (Darwiche, JACM 50(3), 2003).

Evidence shapes a plan. A variable observed with certainty is sliced out of every table, and has no
axis; what neither the evidence nor the question depends on is left out. The plan without any of
that has an evidence vector for every variable, and so every variable's own derivative.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from lumpbayes.inference.contracting import Step, contractions, make_steps
from lumpbayes.inference.memory import check_limit, check_memory, in_units
from lumpbayes.inference.network import with_ancestors
from lumpbayes.inference.ordering import cheapest_order
from lumpbayes.views import Shown

__all__ = ["MEMORY_LIMIT", "Plan", "Step", "Structure", "make_plan"]

MEMORY_LIMIT = 2 * 1024**3
"""Bytes that one query may take unless another limit is given."""

ENTRY_BYTES = 32
"""An entry of a slot, forward and reverse: a double and an exponent each in the wide arithmetic."""

STEP_BYTES = 48
"""What one contraction of the wide arithmetic lays out for each product that it forms: mantissas,
exponents and their copies. The fast arithmetic lays out nothing, and takes half of the rest."""

MOST_PLANS = 64
"""Plans that are remembered; the one used longest ago is forgotten first."""


class Structure(Protocol):
    """What a plan is made of: a network, or only its shape."""

    @property
    def parents(self) -> tuple[tuple[int, ...], ...]:
        """For each variable the indices of its parents, in table order."""

    @property
    def cardinalities(self) -> tuple[int, ...]:
        """For each variable its number of states."""


@dataclass(frozen=True, slots=True, repr=False)
class Plan(Shown):
    """How to compute; holds no probability.

    Attributes:
        tables: the variables whose tables stand in the first slots, sliced by ``hard``.
        soft: the variables whose evidence vectors stand in the next slots. A plan with neither
            tables nor vectors has one slot with the number 1.
        hard: the variables observed with certainty; on no axis.
        kept: the variables that are not summed out: the axes of the last slot.
        scopes: for each slot the variables on its axes, in axis order.
        steps: the contractions in order; the last slot is P(evidence), or P(kept, evidence).
        holders: for each variable the smallest slot that has it on an axis (of several the last),
            -1 where none has.
        first_last: the first of the steps that multiply and sum out the variables to come last.
        multiplications: how many products one forward sweep forms.
        largest: number of entries of the largest slot.
        entries: number of entries of all slots together.
        memory: bytes that a query takes at most: what every slot takes, forward and reverse, and
            the products of the largest step, both in the wide arithmetic. Python's own objects,
            less than a KiB a slot, are not counted.
    """

    tables: tuple[int, ...]
    soft: tuple[int, ...]
    hard: tuple[int, ...]
    kept: tuple[int, ...]
    scopes: tuple[tuple[int, ...], ...]
    steps: tuple[Step, ...]
    holders: tuple[int, ...]
    first_last: int
    multiplications: int
    largest: int
    entries: int
    memory: int

    def __repr__(self) -> str:
        return f"Plan({self})"

    def __str__(self) -> str:
        steps = "1 step" if len(self.steps) == 1 else f"{len(self.steps):,} steps"
        return (
            f"{steps}, {self.multiplications:,} multiplications a sweep, "
            f"largest table {self.largest:,} numbers, {in_units(self.memory)} in all"
        )

    def describe(self, names: Sequence[str] | None = None) -> str:
        """The plan and each of its steps, a line each.

        Args:
            names: the variables' names; ``v0``, ``v1`` ... when left out.
        """
        return "\n".join([str(self), *(_described(self, step, names) for step in self.steps)])


def make_plan(
    structure: Structure,
    memory_limit: int = MEMORY_LIMIT,
    *,
    hard: Iterable[int] = (),
    soft: Iterable[int] | None = None,
    kept: Iterable[int] = (),
    wanted: Iterable[int] | None = None,
    last: Iterable[int] = (),
) -> Plan:
    """Compile the structure of a network, or of one whose numbers are not laid out yet.

    Plans are remembered, by structure and by everything else that is given here but the limit.

    Args:
        structure: the network or its shape.
        memory_limit: bytes that a query may take.
        hard: the variables observed with certainty.
        soft: the variables with an evidence vector; every one that is not hard when left out.
        kept: the variables that are not summed out; axes of the result in this order.
        wanted: the variables that are asked. A table is left out if it belongs neither to one of
            these, nor to one that is observed or kept, nor to an ancestor of one of them: it sums
            to 1. No table is left out when this is.
        last: variables to sum out after all others (or to maximise over).

    Raises:
        ValueError: a limit that is no positive number; variables that do not exist; one that is
            both hard and soft, kept or last; a kept one given twice, or last as well.
        TooLargeError: a query would take more than ``memory_limit`` bytes (forward and reverse
            together, in the arithmetic that takes most).
    """
    check_limit(memory_limit)
    plan = _compiled(
        structure.parents,
        structure.cardinalities,
        tuple(sorted(set(hard))),
        None if soft is None else tuple(sorted(set(soft))),
        tuple(kept),
        None if wanted is None else tuple(sorted(set(wanted))),
        tuple(sorted(set(last))),
    )
    check_memory(plan.memory, memory_limit, plan)
    return plan


@lru_cache(maxsize=MOST_PLANS)  # asked before tables are laid out, and after; and by every query
def _compiled(
    parents: tuple[tuple[int, ...], ...],
    cardinalities: tuple[int, ...],
    hard: tuple[int, ...],
    soft: tuple[int, ...] | None,
    kept: tuple[int, ...],
    wanted: tuple[int, ...] | None,
    last: tuple[int, ...],
) -> Plan:
    _check(len(parents), hard, soft, kept, wanted, last)
    gone = set(hard)
    tables = tuple(range(len(parents)))
    if soft is None:
        soft = tuple([each for each in tables if each not in gone])
    if wanted is not None:
        tables = with_ancestors(parents, {*wanted, *hard, *soft, *kept, *last})
    scopes = [
        tuple([each for each in (index, *parents[index]) if each not in gone]) for index in tables
    ]
    scopes += [(variable,) for variable in soft]
    phases = _phases(scopes, kept, last)
    scopes = scopes or [()]
    order = cheapest_order(cardinalities, scopes, phases)
    done = contractions(scopes, order, kept, cardinalities)
    steps, products = make_steps(scopes, done, cardinalities)
    sizes = [math.prod([cardinalities[variable] for variable in scope]) for scope in scopes]
    largest, entries = max(sizes), sum(sizes)
    return Plan(
        tables,
        soft,
        hard,
        kept,
        tuple(scopes),
        steps,
        _holders(scopes, sizes, len(parents)),
        _first_last(steps, set(last)),
        sum(products),
        largest,
        entries,
        ENTRY_BYTES * entries + STEP_BYTES * max([largest, *products]),
    )


def _check(
    count: int,
    hard: tuple[int, ...],
    soft: tuple[int, ...] | None,
    kept: tuple[int, ...],
    wanted: tuple[int, ...] | None,
    last: tuple[int, ...],
) -> None:
    given = {*hard, *(soft or ()), *kept, *(wanted or ()), *last}
    if not given <= set(range(count)):
        strange = sorted(given - set(range(count)))
        raise ValueError(f"variables {strange}: expected indices from 0 to {count - 1}")
    twice = set(hard) & {*(soft or ()), *kept, *last}
    if twice:
        raise ValueError(
            f"variables {sorted(twice)} are observed with certainty: they have no axis, "
            "and can be neither soft, kept nor last"
        )
    if len(set(kept)) < len(kept) or set(kept) & set(last):
        raise ValueError(f"kept={kept}, last={last}: give each variable once")


def _phases(
    scopes: Sequence[tuple[int, ...]], kept: Collection[int], last: Collection[int]
) -> tuple[list[int], list[int]]:
    """What to sum out first, and what last; only variables that are on some axis."""
    present = sorted({variable for scope in scopes for variable in scope} - set(kept))
    late = set(last)
    return (
        [each for each in present if each not in late],
        [each for each in present if each in late],
    )


def _holders(
    scopes: Sequence[tuple[int, ...]], sizes: Sequence[int], count: int
) -> tuple[int, ...]:
    holders = [-1] * count
    for slot, scope in enumerate(scopes):
        for variable in scope:
            if holders[variable] < 0 or sizes[slot] <= sizes[holders[variable]]:
                holders[variable] = slot
    return tuple(holders)


def _first_last(steps: Sequence[Step], last: Collection[int]) -> int:
    """The first step after those that sum out variables that do not come last."""
    if not last:
        return len(steps)
    early = [step.summed is not None and step.summed not in last for step in steps]
    ends = [number for number, flag in enumerate(early, 1) if flag]
    return ends[-1] if ends else 0


def _described(plan: Plan, step: Step, names: Sequence[str] | None) -> str:
    def scope(slot: int) -> str:
        listed = ", ".join(f"v{v}" if names is None else names[v] for v in plan.scopes[slot])
        return f"{slot}({listed})"

    product = scope(step.left)
    if step.right is not None:
        product += f" * {scope(step.right)}"
    if step.summed is None:
        return f"{scope(step.result)} = {product}"
    name = f"v{step.summed}" if names is None else names[step.summed]
    return f"{scope(step.result)} = sum over {name} of {product}"
