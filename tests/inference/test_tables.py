"""Tables kept as repeated columns are, whenever they are asked for, what they would be in full."""

import copy
import pickle
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from lumpbayes.inference import tables
from lumpbayes.inference.network import Network, read_only
from lumpbayes.inference.tables import Layout, RepeatedColumns, Tables, kept_tables

SHAPE = (7, 3)
OWNER = np.where(np.arange(21).reshape(SHAPE) % 5 == 1, 2, np.array([0, 0, 1]))


def columns(seed: int, states: int = 2, count: int = 3) -> np.ndarray:
    drawn = np.random.default_rng(seed).random((states, count)) + 0.1
    return read_only(drawn / drawn.sum(axis=0))


def repeated(seed: int) -> RepeatedColumns:
    return RepeatedColumns(columns(seed), Layout.of(OWNER))


def in_full(seed: int) -> np.ndarray:
    return columns(seed)[:, OWNER]


@pytest.fixture
def lazy(monkeypatch: pytest.MonkeyPatch) -> None:
    """No table is small, and two of those above stay laid out."""
    monkeypatch.setattr(tables, "FEW_ENTRIES", 0)
    monkeypatch.setattr(tables, "FEW_REPEATS", 0)
    monkeypatch.setattr(tables, "MOST_KEPT", 2 * 2 * 21)


def test_a_layout_is_what_holds_where() -> None:
    layout = Layout.of(OWNER)
    assert (layout.shape, layout.common) == (SHAPE, 0)
    np.testing.assert_array_equal(layout.owner(), OWNER)
    np.testing.assert_array_equal(layout.spread(columns(1)).reshape(2, *SHAPE), in_full(1))


def test_a_layout_without_parents_has_one_place() -> None:
    layout = Layout.of(np.array(3))
    assert layout.owner().shape == ()
    assert int(layout.owner()) == 3
    assert layout.spread(np.arange(4.0)).tolist() == [3.0]


def test_a_layout_keeps_only_what_differs_from_the_commonest() -> None:
    owner = np.full(100_000, 5)
    owner[[3, 70_000]] = 1, 2
    layout = Layout.of(owner)
    assert layout.places.nbytes + layout.others.nbytes == 16
    np.testing.assert_array_equal(layout.owner(), owner)


def test_repeated_columns_know_their_shape_and_size() -> None:
    table = repeated(1)
    assert (table.shape, table.size) == ((2, 7, 3), 42)
    assert table.kept == 6 + 2 * int((OWNER != 0).sum())
    np.testing.assert_array_equal(table.laid_out(), in_full(1))
    assert table.laid_out().flags.c_contiguous


def test_small_tables_are_laid_out_for_good() -> None:
    kept = kept_tables([repeated(1), in_full(2)])
    assert isinstance(kept, tuple)
    np.testing.assert_array_equal(kept[0], in_full(1))


def test_a_large_table_of_few_repeats_is_laid_out_for_good(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "FEW_ENTRIES", 0)
    assert isinstance(kept_tables([repeated(1), in_full(2)]), tuple)


@pytest.mark.usefixtures("lazy")
def test_large_tables_are_laid_out_when_they_are_asked_for() -> None:
    kept = kept_tables([*map(repeated, range(5)), in_full(5)])
    assert isinstance(kept, Tables)
    assert len(kept) == 6
    for _ in range(2):
        for seed, table in enumerate(kept):
            np.testing.assert_array_equal(table, in_full(seed))
    np.testing.assert_array_equal(kept[-2], in_full(4))
    for table, seed in zip(kept[1:4:2], (1, 3), strict=True):
        np.testing.assert_array_equal(table, in_full(seed))
    with pytest.raises(IndexError, match="out of range"):
        kept[6]


@pytest.mark.usefixtures("lazy")
def test_those_asked_for_last_stay_laid_out() -> None:
    kept = kept_tables(list(map(repeated, range(3))))
    first, second = kept[0], kept[1]
    assert kept[0] is first  # now asked for last
    third = kept[2]
    assert kept[0] is first
    assert kept[2] is third
    assert kept[1] is not second
    assert kept[-2] is kept[1]


@pytest.mark.usefixtures("lazy")
def test_the_one_asked_for_last_stays_however_large_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MOST_KEPT", 1)
    kept = kept_tables(list(map(repeated, range(3))))
    assert kept[1] is kept[1]


@pytest.mark.usefixtures("lazy")
def test_threads_may_share_large_tables() -> None:
    kept = kept_tables(list(map(repeated, range(6))))
    expected = [in_full(seed).tobytes() for seed in range(6)]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda number: kept[number % 6].tobytes(), range(3000)))
    assert found == [expected[number % 6] for number in range(3000)]


@pytest.mark.usefixtures("lazy")
def test_nothing_that_is_kept_can_be_changed_in_copies_either() -> None:
    kept = kept_tables([repeated(1), in_full(2)])
    for each in (kept, copy.deepcopy(kept), pickle.loads(pickle.dumps(kept))):
        assert isinstance(each, Tables)
        table = each.kept[0]
        assert isinstance(table, RepeatedColumns)
        for array in (*each, table.columns, table.layout.places, table.layout.others):
            with pytest.raises(ValueError, match="read-only"):
                array[...] = 0
        np.testing.assert_array_equal(each[0], in_full(1))


@pytest.mark.usefixtures("lazy")
def test_a_network_of_large_tables_is_checked_and_copied_as_any_other() -> None:
    states = [("a", "b"), tuple("abcdefg"), tuple("abc")]
    roots = [np.full(7, 1 / 7), np.full(3, 1 / 3)]
    network = Network.checked(
        ["child", "one", "two"], states, [(1, 2), (), ()], [repeated(1), *roots]
    )
    assert isinstance(network.tables, Tables)
    for each in (network, copy.deepcopy(network), pickle.loads(pickle.dumps(network))):
        assert isinstance(each.tables, Tables)
        assert each.cardinalities == (2, 7, 3)
        np.testing.assert_array_equal(each.tables[0], in_full(1))
