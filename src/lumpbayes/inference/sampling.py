"""Joint states drawn from a network, given evidence: exact, independent draws.

The variables that the evidence depends on are summed out one by one, as for P(evidence); then each
is drawn, in reverse, given those drawn before (forward filtering, backward sampling; Dechter,
Bucket elimination, Artificial Intelligence 113, 1999). The others are drawn after their parents
(Henrion, Propagating uncertainty by logic sampling, 1988), which takes no sums. All draws take a
step together.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from types import ModuleType

import numpy as np
from numpy.typing import NDArray

from lumpbayes.inference.evidence import Evidence
from lumpbayes.inference.network import FloatArray, Network, with_ancestors
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
        generator: where the randomness comes from; one uniform number a variable drawn and draw.
        memory_limit: bytes that the sums may take.

    Returns:
        Indices of states, shape (count, variables), in the order of ``variables``; no row at all
        when the evidence is impossible.

    Raises:
        ValueError: a variable that does not exist.
        TooLargeError: it would take more than ``memory_limit`` bytes.
    """
    asked = list(variables)
    strange = sorted({*asked} - {*range(len(network.names))})
    if strange:
        last = len(network.names) - 1
        raise ValueError(f"variables {strange}: expected indices from 0 to {last}")
    observed = with_ancestors(network.parents, {*evidence.hard, *evidence.soft})
    hidden = {*observed} - {*evidence.hard}
    known = {"hard": evidence.hard, "soft": evidence.soft}
    plan = make_plan(network, memory_limit, wanted=observed, last=hidden, **known)
    arrays = leaf_arrays(network, plan, evidence)
    slots = in_range(lambda arithmetic: _logs(arithmetic, plan, arrays))
    if slots[-1] == -np.inf or not asked:
        return np.empty((0 if slots[-1] == -np.inf else count, len(asked)), np.int32)
    found: Drawn = {
        variable: np.full(count, state, np.int32) for variable, state in evidence.hard.items()
    }
    for step in reversed(plan.steps):
        if step.summed is not None:
            sides = [step.left] if step.right is None else [step.left, step.right]
            logs = sum(_at(plan, slot, slots, found, step.summed) for slot in sides)
            found[step.summed] = _drawn(np.asarray(logs), count, generator)
    for variable in _parents_first(network, asked, found):
        found[variable] = _drawn(_given_parents(network, variable, found), count, generator)
    return np.stack([found[variable] for variable in asked], axis=1)


def _parents_first(network: Network, asked: Iterable[int], drawn: Collection[int]) -> Iterable[int]:
    """What is asked and not drawn yet, and its ancestors, each after its parents."""
    from graphlib import TopologicalSorter

    parents = network.parents
    missing = set(with_ancestors(parents, asked)) - set(drawn)
    graph = {each: missing.intersection(parents[each]) for each in sorted(missing)}
    return TopologicalSorter(graph).static_order()


def _given_parents(
    network: Network, variable: int, found: Mapping[int, NDArray[np.int32]]
) -> FloatArray:
    """Logs of P(variable | its parents as drawn), shape (count or 1, states)."""
    table = np.moveaxis(network.tables[variable], 0, -1)
    places = tuple([found[parent] for parent in network.parents[variable]])
    with np.errstate(divide="ignore"):
        logs: FloatArray = np.log(table[places] if places else table[None])
    return logs


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
