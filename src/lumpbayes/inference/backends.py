"""The exact methods, by name; every one gives the same answers."""

from __future__ import annotations

from lumpbayes.inference import brute_force, sweeps
from lumpbayes.inference.network import EvidenceVectors, Network
from lumpbayes.inference.plan import Plan
from lumpbayes.inference.propagation import Propagation

__all__ = ["BACKENDS", "propagate_with"]

BACKENDS = ("sweeps", "brute_force")


def propagate_with(
    backend: str, network: Network, plan: Plan, evidence: EvidenceVectors, tables: bool = False
) -> Propagation:
    """Posteriors and derivatives by the named method.

    Raises:
        ValueError: a name other than those of ``BACKENDS``.
    """
    if backend == "sweeps":
        return sweeps.propagate(network, plan, evidence, tables)
    if backend == "brute_force":
        return brute_force.propagate(network, evidence, tables)
    raise ValueError(f"backend {backend!r}: choose from {', '.join(BACKENDS)}")
