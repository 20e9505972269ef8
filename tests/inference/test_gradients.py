"""Derivatives of parts of P(evidence): against the whole joint, and each backend against others."""

from dataclasses import replace

import numpy as np
import pytest

from lumpbayes.errors import TooLargeError
from lumpbayes.inference import brute_force, gradients, scaled, wide
from lumpbayes.inference.backends import BACKENDS, SweepsSolver, make_solver
from lumpbayes.inference.evidence import Evidence
from lumpbayes.inference.gradients import Gradients, state_gradients
from lumpbayes.inference.network import EvidenceVectors, FloatArray, Network
from lumpbayes.inference.part_solver import PartSolver
from lumpbayes.inference.passes import leaf_arrays
from lumpbayes.inference.plan import MEMORY_LIMIT, make_plan
from tests.inference.problems import all_present, hard_problem, one_cause, problem
from tests.inference.test_derivatives import part_alone
from tests.random_problem import random_evidence, random_network


def by_table(network: Network, found: Gradients) -> dict[int, FloatArray]:
    """Variable -> derivatives in the shape (sums, states, states of parent 1, ...), sliced."""
    parts, begin = {}, 0
    for variable in found.tables:
        family = (variable, *network.parents[variable])
        shape = [network.cardinalities[each] for each in family if each not in found.hard]
        size = int(np.prod(shape))
        parts[variable] = found.values[:, begin : begin + size].reshape(-1, *shape)
        begin += size
    assert begin == found.values.shape[1]
    return parts


def expected_part(
    network: Network, vectors: EvidenceVectors, target: int, weights: FloatArray, variable: int
) -> FloatArray:
    """Derivatives of sum_c weights[c] P(target = c, evidence): each entry alone in its table."""
    weighed = list(vectors)
    weighed[target] = vectors[target] * weights
    return part_alone(network, tuple(weighed), variable)


@pytest.mark.parametrize("seed", range(40))
def test_against_the_whole_joint(seed: int) -> None:
    network, vectors = (problem if seed % 2 else hard_problem)(seed)
    evidence, target = Evidence.of(vectors), seed % len(network.names)
    random = np.random.default_rng(seed)
    states = network.cardinalities[target]
    seeds = np.vstack([np.eye(states), np.ones(states), random.random(states)])
    found = state_gradients(network, evidence, target, seeds)
    whole = brute_force.propagate(network, vectors)
    assert found.hard == evidence.hard
    if not whole.posteriors:
        assert (found.log_evidence, found.tables, found.values.size) == (-np.inf, (), 0)
        assert not found.posterior.any()
        return
    np.testing.assert_allclose(found.posterior, whole.posteriors[target], atol=1e-12)
    assert found.log_evidence == pytest.approx(whole.log_evidence, abs=1e-12)
    np.testing.assert_allclose(found.sums, seeds @ whole.posteriors[target], atol=1e-12)
    for variable, part in by_table(network, found).items():
        family = (variable, *network.parents[variable])
        chosen = tuple([evidence.hard.get(each, slice(None)) for each in family])
        for row, weights in enumerate(seeds):
            expected = expected_part(network, vectors, target, weights, variable)
            np.testing.assert_allclose(
                part[row], expected[chosen] / np.exp(whole.log_evidence), rtol=1e-11, atol=1e-14
            )


@pytest.mark.parametrize("backend", BACKENDS)
def test_all_backends_agree(backend: str) -> None:
    for seed in range(60):
        network, vectors = (problem if seed % 2 else hard_problem)(seed)
        evidence, target = Evidence.of(vectors), (seed + 1) % len(network.names)
        states = network.cardinalities[target]
        seeds = np.vstack([np.eye(states), np.ones(states)])
        expected = state_gradients(network, evidence, target, seeds)
        solver = make_solver(backend, network)
        for _ in range(2):  # with a plan made, and with one that is kept
            found = solver.gradients(evidence, target, seeds)
            assert_alike(found, expected)


def test_a_method_on_parts_gives_those_of_the_whole_network() -> None:
    for seed in range(20):
        network = random_network(seed, variables=9)
        evidence = Evidence.of(random_evidence(seed, network))
        seeds = np.eye(network.cardinalities[4])
        found = PartSolver("sweeps", SweepsSolver, network, MEMORY_LIMIT).gradients(
            evidence, 4, seeds
        )
        assert_alike(found, state_gradients(network, evidence, 4, seeds))


