"""Jeffrey's rule: vectors that give variables the posteriors stated for them."""

from collections.abc import Callable

import numpy as np
import pytest

from lumpbayes.errors import EvidenceError
from lumpbayes.inference import sweeps
from lumpbayes.inference.jeffrey import fit_targets
from lumpbayes.inference.network import EvidenceVectors, Network, no_evidence
from lumpbayes.inference.plan import make_plan
from lumpbayes.inference.propagation import Propagation
from lumpbayes.inference.random_problem import random_network
from tests.inference.problems import one_cause


def propagator(network: Network) -> Callable[[EvidenceVectors], Propagation]:
    """The sweeps over one network."""
    plan = make_plan(network)
    return lambda evidence: sweeps.propagate(network, plan, evidence)


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("count", [1, 2, 3])
def test_the_targets_are_reached(seed: int, count: int) -> None:
    network = random_network(seed, zero_share=0)
    chance = np.random.default_rng(seed)
    variables = chance.choice(len(network.names), count, replace=False).tolist()
    targets = {v: chance.dirichlet(np.ones(network.cardinalities[v])) for v in variables}
    propagate = propagator(network)
    vectors = fit_targets(network.names, propagate, no_evidence(network), targets)
    found = propagate(vectors)
    for variable, target in targets.items():
        np.testing.assert_allclose(found.posteriors[variable], target, atol=1e-9)
        assert vectors[variable].max() == 1


def test_one_target_is_jeffrey_s_mixture() -> None:
    # P'(cause) = sum over findings of P(cause | finding) * target(finding)
    network = one_cause(np.array([[0.9], [0.2]]), np.array([0.3, 0.7]))
    propagate = propagator(network)
    target = np.array([0.6, 0.4])
    vectors = fit_targets(network.names, propagate, no_evidence(network), {1: target})
    given = [propagate((np.ones(2), state)).posteriors[0] for state in np.eye(2)]
    expected = target[0] * given[0] + target[1] * given[1]
    np.testing.assert_allclose(propagate(vectors).posteriors[0], expected, atol=1e-13)


def test_a_target_of_0_excludes_a_state() -> None:
    network = one_cause(np.array([[0.9], [0.2]]))
    vectors = fit_targets(
        network.names, propagator(network), no_evidence(network), {1: np.array([1.0, 0.0])}
    )
    assert vectors[1].tolist() == [1.0, 0.0]


def test_impossible_evidence_is_left_as_it_is() -> None:
    network = one_cause(np.array([[1.0, 0.5], [1.0, 0.5]]))
    evidence = (np.ones(2), np.array([0.0, 1.0]), np.ones(2))
    found = fit_targets(network.names, propagator(network), evidence, {2: np.array([0.3, 0.7])})
    assert found is evidence


def test_a_target_on_an_impossible_state() -> None:
    network = one_cause(np.array([[1.0], [1.0]]))
    with pytest.raises(EvidenceError, match="f0: a probability is stated for a state that the oth"):
        fit_targets(
            network.names, propagator(network), no_evidence(network), {1: np.array([0.5, 0.5])}
        )


def test_targets_that_contradict_each_other() -> None:
    # the second finding is a copy of the first
    network = Network.checked(
        ["coin", "copy"], [["heads", "tails"]] * 2, [(), (0,)], [np.full(2, 0.5), np.eye(2)]
    )
    targets = {0: np.array([0.9, 0.1]), 1: np.array([0.1, 0.9])}
    with pytest.raises(EvidenceError, match="stated for coin, copy contradict each other: after"):
        fit_targets(network.names, propagator(network), no_evidence(network), targets)
