"""Most probable states against the largest entry of the whole joint."""

import numpy as np
import pytest

from lumpbayes.errors import TooLargeError
from lumpbayes.inference import brute_force
from lumpbayes.inference.evidence import Evidence
from lumpbayes.inference.most_probable import MostProbable, most_probable_states
from lumpbayes.inference.network import Network
from tests.inference.problems import TOLERANCE, all_present, hard_problem, one_cause, problem
from tests.inference.test_joint import summed
from tests.random_problem import random_network


@pytest.mark.parametrize("seed", range(200))
def test_against_the_whole_joint(seed: int) -> None:
    network, vectors = (problem if seed % 2 else hard_problem)(seed)
    evidence = Evidence.of(vectors)
    whole = np.exp(brute_force.log_joint(network, vectors))
    count = len(network.names)
    random = np.random.default_rng(seed)
    for chosen in (list(range(count)), *(random.permutation(count)[:k].tolist() for k in range(4))):
        chosen.sort()
        found = most_probable_states(network, evidence, chosen)
        if whole.sum() == 0:
            assert found == MostProbable({}, -np.inf, -np.inf)
            assert found.probability == 0
            continue
        part = summed(whole, chosen)
        assert list(found.states) == chosen
        assert np.exp(found.log_joint) == pytest.approx(part.max(), rel=TOLERANCE)
        assert part[tuple(found.states.values())] == pytest.approx(part.max(), rel=TOLERANCE)
        assert found.log_evidence == pytest.approx(np.log(whole.sum()), abs=TOLERANCE)
        assert found.probability == pytest.approx(part.max() / whole.sum(), rel=TOLERANCE)
        assert (
            found.states.items() >= {v: s for v, s in evidence.hard.items() if v in chosen}.items()
        )


def test_all_variables_are_asked_when_none_is_named() -> None:
    network = random_network(5)
    nothing = Evidence({}, {})
    assert most_probable_states(network, nothing) == most_probable_states(
        network, nothing, range(7)
    )


def test_some_may_differ_from_all() -> None:
    # the likelier cause has its findings spread over three states, the other has one for sure
    network = Network.checked(
        ["cause", "finding"],
        [["a", "b"], ["x", "y", "z"]],
        [(), (0,)],
        [np.array([0.6, 0.4]), np.array([[1 / 3, 1], [1 / 3, 0], [1 / 3, 0]])],
    )
    nothing = Evidence({}, {})
    assert most_probable_states(network, nothing).states == {0: 1, 1: 0}
    assert most_probable_states(network, nothing, [0]).states == {0: 0}
    assert most_probable_states(network, nothing, [0]).probability == pytest.approx(0.6, rel=1e-14)


def test_ties_go_to_the_first_state() -> None:
    network = Network.checked(
        [f"v{number}" for number in range(5)],
        [["x", "y", "z"]] * 5,
        [(), (0,), (1,), (1,), ()],
        [np.full(3, 1 / 3)] + [np.full((3, 3), 1 / 3)] * 3 + [np.full(3, 1 / 3)],
    )
    assert most_probable_states(network, Evidence({2: 1}, {})).states == {
        0: 0,
        1: 0,
        2: 1,
        3: 0,
        4: 0,
    }


def test_far_below_the_range_of_doubles() -> None:
    first = np.tile([[0.9], [0.1]], 2500)
    network = one_cause(np.hstack([first, first[::-1], [[0.5], [0.75]]]))
    evidence = Evidence.of(all_present(network))
    found = most_probable_states(network, evidence, [0])
    assert found.states == {0: 1}
    assert found.probability == pytest.approx(0.6, rel=1e-11)


def test_the_limit() -> None:
    with pytest.raises(TooLargeError, match="raise memory_limit"):
        most_probable_states(random_network(5), Evidence({}, {}), [0], 100)
