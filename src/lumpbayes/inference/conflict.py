"""Which findings cannot be true together."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from lumpbayes.inference.network import EvidenceVectors, Network, no_evidence
from lumpbayes.inference.plan import Plan
from lumpbayes.inference.sweeps import log_evidence

__all__ = ["minimal_impossible_set"]


def minimal_impossible_set(
    network: Network, plan: Plan, evidence: EvidenceVectors, observed: Sequence[int]
) -> tuple[int, ...]:
    """A minimal subset of ``observed`` whose evidence has probability 0.

    Dropping any one of the returned variables makes the rest possible. Found by deletion: one
    forward sweep a variable.

    Args:
        network: the numbers.
        plan: the plan made of that network.
        evidence: one likelihood vector per variable; together impossible.
        observed: the variables to choose from, in the order in which to try to drop them.
    """
    unknown = no_evidence(network)
    kept = list(evidence)
    needed: list[int] = []
    for variable in observed:
        kept[variable] = unknown[variable]
        if log_evidence(network, plan, tuple(kept)) > -np.inf:
            kept[variable] = evidence[variable]
            needed.append(variable)
    return tuple(needed)
