"""Networks of arrays: what is checked, and that nothing can be changed afterwards."""

from typing import Any

import numpy as np
import pytest

from lumpbayes.errors import NetworkError
from lumpbayes.inference.network import Network, no_evidence, read_only

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
