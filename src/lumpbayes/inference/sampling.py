"""Joint states drawn from a network, given evidence: exact, independent draws.

Variables are summed out one by one, as for P(evidence); then each is drawn, in reverse, given those
drawn before (forward filtering, backward sampling; Dechter, Bucket elimination, Artificial
Intelligence 113, 1999). All draws take a step together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import ModuleType

import numpy as np
from numpy.typing import NDArray

from lumpbayes.inference.evidence import Evidence
from lumpbayes.inference.network import FloatArray, Network
from lumpbayes.inference.passes import forward, in_range, leaf_arrays, lifted
from lumpbayes.inference.plan import MEMORY_LIMIT, Plan, make_plan

__all__ = ["sample_states"]

Drawn = dict[int, NDArray[np.int32]]


def sample_states(
    network: Network,
    evidence: Evidence,
    variables: Iterable[int],
    count: int,
    generator: np.random.Generator,
    memory_limit: int = MEMORY_LIMIT,
) -> NDArray[np.int32]:
    """Draw the states of some variables from P(variables | evidence).

    Args:
        network: the numbers.
        evidence: what is known.
        variables: indices, each once; an observed one is in its state in every draw.
        count: how many draws.
        generator: where the randomness comes from; one uniform number a hidden variable and draw.
        memory_limit: bytes that the sums may take.

    Returns:
        Indices of states, shape (count, variables), in the order of ``variables``; no row at all
        when the evidence is impossible.

    Raises:
        ValueError: a variable that does not exist.
        TooLargeError: it would take more than ``memory_limit`` bytes.
    """
    asked = list(variables)
    hidden = [variable for variable in asked if variable not in evidence.hard]
    plan = make_plan(
        network, memory_limit, hard=evidence.hard, soft=evidence.soft, wanted=asked, last=hidden
    )
    arrays = leaf_arrays(network, plan, evidence)
    slots = in_range(lambda arithmetic: _logs(arithmetic, plan, arrays))
    if slots[-1] == -np.inf:
        return np.empty((0, len(asked)), np.int32)
    found: Drawn = {
        variable: np.full(count, state, np.int32) for variable, state in evidence.hard.items()
    }
    for step in reversed(plan.steps[plan.first_last :]):
        if step.summed is not None:
            sides = [step.left] if step.right is None else [step.left, step.right]
            logs = sum(_at(plan, slot, slots, found, step.summed) for slot in sides)
            found[step.summed] = _drawn(np.asarray(logs), count, generator)
    return np.stack([found[variable] for variable in asked], axis=1)


def _logs(arithmetic: ModuleType, plan: Plan, arrays: Sequence[FloatArray]) -> list[FloatArray]:
    """Natural logs of every slot."""
    slots = forward(arithmetic, plan, lifted(arithmetic, arrays))
    return [arithmetic.log(slot) for slot in slots]


def _at(
    plan: Plan,
    slot: int,
    slots: Sequence[FloatArray],
    found: Mapping[int, NDArray[np.int32]],
    own: int,
) -> FloatArray:
    """The slot at the states drawn, shape (count or 1, states of ``own``)."""
    scope = plan.scopes[slot]
    rest = [variable for variable in scope if variable != own]
    table = slots[slot]
    if own in scope:
        table = np.moveaxis(table, scope.index(own), -1)
    else:
        table = table[..., None]
    if not rest:
        return table.reshape(1, -1)
    picked: FloatArray = table[tuple([found[variable] for variable in rest])]
    return picked


def _drawn(logs: FloatArray, count: int, generator: np.random.Generator) -> NDArray[np.int32]:
    """A state for each row of unnormalised log probabilities; never one of probability 0."""
    sums = np.exp(logs - logs.max(axis=1, keepdims=True)).cumsum(axis=1)
    bar = generator.random(count)[:, None] * sums[:, -1:]
    states: NDArray[np.int32] = (bar >= sums).sum(axis=1, dtype=np.int32)
    return states
