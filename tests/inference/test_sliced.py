"""Queries on plans made for their evidence: sliced, pruned, and the same answers."""

from dataclasses import replace
from types import ModuleType

import numpy as np
import pytest

from lumpbayes.errors import TooLargeError
from lumpbayes.inference import brute_force, scaled, sweeps, wide
from lumpbayes.inference.evidence import Evidence
from lumpbayes.inference.network import EvidenceVectors, FloatArray, Network, no_evidence
from lumpbayes.inference.passes import leaf_arrays
from lumpbayes.inference.plan import make_plan
from lumpbayes.inference.propagation import Posteriors
from tests.inference.problems import TOLERANCE, all_present, hard_problem, one_cause, problem
from tests.random_problem import random_evidence, random_network

SEEDS = range(300)


def check(found: Posteriors, expected: Posteriors) -> None:
    """The same variables in the same order, and the same numbers to 1e-12."""
    assert found.log_evidence == expected.log_evidence or np.isclose(
        found.log_evidence, expected.log_evidence, rtol=TOLERANCE, atol=TOLERANCE
    )
    assert list(found.posteriors) == list(expected.posteriors)
    for variable, posterior in found.posteriors.items():
        np.testing.assert_allclose(
            posterior, expected.posteriors[variable], rtol=TOLERANCE, atol=TOLERANCE
        )


def reference(network: Network, evidence: EvidenceVectors) -> Posteriors:
    """The answer from the whole joint."""
    found = brute_force.propagate(network, evidence)
    return Posteriors(found.log_evidence, dict(enumerate(found.posteriors)))


