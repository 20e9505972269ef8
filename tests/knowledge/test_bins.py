import itertools
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lumpbayes.knowledge.bins import Bins, Interval, parse_bins
from tests.tiny_model import TinyModel, told, where

SIZE = parse_bins("size_cm:[0,2);[2,5];(5,100]", 3)


@pytest.mark.parametrize(
    ("number", "position"),
    [(0, 0), (1.999, 0), (2, 1), (5, 1), (5.001, 2), (100, 2), (-0.001, None), (100.001, None)],
)
def test_a_number_finds_the_state_whose_interval_holds_it(number: float, position: int) -> None:
    assert SIZE.position(number) == position


@pytest.mark.parametrize("number", [float("inf"), float("-inf"), float("nan")])
def test_what_is_not_finite_lies_outside(number: float) -> None:
    assert SIZE.position(number) is None


def test_intervals_stand_in_state_order_not_in_number_order() -> None:
    assert parse_bins("n:[5,9];[0,5)", 2).position(1) == 1


def test_spaces_signs_and_exponents_are_fine() -> None:
    assert parse_bins(" n : [ -1.5 , 0 ) ; [0, 1e3] ", 2) == Bins(
        "n", (Interval(-1.5, 0, True, False), Interval(0, 1000, True, True))
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[0,2);[2,5]", "a name, a colon and intervals, such as size_cm:[0,2);[2,5];(5,100]"),
        (":[0,2);[2,5]", "a name, a colon and intervals"),
        ("size cm:[0,2);[2,5]", "a name, a colon and intervals"),
        ("n:", "an interval such as [0,2) where '' stands"),
        ("n:[0,2);", "an interval such as [0,2) where '' stands"),
        ("n:[0,2);2-5", "an interval such as [0,2) where '2-5' stands"),
        ("n:[0,2);[2,5", "an interval such as [0,2) where '[2,5' stands"),
        ("n:[0,2);[2,5,6]", "an interval such as [0,2) where '[2,5,6]' stands"),
        ("n:[0,2);[2,five]", "two numbers in the interval '[2,five]'"),
        ("n:[0,2);[2,inf]", "finite numbers, the lower first, in the interval '[2,inf]'"),
        ("n:[0,2);[2,nan]", "finite numbers, the lower first, in the interval '[2,nan]'"),
        ("n:[0,2);[5,2]", "finite numbers, the lower first, in the interval '[5,2]'"),
        ("n:[0,2);[2,2]", "finite numbers, the lower first, in the interval '[2,2]'"),
        ("n:[0,2]", "2 intervals, one a state, not 1"),
        ("n:[0,2);[2,5);[5,9]", "2 intervals, one a state, not 3"),
        ("n:[0,2);[3,5]", "no gap between [0,2) and [3,5]"),
        ("n:[0,2);(2,5]", "no gap between [0,2) and (2,5]"),
        ("n:(2,5];[0,2)", "no gap between [0,2) and (2,5]"),
        ("n:[0,2];[2,5]", "no overlap of [0,2] and [2,5]"),
        ("n:[0,3);[2,5]", "no overlap of [0,3) and [2,5]"),
        ("n:[0,9];[2,5]", "no overlap of [0,9] and [2,5]"),
        ("n:[0,2);[0,5]", "no overlap of [0,2) and [0,5]"),
    ],
)
def test_bad_bins(text: str, expected: str) -> None:
    with pytest.raises(ValueError, match="^" + re.escape(expected)):
        parse_bins(text, 2)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("size_cm:[0,2);[2,5]", "3 intervals, one a state, not 2"),
        ("size_cm:[0,2);[3,5];(5,100]", "no gap between [0,2) and [3,5]"),
        ("size_cm:[0,2];[2,5];(5,100]", "no overlap of [0,2] and [2,5]"),
    ],
)
def test_bad_bins_in_the_table_name_the_cell(tiny: TinyModel, cell: str, expected: str) -> None:
    line = tiny.set_cell("variables", "size,", "numeric_bins", cell)
    issue = tiny.error()
    assert where(issue) == f"variables.csv:{line}"
    assert told(issue) == (
        "numeric_bins",
        repr(cell),
        expected,
        "Correct the intervals; they stand in the order of the states.",
    )


FINITE = st.floats(allow_nan=False, allow_infinity=False)


@given(st.lists(FINITE, min_size=3, max_size=6, unique=True))
def test_bins_read_back_from_their_own_text_exactly(numbers: list[float]) -> None:
    edges = sorted(numbers)
    last = len(edges) - 2
    intervals = tuple(
        Interval(low, high, True, index == last)
        for index, (low, high) in enumerate(itertools.pairwise(edges))
    )
    bins = Bins("n", intervals)
    assert parse_bins(str(bins), len(intervals)) == bins


@given(st.lists(FINITE, min_size=3, max_size=6, unique=True), FINITE)
def test_every_number_between_the_ends_has_exactly_one_state(
    numbers: list[float], number: float
) -> None:
    edges = sorted(numbers)
    parts = [f"[{low!r},{high!r})" for low, high in itertools.pairwise(edges)]
    bins = parse_bins("n:" + ";".join(parts), len(parts))
    holding = [interval.holds(number) for interval in bins.intervals]
    inside = edges[0] <= number < edges[-1]
    assert sum(holding) == inside
    assert bins.position(number) == (holding.index(True) if inside else None)
