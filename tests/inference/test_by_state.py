"""Posteriors given each state of a target are those of queries with the target observed."""

import numpy as np
import pytest

from lumpbayes.inference.backends import make_solver
from lumpbayes.inference.by_state import posteriors_by_state
from lumpbayes.inference.evidence import Evidence
from lumpbayes.inference.network import Network
from tests.random_problem import random_evidence, random_network

BACKENDS = ("sweeps", "brute_force", "kernel")


def joint(network: Network, evidence: Evidence) -> np.ndarray:
    """P(every variable, evidence): an axis a variable."""
    count = len(network.names)
    product = np.ones(network.cardinalities)
    for variable, parents in enumerate(network.parents):
        product = product * np.einsum(
            np.asarray(network.tables[variable]),
            [variable, *parents],
            np.ones(network.cardinalities),
            range(count),
            range(count),
        )
    for variable, vector in enumerate(evidence.vectors(network)):
        shape = [1] * count
        shape[variable] = len(vector)
        product = product * vector.reshape(shape)
    return product


def together(product: np.ndarray, target: int, variable: int) -> np.ndarray:
    """P(target, variable, evidence), an axis each."""
    axes = range(product.ndim)
    if variable == target:
        return np.diag(np.einsum(product, axes, [target]))
    return np.einsum(product, axes, [target, variable])


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("seed", range(40))
def test_rows_are_conditional_probabilities(seed: int, backend: str) -> None:
    network = random_network(seed, variables=6)
    evidence = Evidence.of(random_evidence(seed, network))
    product = joint(network, evidence)
    for target in (seed % 6, (seed + 1) % 6):
        found = posteriors_by_state(make_solver(backend, network), evidence, target)
        assert list(found.given) == list(range(6))
        assert np.exp(found.log_evidence) == pytest.approx(product.sum(), abs=1e-12)
        for variable, rows in found.given.items():
            expected = together(product, target, variable)
            sums = expected.sum(axis=1, keepdims=True)
            expected = np.divide(expected, sums, out=np.zeros_like(expected), where=sums > 0)
            np.testing.assert_allclose(rows, expected, atol=1e-12)
            assert not rows.flags.writeable


@pytest.mark.parametrize("backend", BACKENDS)
def test_only_what_is_wanted(backend: str) -> None:
    network = random_network(3)
    found = posteriors_by_state(make_solver(backend, network), Evidence({}, {}), 2, (5, 1))
    assert list(found.given) == [1, 5]
    none = posteriors_by_state(make_solver(backend, network), Evidence({}, {}), 2, ())
    np.testing.assert_array_equal(none.posterior, found.posterior)
    assert none.given == {}


@pytest.mark.parametrize("backend", BACKENDS)
def test_impossible_evidence_gives_zeros(backend: str) -> None:
    network = random_network(3)
    nothing = Evidence({}, {0: np.zeros(network.cardinalities[0])})
    found = posteriors_by_state(make_solver(backend, network), nothing, 2)
    assert found.log_evidence == -np.inf
    assert not found.posterior.any()
    assert not any(rows.any() for rows in found.given.values())


def test_a_target_that_does_not_exist() -> None:
    network = random_network(3)
    with pytest.raises(ValueError, match="target 7: expected an index from 0 to 6"):
        posteriors_by_state(make_solver("sweeps", network), Evidence({}, {}), 7)
