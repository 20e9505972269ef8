"""Both ends of every number's range, where columns are shared, against recomputation."""

from collections.abc import Callable

import numpy as np
import pytest

from lumpbayes.inference import brute_force, columns
from lumpbayes.inference.backends import make_solver
from lumpbayes.inference.columns import Columns, Ends, column_ends
from lumpbayes.inference.evidence import Evidence
from lumpbayes.inference.gradients import Gradients
from lumpbayes.inference.kernel.columns import kernel_column_ends
from lumpbayes.inference.network import FloatArray, Network
from lumpbayes.inference.tables import Layout, RepeatedColumns, read_only
from tests.inference.kernel.uncompiled import uncompiled
from tests.random_problem import random_evidence, random_network

Method = Callable[[Columns, Gradients], Ends]
METHODS: dict[str, tuple[str, Method]] = {
    "sweeps": ("sweeps", column_ends),
    "kernel": ("kernel", kernel_column_ends),
    "python": ("sweeps", uncompiled().columns.kernel_column_ends),
}
ENDS = (0.0, 1e-9, 0.2, 0.5, 1.0)


def shared_tables(seed: int, network: Network, zero_share: float) -> list[RepeatedColumns]:
    """Random columns for a network's structure, each of which may hold at many configurations."""
    random = np.random.default_rng(seed)
    tables = []
    for variable, parents in enumerate(network.parents):
        states = network.cardinalities[variable]
        shape = tuple(network.cardinalities[parent] for parent in parents)
        count = int(random.integers(1, 4))
        found = random.random((states, count)) ** 2 * (random.random((states, count)) > zero_share)
        found[random.integers(states), found.sum(axis=0) == 0] = 1.0
        owner = random.integers(0, count, size=shape)
        tables.append(RepeatedColumns(read_only(found / found.sum(axis=0)), Layout.of(owner)))
    return tables


def with_number(table: RepeatedColumns, column: int, state: int, value: float) -> RepeatedColumns:
    """The table with a number set and the others of its column in proportion."""
    found = np.array(table.columns)
    rest = found[:, column].sum() - found[state, column]
    others = np.arange(len(found)) != state
    share = found[others, column] / rest if rest > 0 else np.full(others.sum(), 1 / others.sum())
    found[others, column] = (1 - value) * share
    found[state, column] = value
    return RepeatedColumns(read_only(found), table.layout)


def network_of(structure: Network, tables: list[RepeatedColumns]) -> Network:
    return Network.checked(structure.names, structure.states, structure.parents, tables)


def sums(network: Network, evidence: Evidence, target: int) -> FloatArray:
    """P(target = state, evidence) for every state."""
    found = brute_force.propagate(network, evidence.vectors(network))
    if not found.posteriors:
        return np.zeros(network.cardinalities[target])
    return found.posteriors[target] * np.exp(found.log_evidence)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("seed", range(16))
def test_against_recomputation(seed: int, method: str) -> None:
    structure = random_network(seed, variables=5)
    tables = shared_tables(seed, structure, zero_share=0.3)
    network = network_of(structure, tables)
    evidence = Evidence.of(random_evidence(seed, network))
    target = seed % len(network.names)
    now = sums(network, evidence, target)
    if not now.any():
        return
    backend, ends_of = METHODS[method]
    solver = make_solver(backend, network)
    seeds = np.vstack([np.eye(len(now)), np.ones(len(now))])
    shared = Columns(network.parents, tables)
    given = solver.gradients(evidence, target, seeds)
    ends = ends_of(shared, given)
    picked = np.random.default_rng(seed).permutation(len(shared.values))[::2]
    some = ends_of(Columns(network.parents, tables, picked), given)
    np.testing.assert_array_equal(some.at_zero, ends.at_zero[:, picked])
    np.testing.assert_array_equal(some.at_one, ends.at_one[:, picked])
    used = shared.pattern(given.tables, tuple(evidence.hard)).listed
    both = ends.at_zero[:, used].sum() + ends.at_one[:, used].sum()
    assert ends.total == pytest.approx(both, rel=1e-12)
    number = 0
    for variable, table in enumerate(tables):
        assert shared.starts[variable] == number
        for column, state in np.ndindex(table.columns.T.shape):
            assert shared.values[number] == table.columns[state, column]
            for value in ENDS:
                edited = with_number(table, column, state, value)
                others = [*tables[:variable], edited, *tables[variable + 1 :]]
                expected = sums(network_of(structure, others), evidence, target) / now.sum()
                found = value * ends.at_one[:, number] + (1 - value) * ends.at_zero[:, number]
                np.testing.assert_allclose(found[:-1], expected, rtol=1e-12, atol=1e-15)
                np.testing.assert_allclose(found[-1], expected.sum(), rtol=1e-12, atol=1e-15)
            number += 1
    assert shared.starts[-1] == number


@pytest.mark.parametrize("method", METHODS)
def test_nothing_cancels(method: str) -> None:
    # the column that holds for the second cause gives 1e-14 of P(evidence), the other one the rest
    prior, likely, rare = np.array([[0.5], [0.5]]), 0.5, 1e-14
    found = RepeatedColumns(
        read_only(np.array([[likely, rare], [1 - likely, 1 - rare]])), Layout.of(np.arange(2))
    )
    tables = [RepeatedColumns(read_only(prior), Layout.of(np.array(0))), found]
    network = Network.checked(["c", "f"], [["a", "b"], ["y", "n"]], [(), (0,)], tables)
    backend, ends_of = METHODS[method]
    given = make_solver(backend, network).gradients(Evidence({1: 0}, {}), 0, np.ones((1, 2)))
    ends = ends_of(Columns(network.parents, tables), given)
    # P(y | a) is number 2, P(a) number 0
    assert ends.at_zero[0, 2] == pytest.approx(rare / (likely + rare), rel=1e-12)
    assert ends.at_zero[0, 0] == pytest.approx(rare / (likely + rare) * 2, rel=1e-12)


def test_patterns_are_kept_within_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(columns, "MOST_PATTERNS", 2)
    structure = random_network(3, variables=4)
    shared = Columns(structure.parents, shared_tables(3, structure, 0))
    first = shared.pattern((0, 1, 2, 3), ())
    assert shared.pattern((0, 1, 2, 3), ()) is first
    for hard in range(4):
        shared.pattern((0, 1, 2, 3), (hard,))
        assert len(shared._patterns) <= 2
