"""Derivatives of a posterior: against differences, and against the unsliced sweeps."""

from dataclasses import replace

import numpy as np
import pytest

from lumpbayes.errors import TooLargeError
from lumpbayes.inference import brute_force, derivatives, scaled, wide
from lumpbayes.inference.derivatives import posterior_derivatives
from lumpbayes.inference.evidence import Evidence
from lumpbayes.inference.network import EvidenceVectors, FloatArray, Network
from lumpbayes.inference.passes import leaf_arrays
from lumpbayes.inference.plan import make_plan
from tests.inference.problems import all_present, hard_problem, one_cause, problem
from tests.random_problem import random_network

SEEDS = range(150)


def expected_table(
    network: Network, vectors: EvidenceVectors, target: int, state: int, variable: int
) -> tuple[FloatArray, float]:
    """By the quotient rule, from the whole joint's derivatives of f and of f with the state set.

    Returns the derivatives, and the largest of the two terms whose difference they are.
    """
    clamped = list(vectors)
    clamped[target] = vectors[target] * (np.arange(len(vectors[target])) == state)
    whole = brute_force.propagate(network, vectors, tables=True)
    part = brute_force.propagate(network, tuple(clamped), tables=True)
    if not part.posteriors:  # no product of f with the state set is positive; one entry may be 0
        alone = part_alone(network, tuple(clamped), variable) / np.exp(whole.log_evidence)
        return alone, float(alone.max())
    share = np.exp(part.log_evidence - whole.log_evidence)
    by_whole = share * np.exp(whole.log_table_derivatives[variable] - whole.log_evidence)
    by_part = np.exp(part.log_table_derivatives[variable] - whole.log_evidence)
    return by_part - by_whole, float(max(by_part.max(), by_whole.max()))


def part_alone(network: Network, vectors: EvidenceVectors, variable: int) -> FloatArray:
    """Derivatives by a table, each as the value with that entry alone."""
    result = np.zeros(network.tables[variable].shape)
    for entry in np.ndindex(result.shape):
        alone = np.zeros(result.shape)
        alone[entry] = 1.0
        tables = (*network.tables[:variable], alone, *network.tables[variable + 1 :])
        result[entry] = np.exp(
            brute_force.log_joint(replace(network, tables=tables), vectors)
        ).sum()
    return result


@pytest.mark.parametrize("seed", SEEDS)
def test_against_the_whole_joint(seed: int) -> None:
    network, vectors = (problem if seed % 2 else hard_problem)(seed)
    evidence = Evidence.of(vectors)
    target = seed % len(network.names)
    state = seed % network.cardinalities[target]
    found = posterior_derivatives(network, evidence, target, state)
    whole = brute_force.propagate(network, vectors)
    if not whole.posteriors:
        assert (found.log_evidence, found.posterior, found.slices) == (-np.inf, 0, {})
        return
    assert found.posterior == pytest.approx(whole.posteriors[target][state], abs=1e-12)
    assert found.log_evidence == pytest.approx(whole.log_evidence, abs=1e-12)
    for variable in range(len(network.names)):
        expected, scale = expected_table(network, vectors, target, state, variable)
        if variable in found.slices:
            scale = max(1.0, scale)
            np.testing.assert_allclose(
                found.table(variable), expected, rtol=1e-12, atol=1e-12 * scale
            )
        else:  # every column may move the posterior only by not summing to 1
            assert np.ptp(expected, axis=0).max() < 1e-9


@pytest.mark.parametrize("seed", range(0, 150, 5))
def test_against_central_differences(seed: int) -> None:
    network, vectors = hard_problem(seed)
    evidence = Evidence.of(vectors)
    target = (seed + 1) % len(network.names)
    found = posterior_derivatives(network, evidence, target, 0)
    step = 1e-6
    for variable, table in enumerate(network.tables):
        if variable not in found.slices:
            continue
        for entry in np.ndindex(table.shape):
            if table[entry] < 0.01:
                continue
            moved = []
            for change in (step, -step):
                changed = table.copy()
                changed[entry] += change
                tables = (*network.tables[:variable], changed, *network.tables[variable + 1 :])
                other = brute_force.propagate(replace(network, tables=tables), vectors)
                moved.append(other.posteriors[target][0])
            slope = (moved[0] - moved[1]) / (2 * step)
            assert found.table(variable)[entry] == pytest.approx(slope, abs=1e-6)


