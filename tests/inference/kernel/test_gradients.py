"""Derivatives of parts of P(evidence) by the kernel against those by numpy."""

from types import SimpleNamespace

import numpy as np
import pytest

from lumpbayes.inference.evidence import Evidence
from lumpbayes.inference.gradients import state_gradients
from lumpbayes.inference.kernel import solver as solver_module
from lumpbayes.inference.network import Network
from lumpbayes.inference.plan import MEMORY_LIMIT
from tests.inference.kernel.uncompiled import uncompiled
from tests.inference.problems import all_present, hard_problem, one_cause, problem
from tests.inference.test_gradients import assert_alike
from tests.random_problem import random_network


@pytest.fixture(params=["compiled", "python"])
def kernel(request: pytest.FixtureRequest) -> SimpleNamespace:
    if request.param == "python":
        return uncompiled()
    return SimpleNamespace(solver=solver_module)


def check(kernel: SimpleNamespace, network: Network, evidence: Evidence, target: int) -> None:
    states = network.cardinalities[target]
    seeds = np.vstack([np.eye(states), np.ones(states), np.arange(states) / 7])
    expected = state_gradients(network, evidence, target, seeds)
    solver = kernel.solver.KernelSolver(network, MEMORY_LIMIT)
    for _ in range(2):  # with a plan made, and with one that is kept
        assert_alike(solver.gradients(evidence, target, seeds), expected)


@pytest.mark.parametrize("seed", range(40))
def test_against_numpy(kernel: SimpleNamespace, seed: int) -> None:
    network, vectors = (problem if seed % 2 else hard_problem)(seed)
    check(kernel, network, Evidence.of(vectors), seed % len(network.names))


def test_larger_networks(kernel: SimpleNamespace) -> None:
    for seed in range(3):
        network = random_network(seed, variables=15, zero_share=0.05)
        check(kernel, network, Evidence({3: 0, 7: 1}, {}), 5)


def test_far_below_the_range_of_doubles(kernel: SimpleNamespace) -> None:
    likelihoods = np.hstack([np.array([[0.9, 0.01], [0.01, 0.9]])] * 100)
    network = one_cause(likelihoods)
    check(kernel, network, Evidence.of(all_present(network)), 0)


def test_what_doubles_cannot_hold(kernel: SimpleNamespace) -> None:
    network = one_cause(np.array([[1e-200, 1.0] * 3, [1.0, 1e-200] * 3]))
    check(kernel, network, Evidence(dict.fromkeys(range(1, 7), 0), {}), 0)


def test_a_reverse_sweep_that_doubles_do_not_hold(kernel: SimpleNamespace) -> None:
    network = one_cause(np.full((2, 2), 0.5))
    solver = kernel.solver.KernelSolver(network, MEMORY_LIMIT)
    seeds = np.array([[1.0, 1e-300]])
    expected = state_gradients(network, Evidence({1: 0}, {}), 0, seeds)
    assert_alike(solver.gradients(Evidence({1: 0}, {}), 0, seeds), expected)
