"""Derivatives of parts of P(evidence) by every table: what an edit of any number would do.

With ``r`` the root of a plan that keeps the target, P(target, evidence), the derivatives of a
weighted sum of its entries by all tables take one reverse sweep that starts from the weights
(Darwiche, JACM 50(3), 2003). Two sums are enough for one posterior, whose numerator and denominator
they are; a ranking or an urgency takes one for each state of the target.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import ModuleType

import numpy as np

from lumpbayes.inference.evidence import Evidence
from lumpbayes.inference.network import FloatArray, Network
from lumpbayes.inference.passes import forward, in_range, leaf_arrays, lifted, reverse
from lumpbayes.inference.plan import MEMORY_LIMIT, Plan, make_plan

__all__ = ["Gradients", "check_seeds", "state_gradients"]


@dataclass(frozen=True, slots=True)
class Gradients:
    """Derivatives of weighted sums of P(target = state, evidence), divided by P(evidence).

    Each number of the tables is moved alone, the rest of its column staying as it is.

    Attributes:
        log_evidence: natural log of P(evidence); ``-inf`` when it is impossible.
        posterior: P(target | evidence), shape (states,); zeros when the evidence is impossible.
        sums: the weighted sums themselves, divided by P(evidence), shape (sums,).
        tables: the variables whose tables the sums depend on, increasing; none when the evidence is
            impossible. No edit of another table moves anything.
        values: shape (sums, entries), not negative: of each of those tables in turn, in C order and
            without the axes of variables observed with certainty; infinite where doubles do not
            reach; read-only.
        hard: variable -> index of the state it is in, where that is certain; increasing.
    """

    log_evidence: float
    posterior: FloatArray
    sums: FloatArray
    tables: tuple[int, ...]
    values: FloatArray
    hard: dict[int, int]


def check_seeds(network: Network, target: int, seeds: FloatArray) -> FloatArray:
    """The weights as contiguous doubles, once they have been checked.

    Raises:
        ValueError: a target that does not exist; weights of another shape, or below 0.
    """
    if not 0 <= target < len(network.names):
        raise ValueError(f"target {target}: expected an index from 0 to {len(network.names) - 1}")
    rows = np.ascontiguousarray(seeds, dtype=np.float64)
    states = network.cardinalities[target]
    if rows.shape[1:] != (states,):
        raise ValueError(f"seeds of shape {rows.shape}: expected (sums, {states})")
    if not (np.isfinite(rows) & (rows >= 0)).all():
        raise ValueError("seeds: expected finite weights of at least 0")
    return rows


def state_gradients(
    network: Network,
    evidence: Evidence,
    target: int,
    seeds: FloatArray,
    memory_limit: int = MEMORY_LIMIT,
) -> Gradients:
    """Derivatives of ``sum_c seeds[s, c] P(target = c, evidence) / P(evidence)`` by every table.

    The denominator is held fixed: it only sets the scale.

    Args:
        network: the numbers.
        evidence: what is known; it may name the target.
        target: index of the variable.
        seeds: weights of its states, a row for each sum, none negative, shape (sums, states).
        memory_limit: bytes that the query may take.

    Raises:
        ValueError: a target or seeds that do not fit.
        TooLargeError: it would take more than ``memory_limit`` bytes.
    """
    rows = check_seeds(network, target, seeds)
    known = evidence.hard.get(target)
    kept = (target,) if known is None else ()
    plan = make_plan(
        network, memory_limit, hard=evidence.hard, soft=evidence.soft, kept=kept, wanted=(target,)
    )
    arrays = leaf_arrays(network, plan, evidence)
    starts = rows if known is None else rows[:, known]

    def run(arithmetic: ModuleType) -> tuple[float, FloatArray, FloatArray]:
        return _swept(arithmetic, plan, arrays, starts)

    log_value, share, values = in_range(run)
    posterior = np.zeros(network.cardinalities[target])
    posterior[slice(None) if known is None else known] = share
    for array in (posterior, values):
        array.setflags(write=False)
    tables = plan.tables if values.size else ()
    return Gradients(log_value, posterior, rows @ posterior, tables, values, dict(evidence.hard))


def _swept(
    arithmetic: ModuleType, plan: Plan, arrays: list[FloatArray], starts: FloatArray
) -> tuple[float, FloatArray, FloatArray]:
    """Log P(evidence), the posterior and the derivatives; zeros and none where impossible.

    Args:
        arithmetic: the module to work with.
        plan: the plan.
        arrays: of its leaves.
        starts: the weights, shape (sums, states), or (sums,) where the target is certain.
    """
    slots = forward(arithmetic, plan, lifted(arithmetic, arrays))
    total = arithmetic.reduce("a->", slots[-1]) if plan.kept else slots[-1]
    log_value = float(arithmetic.log(total))
    share = arithmetic.lower(slots[-1])
    if log_value == -np.inf:
        return log_value, np.zeros(share.shape), np.zeros((len(starts), 0))
    count = len(plan.tables)
    needed = [slot < count for slot in range(len(slots))]
    values = np.empty((len(starts), sum(array.size for array in arrays[:count])))
    for row, start in zip(values, starts, strict=True):
        found = reverse(arithmetic, plan, slots, needed, arithmetic.quotient(start, total))
        np.concatenate([arithmetic.plain(each).ravel() for each in found[:count]], out=row)
    return log_value, share / share.sum(), values
