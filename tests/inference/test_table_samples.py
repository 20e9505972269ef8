"""Many sets of tables under one plan give what each gives alone."""

import numpy as np
import pytest

from lumpbayes.inference import table_samples
from lumpbayes.inference.backends import make_solver
from lumpbayes.inference.evidence import Evidence
from lumpbayes.inference.network import Network
from lumpbayes.inference.table_samples import sampled_posteriors
from tests.random_problem import random_evidence, random_network


def drawn(network: Network, seed: int, count: int) -> list[np.ndarray]:
    """Random tables of the network's shapes, zeros included, shape (count, *table shape)."""
    random = np.random.default_rng(seed)
    samples = []
    for table in network.tables:
        values = random.random((count, *table.shape)) * (random.random(table.shape) > 0.1) + 1e-9
        samples.append(values / values.sum(axis=1, keepdims=True))
    return samples


@pytest.mark.parametrize("compiled", [True, False])
def test_each_sample_is_answered_as_if_alone(
    compiled: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(table_samples, "is_available", lambda: compiled)
    for seed in range(30):
        network = random_network(seed, variables=3 + seed % 5)
        evidence = Evidence.of(random_evidence(seed + 1, network))
        target = next((v for v in range(len(network.names)) if v not in evidence.hard), None)
        if target is None:
            continue
        samples = drawn(network, seed, 5)
        found = sampled_posteriors(network, samples, evidence, target)
        for row in range(5):
            tables = [each[row] for each in samples]
            alone = Network.checked(network.names, network.states, network.parents, tables)
            truth = make_solver("brute_force", alone).posteriors(evidence, (target,))
            np.testing.assert_allclose(found.log_evidence[row], truth.log_evidence, atol=1e-12)
            if truth.posteriors:
                share = truth.posteriors[target]
                np.testing.assert_allclose(found.posteriors[row], share, atol=1e-12)
            else:
                assert not found.posteriors[row].any()


def test_an_observed_target_is_refused() -> None:
    network = random_network(1)
    with pytest.raises(ValueError, match="v0 is observed: its posterior needs no samples"):
        sampled_posteriors(network, drawn(network, 1, 2), Evidence({0: 0}, {}), 0)


def test_samples_of_another_shape_are_refused() -> None:
    network = random_network(1)
    samples = drawn(network, 1, 2)
    samples[2] = samples[2][:1]
    with pytest.raises(ValueError, match=r"v2: expected samples of shape \(2, .*, got \(1, "):
        sampled_posteriors(network, samples, Evidence({}, {}), 0)


def test_samples_that_are_no_probabilities_are_refused() -> None:
    network = random_network(1)
    for wrong in (-0.1, np.nan):
        samples = drawn(network, 1, 2)
        samples[1][0, 0] = wrong
        with pytest.raises(ValueError, match="v1: samples must be probabilities whose columns sum"):
            sampled_posteriors(network, samples, Evidence({}, {}), 0)
    with pytest.raises(ValueError, match="at least one, got"):
        sampled_posteriors(network, drawn(network, 1, 0), Evidence({}, {}), 0)
