"""The bundled model: every query on its own plan against pgmpy, or against the unsliced sweeps."""

import warnings
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

import lumpbayes as lb
from lumpbayes.inference import sweeps
from lumpbayes.inference.derivatives import posterior_derivatives
from lumpbayes.inference.evidence import Evidence
from lumpbayes.inference.joint import joint_posterior
from lumpbayes.inference.most_probable import most_probable_states
from lumpbayes.inference.network import EvidenceVectors, Network
from lumpbayes.inference.plan import make_plan
from lumpbayes.knowledge.pgmpy_bridge import pgmpy_posteriors, to_pgmpy


@pytest.fixture(scope="module")
def network() -> Network:
    return lb.load().network


def findings(network: Network, seed: int, soft: bool = True) -> EvidenceVectors:
    """Eight hard findings and two soft ones, drawn so that they may occur together."""
    random = np.random.default_rng(seed)
    vectors = [np.ones(count) for count in network.cardinalities]
    for number, variable in enumerate(random.permutation(len(vectors))[:10]):
        known = sweeps.posteriors(network, Evidence.of(tuple(vectors)), wanted=[variable])
        count = network.cardinalities[variable]
        state = int(random.choice(count, p=known.posteriors[variable]))
        vectors[variable] = np.eye(count)[state]
        if soft and number < 2:
            vectors[variable] = np.maximum(vectors[variable], 0.3)
    return tuple(vectors)


def pgmpy_engine(network: Network) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pgmpy.inference import VariableElimination
    return VariableElimination(to_pgmpy(network))


def log_of(network: Network, states: Mapping[int, int]) -> float:
    """Log of the product of the table entries that the states pick."""
    families = [(index, *parents) for index, parents in enumerate(network.parents)]
    picked = [
        table[tuple(states[each] for each in family)]
        for family, table in zip(families, network.tables, strict=True)
    ]
    return float(np.log(picked).sum()) if all(picked) else -np.inf


def in_words(network: Network, states: Mapping[int, int]) -> dict[str, str]:
    return {network.names[each]: network.states[each][state] for each, state in states.items()}


@pytest.mark.parametrize("seed", range(6))
def test_every_posterior_is_that_of_pgmpy(network: Network, seed: int) -> None:
    vectors = findings(network, seed)
    found = sweeps.posteriors(network, Evidence.of(vectors))
    expected = pgmpy_posteriors(network, vectors, network.names)
    for variable, posterior in found.posteriors.items():
        np.testing.assert_allclose(posterior, expected[variable], rtol=1e-11, atol=1e-13)
    cause = network.index("cause")
    alone = sweeps.posteriors(network, Evidence.of(vectors), wanted=[cause])
    np.testing.assert_allclose(
        alone.posteriors[cause], found.posteriors[cause], rtol=1e-12, atol=1e-14
    )
    assert alone.log_evidence == pytest.approx(found.log_evidence, rel=1e-13)


@pytest.mark.parametrize("seed", range(4))
def test_the_joint_of_three_variables_is_that_of_pgmpy(network: Network, seed: int) -> None:
    evidence = Evidence.of(findings(network, seed, soft=False))
    hidden = [each for each in range(len(network.names)) if each not in evidence.hard]
    chosen = np.random.default_rng(seed).permutation(hidden)[:3].tolist()
    names = [network.names[each] for each in chosen]
    theirs = pgmpy_engine(network).query(
        names, evidence=in_words(network, evidence.hard), show_progress=False
    )
    axes = [theirs.variables.index(name) for name in names]
    order = [
        [theirs.state_names[name].index(state) for state in network.states[each]]
        for name, each in zip(names, chosen, strict=True)
    ]
    expected = theirs.values.transpose(axes)[np.ix_(*order)]
    found = joint_posterior(network, evidence, chosen)
    np.testing.assert_allclose(found.probabilities, expected, rtol=1e-11, atol=1e-14)


@pytest.mark.parametrize("seed", range(4))
def test_the_most_probable_states_of_three_variables_are_those_of_the_joint(
    network: Network, seed: int
) -> None:
    evidence = Evidence.of(findings(network, seed))
    chosen = sorted(np.random.default_rng(seed).permutation(len(network.names))[:3].tolist())
    joint = joint_posterior(network, evidence, chosen)
    found = most_probable_states(network, evidence, chosen)
    best = np.unravel_index(joint.probabilities.argmax(), joint.probabilities.shape)
    assert found.states == dict(zip(chosen, map(int, best), strict=True))
    assert found.probability == pytest.approx(joint.probabilities.max(), rel=1e-12)


@pytest.mark.parametrize("seed", range(4))
def test_no_change_of_two_variables_makes_the_most_probable_states_more_probable(
    network: Network, seed: int
) -> None:
    evidence = Evidence.of(findings(network, seed, soft=False))
    found = most_probable_states(network, evidence)
    assert found.states.items() >= evidence.hard.items()
    own = sweeps.log_probability(network, Evidence(found.states, {}))
    assert found.log_joint == pytest.approx(own, rel=1e-13)
    random = np.random.default_rng(seed)
    hidden = [each for each in found.states if each not in evidence.hard]
    for _ in range(200):
        changed = dict(found.states)
        for variable in random.permutation(hidden)[:2].tolist():
            changed[variable] = int(random.integers(network.cardinalities[variable]))
        other = log_of(network, changed)
        assert other <= found.log_joint + 1e-12


@pytest.mark.parametrize("seed", range(4))
def test_derivatives_follow_from_the_unsliced_sweeps(network: Network, seed: int) -> None:
    vectors = findings(network, seed)
    cause = network.index("cause")
    plan = make_plan(network)
    whole = sweeps.propagate(network, plan, vectors, tables=True)
    state = int(whole.posteriors[cause].argmax())
    clamped = list(vectors)
    clamped[cause] = vectors[cause] * np.eye(network.cardinalities[cause])[state]
    part = sweeps.propagate(network, plan, tuple(clamped), tables=True)
    share = np.exp(part.log_evidence - whole.log_evidence)
    found = posterior_derivatives(network, Evidence.of(vectors), cause, state)
    assert found.posterior == pytest.approx(share, rel=1e-12)
    assert set(found.slices) >= {cause}
    for variable in found.slices:
        by_whole = np.exp(whole.log_table_derivatives[variable] - whole.log_evidence)
        by_part = np.exp(part.log_table_derivatives[variable] - whole.log_evidence)
        possible = _agreeing(network, found.hard, variable)
        expected = np.where(possible, by_part - share * by_whole, 0.0)
        scale = max(1.0, float(by_part.max()))
        np.testing.assert_allclose(found.table(variable), expected, rtol=1e-11, atol=1e-12 * scale)


def _agreeing(network: Network, hard: Mapping[int, int], variable: int) -> np.ndarray:
    """Which entries of a table speak of states that the hard evidence allows."""
    family = (variable, *network.parents[variable])
    result = np.ones([network.cardinalities[each] for each in family], dtype=bool)
    for axis, each in enumerate(family):
        if each in hard:
            shape = [1] * len(family)
            shape[axis] = -1
            result &= (np.arange(network.cardinalities[each]) == hard[each]).reshape(shape)
    return result