def test_what_the_evidence_excludes_is_exactly_0() -> None:
    network = one_cause(np.array([[0.2, 0.5], [0.7, 0.4]]))
    found = posterior_derivatives(network, Evidence({1: 0}, {}), 0, 1)
    assert found.table(1)[1].tolist() == [0.0, 0.0]
    assert found.slices[1].shape == (2,)
    # p = b / (a + b): dp/db = a / (a + b)**2, dp/da = -b / (a + b)**2, with a = .2, b = .7
    np.testing.assert_allclose(found.table(1)[0], [-0.7 / 0.81, 0.2 / 0.81], rtol=1e-14)
    assert found.posterior == pytest.approx(7 / 9, rel=1e-15)
    assert list(found.slices) == [0, 1]
    with pytest.raises(ValueError, match="f1: no derivatives, as the posterior does not depend"):
        found.table(2)


def test_derivatives_cannot_be_changed() -> None:
    found = posterior_derivatives(random_network(5), Evidence({}, {}), 0, 0)
    assert not any(each.flags.writeable for each in found.slices.values())
    assert not found.table(0).flags.writeable


def test_an_observed_target_is_moved_by_nothing() -> None:
    network = random_network(5, zero_share=0)
    for state, posterior in ((0, 1.0), (1, 0.0)):
        found = posterior_derivatives(network, Evidence({2: 0}, {}), 2, state)
        assert found.posterior == posterior
        assert 2 in found.slices
        assert not any(each.any() for each in found.slices.values())


def test_a_state_that_is_certain_can_be_moved_by_what_excludes_the_others() -> None:
    network = one_cause(np.array([[0.5], [0.0]]))
    found = posterior_derivatives(network, Evidence({1: 0}, {}), 0, 0)
    assert found.posterior == 1
    # p = .5 / (.5 + t) at t = 0
    np.testing.assert_allclose(found.table(1)[0], [0.0, -2.0], rtol=1e-14)


def test_far_below_the_range_of_doubles() -> None:
    first = np.tile([[0.9], [0.1]], 2500)
    network = one_cause(np.hstack([first, first[::-1], [[0.5], [0.25]]]))
    found = posterior_derivatives(network, Evidence.of(all_present(network)), 0, 0)
    assert found.posterior == pytest.approx(2 / 3, rel=1e-11)
    # d log-odds = dt / t, and dp = p (1 - p) d log-odds
    np.testing.assert_allclose(found.table(5001)[0], [2 / 9 / 0.5, -2 / 9 / 0.25], rtol=1e-10)
    np.testing.assert_allclose(found.table(1)[0], [2 / 9 / 0.9, -2 / 9 / 0.1], rtol=1e-10)


def test_beyond_the_range_of_doubles_is_infinite() -> None:
    network = one_cause(np.tile([[1e-200], [0.0]], 2))
    found = posterior_derivatives(network, Evidence({1: 0, 2: 0}, {}), 0, 0)
    assert found.posterior == 1
    both = replace(network, tables=(network.tables[0], network.tables[1], np.full((2, 2), 0.5)))
    found = posterior_derivatives(both, Evidence({1: 0, 2: 0}, {}), 0, 0)
    np.testing.assert_allclose(found.table(1)[0], [0.0, -1e200], rtol=1e-12)
    tiny = replace(network, tables=(np.array([1e-200, 1.0]), network.tables[1], both.tables[2]))
    found = posterior_derivatives(tiny, Evidence({1: 0, 2: 0}, {}), 0, 0)
    assert found.table(1)[0].tolist() == [0.0, -np.inf]


@pytest.mark.parametrize("seed", range(40))
def test_both_arithmetics_agree(seed: int) -> None:
    network, vectors = hard_problem(seed)
    evidence = Evidence.of(vectors)
    free = [each for each in range(len(network.names)) if each not in evidence.hard]
    if not free:
        return
    plan = make_plan(network, hard=evidence.hard, soft=evidence.soft, kept=free[:1], wanted=())
    arrays = leaf_arrays(network, plan, evidence)
    fast = derivatives._swept(scaled, plan, arrays, 1)
    slow = derivatives._swept(wide, plan, arrays, 1)
    assert fast[:2] == pytest.approx(slow[:2], rel=1e-12)
    for one, other, array in zip(fast[2], slow[2], arrays, strict=False):
        assert one.shape == other.shape == array.shape
        np.testing.assert_allclose(one, other, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize(("target", "state"), [(7, 0), (-1, 0), (0, 9), (0, -1)])
def test_a_target_and_a_state_must_exist(target: int, state: int) -> None:
    with pytest.raises(ValueError, match=f"target {target}, state {state}: there is no such"):
        posterior_derivatives(random_network(5), Evidence({}, {}), target, state)


def test_the_limit() -> None:
    with pytest.raises(TooLargeError, match="raise memory_limit"):
        posterior_derivatives(random_network(5), Evidence({}, {}), 0, 0, 100)
