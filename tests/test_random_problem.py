"""The seeded problems: repeatable, valid, and as varied as they say."""

import numpy as np

from tests.random_problem import random_evidence, random_network


def test_the_same_seed_gives_the_same_problem() -> None:
    one, other = random_network(7), random_network(7)
    assert (one.names, one.states, one.parents) == (other.names, other.states, other.parents)
    for a, b in zip(one.tables, other.tables, strict=True):
        np.testing.assert_array_equal(a, b)
    for a, b in zip(random_evidence(7, one), random_evidence(7, other), strict=True):
        np.testing.assert_array_equal(a, b)
    assert random_network(8).parents != one.parents


def test_sizes_stay_within_their_limits() -> None:
    for seed in range(50):
        network = random_network(seed, variables=9, most_states=3, most_parents=2)
        assert len(network.names) == 9
        assert set(network.cardinalities) <= {2, 3}
        assert max(map(len, network.parents)) <= 2


def test_the_share_of_zeros() -> None:
    def share(zero_share: float) -> float:
        tables = [
            table.ravel()
            for seed in range(50)
            for table in random_network(seed, zero_share=zero_share).tables
        ]
        return float((np.concatenate(tables) == 0).mean())

    assert share(0.0) == 0
    assert 0.25 < share(0.3) < 0.3  # a column keeps at least one positive entry
    assert all(np.isfinite(t).all() for t in random_network(1, zero_share=1.0).tables)


def test_evidence_is_hard_soft_or_unknown() -> None:
    network = random_network(0, variables=200, most_parents=1)
    vectors = random_evidence(0, network)
    hard = [v for v in vectors if v.max() == v.sum() == 1]
    unknown = [v for v in vectors if v.min() == 1]
    assert all(v.max() == 1 and v.min() >= 0 for v in vectors)
    assert 50 < len(hard) < 120
    assert 40 < len(unknown) < 110
    assert len(hard) + len(unknown) < 170


def test_no_soft_evidence_when_none_is_wanted() -> None:
    network = random_network(0, variables=100, most_parents=1)
    assert all(v.min() == 1 or v.sum() == 1 for v in random_evidence(0, network, soft_share=0))
