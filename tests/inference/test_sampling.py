"""Draws from a network: exact, whatever is observed, and the same for the same seed."""

from itertools import combinations

import numpy as np
import pytest

from lumpbayes.errors import TooLargeError
from lumpbayes.inference import brute_force
from lumpbayes.inference.evidence import Evidence
from lumpbayes.inference.network import FloatArray, Network
from lumpbayes.inference.sampling import sample_states
from tests.inference.problems import all_present, hard_problem, one_cause, problem

DRAWS = 20_000
SIGMAS = 5.5
"""Standard errors that no frequency may miss: over all comparisons below, chance does so rarely."""


def generator(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


def posterior(network: Network, evidence: Evidence, variables: list[int]) -> FloatArray | None:
    """P(variables | evidence), an axis each in that order; None when it is impossible."""
    whole = np.exp(brute_force.log_joint(network, evidence.vectors(network)))
    if not whole.any():
        return None
    kept = sorted(variables)
    others = tuple(axis for axis in range(whole.ndim) if axis not in kept)
    summed = whole.sum(axis=others).transpose([kept.index(each) for each in variables])
    return summed / summed.sum()


def assert_drawn_from(found: np.ndarray, expected: FloatArray) -> None:
    """Frequencies of joint states agree with their probabilities; impossible ones never occur."""
    counts = np.zeros(expected.shape)
    np.add.at(counts, tuple(found.T), 1)
    assert not counts[expected == 0].any()
    errors = np.sqrt(expected * (1 - expected) / len(found))
    # Where fewer than a few are expected the count is Poisson's, and far from normal.
    assert np.all(np.abs(counts / len(found) - expected) <= SIGMAS * errors + 12 / len(found))


@pytest.mark.parametrize("seed", range(60))
def test_frequencies_of_joint_states(seed: int) -> None:
    network, vectors = (problem if seed % 2 else hard_problem)(seed)
    evidence = Evidence.of(vectors)
    every = generator(seed).permutation(len(network.names)).tolist()
    found = sample_states(network, evidence, every, DRAWS, generator(seed))
    expected = posterior(network, evidence, every)
    if expected is None:
        assert found.shape == (0, len(every))
        return
    assert found.shape == (DRAWS, len(every))
    assert found.dtype == np.int32
    assert_drawn_from(found, expected)
    for pair in combinations(range(len(every)), 2):
        both = posterior(network, evidence, [every[each] for each in pair])
        assert both is not None
        assert_drawn_from(found[:, pair], both)


@pytest.mark.parametrize("seed", range(40))
def test_some_variables_alone(seed: int) -> None:
    network, vectors = (problem if seed % 2 else hard_problem)(seed)
    evidence = Evidence.of(vectors)
    asked = generator(seed).permutation(len(network.names))[: 1 + seed % 3].tolist()
    expected = posterior(network, evidence, asked)
    found = sample_states(network, evidence, asked, DRAWS, generator(seed))
    if expected is None:
        assert found.shape == (0, len(asked))
    else:
        assert_drawn_from(found, expected)


def test_impossible_evidence_gives_no_rows() -> None:
    network = one_cause(np.array([[0.0, 0.5], [0.0, 0.5]]))
    found = sample_states(network, Evidence({1: 0}, {}), [0, 2], 10, generator())
    assert found.shape == (0, 2)


def test_observed_variables_stay_in_their_state() -> None:
    network = one_cause(np.array([[0.2, 0.5], [0.7, 0.5]]))
    found = sample_states(network, Evidence({1: 1}, {}), [2, 1], 50, generator())
    assert set(found[:, 1].tolist()) == {1}
    assert set(found[:, 0].tolist()) == {0, 1}


def test_the_same_seed_gives_the_same_draws() -> None:
    network, vectors = problem(2)
    evidence, every = Evidence.of(vectors), list(range(len(network.names)))
    once, again, other = (
        sample_states(network, evidence, every, 100, generator(seed)) for seed in (7, 7, 8)
    )
    assert once.tobytes() == again.tobytes()
    assert once.tobytes() != other.tobytes()


def test_columns_stand_in_the_order_asked() -> None:
    network, vectors = hard_problem(4)
    evidence, every = Evidence.of(vectors), list(range(len(network.names)))
    found = sample_states(network, evidence, every, 200, generator(3))
    turned = sample_states(network, evidence, every[::-1], 200, generator(3))
    assert len(found) == 200
    np.testing.assert_array_equal(turned, found[:, ::-1])


def test_many_findings_of_a_hidden_cause_are_drawn_with_it() -> None:
    """One table over all findings alone would have 2**40 numbers."""
    shares = generator(1).uniform(0.1, 0.9, (3, 40))
    network = one_cause(shares)
    findings = list(range(1, 41))
    found = sample_states(network, Evidence({}, {}), findings, DRAWS, generator(2))
    assert_drawn_from(
        found[:, :2], np.asarray(posterior(one_cause(shares[:, :2]), NOTHING, [1, 2]))
    )
    np.testing.assert_allclose((found == 0).mean(axis=0), shares.mean(axis=0), atol=0.02)


NOTHING = Evidence({}, {})


def test_far_below_the_range_of_doubles() -> None:
    first = np.tile([[0.9], [0.1]], 2500)
    network = one_cause(np.hstack([first, first[::-1], [[0.5], [0.25]]]))
    evidence = Evidence.of((*all_present(network)[:-1], np.ones(2)))
    found = sample_states(network, evidence, [0, 5001], DRAWS, generator())
    assert_drawn_from(found, np.array([[0.25, 0.25], [0.125, 0.375]]))


def test_no_variable_is_asked() -> None:
    network, vectors = hard_problem(4)
    assert sample_states(network, Evidence.of(vectors), [], 5, generator()).shape == (5, 0)


def test_what_cannot_be() -> None:
    network = one_cause(np.full((2, 3), 0.5))
    with pytest.raises(ValueError, match=r"variables \[9\]: expected indices from 0 to 3"):
        sample_states(network, NOTHING, [9], 5, generator())
    with pytest.raises(TooLargeError, match="exact inference on this network needs"):
        sample_states(network, Evidence({2: 0}, {}), [0, 1, 2], 5, generator(), memory_limit=100)
    free = sample_states(network, NOTHING, [0, 1, 2], 5, generator(), memory_limit=100)
    assert free.shape == (5, 3)  # what nothing is known about takes no sums
