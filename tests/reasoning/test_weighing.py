"""The weights of findings in random networks, against subsets and orders taken one by one."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lumpbayes.errors import EvidenceError, TooLargeError
from lumpbayes.inference import brute_force
from lumpbayes.inference.network import EvidenceVectors, FloatArray, Network
from lumpbayes.reasoning.explaining import explain
from lumpbayes.reasoning.weighing import Weighed, weigh
from tests.inference.problems import one_cause
from tests.random_problem import random_network
from tests.reasoning.network_situation import counted, hard, situation_of

CLOSE = 1e-9


def causes_given(network: Network, vectors: EvidenceVectors, target: int) -> FloatArray:
    """P(cause, evidence), from the whole joint."""
    joint = np.exp(brute_force.log_joint(network, vectors))
    return joint.sum(axis=tuple(axis for axis in range(joint.ndim) if axis != target))


def odds(network: Network, vectors: EvidenceVectors, target: int, sides: list[list[int]]) -> float:
    found = causes_given(network, vectors, target)
    inside, outside = (float(found[side].sum()) for side in sides)
    if inside == 0 or outside == 0:
        return -math.inf if inside == 0 else math.inf
    return math.log(inside) - math.log(outside)


def sides_of(seed: int, states: int, kind: str) -> list[list[int]]:
    order = np.random.default_rng(seed).permutation(states).tolist()
    if kind == "rest":
        return [order[:1], sorted(order[1:])]
    if kind == "pair":
        return [order[:1], order[1:2]]
    return [sorted(order[: states - 1]), order[-1:]]


def problem(seed: int, variables: int = 8) -> tuple[Network, EvidenceVectors, int]:
    """A network, with zeros two times of three, and evidence that is possible in it."""
    zeros = (0.0, 0.3, 0.5)[seed % 3]
    network = random_network(seed, variables=variables, most_states=3, zero_share=zeros)
    random = np.random.default_rng(seed)
    target = seed % variables
    nothing = tuple(np.ones(count) for count in network.cardinalities)
    joint = np.exp(brute_force.log_joint(network, nothing))
    drawn = random.choice(joint.size, p=joint.ravel() / joint.sum())
    vectors = []
    for variable, state in enumerate(np.unravel_index(drawn, joint.shape)):
        count = network.cardinalities[variable]
        kind = random.random()
        vector = np.ones(count)
        if variable == target and seed % 4:
            pass  # otherwise something may be known of the target itself
        elif kind < 0.5:
            vector = np.eye(count)[state]
        elif kind < 0.75:
            vector = random.random(count) * (random.random(count) > 0.3)
            vector[state] = 1.0
        vectors.append(vector)
    return network, tuple(vectors), target


def shares_by_orders(
    network: Network,
    vectors: EvidenceVectors,
    asked: tuple[int, list[list[int]]],
    findings: list[int],
) -> dict[int, float]:
    known: dict[frozenset[int], float] = {}

    def value(chosen: frozenset[int]) -> float:
        if chosen not in known:
            known[chosen] = odds(network, counted(vectors, chosen), *asked)
        return known[chosen]

    orders = list(itertools.permutations(findings))
    total = dict.fromkeys(findings, 0.0)
    for order in orders:
        for place, finding in enumerate(order):
            before = frozenset(order[:place])
            total[finding] += value(before | {finding}) - value(before)
    return {finding: each / len(orders) for finding, each in total.items()}


def check_sums(found: Weighed) -> None:
    total = found.log_prior_odds + sum(each.log_share for each in found.weights.values())
    assert total == found.log_weighed_odds or abs(total - found.log_weighed_odds) < CLOSE
    if not found.excluding and not found.proving:
        assert found.log_weighed_odds == found.log_posterior_odds
    numbers = [number for each in found.weights.values() for number in each[:2]]
    assert all(math.isfinite(number) for number in numbers)
    assert not math.isnan(found.log_posterior_odds)


def check(seed: int, kind: str) -> None:
    network, vectors, target = problem(seed)
    situation = situation_of(network, vectors, target)
    assert situation is not None
    sides = sides_of(seed, network.cardinalities[target], kind)
    nothing = counted(vectors, frozenset())
    both = [causes_given(network, each, target) for each in (nothing, vectors)]
    if any(each[sides[0] + sides[1]].sum() == 0 for each in both):
        with pytest.raises(EvidenceError, match=r"are both impossible .*: there are no odds"):
            weigh(situation, *sides, seed=0)
        return
    found = weigh(situation, *sides, seed=0)
    check_sums(found)
    asked = (target, sides)
    assert found.permutations == 0
    assert found.log_prior_odds == pytest.approx(odds(network, nothing, *asked), abs=CLOSE)
    assert found.log_posterior_odds == pytest.approx(odds(network, vectors, *asked), abs=CLOSE)
    check_deciding(network, vectors, asked, found)
    if math.isinf(found.log_prior_odds):
        assert all(each == (0.0, 0.0, None) for each in found.weights.values())
        return
    kept = list(found.weights)
    if len(kept) <= 5:
        expected = shares_by_orders(network, vectors, asked, kept)
        for finding, weight in found.weights.items():
            assert weight.log_share == pytest.approx(expected[finding], abs=CLOSE)
    for finding, weight in found.weights.items():
        without = counted(vectors, frozenset(kept) - {finding})
        fewer = odds(network, without, *asked)
        assert weight.log_leave_one_out == pytest.approx(found.log_weighed_odds - fewer, abs=CLOSE)


def check_deciding(
    network: Network,
    vectors: EvidenceVectors,
    asked: tuple[int, list[list[int]]],
    found: Weighed,
) -> None:
    """Each set decides, no part of it does, and they are disjoint; so do those that are alike."""
    listed = [finding for each in (*found.excluding, *found.proving) for finding in each]
    assert len(listed) == len(set(listed))
    assert not set(listed) & found.weights.keys()
    for sets, infinite in ((found.excluding, -math.inf), (found.proving, math.inf)):
        for each in sets:
            assert odds(network, counted(vectors, frozenset(each)), *asked) == infinite
            for finding in each:
                fewer = counted(vectors, frozenset(each) - {finding})
                assert odds(network, fewer, *asked) != infinite
    infinite = -math.inf if found.excluding else math.inf
    assert not found.alike.keys() & {*listed, *found.weights}
    for finding, each in found.alike.items():
        assert finding in each
        assert odds(network, counted(vectors, frozenset(each)), *asked) == infinite
        for member in each:
            fewer = counted(vectors, frozenset(each) - {member})
            assert odds(network, fewer, *asked) != infinite


@pytest.mark.parametrize("kind", ["rest", "pair", "group"])
@pytest.mark.parametrize("seed", range(60))
def test_against_the_whole_joint(seed: int, kind: str) -> None:
    check(seed, kind)


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 2**31), st.sampled_from(["rest", "pair", "group"]))
def test_ledgers_add_up(seed: int, kind: str) -> None:
    network, vectors, target = problem(seed, variables=12)
    situation = situation_of(network, vectors, target)
    assert situation is not None
    try:
        found = weigh(situation, *sides_of(seed, network.cardinalities[target], kind), seed=0)
    except EvidenceError as error:
        assert "both impossible" in str(error)
        return
    check_sums(found)


def test_symmetric_findings_have_equal_shares() -> None:
    likelihood = np.array([[0.3], [0.7], [0.11]])
    network = one_cause(np.hstack([likelihood] * 9), np.array([0.2, 0.5, 0.3]))
    situation = situation_of(network, hard(network, {f"f{n}": 0 for n in range(9)}), 0)
    assert situation is not None
    shares = [each.log_share for each in weigh(situation, [0], [1, 2], 0).weights.values()]
    assert max(shares) - min(shares) < 1e-12
    assert abs(shares[0]) > 0.1


def test_symmetric_findings_of_one_mechanism_have_equal_shares() -> None:
    link = np.array([[0.9, 0.2], [0.1, 0.8]])
    network = Network.checked(
        ["cause", "mechanism", *"abcdef"],
        [["x", "y"]] * 8,
        [(), (0,)] + [(1,)] * 6,
        [np.array([0.3, 0.7]), *[link] * 7],
    )
    situation = situation_of(network, hard(network, dict.fromkeys("abcdef", 1)), 0)
    assert situation is not None
    shares = [each.log_share for each in weigh(situation, [1], [0], 0).weights.values()]
    assert max(shares) - min(shares) < 1e-12


def xor(depends: bool) -> Network:
    """The cause is, or is not, whether exactly one of two coins shows x; a third one is apart."""
    coin = np.array([0.5, 0.5])
    table = np.array([[[0.1, 0.9], [0.9, 0.1]], [[0.9, 0.1], [0.1, 0.9]]])
    return Network.checked(
        ["cause", "first", "second", "apart"],
        [["x", "y"]] * 4,
        [(1, 2), (), (), ()],
        [table if depends else np.full((2, 2, 2), 0.5), *[coin] * 3],
    )


def test_what_is_independent_given_everything_has_a_share_of_zero() -> None:
    network = xor(depends=True)
    vectors = hard(network, {"first": 0, "second": 1, "apart": 0})
    situation = situation_of(network, vectors, 0)
    assert situation is not None
    found = weigh(situation, [0], [1], 0)
    assert found.weights[3] == (0.0, 0.0, None)
    assert found.weights[1].log_share == pytest.approx(math.log(9) / 2, abs=1e-12)
    assert found.weights[1] == found.weights[2]
    alone = situation_of(network, counted(vectors, frozenset({1})), 0)
    assert alone is not None
    assert weigh(alone, [0], [1], 0).weights[1] == (0.0, 0.0, None)


def test_zeros_exclude_and_prove() -> None:
    likelihoods = np.array([[0.0, 0.5, 0.3], [0.5, 0.0, 0.6], [0.5, 0.4, 0.1]])
    network = one_cause(likelihoods)
    situation = situation_of(network, hard(network, {"f0": 0, "f2": 0}), 0)
    assert situation is not None
    out = weigh(situation, [0], [1, 2], 0)
    assert out.excluding == ((1,),)
    assert out.proving == ()
    assert out.log_posterior_odds == -math.inf
    check_sums(out)
    both = situation_of(network, hard(network, {"f0": 0, "f1": 0, "f2": 0}), 0)
    assert both is not None
    proved = weigh(both, [2], [0, 1], 0)
    assert proved.proving == ((1, 2),)  # neither alone
    assert proved.log_posterior_odds == math.inf
    assert list(proved.weights) == [3]
    check_sums(proved)
    with pytest.raises(EvidenceError, match="both impossible given these findings: there are no"):
        weigh(both, [0], [1], 0)


def test_findings_that_say_the_same_are_treated_alike() -> None:
    """f0 and f2 exclude the one cause of the event, f1 the other: either of them, with f1."""
    rows = np.array([[0.0, 0.5, 0.0, 0.3], [0.5, 0.0, 0.5, 0.4], [0.5, 0.5, 0.5, 0.5]])
    network = one_cause(rows, np.array([0.4, 0.4, 0.2]))
    situation = situation_of(network, hard(network, {f"f{at}": 0 for at in range(4)}), 0)
    assert situation is not None
    found = weigh(situation, [0, 1], [2], 0)
    assert found.excluding == ((2, 3),)
    assert found.alike == {1: (1, 2)}
    assert list(found.weights) == [4]
    check_sums(found)
    turned = weigh(situation, [2], [0, 1], 0)
    assert (turned.proving, turned.alike) == (found.excluding, found.alike)
    ledger = explain(situation, "c2")
    assert {row.variable: (row.kind.value, row.together) for row in ledger.rows[:3]} == {
        "f1": ("proves", ("f2",)),
        "f2": ("proves", ("f1",)),
        "f0": ("proves", ("f1",)),
    }


def test_what_is_known_of_the_cause_itself_is_a_finding() -> None:
    network = one_cause(np.array([[0.2, 0.5], [0.5, 0.1], [0.5, 0.4]]))
    certain = situation_of(network, hard(network, {"cause": 1, "f0": 0}), 0)
    assert certain is not None
    assert weigh(certain, [1], [0, 2], 0).proving == ((0,),)
    assert weigh(certain, [0], [1, 2], 0).excluding == ((0,),)
    vectors = (np.array([1.0, 0.5, 0.5]), *hard(network, {"f0": 0})[1:])
    soft = situation_of(network, vectors, 0)
    assert soft is not None
    assert weigh(soft, [0], [1, 2], 0).weights[0].log_share == pytest.approx(math.log(2))


def many(findings: int, causes: int = 3) -> Network:
    random = np.random.default_rng(5)
    return one_cause(random.uniform(0.2, 0.8, size=(causes, findings)))


def test_more_than_fourteen_findings_are_sampled() -> None:
    network = many(18)
    situation = situation_of(network, hard(network, {f"f{n}": n % 2 for n in range(18)}), 0)
    assert situation is not None
    drawn = weigh(situation, [0], [1, 2], 0)
    assert drawn.permutations == 1000
    assert drawn == weigh(situation, [0], [1, 2], 0)
    assert drawn != weigh(situation, [0], [1, 2], 1)
    assert all(each.standard_error is not None for each in drawn.weights.values())
    check_sums(drawn)


def test_two_causes_are_exact_with_any_number_of_findings() -> None:
    network = many(40)
    situation = situation_of(network, hard(network, {f"f{n}": n % 2 for n in range(40)}), 0)
    assert situation is not None
    found = weigh(situation, [0], [2], 0)
    assert found.permutations == 0
    for finding, weight in found.weights.items():
        row = network.tables[finding][(finding - 1) % 2]
        assert weight.log_share == pytest.approx(math.log(row[0] / row[2]), abs=1e-12)
        assert weight.log_leave_one_out == pytest.approx(weight.log_share, abs=1e-12)
        assert weight.standard_error is None
    check_sums(found)


def test_the_memory_limit_is_kept() -> None:
    network = many(5)
    situation = situation_of(network, hard(network, {"f0": 0}), 0, memory_limit=1000)
    assert situation is not None
    assert weigh(situation, [0], [1, 2], 0).weights
    connected = Network.checked(
        ["cause", *(f"f{n}" for n in range(8))],
        [["x", "y"]] * 9,
        [tuple(range(1, 9)), *[()] * 8],
        [np.full((2,) * 9, 0.5), *[np.array([0.5, 0.5])] * 8],
    )
    ninety = situation_of(connected, hard(connected, {f"f{n}": 0 for n in range(8)}), 0, 40_000)
    assert ninety is not None
    with pytest.raises(TooLargeError, match="the limit is 39 KiB"):
        weigh(ninety, [0], [1], 0)
