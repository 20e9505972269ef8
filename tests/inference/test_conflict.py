"""Which findings to blame: a set that is impossible, and minimal."""

from itertools import combinations

import numpy as np
import pytest

from lumpbayes.inference.conflict import minimal_impossible_set
from lumpbayes.inference.evidence import Evidence
from lumpbayes.inference.network import EvidenceVectors, Network, no_evidence
from lumpbayes.inference.plan import make_plan
from lumpbayes.inference.sweeps import log_evidence
from tests.random_problem import random_network


def kept_only(
    network: Network, evidence: EvidenceVectors, kept: tuple[int, ...]
) -> EvidenceVectors:
    """The evidence on some variables alone."""
    return tuple(
        vector if variable in kept else unknown
        for variable, (vector, unknown) in enumerate(
            zip(evidence, no_evidence(network), strict=True)
        )
    )


def impossible_problems() -> list[tuple[int, Network, EvidenceVectors]]:
    """Random networks with many zeros, under random hard evidence of probability 0."""
    found = []
    for seed in range(60):
        network = random_network(seed, zero_share=0.4)
        random = np.random.default_rng(seed)
        evidence = tuple(np.eye(count)[random.integers(count)] for count in network.cardinalities)
        if log_evidence(network, make_plan(network), evidence) == -np.inf:
            found.append((seed, network, evidence))
    return found


def test_the_blamed_set_is_impossible_and_minimal() -> None:
    problems = impossible_problems()
    assert len(problems) > 30
    sizes = set()
    for seed, network, evidence in problems:
        plan = make_plan(network)
        blamed = minimal_impossible_set(network, Evidence.of(evidence), range(len(network.names)))
        sizes.add(len(blamed))
        assert log_evidence(network, plan, kept_only(network, evidence, blamed)) == -np.inf, seed
        for rest in combinations(blamed, len(blamed) - 1):
            assert log_evidence(network, plan, kept_only(network, evidence, rest)) > -np.inf, seed
    assert {1, 2} <= sizes


@pytest.mark.parametrize(("observed", "blamed"), [((0, 1, 2), (1, 2)), ((2, 1, 0), (1, 0))])
def test_findings_are_dropped_in_the_order_given(
    observed: tuple[int, ...], blamed: tuple[int, ...]
) -> None:
    # three copies of one coin that never err: any two that differ are impossible
    coin, copy = np.array([0.5, 0.5]), np.eye(2)
    network = Network.checked(
        ["a", "b", "c"], [["heads", "tails"]] * 3, [(), (0,), (1,)], [coin, copy, copy]
    )
    heads, tails = np.eye(2)
    found = minimal_impossible_set(network, Evidence.of((heads, tails, heads)), observed)
    assert found == blamed
