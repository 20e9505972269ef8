"""The joint posterior of several variables."""

from __future__ import annotations

import math
from collections.abc import Sequence
from types import ModuleType
from typing import NamedTuple

import numpy as np

from lumpbayes.errors import TooLargeError
from lumpbayes.inference.contracting import LETTERS
from lumpbayes.inference.evidence import Evidence
from lumpbayes.inference.memory import check_memory, in_units
from lumpbayes.inference.network import FloatArray, Network, read_only
from lumpbayes.inference.passes import forward, in_range, leaf_arrays, lifted
from lumpbayes.inference.plan import MEMORY_LIMIT, make_plan

__all__ = ["Joint", "joint_posterior"]

RESULT_BYTES = 24
"""An entry of the result, its copy, and the share that it is made of."""


class Joint(NamedTuple):
    """The joint posterior of some variables.

    Attributes:
        log_evidence: natural log of P(evidence); ``-inf`` when it is impossible.
        probabilities: P(all of them | evidence), an axis a variable in the order asked; sums to 1;
            read-only. All 0 when the evidence is impossible.
    """

    log_evidence: float
    probabilities: FloatArray


def joint_posterior(
    network: Network,
    evidence: Evidence,
    variables: Sequence[int],
    memory_limit: int = MEMORY_LIMIT,
) -> Joint:
    """The joint posterior of the variables, by one forward sweep that keeps them all.

    A variable observed with certainty has an axis too; all but the state observed are 0 there.

    Args:
        network: the numbers.
        evidence: what is known.
        variables: different variables, in the order of the result's axes; none at all is allowed.
        memory_limit: bytes that the query may take, the result included.

    Raises:
        ValueError: a variable that does not exist or is given twice.
        TooLargeError: it would take more than ``memory_limit`` bytes.
    """
    if len(set(variables)) < len(variables):
        raise ValueError(f"variables {list(variables)}: give each once")
    hidden = tuple(variable for variable in variables if variable not in evidence.hard)
    shape = tuple(network.cardinalities[variable] for variable in variables)
    needed = RESULT_BYTES * math.prod(shape)
    if needed > memory_limit:
        raise TooLargeError(
            f"the joint posterior of {len(shape)} variables has {math.prod(shape):,} numbers, and "
            f"needs {in_units(needed)}, the limit is {in_units(memory_limit)}: raise "
            "memory_limit, or ask fewer variables"
        )
    plan = make_plan(
        network, memory_limit, hard=evidence.hard, soft=evidence.soft, kept=hidden, wanted=()
    )
    check_memory(plan.memory + needed, memory_limit, plan)
    arrays = leaf_arrays(network, plan, evidence)
    every = LETTERS[: len(hidden)]

    def run(arithmetic: ModuleType) -> tuple[float, FloatArray]:
        root = forward(arithmetic, plan, lifted(arithmetic, arrays))[-1]
        return float(arithmetic.log(arithmetic.reduce(f"{every}->", root))), arithmetic.lower(root)

    log_value, shares = in_range(run)
    result = np.zeros(shape)
    if log_value > -np.inf:
        place = tuple(evidence.hard.get(variable, slice(None)) for variable in variables)
        result[place] = shares / shares.sum()
    return Joint(log_value, read_only(result))
