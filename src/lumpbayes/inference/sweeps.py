"""The two sweeps over a plan: P(evidence), and every derivative of it.

Source: A. Darwiche, A differential approach to inference in Bayesian networks, JACM 50(3), 2003.
With ``f`` the network polynomial, the forward sweep gives ``f = P(evidence)``; the reverse sweep
gives ``df/dlambda`` and ``df/dtheta`` for every evidence vector and table at once.
"""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any, TypeVar

import numpy as np

from lumpbayes.inference import scaled, wide
from lumpbayes.inference.network import EvidenceVectors, Network, read_only
from lumpbayes.inference.plan import Plan
from lumpbayes.inference.propagation import Propagation, impossible

__all__ = ["log_evidence", "propagate"]

Result = TypeVar("Result")


def log_evidence(network: Network, plan: Plan, evidence: EvidenceVectors) -> float:
    """Natural log of P(evidence) by a forward sweep; ``-inf`` when it is impossible."""

    def run(arithmetic: ModuleType) -> float:
        root = _forward(arithmetic, plan, _leaves(arithmetic, network, evidence))[-1]
        return float(arithmetic.log(root))

    return _in_range(run)


def propagate(
    network: Network, plan: Plan, evidence: EvidenceVectors, tables: bool = False
) -> Propagation:
    """Every posterior and derivative by a forward and a reverse sweep.

    Args:
        network: the numbers.
        plan: the plan made of that network.
        evidence: one likelihood vector per variable.
        tables: also return the derivatives by the table entries.
    """

    def run(arithmetic: ModuleType) -> Propagation:
        return _propagate(arithmetic, network, plan, evidence, tables)

    return _in_range(run)


def _in_range(run: Callable[[ModuleType], Result]) -> Result:
    """Run with fast arithmetic, and again with the wide one when doubles do not reach."""
    try:
        return run(scaled)
    except scaled.RangeError:
        return run(wide)


def _leaves(arithmetic: ModuleType, network: Network, evidence: EvidenceVectors) -> list[Any]:
    return [arithmetic.lift(array) for array in (*network.tables, *evidence)]


def _forward(arithmetic: ModuleType, plan: Plan, leaves: list[Any]) -> list[Any]:
    slots = list(leaves)
    for step in plan.steps:
        slots.append(arithmetic.contract(step.forward, slots[step.left], slots[step.right]))
    return slots


def _propagate(
    arithmetic: ModuleType,
    network: Network,
    plan: Plan,
    evidence: EvidenceVectors,
    tables: bool,
) -> Propagation:
    leaves = _leaves(arithmetic, network, evidence)
    slots = _forward(arithmetic, plan, leaves)
    log_value = float(arithmetic.log(slots[-1]))
    if log_value == -np.inf:
        return impossible()
    count = len(network.names)
    derivatives = _reverse(arithmetic, plan, slots, first_leaf=0 if tables else count)
    by_evidence = derivatives[count : 2 * count]
    posteriors = []
    for vector, derivative in zip(leaves[count:], by_evidence, strict=True):
        share = arithmetic.lower(arithmetic.contract("a,a->a", vector, derivative))
        posteriors.append(read_only(share / share.sum()))
    return Propagation(
        log_value,
        tuple(posteriors),
        tuple(read_only(arithmetic.log(each)) for each in by_evidence),
        tuple(read_only(arithmetic.log(each)) for each in derivatives[:count]) if tables else (),
    )


def _reverse(arithmetic: ModuleType, plan: Plan, slots: list[Any], first_leaf: int) -> list[Any]:
    """Derivatives of the root by every slot that leads to a leaf from ``first_leaf`` on."""
    leaf_count = len(slots) - len(plan.steps)
    wanted = [slot >= first_leaf for slot in range(leaf_count)]
    for step in plan.steps:
        wanted.append(wanted[step.left] or wanted[step.right])
    derivatives: list[Any] = [None] * len(slots)
    derivatives[-1] = arithmetic.lift(np.ones(()))
    for step in reversed(plan.steps):
        outer = derivatives[step.result]
        if wanted[step.left]:
            derivatives[step.left] = arithmetic.contract(step.to_left, outer, slots[step.right])
        if wanted[step.right]:
            derivatives[step.right] = arithmetic.contract(step.to_right, outer, slots[step.left])
    return derivatives
