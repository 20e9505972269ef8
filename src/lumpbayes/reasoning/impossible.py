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
    shown = [_shown(name, understood) for name in names]
    together = "is" if len(names) == 1 else "are together"
    raise ImpossibleEvidenceError(
        f"the evidence is impossible under the model: {', '.join(shown)} {together} of "
        "probability 0. Drop or correct any one of them, or look for a 0 in the tables "
        "(lumpbayes tables check)",
        names,
    )


def _shown(name: str, understood: Interpretation) -> str:
    """``variable=state`` where one state was found, otherwise the name; assumptions say so."""
    if name in understood.assumed:
        return f"{name}={understood.assumed[name]} (assumed)"
    form = understood.stated[name] if name in understood.stated else None
    return f"{name}={form}" if isinstance(form, str) else name
