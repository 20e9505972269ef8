"""The joint posterior of a few variables against sums over the whole joint."""

import numpy as np
import pytest

from lumpbayes.errors import TooLargeError
from lumpbayes.inference import brute_force
from lumpbayes.inference.evidence import Evidence
from lumpbayes.inference.joint import joint_posterior
from lumpbayes.inference.network import FloatArray, Network
from tests.inference.problems import TOLERANCE, all_present, hard_problem, one_cause, problem


def summed(joint: FloatArray, variables: list[int]) -> FloatArray:
    """Sum of a joint of probabilities over all other axes; axes in the order given."""
    others = tuple(axis for axis in range(joint.ndim) if axis not in variables)
    kept = sorted(variables)
    return joint.sum(axis=others).transpose([kept.index(each) for each in variables])


@pytest.mark.parametrize("seed", range(200))
def test_against_the_whole_joint(seed: int) -> None:
    network, vectors = (problem if seed % 2 else hard_problem)(seed)
    evidence = Evidence.of(vectors)
    whole = np.exp(brute_force.log_joint(network, vectors))
    random = np.random.default_rng(seed)
    for size in (0, 1, 2, 3):
        chosen = random.permutation(len(network.names))[:size].tolist()
        found = joint_posterior(network, evidence, chosen)
        assert found.probabilities.shape == tuple(network.cardinalities[each] for each in chosen)
        if whole.sum() == 0:
            assert found.log_evidence == -np.inf
            assert not found.probabilities.any()
            continue
        assert found.log_evidence == pytest.approx(np.log(whole.sum()), abs=TOLERANCE)
        np.testing.assert_allclose(
            found.probabilities,
            summed(whole, chosen) / whole.sum(),
            rtol=TOLERANCE,
            atol=TOLERANCE,
        )


def test_an_observed_variable_is_certain() -> None:
    network = one_cause(np.array([[0.2, 0.5], [0.7, 0.5]]))
    found = joint_posterior(network, Evidence({1: 0}, {}), [1, 0])
    np.testing.assert_allclose(found.probabilities, [[2 / 9, 7 / 9], [0, 0]], rtol=1e-14)
    assert not found.probabilities.flags.writeable


def test_parts_that_nothing_connects() -> None:
    coin = np.array([0.25, 0.75])
    network = Network.checked(["a", "b", "c"], [["x", "y"]] * 3, [()] * 3, [coin] * 3)
    found = joint_posterior(network, Evidence({}, {1: np.array([1.0, 0.5])}), [2, 0])
    np.testing.assert_allclose(found.probabilities, np.outer(coin, coin), rtol=1e-14)
    assert found.log_evidence == pytest.approx(np.log(0.625), rel=1e-14)


def test_far_below_the_range_of_doubles() -> None:
    first = np.tile([[0.9], [0.1]], 2500)
    network = one_cause(np.hstack([first, first[::-1], [[0.5], [0.25]]]))
    evidence = Evidence.of((*all_present(network)[:-1], np.ones(2)))
    found = joint_posterior(network, evidence, [0, 5001])
    np.testing.assert_allclose(found.probabilities, [[0.25, 0.25], [0.125, 0.375]], rtol=1e-11)


def test_the_limit_counts_the_result() -> None:
    network = one_cause(np.full((2, 20), 0.5))
    observed = Evidence(dict.fromkeys(range(1, 21), 0), {})
    with pytest.raises(TooLargeError, match=r"of 21 variables has 2,097,152 numbers, .* ask fewer"):
        joint_posterior(network, observed, range(21), 2**24)
    with pytest.raises(TooLargeError, match=r"of 21 variables has 2,097,152 numbers, .* ask fewer"):
        joint_posterior(network, Evidence({}, {}), range(21), 2**24)
    with pytest.raises(TooLargeError, match="exact inference on this network needs"):
        joint_posterior(network, Evidence({}, {}), range(2), 200)


def test_each_variable_once() -> None:
    network = one_cause(np.full((2, 2), 0.5))
    with pytest.raises(ValueError, match=r"variables \[0, 0\]: give each once"):
        joint_posterior(network, Evidence({}, {}), [0, 0])
