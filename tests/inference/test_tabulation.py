"""Tables over findings: one row from each, multiplied, is what the whole joint says."""

import itertools

import numpy as np
import pytest

from lumpbayes.inference import brute_force, tables, tabulation
from lumpbayes.inference.evidence import Evidence
from lumpbayes.inference.network import FloatArray, Network, read_only
from lumpbayes.inference.tables import Layout, RepeatedColumns, Tables
from lumpbayes.inference.tabulation import Block, tabulate
from tests.inference.problems import TOLERANCE, one_cause
from tests.random_problem import random_network


def product(blocks: tuple[Block, ...], network: Network, states: dict[int, int]) -> FloatArray:
    """The product of the rows for some findings; all others are unknown."""
    found = np.ones(blocks[0].rows.shape[1])
    for block in blocks:
        codes = [states.get(v, network.cardinalities[v]) for v in block.variables]
        row = sum(code * stride for code, stride in zip(codes, block.strides, strict=True))
        found = found * block.rows[row]
    return found


def check(network: Network, target: int, hidden: list[int], states: dict[int, int]) -> None:
    blocks = tabulate(network, target, hidden)
    assert blocks is not None
    found = product(blocks, network, states)
    truth = brute_force.propagate(network, Evidence(states, {}).vectors(network))
    if not truth.posteriors:
        assert not found.any()
        return
    assert np.log(found.sum()) == pytest.approx(truth.log_evidence, rel=TOLERANCE, abs=TOLERANCE)
    np.testing.assert_allclose(
        found / found.sum(), truth.posteriors[target], rtol=TOLERANCE, atol=TOLERANCE
    )


@pytest.mark.parametrize("seed", range(60))
def test_against_the_whole_joint(seed: int) -> None:
    network = random_network(seed, variables=2 + seed % 6)
    count = len(network.names)
    random = np.random.default_rng(seed)
    for target in range(count):
        others = [v for v in range(count) if v != target]
        hidden = [v for v in others if random.random() < 0.2]
        seen = [v for v in others if v not in hidden and random.random() < 0.5]
        states = {v: int(random.integers(network.cardinalities[v])) for v in sorted(seen)}
        check(network, target, [target, *hidden], states)
        check(network, target, [target], {})
        # a target that is a finding may be observed itself
        own = {target: int(random.integers(network.cardinalities[target]))}
        check(network, target, hidden, dict(sorted({**states, **own}.items())))


def test_every_combination_of_findings_and_unknown() -> None:
    network = random_network(7, variables=4, most_states=3)
    blocks = tabulate(network, 0, [0])
    assert blocks is not None
    assert sorted(v for block in blocks for v in block.variables) == [1, 2, 3]
    for codes in itertools.product(*(range(n + 1) for n in network.cardinalities[1:])):
        known = zip(range(1, 4), codes, strict=True)
        check(network, 0, [0], {v: c for v, c in known if c < network.cardinalities[v]})


def test_rows_have_a_place_for_unknown_and_cannot_be_changed() -> None:
    network = random_network(5)
    blocks = tabulate(network, 2, [2])
    assert blocks is not None
    for block in blocks:
        sizes = [network.cardinalities[v] + 1 for v in block.variables]
        assert block.rows.shape == (np.prod(sizes), network.cardinalities[2])
        assert block.strides == tuple(int(np.prod(sizes[i + 1 :])) for i in range(len(sizes)))
        assert not block.rows.flags.writeable


def test_few_blocks_none_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    network = one_cause(np.full((4, 12), 0.25))
    whole = tabulate(network, 0, [0])
    assert whole is not None
    assert max(block.rows.size for block in whole) <= tabulation.MOST_ENTRIES
    assert len(whole) < 3
    monkeypatch.setattr(tabulation, "MOST_ENTRIES", 4 * 3**2)
    small = tabulate(network, 0, [0])
    assert small is not None
    assert {len(block.variables) for block in small} <= {0, 1, 2}
    assert max(block.rows.size for block in small) <= 4 * 3**2
    for states in ({}, {1: 0}, {2: 1, 5: 0, 12: 1}):
        np.testing.assert_allclose(
            product(small, network, states), product(whole, network, states), rtol=1e-14
        )


def test_a_network_too_large_for_tables() -> None:
    """Twenty findings that share a hidden mechanism of which nobody sees anything else."""
    count = 20
    network = Network.checked(
        ["cause", "mechanism", *(f"f{number}" for number in range(count))],
        [["x", "y"]] * (count + 2),
        [(), (0,)] + [(1,)] * count,
        [np.array([0.5, 0.5])] + [np.array([[0.2, 0.7], [0.8, 0.3]])] * (count + 1),
    )
    assert tabulate(network, 0, [0, 1]) is None
    assert tabulate(network, 0, [0]) is None
    assert tabulate(network, 1, [1]) is not None


def test_a_table_too_large_for_one_step(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tabulation, "MOST_ENTRIES", 5)
    network = random_network(5)
    assert tabulate(network, 2, [2]) is None


def test_products_that_might_leave_doubles_are_not_tabulated() -> None:
    likely = one_cause(np.full((2, 300), 0.1))
    assert tabulate(likely, 0, [0]) is None  # 0.1 to the 300th is below 2**-960
    assert tabulate(one_cause(np.full((2, 200), 0.1)), 0, [0]) is not None


def test_a_network_too_large_to_be_laid_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "FEW_ENTRIES", 0)
    monkeypatch.setattr(tables, "FEW_REPEATS", 0)
    half = RepeatedColumns(read_only(np.full((2, 1), 0.5)), Layout.of(np.zeros(50, dtype=int)))
    causes = [f"c{number}" for number in range(50)]
    network = Network.checked(
        ["cause", "finding"], [causes, ["yes", "no"]], [(), (0,)], [np.full(50, 0.02), half]
    )
    assert isinstance(network.tables, Tables)
    assert tabulate(network, 0, [0]) is None


def test_many_findings_are_refused_before_blocks_are_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tabulation, "_packed", None)
    assert tabulate(one_cause(np.full((2, 2000), 0.1)), 0, [0]) is None


def test_one_variable_alone() -> None:
    prior = np.array([0.2, 0.3, 0.5])
    network = Network.checked(["a"], [["x", "y", "z"]], [()], [prior])
    blocks = tabulate(network, 0, [0])
    assert blocks is not None
    np.testing.assert_allclose(product(blocks, network, {}), prior, rtol=1e-15)
    for state in range(3):
        check(network, 0, [], {0: state})
