"""The most probable states of several variables together.

The same plan and steps as for P(evidence), with a maximum in place of the sum (Dechter, Bucket
elimination, Artificial Intelligence 113, 1999). Variables that are neither observed nor asked are
summed out before any is maximised over. Maxima are taken over natural logs, which no number of
findings drives out of range.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from types import ModuleType
from typing import NamedTuple

import numpy as np

from lumpbayes.inference.axes import aligned
from lumpbayes.inference.contracting import Step
from lumpbayes.inference.evidence import Evidence
from lumpbayes.inference.network import FloatArray, Network
from lumpbayes.inference.passes import forward, in_range, leaf_arrays, lifted
from lumpbayes.inference.plan import MEMORY_LIMIT, Plan, make_plan
from lumpbayes.inference.sweeps import log_probability

__all__ = ["MostProbable", "most_probable_states"]


class MostProbable(NamedTuple):
    """The most probable states of some variables together.

    Attributes:
        states: variable -> index of its state, in increasing order of variables; observed ones
            are in the state observed. Empty when the evidence is impossible.
        log_joint: natural log of P(states, evidence); ``-inf`` when the evidence is impossible.
        log_evidence: natural log of P(evidence); ``-inf`` when it is impossible.
    """

    states: dict[int, int]
    log_joint: float
    log_evidence: float

    @property
    def probability(self) -> float:
        """P(states | evidence); 0 when the evidence is impossible."""
        if self.log_evidence == -np.inf:
            return 0.0
        return float(np.exp(min(self.log_joint - self.log_evidence, 0.0)))


def most_probable_states(
    network: Network,
    evidence: Evidence,
    variables: Iterable[int] | None = None,
    memory_limit: int = MEMORY_LIMIT,
) -> MostProbable:
    """The states of the variables that are most probable together, given the evidence.

    Of all variables it is the most probable explanation; of some, the maximum a posteriori
    assignment, which need not agree with it, nor with the variables' own posteriors. Where several
    are equally probable, the states are those found when the variables are fixed in the reverse of
    the plan's order, each in the first of its best states; so the answer is always the same.

    Args:
        network: the numbers.
        evidence: what is known.
        variables: indices of the variables asked; all of them when left out.
        memory_limit: bytes that the query may take.

    Raises:
        ValueError: a variable that does not exist.
        TooLargeError: it would take more than ``memory_limit`` bytes.
    """
    asked = range(len(network.names)) if variables is None else sorted(set(variables))
    plan = make_plan(
        network,
        memory_limit,
        hard=evidence.hard,
        soft=evidence.soft,
        wanted=asked,
        last=[variable for variable in asked if variable not in evidence.hard],
    )
    log_evidence = log_probability(network, evidence, memory_limit)
    if log_evidence == -np.inf:
        return MostProbable({}, -np.inf, -np.inf)
    arrays = leaf_arrays(network, plan, evidence)
    slots = in_range(lambda arithmetic: _summed(arithmetic, plan, arrays))
    for step in plan.steps[plan.first_last :]:
        slots.append(_maximum(plan, step, slots))
    found = {**evidence.hard, **_traced(plan, slots)}
    return MostProbable(
        {variable: found[variable] for variable in asked}, float(slots[-1]), log_evidence
    )


def _summed(arithmetic: ModuleType, plan: Plan, arrays: Sequence[FloatArray]) -> list[FloatArray]:
    """Natural logs of the slots, up to the first step that belongs to the maximum."""
    slots = forward(arithmetic, plan, lifted(arithmetic, arrays), plan.first_last)
    return [arithmetic.log(slot) for slot in slots]


def _maximum(plan: Plan, step: Step, slots: Sequence[FloatArray]) -> FloatArray:
    """The result of one step over logs: a sum of two tables, and its maximum over a variable."""
    result = plan.scopes[step.result]
    axes = result if step.summed is None else (*result, step.summed)
    total = aligned(slots[step.left], plan.scopes[step.left], axes)
    if step.right is not None:
        total = total + aligned(slots[step.right], plan.scopes[step.right], axes)
    return total if step.summed is None else np.asarray(total.max(axis=-1))


def _traced(plan: Plan, slots: Sequence[FloatArray]) -> dict[int, int]:
    """The states that give the last slot's value, found from the last step to the first."""
    states: dict[int, int] = {}
    for step in reversed(plan.steps[plan.first_last :]):
        if step.summed is None:
            continue
        values = _at(plan, step.left, slots, states)
        if step.right is not None:
            values = values + _at(plan, step.right, slots, states)
        states[step.summed] = int(values.argmax())
    return states


def _at(plan: Plan, slot: int, slots: Sequence[FloatArray], states: dict[int, int]) -> FloatArray:
    """The slot at the states known; its one other axis is left."""
    place = tuple(states.get(variable, slice(None)) for variable in plan.scopes[slot])
    return slots[slot][place]
