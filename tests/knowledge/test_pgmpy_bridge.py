"""The network in pgmpy's form, and pgmpy's opinion on random networks."""

import logging

import numpy as np
import pytest
from pgmpy.models import DiscreteBayesianNetwork

from lumpbayes.errors import NetworkError
from lumpbayes.inference import brute_force
from lumpbayes.inference.network import no_evidence
from lumpbayes.knowledge.pgmpy_bridge import pgmpy_posteriors, to_pgmpy
from tests.inference.problems import problem
from tests.random_problem import random_network


@pytest.mark.parametrize("seed", range(5))
def test_structure_states_and_numbers_arrive(seed: int) -> None:
    network = random_network(seed, variables=9)
    model = to_pgmpy(network)
    assert model.check_model()
    assert set(model.nodes()) == set(network.names)
    for index, name in enumerate(network.names):
        cpd = model.get_cpds(name)
        parents = [network.names[parent] for parent in network.parents[index]]
        assert cpd.variables == [name, *parents]
        assert cpd.state_names[name] == list(network.states[index])
        np.testing.assert_array_equal(cpd.values, network.tables[index])


@pytest.mark.parametrize("seed", range(12))
def test_pgmpy_agrees_with_the_whole_joint(seed: int) -> None:
    network, evidence = problem(seed)
    expected = brute_force.propagate(network, evidence)
    if not expected.posteriors:
        return
    found = pgmpy_posteriors(network, evidence, network.names)
    for ours, theirs in zip(expected.posteriors, found, strict=True):
        np.testing.assert_allclose(theirs, ours, atol=1e-12)


def test_only_the_variables_asked_for() -> None:
    network = random_network(1)
    found = pgmpy_posteriors(network, no_evidence(network), ("v3", "v1"))
    assert [len(each) for each in found] == [len(network.states[3]), len(network.states[1])]


def test_the_order_of_states_is_ours() -> None:
    network = random_network(4, most_parents=0, variables=1)
    (found,) = pgmpy_posteriors(network, no_evidence(network), ("v0",))
    np.testing.assert_allclose(found, network.tables[0], rtol=1e-15)


def test_what_pgmpy_refuses_is_our_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(DiscreteBayesianNetwork, "check_model", lambda self: False)
    with pytest.raises(NetworkError, match="pgmpy's check_model refuses the network"):
        to_pgmpy(random_network(1))


def test_pgmpy_s_logger_is_left_as_it_was() -> None:
    logger = logging.getLogger("pgmpy")
    before = logger.level
    network, evidence = problem(1)
    pgmpy_posteriors(network, evidence, network.names[:1])
    assert logger.level == before
