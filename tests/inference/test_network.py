"""Networks of arrays: what is checked, and that nothing can be changed afterwards."""

from typing import Any

import numpy as np
import pytest

from lumpbayes.errors import NetworkError
from lumpbayes.inference import tables
from lumpbayes.inference.network import Network, no_evidence, read_only, relevant
from lumpbayes.inference.plan import make_plan
from lumpbayes.inference.sweeps import propagate
from lumpbayes.inference.tables import Layout, RepeatedColumns
from tests.random_problem import random_network

COIN = np.array([0.25, 0.75])
COPY = np.array([[0.9, 0.2], [0.1, 0.8]])


def parts() -> dict[str, Any]:
    """The arguments of a good network: a coin, and a copy of it that may err."""
    return {
        "names": ["coin", "copy"],
        "states": [["heads", "tails"], ["heads", "tails"]],
        "parents": [[], [0]],
        "tables": [COIN, COPY],
    }


def test_a_good_network_keeps_what_it_was_given() -> None:
    network = Network.checked(**parts())
    assert network.names == ("coin", "copy")
    assert network.parents == ((), (0,))
    assert network.cardinalities == (2, 2)
    assert network.index("copy") == 1
    np.testing.assert_array_equal(network.tables[1], COPY)


def test_an_unknown_name_has_no_index() -> None:
    with pytest.raises(ValueError, match="not in tuple"):
        Network.checked(**parts()).index("die")


def test_tables_are_read_only_copies() -> None:
    given = parts()
    network = Network.checked(**given)
    with pytest.raises(ValueError, match="read-only"):
        network.tables[0][0] = 1.0
    assert not np.shares_memory(network.tables[0], given["tables"][0])


def test_read_only_makes_contiguous_doubles() -> None:
    array = read_only(np.ones((2, 3), dtype=np.float32).T)
    assert array.dtype == np.float64
    assert array.flags.c_contiguous
    assert not array.flags.writeable


def test_no_evidence_is_a_vector_of_ones_per_variable() -> None:
    vectors = no_evidence(Network.checked(**parts()))
    assert [vector.tolist() for vector in vectors] == [[1.0, 1.0], [1.0, 1.0]]


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"names": ["coin"]}, r"must be equally many, got \[1, 2\]"),
        ({"names": ["coin", "coin"]}, r"variable names must differ, got \['coin', 'coin'\]"),
        ({"states": [["heads", "heads"], ["heads", "tails"]]}, "coin: states must exist and diff"),
        ({"states": [[], ["heads", "tails"]]}, r"coin: states must exist and differ, got \[\]"),
        ({"parents": [[], [2]]}, "copy: parent index 2 names no other variable"),
        ({"parents": [[], [-1]]}, "copy: parent index -1 names no other variable"),
        ({"parents": [[], [1]]}, "copy: parent index 1 names no other variable"),
        ({"tables": [COIN, COIN]}, r"copy: expected a table of shape \(2, 2\), got \(2,\)"),
        ({"tables": [np.array([-0.1, 1.1]), COPY]}, r"coin: probabilities must lie in 0\.\.1"),
        ({"tables": [np.array([np.nan, 1.0]), COPY]}, r"coin: probabilities must lie in 0\.\.1"),
        ({"tables": [np.array([0.25, 0.7]), COPY]}, "coin: columns must sum to 1.* by 0.05"),
        ({"parents": [[1], [0]], "tables": [COPY, COPY]}, "form a cycle among coin, copy"),
    ],
)
def test_a_broken_network_is_refused(changed: dict[str, Any], message: str) -> None:
    with pytest.raises(NetworkError, match=message):
        Network.checked(**(parts() | changed))


def test_sums_may_miss_1_by_rounding_only() -> None:
    Network.checked(**(parts() | {"tables": [COIN + np.array([0, 5e-10]), COPY]}))
    with pytest.raises(NetworkError, match="columns must sum to 1"):
        Network.checked(**(parts() | {"tables": [COIN + np.array([0, 2e-9]), COPY]}))


def test_a_repeated_parent_is_refused() -> None:
    table = np.full((2, 2, 2), 0.5)
    with pytest.raises(NetworkError, match=r"copy: a parent is named twice in \[0, 0\]"):
        Network.checked(**(parts() | {"parents": [[], [0, 0]], "tables": [COIN, table]}))


@pytest.mark.parametrize(
    ("columns", "shape", "message"),
    [
        (COPY, (3,), r"copy: expected a table of shape \(2, 2\), got \(2, 3\)"),
        (COPY * [[1], [-1]], (2,), r"copy: probabilities must lie in 0\.\.1"),
        (COPY * 0.5, (2,), "copy: columns must sum to 1, the worst misses it by 0.5"),
    ],
)
@pytest.mark.parametrize("few", [0, tables.FEW_ENTRIES], ids=["kept as columns", "laid out"])
def test_repeated_columns_are_checked_too(
    columns: np.ndarray,
    shape: tuple[int, ...],
    message: str,
    few: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tables, "FEW_ENTRIES", few)
    monkeypatch.setattr(tables, "FEW_REPEATS", 0)
    table = RepeatedColumns(columns, Layout.of(np.arange(shape[0]) % 2))
    with pytest.raises(NetworkError, match=message):
        Network.checked(**(parts() | {"tables": [COIN, table]}))


# --- A part of a network -----------------------------------------------------------------------


def test_what_matters_for_a_question_is_its_ancestors() -> None:
    chain = [(), (0,), (1,), (1,), ()]
    network = Network(tuple("abcde"), (("x", "y"),) * 5, tuple(chain), (COIN,) * 5)
    assert relevant(network, [3]) == (0, 1, 3)
    assert relevant(network, [4, 1]) == (0, 1, 4)
    assert relevant(network, []) == ()


@pytest.mark.parametrize("seed", range(20))
def test_the_part_that_matters_answers_as_the_whole(seed: int) -> None:
    network = random_network(seed)
    draw = np.random.default_rng(seed)
    count = len(network.names)
    vectors = list(no_evidence(network))
    asked = sorted(map(int, draw.choice(count, size=min(3, count), replace=False)))
    for index in asked[:2]:
        vectors[index] = draw.random(network.cardinalities[index]) + 0.1
    chosen = relevant(network, asked)
    part = network.restricted(chosen)
    whole = propagate(network, make_plan(network), tuple(vectors))
    found = propagate(part, make_plan(part), tuple(vectors[index] for index in chosen))
    assert found.log_evidence == pytest.approx(whole.log_evidence, abs=1e-12)
    for place, index in enumerate(chosen):
        assert part.names[place] == network.names[index]
        assert part.states[place] == network.states[index]
        np.testing.assert_allclose(found.posteriors[place], whole.posteriors[index], atol=1e-12)


def test_a_part_shares_the_tables_of_the_whole() -> None:
    network = Network.checked(**parts())
    part = network.restricted([0])
    assert (part.names, part.parents) == (("coin",), ((),))
    assert part.tables[0] is network.tables[0]


@pytest.mark.parametrize(
    ("variables", "message"),
    [
        ([1], r"copy depends on coin, which is left out: take the variables that relevant\(\)"),
        ([1, 0], r"variables must be increasing indices, got \[1, 0\]"),
        ([0, 0], r"variables must be increasing indices, got \[0, 0\]"),
        ([-1, 0], r"variables must be increasing indices, got \[-1, 0\]"),
    ],
)
def test_no_part_leaves_out_what_it_depends_on(variables: list[int], message: str) -> None:
    with pytest.raises(NetworkError, match=message):
        Network.checked(**parts()).restricted(variables)
