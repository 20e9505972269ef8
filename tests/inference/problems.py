"""Problems and comparisons that the tests of exact methods share."""

import numpy as np

from lumpbayes.inference.network import EvidenceVectors, FloatArray, Network
from lumpbayes.inference.propagation import Propagation
from tests.random_problem import random_evidence, random_network

TOLERANCE = 1e-12


def problem(seed: int) -> tuple[Network, EvidenceVectors]:
    """A random network with zeros, of 3 to 8 variables, and hard and soft evidence on it."""
    network = random_network(seed, variables=3 + seed % 6)
    return network, random_evidence(seed + 1, network)


def one_cause(likelihoods: FloatArray, prior: FloatArray | None = None) -> Network:
    """A cause, variable 0, with one yes/no finding a column.

    Args:
        likelihoods: P(finding = yes | cause), shape (causes, findings).
        prior: P(cause), shape (causes,); equal when left out.
    """
    causes, findings = likelihoods.shape
    return Network.checked(
        ["cause", *(f"f{number}" for number in range(findings))],
        [[f"c{number}" for number in range(causes)]] + [["yes", "no"]] * findings,
        [()] + [(0,)] * findings,
        [
            np.full(causes, 1 / causes) if prior is None else prior,
            *(np.stack([column, 1 - column]) for column in likelihoods.T),
        ],
    )


def all_present(network: Network) -> EvidenceVectors:
    """Every finding is ``yes``; nothing is known about the cause."""
    yes = np.array([1.0, 0.0])
    return (np.ones(network.cardinalities[0]), *[yes] * (len(network.names) - 1))


def assert_same(ours: Propagation, theirs: Propagation) -> None:
    """Both are impossible, or all their numbers agree to 1e-12 (logs of derivatives too)."""
    assert ours.log_evidence == theirs.log_evidence or np.isclose(
        ours.log_evidence, theirs.log_evidence, rtol=TOLERANCE, atol=TOLERANCE
    )
    for part in ("posteriors", "log_evidence_derivatives", "log_table_derivatives"):
        for one, other in zip(getattr(ours, part), getattr(theirs, part), strict=True):
            assert one.shape == other.shape
            np.testing.assert_allclose(one, other, rtol=TOLERANCE, atol=TOLERANCE, err_msg=part)


def hard_problem(seed: int) -> tuple[Network, EvidenceVectors]:
    """As :func:`problem`, with fewer zeros and, every other time, no soft evidence."""
    network = random_network(seed, variables=3 + seed % 6, zero_share=0.05)
    return network, random_evidence(seed + 1, network, soft_share=0.3 * (seed % 2))