def assert_alike(found: Gradients, expected: Gradients) -> None:
    np.testing.assert_allclose(found.log_evidence, expected.log_evidence, rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(found.posterior, expected.posterior, rtol=1e-12, atol=1e-15)
    np.testing.assert_allclose(found.sums, expected.sums, rtol=1e-12, atol=1e-15)
    assert (found.tables, found.hard) == (expected.tables, expected.hard)
    np.testing.assert_allclose(found.values, expected.values, rtol=1e-11, atol=1e-15)
    assert not found.values.flags.writeable
    assert not found.posterior.flags.writeable


def test_an_observed_target_gives_the_derivatives_of_the_evidence() -> None:
    network = random_network(5, zero_share=0)
    found = state_gradients(network, Evidence({2: 1}, {}), 2, np.array([[1.0, 0.0], [0.0, 2.0]]))
    assert found.posterior.tolist() == [0.0, 1.0]
    assert not found.values[0].any()
    table = by_table(network, found)[2][1]
    share = table * network.tables[2][1]
    assert share.sum() == pytest.approx(2, rel=1e-12)


@pytest.mark.parametrize("backend", ["sweeps", "kernel"])
def test_far_below_the_range_of_doubles(backend: str) -> None:
    first = np.tile([[0.9], [0.1]], 2500)
    network = one_cause(np.hstack([first, first[::-1], [[0.5], [0.25]]]))
    solver = make_solver(backend, network)
    found = solver.gradients(Evidence.of(all_present(network)), 0, np.eye(2))
    assert found.posterior.tolist() == pytest.approx([2 / 3, 1 / 3], rel=1e-11)
    # theta df_c/dtheta = f_c where the cause is c, and 0 elsewhere
    np.testing.assert_allclose(
        by_table(network, found)[5001], np.diag([2 / 3 / 0.5, 1 / 3 / 0.25]), rtol=1e-10
    )


@pytest.mark.parametrize("backend", ["sweeps", "kernel"])
def test_what_doubles_cannot_hold(backend: str) -> None:
    network = one_cause(np.array([[1e-200, 1.0] * 3, [1.0, 1e-200] * 3]))
    evidence = Evidence(dict.fromkeys(range(1, 7), 0), {})
    found = make_solver(backend, network).gradients(evidence, 0, np.ones((1, 2)))
    assert found.posterior.tolist() == pytest.approx([0.5, 0.5])
    np.testing.assert_allclose(by_table(network, found)[1], [[5e199, 0.5]], rtol=1e-9)


def test_beyond_the_range_of_doubles_is_infinite() -> None:
    network = one_cause(np.tile([[1e-200], [0.0]], 2))
    tiny = replace(network, tables=(np.array([1e-200, 1.0]), *network.tables[1:]))
    found = state_gradients(tiny, Evidence({1: 0, 2: 0}, {}), 0, np.ones((1, 2)))
    np.testing.assert_allclose(by_table(tiny, found)[0][0], [1e200, 0.0], rtol=1e-12)
    both = replace(tiny, tables=(tiny.tables[0], np.full((2, 2), 0.5), tiny.tables[2]))
    found = state_gradients(both, Evidence({2: 0}, {}), 0, np.ones((1, 2)))
    np.testing.assert_allclose(by_table(both, found)[2][0], [1e200, np.inf], rtol=1e-12)


@pytest.mark.parametrize("seed", range(20))
def test_both_arithmetics_agree(seed: int) -> None:
    network, vectors = hard_problem(seed)
    evidence = Evidence.of(vectors)
    free = [each for each in range(len(network.names)) if each not in evidence.hard]
    if not free:
        return
    plan = make_plan(network, hard=evidence.hard, soft=evidence.soft, kept=free[:1], wanted=())
    arrays = leaf_arrays(network, plan, evidence)
    starts = np.eye(network.cardinalities[free[0]])
    fast = gradients._swept(scaled, plan, arrays, starts)
    slow = gradients._swept(wide, plan, arrays, starts)
    for one, other in zip(fast, slow, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("backend", ["sweeps", "kernel"])
@pytest.mark.parametrize(
    ("target", "seeds", "message"),
    [
        (7, np.ones((1, 2)), "target 7: expected an index from 0 to 6"),
        (-1, np.ones((1, 2)), "target -1: expected an index"),
        (0, np.ones(2), r"seeds of shape \(2,\): expected \(sums, "),
        (0, np.ones((1, 9)), r"seeds of shape \(1, 9\): expected \(sums, "),
        (0, np.array([[1.0, -1.0, 0.0, 0.0]]), "expected finite weights of at least 0"),
        (0, np.array([[1.0, np.nan, 0.0, 0.0]]), "expected finite weights of at least 0"),
    ],
)
def test_a_target_and_seeds_must_fit(
    backend: str, target: int, seeds: FloatArray, message: str
) -> None:
    network = random_network(5)
    fitting = seeds[:, : network.cardinalities[0]] if "finite" in message else seeds
    with pytest.raises(ValueError, match=message):
        make_solver(backend, network).gradients(Evidence({}, {}), target, fitting)


@pytest.mark.parametrize("backend", ["sweeps", "kernel"])
def test_the_limit(backend: str) -> None:
    network = random_network(5)
    seeds = np.ones((1, network.cardinalities[0]))
    with pytest.raises(TooLargeError, match="raise memory_limit"):
        make_solver(backend, network, 100).gradients(Evidence({}, {}), 0, seeds)
