"""Every derivative of one posterior: how it moves with each number of the tables.

With ``f`` the network polynomial and ``f_c`` its part with the target in state ``c``, the
posterior of a state is ``f_c / f`` and its derivative by a slot of the plan follows from that by
the root. So one forward sweep that keeps the target, and one reverse sweep that starts from the
root's signed derivatives, give all of them (Darwiche, JACM 50(3), 2003; Chan and Darwiche, When do
numbers really matter?, JAIR 17, 2002).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import ModuleType

import numpy as np

from lumpbayes.inference.evidence import Evidence
from lumpbayes.inference.network import FloatArray, Network, read_only
from lumpbayes.inference.passes import forward, in_range, leaf_arrays, lifted, reverse
from lumpbayes.inference.plan import MEMORY_LIMIT, Plan, make_plan

__all__ = ["Derivatives", "posterior_derivatives"]


@dataclass(frozen=True, slots=True)
class Derivatives:
    """Derivatives of P(target = state | evidence) by the numbers of the tables.

    Each number is moved alone, the rest of its column staying as it is. A column that shall go on
    summing to 1 moves the posterior by the sum of its derivatives times its changes.

    Attributes:
        log_evidence: natural log of P(evidence); ``-inf`` when it is impossible.
        posterior: P(target = state | evidence); 0 when the evidence is impossible.
        slices: variable -> derivatives by its table, without the axes of variables that are
            observed with certainty; read-only. Tables that neither the evidence nor the target
            depends on are left out: their columns sum to 1, so that no edit moves the posterior.
            Empty when the evidence is impossible. Infinite where doubles do not reach.
        network: the numbers.
        hard: variable -> index of the state it is in, where that is certain.
    """

    log_evidence: float
    posterior: float
    slices: Mapping[int, FloatArray]
    network: Network
    hard: Mapping[int, int]

    def table(self, variable: int) -> FloatArray:
        """The derivatives by all of a variable's table, in its shape.

        They are exactly 0 where the table speaks of states that the evidence excludes.

        Raises:
            ValueError: the posterior does not depend on that table; or the evidence is impossible.
        """
        if variable not in self.slices:
            raise ValueError(
                f"{self.network.names[variable]}: no derivatives, as the posterior does not "
                "depend on its table, or the evidence is impossible"
            )
        family = (variable, *self.network.parents[variable])
        result = np.zeros([self.network.cardinalities[each] for each in family])
        result[tuple([self.hard.get(each, slice(None)) for each in family])] = self.slices[variable]
        result.setflags(write=False)
        return result


def posterior_derivatives(
    network: Network,
    evidence: Evidence,
    target: int,
    state: int,
    memory_limit: int = MEMORY_LIMIT,
) -> Derivatives:
    """Derivatives of P(target = state | evidence) by every number of every table that matters.

    Args:
        network: the numbers.
        evidence: what is known.
        target: index of the variable; where it is observed with certainty, nothing moves it.
        state: index of its state.
        memory_limit: bytes that the query may take.

    Raises:
        ValueError: a variable or state that does not exist.
        TooLargeError: it would take more than ``memory_limit`` bytes.
    """
    if not 0 <= target < len(network.names) or not 0 <= state < network.cardinalities[target]:
        raise ValueError(f"target {target}, state {state}: there is no such variable and state")
    kept = () if target in evidence.hard else (target,)
    plan = make_plan(
        network, memory_limit, hard=evidence.hard, soft=evidence.soft, kept=kept, wanted=()
    )
    arrays = leaf_arrays(network, plan, evidence)

    def run(arithmetic: ModuleType) -> tuple[float, float, list[FloatArray]]:
        return _swept(arithmetic, plan, arrays, state)

    log_value, posterior, found = in_range(run)
    if target in evidence.hard and log_value > -np.inf:
        posterior = float(evidence.hard[target] == state)
        found = [np.zeros(array.shape) for array in arrays[: len(plan.tables)]]
    slices = dict(zip(plan.tables, map(read_only, found), strict=bool(found)))
    return Derivatives(log_value, posterior, slices, network, dict(evidence.hard))


def _swept(
    arithmetic: ModuleType, plan: Plan, arrays: list[FloatArray], state: int
) -> tuple[float, float, list[FloatArray]]:
    """Log P(evidence), the posterior, and the derivatives by the tables; 0 and none without."""
    slots = forward(arithmetic, plan, lifted(arithmetic, arrays))
    total = arithmetic.reduce("a->", slots[-1]) if plan.kept else slots[-1]
    log_value = float(arithmetic.log(total))
    if log_value == -np.inf or not plan.kept:
        return log_value, 0.0, []
    share = arithmetic.lower(slots[-1])
    count = len(plan.tables)
    needed = [slot < count for slot in range(len(slots))]
    seed = arithmetic.ratio_gradient(slots[-1], state)
    derivatives = reverse(arithmetic, plan, slots, needed, seed, signed=True)
    # every variable summed out is on two leaves at least, so that no axis is of length 1 here
    found = [arithmetic.plain(each) for each in derivatives[:count]]
    return log_value, float(share[state] / share.sum()), found
