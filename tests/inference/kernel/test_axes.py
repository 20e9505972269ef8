"""Axes of cases: over evidence, over soft vectors, and over the numbers of the tables."""

from types import SimpleNamespace

import numpy as np
import pytest

from lumpbayes.inference import brute_force
from lumpbayes.inference.evidence import Evidence
from lumpbayes.inference.kernel import query as query_module
from lumpbayes.inference.kernel import solver as solver_module
from lumpbayes.inference.network import Network
from lumpbayes.inference.plan import MEMORY_LIMIT
from tests.inference.kernel.uncompiled import uncompiled
from tests.inference.problems import TOLERANCE
from tests.random_problem import random_network

COUNT = 6


@pytest.fixture(params=["compiled", "python"])
def kernel(request: pytest.FixtureRequest) -> SimpleNamespace:
    if request.param == "python":
        return uncompiled()
    return SimpleNamespace(query=query_module, solver=solver_module)


def perturbed(network: Network, seed: int) -> Network:
    """The same with other numbers, zeros where there were zeros."""
    random = np.random.default_rng(seed)
    tables = [table * (random.random(table.shape) + 0.5) for table in network.tables]
    tables = [table / table.sum(axis=0) for table in tables]
    return Network.checked(network.names, network.states, network.parents, tables)


@pytest.mark.parametrize("axes", ["tables", "evidence", "vectors", "all"])
@pytest.mark.parametrize("seed", range(4))
def test_each_row_is_a_query_of_its_own(kernel: SimpleNamespace, seed: int, axes: str) -> None:
    network = random_network(seed, zero_share=0.05)
    networks = [network] * COUNT
    if axes in ("tables", "all"):
        networks = [perturbed(network, row) for row in range(COUNT)]
    random = np.random.default_rng(seed)
    chosen = np.zeros((COUNT, len(network.names)), np.int32)
    if axes in ("evidence", "all"):
        chosen[:, 1] = random.integers(0, network.cardinalities[1], COUNT)
        chosen[:, 4] = random.integers(0, network.cardinalities[4], COUNT)
    vectors = np.tile(np.linspace(0.5, 1.0, network.cardinalities[2]), (COUNT, 1))
    if axes in ("vectors", "all"):
        vectors = random.random(vectors.shape) + 0.1
    solvers = [kernel.solver.KernelSolver(each, MEMORY_LIMIT) for each in networks]
    program = solvers[0].planned((1, 4), (2,), (0,)).program
    tables = np.array([solver.layout.tables for solver in solvers])
    posteriors = np.zeros((COUNT, network.cardinalities[0]))
    log_evidence, status = np.zeros(COUNT), np.full(COUNT, -1)
    kernel.query.ask_cases(
        tables if axes in ("tables", "all") else tables[:1],
        program,
        chosen if axes in ("evidence", "all") else chosen[:1],
        vectors if axes in ("vectors", "all") else vectors[:1],
        (posteriors, log_evidence, status),
    )
    for row in range(COUNT):
        hard = {1: int(chosen[row, 1]), 4: int(chosen[row, 4])}
        evidence = Evidence(hard, {2: vectors[row]})
        truth = brute_force.propagate(networks[row], evidence.vectors(networks[row]))
        if not truth.posteriors:
            assert status[row] == query_module.IMPOSSIBLE
            continue
        assert status[row] == query_module.ANSWERED
        assert log_evidence[row] == pytest.approx(truth.log_evidence, abs=TOLERANCE)
        np.testing.assert_allclose(posteriors[row], truth.posteriors[0], atol=TOLERANCE)
