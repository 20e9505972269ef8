"""One question under many sets of tables: the plan is the same, only the numbers change."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from lumpbayes.inference import sweeps
from lumpbayes.inference.cases import Solved
from lumpbayes.inference.evidence import Evidence
from lumpbayes.inference.kernel.compiling import is_available, ready
from lumpbayes.inference.kernel.layout import Layout, lay_out
from lumpbayes.inference.kernel.program import Pattern, plan_program
from lumpbayes.inference.kernel.query import ANSWERED, IMPOSSIBLE, ask_cases
from lumpbayes.inference.kernel.records import FORWARD
from lumpbayes.inference.network import SUM_TOLERANCE, FloatArray, Network, relevant
from lumpbayes.inference.plan import MEMORY_LIMIT

__all__ = ["sampled_posteriors"]


def sampled_posteriors(
    network: Network,
    samples: Sequence[FloatArray],
    evidence: Evidence,
    target: int,
    memory_limit: int = MEMORY_LIMIT,
) -> Solved:
    """P(target | evidence) under each of many sets of tables.

    Args:
        network: the structure; its own numbers are not looked at.
        samples: for each variable its tables, probabilities of shape (samples, states, states of
            parent 1, ...).
        evidence: what is known; not with certainty of the target.
        target: index of the variable asked.
        memory_limit: bytes that one question may take.

    Returns:
        Posteriors, shape (samples, states), 0 throughout where the evidence is impossible; natural
        logs of P(evidence), shape (samples,).

    Raises:
        ValueError: the target is observed, or the samples do not fit the network.
        TooLargeError: one question would take more than ``memory_limit`` bytes.
    """
    samples = [np.asarray(each, dtype=np.float64) for each in samples]
    _check(network, samples, evidence, target)
    count, states = len(samples[0]), network.cardinalities[target]
    found = Solved(np.zeros((count, states)), np.full(count, -np.inf))
    again: Sequence[int] = range(count)
    if is_available():
        ready()
        status = _ask(network, samples, evidence, target, (memory_limit, found))
        again = np.flatnonzero((status != ANSWERED) & (status != IMPOSSIBLE)).tolist()
    for row in again:
        drawn = Network(
            network.names, network.states, network.parents, tuple(each[row] for each in samples)
        )
        log_evidence, shares = sweeps.posteriors(drawn, evidence, memory_limit, (target,))
        found.log_evidence[row] = log_evidence
        found.posteriors[row] = shares.get(target, 0.0)
    return found


def _check(
    network: Network, samples: Sequence[FloatArray], evidence: Evidence, target: int
) -> None:
    if target in evidence.hard:
        raise ValueError(f"{network.names[target]} is observed: its posterior needs no samples")
    for name, table, own in zip(network.names, network.tables, samples, strict=True):
        if not len(own) or own.shape != (len(samples[0]), *table.shape):
            raise ValueError(
                f"{name}: expected samples of shape {(len(samples[0]), *table.shape)}, at least "
                f"one, got {own.shape}"
            )
        if not (np.all(own >= 0) and np.all(np.abs(own.sum(axis=1) - 1) <= SUM_TOLERANCE)):
            raise ValueError(f"{name}: samples must be probabilities whose columns sum to 1")


def _ask(
    network: Network,
    samples: Sequence[FloatArray],
    evidence: Evidence,
    target: int,
    rest: tuple[int, Solved],
) -> NDArray[np.int64]:
    memory_limit, found = rest
    rows = np.concatenate([each.reshape(len(each), -1) for each in samples], axis=1)
    layout = _over_all(lay_out(network), rows)
    hard, soft = tuple(evidence.hard), tuple(evidence.soft)
    tables = relevant(network, {*hard, *soft, target})
    pattern = Pattern(tables, hard, soft, target, FORWARD)
    pack = plan_program(layout, pattern, memory_limit).program
    chosen = np.zeros((1, len(network.names)), np.int32)
    chosen[0, list(hard)] = list(evidence.hard.values())
    vectors = np.concatenate([np.zeros(0), *evidence.soft.values()])[None]
    status = np.zeros(len(rows), np.int64)
    ask_cases(rows, pack, chosen, vectors, (*found, status))
    found.posteriors[status != ANSWERED] = 0.0
    return status


def _over_all(layout: Layout, rows: FloatArray) -> Layout:
    """The layout with bounds that hold for every sample."""
    least = np.minimum.reduceat(np.where(rows > 0, rows, np.inf).min(axis=0), layout.base)
    most = np.maximum.reduceat(rows.max(axis=0), layout.base)
    return layout._replace(
        low=np.frexp(least)[1].astype(np.int64) - 1, high=np.frexp(most)[1].astype(np.int64)
    )