def some(expected: Posteriors, variables: list[int]) -> Posteriors:
    """The part of an answer that is asked for."""
    if not expected.posteriors:
        return expected
    return Posteriors(
        expected.log_evidence, {each: expected.posteriors[each] for each in variables}
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_against_the_whole_joint(seed: int) -> None:
    network, vectors = (problem if seed % 3 else hard_problem)(seed)
    evidence = Evidence.of(vectors)
    expected = reference(network, vectors)
    check(sweeps.posteriors(network, evidence), expected)
    for variable in range(len(network.names)):
        check(sweeps.posteriors(network, evidence, wanted=[variable]), some(expected, [variable]))
    few = sorted(np.random.default_rng(seed).permutation(len(network.names))[:3].tolist())
    check(sweeps.posteriors(network, evidence, wanted=few[::-1] * 2), some(expected, few))
    found = sweeps.log_probability(network, evidence)
    assert found == pytest.approx(expected.log_evidence, rel=TOLERANCE, abs=TOLERANCE)


@pytest.mark.parametrize("seed", range(60))
@pytest.mark.parametrize("arithmetic", [scaled, wide], ids=["fast", "wide"])
def test_both_arithmetics(seed: int, arithmetic: ModuleType) -> None:
    network, vectors = problem(seed)
    evidence = Evidence.of(vectors)
    expected = reference(network, vectors)
    hidden = [each for each in range(len(network.names)) if each not in evidence.hard]
    plan = make_plan(network, hard=evidence.hard, soft=evidence.soft)
    arrays = leaf_arrays(network, plan, evidence)
    log_value, found = sweeps._shares(arithmetic, plan, arrays, hidden)
    check(Posteriors(log_value, found), some(expected, hidden))


def test_these_problems_are_varied() -> None:
    kinds = {"impossible": 0, "no evidence": 0, "pruned": 0, "scalars": 0}
    for seed in SEEDS:
        network, vectors = (problem if seed % 3 else hard_problem)(seed)
        evidence = Evidence.of(vectors)
        plan = make_plan(network, hard=evidence.hard, soft=evidence.soft, wanted=[0])
        kinds["impossible"] += sweeps.log_probability(network, evidence) == -np.inf
        kinds["no evidence"] += not evidence.hard and not evidence.soft
        kinds["pruned"] += len(plan.tables) < len(network.names)
        kinds["scalars"] += () in plan.scopes[: len(plan.tables)]
    assert 20 < kinds["impossible"] < 100
    assert min(kinds["pruned"], kinds["scalars"]) > 50
    assert kinds["no evidence"] > 10


def test_hard_findings_leave_tables_smaller() -> None:
    network = random_network(8, variables=12)
    every = range(12)
    vectors = random_evidence(8, network, soft_share=0)
    evidence = Evidence.of(vectors)
    sliced = make_plan(network, hard=evidence.hard, soft=())
    assert sliced.multiplications < make_plan(network).multiplications / 2
    assert not any(set(scope) & set(evidence.hard) for scope in sliced.scopes)
    assert set(sliced.hard) == set(evidence.hard) < set(every)


def test_everything_observed_leaves_a_product_of_numbers() -> None:
    network = random_network(3, variables=6, zero_share=0)
    evidence = Evidence(dict.fromkeys(range(6), 0), {})
    expected = sum(np.log(table[(0,) * table.ndim]) for table in network.tables)
    found = sweeps.posteriors(network, evidence)
    assert found.log_evidence == pytest.approx(expected, rel=1e-14)
    assert [each.tolist().index(1.0) for each in found.posteriors.values()] == [0] * 6


def test_nothing_known_and_nothing_asked() -> None:
    network = random_network(3)
    nothing = Evidence({}, {})
    assert sweeps.log_probability(network, nothing) == 0
    assert sweeps.posteriors(network, nothing, wanted=()) == Posteriors(0, {})
    assert sweeps.posteriors(Network.checked([], [], [], []), nothing) == Posteriors(0, {})


def test_impossible_evidence_has_no_posteriors() -> None:
    network = Network.checked(
        ["a", "b"], [["x", "y"]] * 2, [(), (0,)], [np.array([1.0, 0.0]), np.full((2, 2), 0.5)]
    )
    for wanted in (None, [0], [1], [0, 1]):
        found = sweeps.posteriors(network, Evidence({0: 1}, {}), wanted=wanted)
        assert found == Posteriors(-np.inf, {})
    soft = Evidence({}, {0: np.array([0.0, 0.5])})
    assert sweeps.posteriors(network, soft) == Posteriors(-np.inf, {})
    assert sweeps.log_probability(network, soft) == -np.inf


def test_posteriors_cannot_be_changed() -> None:
    network, vectors = problem(2)
    found = sweeps.posteriors(network, Evidence.of(vectors))
    assert found.posteriors
    assert not any(each.flags.writeable for each in found.posteriors.values())


def test_what_nothing_depends_on_is_left_out() -> None:
    network = one_cause(np.full((3, 5), 0.5))
    plan = make_plan(network, hard=[2], soft=[4], wanted=[0])
    assert plan.tables == (0, 2, 4)
    assert make_plan(network, soft=(), wanted=()).tables == ()
    assert make_plan(network, soft=(), wanted=()).scopes == ((),)


def test_numbers_of_a_table_left_out_do_not_matter() -> None:
    network = one_cause(np.array([[0.2, 0.5], [0.7, 0.5]]))
    broken = replace(network, tables=(*network.tables[:2], np.full((2, 2), np.nan)))
    evidence = Evidence({1: 0}, {})
    found = sweeps.posteriors(broken, evidence, wanted=[0])
    np.testing.assert_allclose(found.posteriors[0], [2 / 9, 7 / 9], rtol=1e-14)


def test_the_limit_holds_for_the_plan_of_the_query() -> None:
    network = random_network(3, variables=40, most_parents=5)
    evidence = Evidence({}, {})
    with pytest.raises(TooLargeError, match="raise memory_limit"):
        sweeps.posteriors(network, evidence, 1000)
    with pytest.raises(TooLargeError, match="raise memory_limit"):
        sweeps.log_probability(network, Evidence({39: 0, 38: 0, 37: 0}, {}), 1000)


# --- Out of the range of doubles ---------------------------------------------------------------


def doubtful(findings: int) -> FloatArray:
    """Half of the findings speak for one cause, the other half for the other."""
    first = np.tile([[0.9], [0.1]], findings // 2)
    return np.hstack([first, first[::-1]])


def test_thousands_of_hard_findings_for_one_cause_and_then_for_the_other() -> None:
    network = one_cause(doubtful(5000))
    evidence = Evidence.of(all_present(network))
    for wanted in (None, [0]):
        found = sweeps.posteriors(network, evidence, wanted=wanted)
        np.testing.assert_allclose(found.posteriors[0], [0.5, 0.5], rtol=1e-12)
        assert found.log_evidence == pytest.approx(2500 * np.log(0.09), rel=1e-13)


def test_extreme_numbers_in_tables_and_vectors() -> None:
    network = one_cause(np.array([[1e-300, 0.5, 1e-300], [0.5, 1e-300, 1e-300]]))
    evidence = Evidence({1: 0, 2: 0}, {3: np.array([1.0, 1e-300])})
    expected = sweeps.propagate(
        network,
        make_plan(network),
        (np.ones(2), np.array([1.0, 0.0]), np.array([1.0, 0.0]), np.array([1.0, 1e-300])),
    )
    for wanted in (None, [0], [0, 3]):
        found = sweeps.posteriors(network, evidence, wanted=wanted)
        assert found.log_evidence == pytest.approx(expected.log_evidence, rel=1e-13)
        for variable, posterior in found.posteriors.items():
            np.testing.assert_allclose(posterior, expected.posteriors[variable], rtol=1e-12)


def test_unsliced_vectors_agree_with_no_evidence() -> None:
    network = random_network(4)
    plan = make_plan(network)
    arrays = leaf_arrays(network, plan, Evidence({}, {}))
    expected = [*network.tables, *no_evidence(network)]
    assert all(np.array_equal(one, other) for one, other in zip(arrays, expected, strict=True))
