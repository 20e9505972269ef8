"""Which findings cannot be true together."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from lumpbayes.inference.evidence import Evidence
from lumpbayes.inference.network import Network
from lumpbayes.inference.plan import MEMORY_LIMIT
from lumpbayes.inference.sweeps import log_probability

__all__ = ["minimal_impossible_set"]


def minimal_impossible_set(
    network: Network,
    evidence: Evidence,
    observed: Sequence[int],
    memory_limit: int = MEMORY_LIMIT,
) -> tuple[int, ...]:
    """A minimal subset of ``observed`` whose evidence has probability 0.

    Dropping any one of the returned variables makes the rest possible. Found by deletion: one
    forward sweep a variable.

    Args:
        network: the numbers.
        evidence: what is known; impossible.
        observed: the variables to choose from, in the order in which to try to drop them.
        memory_limit: bytes that a sweep may take.
    """
    kept, needed = evidence, []
    for variable in observed:
        fewer = kept.without(variable)
        if log_probability(network, fewer, memory_limit) > -np.inf:
            needed.append(variable)
        else:
            kept = fewer
    return tuple(needed)
