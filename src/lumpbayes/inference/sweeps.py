"""The two sweeps over a plan: P(evidence), and every derivative of it.

Source: A. Darwiche, A differential approach to inference in Bayesian networks, JACM 50(3), 2003.
With ``f`` the network polynomial, the forward sweep gives ``f = P(evidence)``; the reverse sweep
gives the derivative of ``f`` by every slot: ``df/dlambda`` and ``df/dtheta`` for every evidence
vector and table. A slot's value times its derivative is P(the slot's variables, evidence).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from types import ModuleType

import numpy as np

from lumpbayes.inference.contracting import LETTERS
from lumpbayes.inference.evidence import Evidence
from lumpbayes.inference.network import EvidenceVectors, FloatArray, Network, one_hot, read_only
from lumpbayes.inference.passes import forward, in_range, leaf_arrays, lifted, reverse
from lumpbayes.inference.plan import MEMORY_LIMIT, Plan, make_plan
from lumpbayes.inference.propagation import Posteriors, Propagation, impossible

__all__ = ["log_evidence", "log_probability", "posterior_plan", "posteriors", "propagate"]


def log_evidence(network: Network, plan: Plan, evidence: EvidenceVectors) -> float:
    """Natural log of P(evidence) by a forward sweep; ``-inf`` when it is impossible.

    Args:
        network: the numbers.
        plan: the plan made of that network, with a vector for every variable.
        evidence: one likelihood vector per variable.
    """
    return _log_root(plan, [*network.tables, *evidence])


def log_probability(
    network: Network, evidence: Evidence, memory_limit: int = MEMORY_LIMIT
) -> float:
    """The same for evidence by kind, on a plan made for it.

    Raises:
        TooLargeError: it would take more than ``memory_limit`` bytes.
    """
    plan = make_plan(network, memory_limit, hard=evidence.hard, soft=evidence.soft, wanted=())
    return _log_root(plan, leaf_arrays(network, plan, evidence))


def _log_root(plan: Plan, arrays: Sequence[FloatArray]) -> float:
    def run(arithmetic: ModuleType) -> float:
        root = forward(arithmetic, plan, lifted(arithmetic, arrays))[-1]
        return float(arithmetic.log(root))

    return in_range(run)


# --- Posteriors, on a plan made for the evidence -----------------------------------------------


def posteriors(
    network: Network,
    evidence: Evidence,
    memory_limit: int = MEMORY_LIMIT,
    wanted: Collection[int] | None = None,
) -> Posteriors:
    """P(evidence) and the posteriors of all variables, or of those wanted.

    Tables are sliced by hard evidence, and left out where nothing observed or wanted depends on
    them. One hidden variable takes a forward sweep alone.

    Args:
        network: the numbers.
        evidence: what is known.
        memory_limit: bytes that the query may take.
        wanted: indices of variables, in any order.

    Raises:
        TooLargeError: it would take more than ``memory_limit`` bytes.
    """
    asked = range(len(network.names)) if wanted is None else sorted(set(wanted))
    hidden = [variable for variable in asked if variable not in evidence.hard]
    plan = posterior_plan(network, evidence, memory_limit, wanted)
    arrays = leaf_arrays(network, plan, evidence)
    log_value, found = in_range(lambda arithmetic: _shares(arithmetic, plan, arrays, hidden))
    if log_value == -np.inf:
        return Posteriors(log_value, {})
    for variable in asked:
        if variable in evidence.hard:
            found[variable] = one_hot(network.cardinalities[variable], evidence.hard[variable])
    return Posteriors(log_value, {each: read_only(found[each]) for each in asked})


def posterior_plan(
    network: Network,
    evidence: Evidence,
    memory_limit: int = MEMORY_LIMIT,
    wanted: Collection[int] | None = None,
) -> Plan:
    """The plan that :func:`posteriors` follows.

    Raises:
        TooLargeError: it would take more than ``memory_limit`` bytes.
    """
    asked = range(len(network.names)) if wanted is None else sorted(set(wanted))
    hidden = [variable for variable in asked if variable not in evidence.hard]
    return make_plan(
        network,
        memory_limit,
        hard=evidence.hard,
        soft=evidence.soft,
        kept=hidden if len(hidden) == 1 else (),
        wanted=None if wanted is None else hidden,
    )


def _shares(
    arithmetic: ModuleType, plan: Plan, arrays: Sequence[FloatArray], hidden: Sequence[int]
) -> tuple[float, dict[int, FloatArray]]:
    """Log P(evidence), and the posterior of each hidden variable unless that is ``-inf``."""
    slots = forward(arithmetic, plan, lifted(arithmetic, arrays))
    root = arithmetic.reduce("a->", slots[-1]) if plan.kept else slots[-1]
    log_value = float(arithmetic.log(root))
    if log_value == -np.inf:
        return log_value, {}
    if plan.kept:
        share = arithmetic.lower(slots[-1])
        return log_value, {plan.kept[0]: share / share.sum()}
    needed = [False] * len(slots)
    for variable in hidden:
        needed[plan.holders[variable]] = True
    derivatives = reverse(arithmetic, plan, slots, needed, arithmetic.lift(np.ones(())))
    found = {}
    for variable in hidden:
        slot = plan.holders[variable]
        axes = LETTERS[: len(plan.scopes[slot])]
        axis = axes[plan.scopes[slot].index(variable)]
        both = arithmetic.contract(f"{axes},{axes}->{axis}", slots[slot], derivatives[slot])
        share = arithmetic.lower(both)
        found[variable] = share / share.sum()
    return log_value, found


# --- Every derivative, on the plan with a vector for every variable ----------------------------


def propagate(
    network: Network, plan: Plan, evidence: EvidenceVectors, tables: bool = False
) -> Propagation:
    """Every posterior and derivative by a forward and a reverse sweep.

    Args:
        network: the numbers.
        plan: the plan made of that network, with a vector for every variable.
        evidence: one likelihood vector per variable.
        tables: also return the derivatives by the table entries.
    """

    def run(arithmetic: ModuleType) -> Propagation:
        return _propagate(arithmetic, network, plan, evidence, tables)

    return in_range(run)


def _propagate(
    arithmetic: ModuleType,
    network: Network,
    plan: Plan,
    evidence: EvidenceVectors,
    tables: bool,
) -> Propagation:
    leaves = lifted(arithmetic, [*network.tables, *evidence])
    slots = forward(arithmetic, plan, leaves)
    log_value = float(arithmetic.log(slots[-1]))
    if log_value == -np.inf:
        return impossible()
    count = len(network.names)
    needed = [tables] * count + [True] * count + [False] * len(plan.steps)
    derivatives = reverse(arithmetic, plan, slots, needed, arithmetic.lift(np.ones(())))
    by_evidence = derivatives[count : 2 * count]
    posteriors = []
    for vector, derivative in zip(leaves[count:], by_evidence, strict=True):
        share = arithmetic.lower(arithmetic.contract("a,a->a", vector, derivative))
        posteriors.append(read_only(share / share.sum()))
    return Propagation(
        log_value,
        tuple(posteriors),
        tuple(_logs(arithmetic, by_evidence)),
        tuple(_logs(arithmetic, derivatives[:count] if tables else ())),
    )


def _logs(arithmetic: ModuleType, tables: Iterable[object]) -> list[FloatArray]:
    return [read_only(arithmetic.log(each)) for each in tables]
