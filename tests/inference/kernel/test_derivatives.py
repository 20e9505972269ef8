"""Derivatives by the kernel against those by numpy."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from lumpbayes.errors import TooLargeError
from lumpbayes.inference.derivatives import posterior_derivatives
from lumpbayes.inference.evidence import Evidence
from lumpbayes.inference.kernel import solver as solver_module
from lumpbayes.inference.network import Network
from lumpbayes.inference.plan import MEMORY_LIMIT
from tests.inference.kernel.uncompiled import uncompiled
from tests.inference.problems import all_present, hard_problem, one_cause, problem
from tests.random_problem import random_network


@pytest.fixture(params=["compiled", "python"])
def kernel(request: pytest.FixtureRequest) -> SimpleNamespace:
    if request.param == "python":
        return uncompiled()
    return SimpleNamespace(solver=solver_module)


def check(
    kernel: SimpleNamespace, network: Network, evidence: Evidence, target: int, state: int
) -> None:
    expected = posterior_derivatives(network, evidence, target, state)
    solver = kernel.solver.KernelSolver(network, MEMORY_LIMIT)
    for _ in range(2):  # with a plan made, and with one that is kept
        found = solver.derivatives(evidence, target, state)
        assert found.log_evidence == expected.log_evidence or found.log_evidence == pytest.approx(
            expected.log_evidence, rel=1e-12, abs=1e-12
        )
        assert found.posterior == pytest.approx(expected.posterior, rel=1e-12, abs=1e-15)
        assert list(found.slices) == list(expected.slices)
        for variable, part in found.slices.items():
            other = expected.slices[variable]
            assert part.shape == other.shape
            assert not part.flags.writeable
            scale = max(np.abs(other).max(initial=0.0), 1.0)
            np.testing.assert_allclose(part, other, rtol=1e-11, atol=1e-12 * scale)


@pytest.mark.parametrize("seed", range(60))
def test_against_numpy(kernel: SimpleNamespace, seed: int) -> None:
    network, vectors = (problem if seed % 2 else hard_problem)(seed)
    target = seed % len(network.names)
    for state in range(network.cardinalities[target]):
        check(kernel, network, Evidence.of(vectors), target, state)


def test_larger_networks(kernel: SimpleNamespace) -> None:
    for seed in range(3):
        network = random_network(seed, variables=15, zero_share=0.05)
        check(kernel, network, Evidence({3: 0, 7: 1}, {}), 5, 0)


def test_far_below_the_range_of_doubles() -> None:
    kernel = SimpleNamespace(solver=solver_module)
    likelihoods = np.hstack([np.array([[0.9, 0.01], [0.01, 0.9]])] * 100)
    network = one_cause(likelihoods)
    check(kernel, network, Evidence.of(all_present(network)), 0, 1)


def test_what_doubles_cannot_hold(kernel: SimpleNamespace) -> None:
    network = one_cause(np.array([[1e-200, 1.0] * 3, [1.0, 1e-200] * 3]))
    check(kernel, network, Evidence(dict.fromkeys(range(1, 7), 0), {}), 0, 0)


def test_a_reverse_sweep_that_doubles_do_not_hold(kernel: SimpleNamespace) -> None:
    network = one_cause(np.array([[0.5], [1e-140]]))
    rare = replace(network, tables=(np.array([1.0, 1e-140]), network.tables[1]))
    check(kernel, rare, Evidence({1: 0}, {}), 0, 1)


def test_an_observed_target(kernel: SimpleNamespace) -> None:
    network = random_network(4, zero_share=0)
    for state in (0, 1):
        check(kernel, network, Evidence({1: 0}, {}), 1, state)


def test_programs_are_kept_within_bounds(
    kernel: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kernel.solver, "MOST_PROGRAMS", 2)
    solver = kernel.solver.KernelSolver(random_network(4), MEMORY_LIMIT)
    for target in range(4):
        solver.derivatives(Evidence({6: 0}, {}), target, 0)
        assert len(solver._derivable) <= 2


def test_the_limit(kernel: SimpleNamespace) -> None:
    solver = kernel.solver.KernelSolver(random_network(4), 100)
    with pytest.raises(TooLargeError, match="raise memory_limit"):
        solver.derivatives(Evidence({}, {}), 0, 0)


def test_no_such_state(kernel: SimpleNamespace) -> None:
    solver = kernel.solver.KernelSolver(one_cause(np.full((2, 2), 0.5)), MEMORY_LIMIT)
    for target, state in ((0, 2), (0, -1)):
        with pytest.raises(ValueError, match="there is no such variable and state"):
            solver.derivatives(Evidence({}, {}), target, state)
