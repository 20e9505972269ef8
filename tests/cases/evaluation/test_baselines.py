"""The prior and naive Bayes against the whole joint distribution of random networks."""

import math

import numpy as np
import pytest

from lumpbayes.cases.evaluation.baselines import Baselines
from lumpbayes.inference.backends import make_solver
from lumpbayes.inference.cases import UNKNOWN, Cases, case_solver
from lumpbayes.inference.network import FloatArray, Network
from tests.random_problem import random_network

each_seed = pytest.mark.parametrize("seed", range(25))


def joint(network: Network) -> FloatArray:
    """P(everything), an axis a variable."""
    found = np.ones(network.cardinalities)
    for variable, table in enumerate(network.tables):
        scope = (variable, *network.parents[variable])
        order = np.argsort(scope)
        shape = [network.cardinalities[v] if v in scope else 1 for v in range(found.ndim)]
        found = found * np.transpose(table, order).reshape(shape)
    return found


def given_cause(whole: FloatArray, variable: int, cause: int) -> FloatArray:
    """P(variable | cause), shape (states, causes); ones where the cause is never true."""
    others = tuple(each for each in range(whole.ndim) if each not in (variable, cause))
    pair = whole.sum(axis=others)
    pair = pair.T if cause < variable else pair
    total = pair.sum(axis=0)
    return np.where(total > 0, pair / np.where(total > 0, total, 1), 1.0)


def random_cases(network: Network, cause: int, seed: int, count: int = 40) -> Cases:
    """Hard, soft and unknown findings of everything but the cause."""
    random = np.random.default_rng(seed)
    variables = tuple(v for v in range(len(network.names)) if v != cause)
    counts = [network.cardinalities[v] for v in variables]
    vectors = tuple(random.random((2, size)) for size in counts)
    columns = [random.integers(UNKNOWN, size + 2, count) for size in counts]
    return Cases(variables, np.stack(columns, axis=1).astype(np.int16), vectors)


def expected(network: Network, cases: Cases, prior: FloatArray, cause: int, skip: int | None):  # type: ignore[no-untyped-def]
    whole = joint(network)
    tables = {v: given_cause(whole, v, cause) for v in cases.variables}
    found = np.empty((len(cases.codes), network.cardinalities[cause]))
    for row, codes in enumerate(cases.codes.tolist()):
        product = prior[row].copy()
        for column, (variable, code) in enumerate(zip(cases.variables, codes, strict=True)):
            size = network.cardinalities[variable]
            if variable == skip or code == UNKNOWN:
                continue
            if code < size:
                product *= tables[variable][code]
            else:
                product *= cases.vectors[column][code - size] @ tables[variable]
        total = math.fsum(product)
        found[row] = product / total if total else 0.0
    return found


@each_seed
def test_naive_bayes_without_a_setting(seed: int) -> None:
    network = random_network(seed, variables=6)
    cause = seed % 6
    solver = case_solver(make_solver("sweeps", network), cause, True)
    cases = random_cases(network, cause, seed)
    baselines = Baselines(solver, None)
    prior = baselines.prior(cases)
    others = tuple(v for v in range(6) if v != cause)
    assert np.allclose(prior, joint(network).sum(axis=others), rtol=0, atol=1e-12)
    found = baselines.naive_bayes(prior, cases)
    wanted = expected(network, cases, prior, cause, None)
    assert np.allclose(found, wanted, rtol=0, atol=1e-12)
    assert np.isfinite(found).all()


@each_seed
def test_the_prior_of_a_setting(seed: int) -> None:
    network = random_network(seed, variables=6, zero_share=0.0)
    cause, setting = seed % 6, (seed + 1) % 6
    solver = case_solver(make_solver("sweeps", network), cause, True)
    cases = random_cases(network, cause, seed)
    found = Baselines(solver, setting).prior(cases)
    both = np.moveaxis(joint(network), (setting, cause), (0, 1)).sum(axis=(2, 3, 4, 5))
    column = cases.variables.index(setting)
    for row, code in enumerate(cases.codes[:, column].tolist()):
        size = network.cardinalities[setting]
        weights = np.ones(size) if code == UNKNOWN else np.eye(size)[min(code, size - 1)]
        if code >= size:
            weights = cases.vectors[column][code - size]
        wanted = weights @ both
        assert np.allclose(found[row], wanted / wanted.sum(), rtol=0, atol=1e-12)


def test_the_setting_is_no_finding() -> None:
    network = random_network(3, variables=6, zero_share=0.0)
    solver = case_solver(make_solver("sweeps", network), 0, True)
    cases = random_cases(network, 0, 1)
    baselines = Baselines(solver, 2)
    prior = baselines.prior(cases)
    found = baselines.naive_bayes(prior, cases)
    assert np.allclose(found, expected(network, cases, prior, 0, 2), rtol=0, atol=1e-12)


def test_a_single_finding_is_no_naivety() -> None:
    network = random_network(4, variables=6, zero_share=0.0)
    solver = case_solver(make_solver("sweeps", network), 1, True)
    codes = np.array([[0], [1], [UNKNOWN]], np.int16)
    cases = Cases((3,), codes, (np.zeros((0, network.cardinalities[3])),))
    baselines = Baselines(solver, None)
    found = baselines.naive_bayes(baselines.prior(cases), cases)
    assert np.allclose(found, solver.solve(cases).posteriors, rtol=0, atol=1e-12)
