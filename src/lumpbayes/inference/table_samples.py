"""One question under many sets of tables: the plan is the same, only the numbers change.

Each step contracts two tables that have one more axis, the last: the samples. So all samples take
a step together, and only the tables that the question looks at are sampled, sliced by what is
observed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import ModuleType
from typing import Protocol

import numpy as np

from lumpbayes.errors import TooLargeError
from lumpbayes.inference.cases import Solved
from lumpbayes.inference.contracting import LETTERS
from lumpbayes.inference.evidence import Evidence
from lumpbayes.inference.memory import check_memory
from lumpbayes.inference.network import FloatArray, Network
from lumpbayes.inference.passes import forward, in_range, lifted
from lumpbayes.inference.plan import MEMORY_LIMIT, Plan
from lumpbayes.inference.sweeps import posterior_plan

__all__ = ["NUMBER_BYTES", "SampledTables", "TableSource", "sampled_posteriors"]

MOST_TOGETHER = 256
"""Samples that take a step together: more only leave the processor's cache."""

NUMBER_BYTES = 64
"""What a sampled number takes while it is made and laid out: eight doubles."""

DOUBLE = 8
"""Bytes."""

SAMPLES = LETTERS[-1]
"""The axis of the samples in einsum's subscripts."""


class SampledTables(Protocol):
    """Samples of some tables, handed out in order."""

    @property
    def size(self) -> int:
        """How many numbers a sample of them holds."""

    def following(self, count: int) -> Sequence[FloatArray]:
        """The next samples of each table.

        Returns:
            Probabilities, shape (states, states of parent 1, ..., count) without the axes of what
            is observed; the last axis has length 1 where all samples are alike.
        """


class TableSource(Protocol):
    """Where samples of tables come from."""

    def sliced(self, variables: Sequence[int], hard: Mapping[int, int]) -> SampledTables:
        """The tables of some variables, sliced by what is observed with certainty."""


def sampled_posteriors(
    network: Network,
    source: TableSource,
    evidence: Evidence,
    target: int,
    count: int,
    memory_limit: int = MEMORY_LIMIT,
) -> Solved:
    """P(target | evidence) under each of many sets of tables.

    Args:
        network: the structure; its own numbers are not looked at.
        source: gives the samples: probabilities whose columns sum to 1, which is not checked.
        evidence: what is known; not with certainty of the target.
        target: index of the variable asked.
        count: how many sets of tables.
        memory_limit: bytes that the question may take; so many samples take a step together.

    Returns:
        Posteriors, shape (count, states), 0 throughout where the evidence is impossible; natural
        logs of P(evidence), shape (count,).

    Raises:
        ValueError: the target is observed.
        TooLargeError: one sample and all answers would take more than ``memory_limit`` bytes.
    """
    if target in evidence.hard:
        raise ValueError(f"{network.names[target]} is observed: its posterior needs no samples")
    plan = _over_samples(posterior_plan(network, evidence, memory_limit, (target,)))
    tables = source.sliced(plan.tables, evidence.hard)
    vectors = [evidence.soft[variable][:, None] for variable in plan.soft]
    needed = plan.memory + NUMBER_BYTES * tables.size
    answers = DOUBLE * count * (1 + network.cardinalities[target])
    check_memory(needed + answers, memory_limit, f"{plan}; {count:,} sets of tables")
    together = min((memory_limit - answers) // needed, MOST_TOGETHER, count)
    found = Solved(np.zeros((count, network.cardinalities[target])), np.full(count, -np.inf))
    for start in range(0, count, together):
        span = slice(start, min(start + together, count))
        leaves = [*tables.following(span.stop - start), *vectors]
        _fill(found, span, plan, leaves)
    return found


def _over_samples(plan: Plan) -> Plan:
    """The plan with an axis for the samples in every slot, the last one."""
    steps = []
    for step in plan.steps:
        if SAMPLES in step.forward:
            raise TooLargeError(
                f"intervals on this network need a table over {len(LETTERS)} variables: remove "
                "links between variables, or observe more of them"
            )
        operands, result = step.forward.split("->")
        sampled = ",".join(each + SAMPLES for each in operands.split(","))
        steps.append(step._replace(forward=f"{sampled}->{result}{SAMPLES}"))
    return replace(plan, steps=tuple(steps))


def _fill(found: Solved, span: slice, plan: Plan, leaves: Sequence[FloatArray]) -> None:
    """Put the answers under some samples in their places."""

    def run(arithmetic: ModuleType) -> FloatArray:
        logs: FloatArray = arithmetic.log(forward(arithmetic, plan, lifted(arithmetic, leaves))[-1])
        return logs

    logs = in_range(run)
    top = logs.max(axis=0)
    possible = top > -np.inf
    shares = np.where(possible, np.exp(logs - np.where(possible, top, 0.0)), 0.0)
    total = shares.sum(axis=0)
    found.posteriors[span] = (shares / np.where(possible, total, 1.0)).T
    with np.errstate(divide="ignore"):
        found.log_evidence[span] = top + np.log(total)
