"""Jeffrey's rule: targets are reached, and what cannot be reached is said."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lumpbayes.errors import EvidenceError
from lumpbayes.inference import brute_force
from lumpbayes.inference.jeffrey import fit_targets
from lumpbayes.inference.network import EvidenceVectors, Network, no_evidence
from lumpbayes.inference.propagation import Propagation
from tests.random_problem import random_network


def propagate_in(network: Network):
    def propagate(evidence: EvidenceVectors) -> Propagation:
        return brute_force.propagate(network, evidence)

    return propagate


def chain(probability_of_copy: float) -> Network:
    """a -> b, b equal to a with the given probability."""
    p = probability_of_copy
    return Network.checked(
        ["a", "b"],
        [["yes", "no"], ["yes", "no"]],
        [(), (0,)],
        [np.array([0.3, 0.7]), np.array([[p, 1 - p], [1 - p, p]])],
    )


@given(seed=st.integers(0, 200), share=st.floats(0.01, 0.99))
def test_a_single_target_is_reached_exactly(seed: int, share: float) -> None:
    network = random_network(seed, variables=5, zero_share=0.0)
    propagate = propagate_in(network)
    count = network.cardinalities[2]
    target = np.array([share] + [(1 - share) / (count - 1)] * (count - 1))
    found = fit_targets(network.names, propagate, no_evidence(network), {2: target})
    assert np.abs(propagate(found).posteriors[2] - target).max() <= 1e-12


def test_jeffrey_is_the_mixture_of_the_hard_answers() -> None:
    network = chain(0.8)
    propagate = propagate_in(network)
    found = fit_targets(network.names, propagate, no_evidence(network), {1: np.array([0.6, 0.4])})
    answers = [propagate((np.ones(2), np.eye(2)[state])).posteriors[0] for state in range(2)]
    mixture = 0.6 * answers[0] + 0.4 * answers[1]
    assert propagate(found).posteriors[0] == pytest.approx(mixture, abs=1e-14)


@given(seed=st.integers(0, 100))
def test_consistent_targets_are_reached_together(seed: int) -> None:
    """Targets that some distribution on the network has: the posteriors under soft evidence."""
    network = random_network(seed, variables=5, zero_share=0.0)
    propagate = propagate_in(network)
    random = np.random.default_rng(seed)
    soft = tuple(0.2 + random.random(count) for count in network.cardinalities)
    targets = {index: propagate(soft).posteriors[index] for index in (0, 2, 4)}
    found = propagate(fit_targets(network.names, propagate, no_evidence(network), targets))
    for index, target in targets.items():
        assert np.abs(found.posteriors[index] - target).max() <= 1e-9


def test_vectors_are_scaled_to_a_largest_entry_of_1() -> None:
    network = chain(0.8)
    found = fit_targets(
        network.names, propagate_in(network), no_evidence(network), {0: np.array([0.9, 0.1])}
    )
    assert found[0].max() == 1.0
    assert found[1] == pytest.approx([1, 1])


def test_a_target_of_0_and_1_is_hard_evidence() -> None:
    network = chain(0.8)
    found = fit_targets(
        network.names, propagate_in(network), no_evidence(network), {0: np.array([1.0, 0.0])}
    )
    assert found[0] == pytest.approx([1, 0], abs=0)


def test_contradictory_targets_are_refused_and_named() -> None:
    network = chain(1.0)  # b is a
    targets = {0: np.array([0.9, 0.1]), 1: np.array([0.2, 0.8])}
    with pytest.raises(
        EvidenceError, match=r"stated for a, b contradict each other, or all but do"
    ):
        fit_targets(network.names, propagate_in(network), no_evidence(network), targets)


def test_targets_that_drive_each_other_out_are_refused() -> None:
    network = chain(1.0)
    targets = {0: np.array([0.999999, 0.000001]), 1: np.array([0.000001, 0.999999])}
    with pytest.raises(EvidenceError, match=r"stated for a, b contradict each other"):
        fit_targets(network.names, propagate_in(network), no_evidence(network), targets)


def test_an_unreachable_target_is_refused_and_named() -> None:
    network = chain(1.0)
    evidence = (np.array([1.0, 0.0]), np.ones(2))
    with pytest.raises(EvidenceError, match="b: a probability is stated for a state that the oth"):
        fit_targets(network.names, propagate_in(network), evidence, {1: np.array([0.5, 0.5])})


def test_impossible_evidence_is_left_to_the_caller() -> None:
    network = chain(1.0)
    evidence = (np.array([1.0, 0.0]), np.ones(2))
    impossible = (*evidence[:1], np.array([0.0, 1.0]))
    targets = {0: np.array([0.5, 0.5])}
    assert fit_targets(network.names, propagate_in(network), impossible, targets) is impossible


def test_certain_targets_that_exclude_each_other_are_refused() -> None:
    network = chain(1.0)
    targets = {0: np.array([1.0, 0.0]), 1: np.array([0.0, 1.0])}
    with pytest.raises(EvidenceError, match="stated for a, b contradict each other"):
        fit_targets(network.names, propagate_in(network), no_evidence(network), targets)


@pytest.mark.parametrize(
    ("table", "targets"),
    [
        ([[0.9999, 0.0], [0.0001, 1.0]], (0.5, 0.499)),
        ([[0.9, 0.0001], [0.1, 0.9999]], (0.5, 0.495)),
        ([[0.99, 0.02], [0.01, 0.98]], (0.3, 0.31)),
    ],
)
def test_targets_close_to_what_is_possible_are_reached(
    table: list[list[float]], targets: tuple[float, float]
) -> None:
    network = Network.checked(
        ["f", "g"], [["yes", "no"]] * 2, [(), (0,)], [np.array([0.3, 0.7]), np.array(table)]
    )
    propagate = propagate_in(network)
    wanted = {index: np.array([p, 1 - p]) for index, p in enumerate(targets)}
    found = propagate(fit_targets(network.names, propagate, no_evidence(network), wanted))
    for index, target in wanted.items():
        assert np.abs(found.posteriors[index] - target).max() <= 1e-9


def test_a_positive_target_never_ends_at_0() -> None:
    network = chain(1.0)  # b is a
    targets = {0: np.array([9e-10, 1 - 9e-10]), 1: np.array([0.0, 1.0])}
    with pytest.raises(EvidenceError, match="stated for a, b contradict each other, or all but do"):
        fit_targets(network.names, propagate_in(network), no_evidence(network), targets)
