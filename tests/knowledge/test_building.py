import random

import numpy as np
import pytest

from lumpbayes.knowledge.building import build_network
from tests.tiny_model import PRIORS, TinyModel


def test_names_are_sorted_so_that_row_order_changes_no_bit(tiny: TinyModel) -> None:
    before = build_network(tiny.load())
    for table in ("variables", "priors", "likelihoods", "groups"):
        header, *rows = tiny.text(table).splitlines()
        random.Random(table).shuffle(rows)
        tiny.write(table, "\n".join([header, *rows]))
    after = build_network(tiny.load())
    assert after.names == before.names == tuple(sorted(before.names))
    assert (after.states, after.parents) == (before.states, before.parents)
    for one, other in zip(after.tables, before.tables, strict=True):
        assert one.tobytes() == other.tobytes()


def test_the_prior_has_a_column_for_each_setting(tiny: TinyModel) -> None:
    network = build_network(tiny.load())
    table = network.tables[network.index("cause")]
    assert network.parents[network.index("cause")] == (network.index("setting"),)
    np.testing.assert_allclose(table.T, [list(column.values()) for column in PRIORS.values()])


def test_the_prior_of_a_model_without_setting_has_no_parent_axis(tiny: TinyModel) -> None:
    tiny.remove("variables", "setting,")
    tiny.set_cell("variables", "cause,", "parents", "")
    tiny.remove("likelihoods", "setting,")
    tiny.replace("model", 'setting = "clinic"\n', "")
    rows = [line for line in tiny.text("priors").splitlines() if ",hospital," not in line]
    tiny.write("priors", "\n".join(rows).replace(",clinic,", ",,"))
    network = build_network(tiny.load())
    table = network.tables[network.index("cause")]
    assert network.parents[network.index("cause")] == ()
    np.testing.assert_allclose(table, list(PRIORS["clinic"].values()))


def test_a_table_is_laid_out_with_its_parents_in_table_order(tiny: TinyModel) -> None:
    network = build_network(tiny.load())
    table = network.tables[network.index("pain")]
    assert table.shape == (3, 2, 3)
    expected = {
        ("yes", "cyst"): [0.4, 0.4, 0.2],
        ("yes", "abscess"): [0.4, 0.4, 0.2],
        ("yes", "tumor"): [0.4, 0.4, 0.2],
        ("no", "cyst"): [0.05, 0.15, 0.8],
        ("no", "abscess"): [0.05, 0.15, 0.8],
        ("no", "tumor"): [0.2, 0.3, 0.5],
    }
    for (inflammation, cause), column in expected.items():
        found = table[
            :, ("yes", "no").index(inflammation), ("cyst", "abscess", "tumor").index(cause)
        ]
        np.testing.assert_allclose(found, column, rtol=1e-15)


def test_a_group_of_causes_gives_each_of_them_its_rows(tiny: TinyModel) -> None:
    network = build_network(tiny.load())
    table = network.tables[network.index("size")]
    np.testing.assert_allclose(table.T, [[0.5, 0.3, 0.2], [0.1, 0.3, 0.6], [0.1, 0.3, 0.6]])


def test_tables_are_read_only(tiny: TinyModel) -> None:
    network = build_network(tiny.load())
    with pytest.raises(ValueError, match="read-only"):
        network.tables[0][0] = 0.5
