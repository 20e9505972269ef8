"""The situation of a network without tables, for tests of what is reasoned from it."""

import numpy as np

from lumpbayes.inference.backends import make_solver
from lumpbayes.inference.evidence import Evidence
from lumpbayes.inference.network import EvidenceVectors, FloatArray, Network
from lumpbayes.interchange.network_knowledge import network_knowledge, with_target
from lumpbayes.interchange.reading import NetworkFile
from lumpbayes.knowledge.evidence import interpret
from lumpbayes.knowledge.findings import Likelihood
from lumpbayes.reasoning.situation import Situation


def situation_of(
    network: Network, vectors: EvidenceVectors, target: int, memory_limit: int = 2**31
) -> Situation | None:
    """What is known of a network when one of its variables is asked; None where impossible."""
    knowledge = with_target(
        network_knowledge(NetworkFile(network, (), "random", "bif", "random"), "strict"),
        network.names[target],
    )
    solver = make_solver("sweeps", network, memory_limit)
    evidence = Evidence.of(vectors)
    found = solver.posteriors(evidence, (target,))
    if found.log_evidence == -np.inf:
        return None
    words = {
        name: Likelihood(dict(zip(states, vector.tolist(), strict=True)))
        for name, states, vector in zip(network.names, network.states, vectors, strict=True)
        if vector.min() < 1
    }
    posterior = found.posteriors[target]
    understood = interpret(knowledge, words)
    return Situation(knowledge, solver, understood, evidence, found.log_evidence, posterior)


def counted(vectors: EvidenceVectors, chosen: frozenset[int]) -> EvidenceVectors:
    """The evidence of some variables alone."""
    return tuple(
        vector if place in chosen else np.ones_like(vector) for place, vector in enumerate(vectors)
    )


def hard(network: Network, states: dict[str, int]) -> EvidenceVectors:
    """Hard evidence, by the places of states."""
    found: list[FloatArray] = [np.ones(count) for count in network.cardinalities]
    for name, state in states.items():
        found[network.index(name)] = np.eye(network.cardinalities[network.index(name)])[state]
    return tuple(found)
