"""One pass over a plan, forward or in reverse, in the arithmetic that reaches far enough."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Any, TypeVar

import numpy as np

from lumpbayes.inference import scaled, wide
from lumpbayes.inference.evidence import Evidence
from lumpbayes.inference.network import FloatArray, Network
from lumpbayes.inference.plan import Plan

__all__ = ["forward", "in_range", "leaf_arrays", "lifted", "reverse"]

Result = TypeVar("Result")


def in_range(run: Callable[[ModuleType], Result]) -> Result:
    """Run with fast arithmetic, and again with the wide one when doubles do not reach."""
    try:
        return run(scaled)
    except scaled.RangeError:
        return run(wide)


def leaf_arrays(network: Network, plan: Plan, evidence: Evidence) -> list[FloatArray]:
    """What stands in the plan's first slots: views of the sliced tables, then the vectors."""
    hard = evidence.hard
    arrays = []
    for variable in plan.tables:
        table = network.tables[variable]
        if hard:
            family = (variable, *network.parents[variable])
            table = np.asarray(table[tuple([hard.get(each, slice(None)) for each in family])])
        arrays.append(table)
    for variable in plan.soft:
        vector = evidence.soft.get(variable)
        arrays.append(np.ones(network.cardinalities[variable]) if vector is None else vector)
    return arrays or [np.ones(())]


def lifted(arithmetic: ModuleType, arrays: Sequence[FloatArray]) -> list[Any]:
    """The arrays as tables of the arithmetic."""
    return [arithmetic.lift(array) for array in arrays]


def forward(
    arithmetic: ModuleType, plan: Plan, leaves: Sequence[Any], stop: int | None = None
) -> list[Any]:
    """Every slot: the leaves and the result of each step, or of the steps before ``stop``."""
    slots = list(leaves)
    contract, reduce = arithmetic.contract, arithmetic.reduce
    for step in plan.steps[:stop]:
        left = slots[step.left]
        if step.right is None:
            slots.append(reduce(step.forward, left))
        else:
            slots.append(contract(step.forward, left, slots[step.right]))
    return slots


def reverse(
    arithmetic: ModuleType,
    plan: Plan,
    slots: Sequence[Any],
    needed: Sequence[bool],
    seed: Any,
    signed: bool = False,
) -> list[Any]:
    """Derivatives by every slot that is needed, and by those between it and the root.

    A derivative's axes are those of its slot; along an axis of length 1 it is the same for each
    state.

    Args:
        arithmetic: the module that the slots were made with.
        plan: the plan.
        slots: what the forward pass returned.
        needed: a flag for each slot.
        seed: the derivative by the last slot.
        signed: the seed has entries below 0.
    """
    contract = arithmetic.contract_signed if signed else arithmetic.contract
    wanted = list(needed)
    for step in plan.steps:
        if wanted[step.left] or (step.right is not None and wanted[step.right]):
            wanted[step.result] = True
    derivatives: list[Any] = [None] * len(slots)
    derivatives[-1] = seed
    for step in reversed(plan.steps):
        outer = derivatives[step.result]
        if step.right is None:
            if wanted[step.left]:
                derivatives[step.left] = arithmetic.spread(step.to_left, outer)
            continue
        if wanted[step.left]:
            derivatives[step.left] = contract(step.to_left, outer, slots[step.right])
        if wanted[step.right]:
            derivatives[step.right] = contract(step.to_right, outer, slots[step.left])
    return derivatives
