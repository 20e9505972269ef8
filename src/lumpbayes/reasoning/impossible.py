"""Why evidence is impossible, in words."""

from __future__ import annotations

from typing import NoReturn

from lumpbayes.errors import ImpossibleEvidenceError
from lumpbayes.inference.conflict import minimal_impossible_set
from lumpbayes.inference.network import EvidenceVectors, Network
from lumpbayes.inference.plan import Plan
from lumpbayes.knowledge.evidence import Interpretation

__all__ = ["raise_impossible"]


def raise_impossible(
    network: Network, plan: Plan, vectors: EvidenceVectors, understood: Interpretation
) -> NoReturn:
    """Raise ImpossibleEvidenceError with a minimal set of findings that cannot be true together."""
    observed = [network.index(name) for name in understood.findings]
    blamed = minimal_impossible_set(network, plan, vectors, observed)
    names = tuple(network.names[index] for index in blamed)
    assumed = [f"{name} (assumed)" if name in understood.assumed else name for name in names]
    together = "is" if len(names) == 1 else "are together"
    raise ImpossibleEvidenceError(
        f"the evidence is impossible under the model: {', '.join(assumed)} {together} of "
        "probability 0. Drop or correct any one of them, or look for a 0 in the tables "
        "(lumpbayes tables check)",
        names,
    )
