"""Rows that are no distributions: named, mended or refused."""

import numpy as np
import pytest

import lumpbayes as lb
from lumpbayes.interchange.checking import checked_network
from lumpbayes.knowledge.problems import Problems
from tests.interchange.samples import BIF, read


def check(text: str) -> tuple[object, Problems]:
    problems = Problems()
    return checked_network(read("bif", text), problems), problems


@pytest.mark.parametrize(
    ("old", "new", "place", "row", "value"),
    [
        ("0.49999, 0.5", "NaN, nan", 11, "P(X | Y.1=y)", "NaN"),
        ("0.49999", "-inf", 11, "P(X | Y.1=y)", "-inf"),
        ("0.49999", "-0.1", 11, "P(X | Y.1=y)", "-0.1"),
        ("0.49999", "1e999", 11, "P(X | Y.1=y)", "inf"),
        ("(x) .1 .2 .7;", "", 11, "P(X | Y.1=x)", "no row"),
        ("0.25, 0.75", "1.2, -0.2", 14, "P(Y.1)", "1.2"),
        ("0.25, 0.75", "0.25, 0.25", 14, "P(Y.1)", "a sum of 0.5"),
        ("0.25, 0.75", "0, 0", 14, "P(Y.1)", "a sum of 0"),
    ],
)
def test_a_row_that_is_no_distribution(
    old: str, new: str, place: int, row: str, value: str
) -> None:
    network, problems = check(BIF.replace(old, new))
    (issue,) = problems.listed()
    assert network is None
    assert (issue.level, issue.place) == (lb.Level.ERROR, f"odd.bif:{place}")
    assert (issue.column, issue.value, issue.mendable) == (row, value, False)


def test_a_missing_table() -> None:
    network, problems = check(BIF[: BIF.index("/* a comment")])
    (issue,) = problems.listed()
    assert network is None
    assert (issue.place, issue.value) == ("odd.bif:8", "no table for Y.1")


def test_rows_that_miss_1_by_rounding_are_divided_and_that_is_said() -> None:
    text = BIF.replace(".1 .2 .7", "0.1000001 0.2 0.7").replace("0.75", "0.7500000001")
    network, problems = check(text)
    (issue,) = problems.listed()
    assert (issue.level, issue.place) == (lb.Level.INFORMATION, "odd.bif:11")
    assert issue.column == "P(X | Y.1=x)"
    assert issue.value == (
        "2 rows in 2 tables whose sum misses 1 by rounding, this one most (1e-07)"
    )
    numbers = np.array([0.1000001, 0.2, 0.7])
    np.testing.assert_array_equal(network.tables[0][:, 0], numbers / numbers.sum())
    np.testing.assert_array_equal(network.tables[0][:, 1], [1e-5, 0.49999, 0.5])


def test_rows_that_miss_1_by_more_are_mended_only_where_that_is_wanted() -> None:
    network, problems = check(BIF.replace("0.75", "0.77"))
    (issue,) = problems.listed()
    assert issue.mendable
    assert issue.value == "a sum of 1.02"
    assert "0.245098, 0.754902" in issue.remedy
    assert problems.stop(lenient=False)
    assert not problems.stop(lenient=True)
    np.testing.assert_array_equal(network.tables[1], np.array([0.25, 0.77]) / 1.02)


def test_a_cycle_and_an_empty_file() -> None:
    network, problems = check(
        BIF.replace('probability ( "Y.1" ) { table 0.25, 0.75; }', "")
        + "probability (Y.1 | X) { default 0.5 0.5; }"
    )
    assert network is None
    assert "the parents form a cycle among X, Y.1" in problems.listed()[0].value
    network, problems = check("")
    assert network is None
    assert problems.listed()[0].value == "no variables"
