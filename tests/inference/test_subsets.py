"""The joint of a variable with any subset of the findings, against sums over the whole joint."""

import itertools

import numpy as np
import pytest

from lumpbayes.errors import TooLargeError
from lumpbayes.inference import brute_force, subsets
from lumpbayes.inference.connections import connected
from lumpbayes.inference.evidence import Evidence
from lumpbayes.inference.network import EvidenceVectors, FloatArray, Network
from lumpbayes.inference.subsets import Members, Subsets
from tests.inference.problems import TOLERANCE, hard_problem, one_cause, problem

NOTHING = Evidence({}, {})


def every_subset(count: int) -> Members:
    rows = list(itertools.product([False, True], repeat=count))
    return np.array(rows, dtype=bool).reshape(2**count, count)


def expected(network: Network, vectors: EvidenceVectors, kept: set[int], target: int) -> FloatArray:
    chosen = tuple(
        vector if place in kept else np.ones_like(vector) for place, vector in enumerate(vectors)
    )
    joint = np.exp(brute_force.log_joint(network, chosen))
    with np.errstate(divide="ignore"):
        return np.log(joint.sum(axis=tuple(a for a in range(joint.ndim) if a != target)))


def asked(seed: int) -> tuple[Network, EvidenceVectors, int, Evidence, Evidence]:
    """A problem, its target, what is known anyway and what may count."""
    network, vectors = (problem if seed % 2 else hard_problem)(seed)
    random = np.random.default_rng(seed)
    target = int(random.integers(len(network.names)))
    evidence = Evidence.of(vectors)
    observed = [v for v in (*evidence.hard, *evidence.soft) if v != target]
    known = [v for v in observed if random.random() < 0.25]
    may = [v for v in (*observed, *([target] if target in evidence.soft else [])) if v not in known]
    return network, vectors, target, evidence.only(known), evidence.only(may)


def check(seed: int) -> None:
    network, vectors, target, background, evidence = asked(seed)
    found = Subsets(network, background, target, evidence)
    assert found.findings == tuple(sorted([*evidence.hard, *evidence.soft]))
    members = every_subset(len(found.findings))
    logs = found.log_joint(members)
    known = {*background.hard, *background.soft}
    for row, chosen in zip(logs, members, strict=True):
        kept = known | {v for v, counts in zip(found.findings, chosen, strict=True) if counts}
        np.testing.assert_allclose(
            row, expected(network, vectors, kept, target), rtol=TOLERANCE, atol=TOLERANCE
        )


@pytest.mark.parametrize("seed", range(120))
def test_against_the_whole_joint(seed: int) -> None:
    check(seed)


@pytest.mark.parametrize("seed", range(30))
def test_one_subset_after_the_other(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subsets, "MOST_TABULATED", 0)
    check(seed)


def test_the_target_itself_may_be_a_finding() -> None:
    network = one_cause(np.array([[0.2], [0.6], [0.5]]))
    evidence = Evidence({0: 1, 1: 0}, {})
    logs = Subsets(network, NOTHING, 0, evidence).log_joint(every_subset(2))
    never = -np.inf
    np.testing.assert_allclose(np.exp(logs[1]), np.array([0.2, 0.6, 0.5]) / 3)
    np.testing.assert_array_equal(logs[2], [never, np.log(1 / 3), never])
    np.testing.assert_allclose(logs[3], [never, np.log(0.2), never])


def test_a_state_that_the_background_excludes_stays_excluded() -> None:
    network = one_cause(np.array([[0.0, 0.5], [0.5, 0.5], [0.2, 0.0]]))
    logs = Subsets(network, Evidence({1: 0}, {}), 0, Evidence({2: 0}, {})).log_joint(
        every_subset(1)
    )
    assert np.isneginf(logs).tolist() == [[True, False, False], [True, False, True]]


def test_far_below_the_range_of_doubles() -> None:
    network = one_cause(np.full((2, 1200), 0.25))
    evidence = Evidence(dict.fromkeys(range(1, 1201), 0), {})
    found = Subsets(network, NOTHING, 0, evidence)
    logs = found.log_joint(np.array([[True] * 1200, [False] * 1200]))
    np.testing.assert_allclose(logs[0] - logs[1], 1200 * np.log(0.25), rtol=1e-13)


def test_what_the_target_does_not_separate_belongs_together() -> None:
    # 0 -> 1, 0 -> 2, 2 -> 3, 2 -> 4; hidden 2 connects 3 and 4
    coin, pair = np.array([0.5, 0.5]), np.array([[0.3, 0.6], [0.7, 0.4]])
    network = Network.checked(
        "abcde", [["x", "y"]] * 5, [(), (0,), (0,), (2,), (2,)], [coin, pair, pair, pair, pair]
    )
    assert connected(network, NOTHING, 0, [1, 3, 4]) == [(0,), (1, 2)]
    assert connected(network, Evidence({2: 0}, {}), 0, [1, 3, 4]) == [(0,), (1,), (2,)]
    assert connected(network, NOTHING, 2, [1, 3, 4]) == [(0,), (1,), (2,)]


def test_parents_of_the_target_belong_together() -> None:
    coin, table = np.array([0.5, 0.5]), np.full((2, 2, 2), 0.5)
    network = Network.checked("abc", [["x", "y"]] * 3, [(), (), (0, 1)], [coin, coin, table])
    assert connected(network, NOTHING, 2, [0, 1]) == [(0, 1)]


def chain(findings: int) -> Network:
    """A hidden variable between the target and many findings, which it connects."""
    link = np.array([[0.9, 0.2], [0.1, 0.8]])
    count = findings + 2
    return Network.checked(
        [f"v{number}" for number in range(count)],
        [["x", "y"]] * count,
        [(), (0,)] + [(1,)] * findings,
        [np.array([0.3, 0.7]), link] + [link] * findings,
    )


def test_a_table_too_large_for_the_limit_is_done_subset_by_subset() -> None:
    network = chain(12)
    evidence = Evidence(dict.fromkeys(range(2, 14), 0), {})
    whole = Subsets(network, NOTHING, 0, evidence)
    less = Subsets(network, NOTHING, 0, evidence, memory_limit=50_000)
    assert whole.parts[0].is_tabulated
    assert not less.parts[0].is_tabulated
    members = every_subset(12)[::97]
    np.testing.assert_allclose(less.log_joint(members), whole.log_joint(members), rtol=1e-13)


def test_more_findings_than_are_tabulated() -> None:
    network = chain(20)
    found = Subsets(network, NOTHING, 0, Evidence(dict.fromkeys(range(2, 22), 0), {}))
    assert [part.is_tabulated for part in found.parts] == [False]
    members = np.random.default_rng(0).random((20, 20)) < 0.5
    size = members.sum(axis=1)
    share = np.exp(found.log_joint(members))
    hidden = np.stack([0.9**size, 0.2**size])  # P(subset | hidden)
    np.testing.assert_allclose(share[:, 0], 0.3 * (0.9 * hidden[0] + 0.1 * hidden[1]), rtol=1e-13)
    np.testing.assert_allclose(share[:, 1], 0.7 * (0.2 * hidden[0] + 0.8 * hidden[1]), rtol=1e-13)


def test_the_memory_limit_is_kept() -> None:
    with pytest.raises(TooLargeError, match=r"tables of 22 variables.* raise memory_limit"):
        Subsets(chain(20), NOTHING, 0, Evidence(dict.fromkeys(range(2, 22), 0), {}), 500)
