"""An exponent for every entry: the same numbers as einsum, and no limit to their range."""

import math

import numpy as np
import pytest

from lumpbayes.inference import wide
from lumpbayes.inference.wide import Wide


def value(table: Wide) -> np.ndarray:
    """The entries as plain doubles, where these can hold them."""
    return np.ldexp(table.mantissa, table.exponent.clip(-2000, 2000).astype(int))


@pytest.mark.parametrize("numbers", [[0.5, 1.0, 0.0], [1e300, 1e-300, 5e-324], [0.0]])
def test_lifting_loses_nothing(numbers: list[float]) -> None:
    table = wide.lift(np.array(numbers))
    assert value(table).tolist() == numbers
    positive = table.mantissa[table.mantissa > 0]
    assert np.all((positive >= 0.5) & (positive < 1))


@pytest.mark.parametrize(
    "subscripts",
    [
        "a,a->a",
        "a,a->",
        ",->",
        ",a->a",
        "ab,a->b",
        "ab,bc->abc",
        "ab,bc->ca",
        "abc,cb->a",
        "ba,b->ab",
    ],
)
def test_contracting_is_einsum(subscripts: str) -> None:
    random = np.random.default_rng(2)
    size = {"a": 2, "b": 3, "c": 4}
    operands = subscripts.partition("->")[0].split(",")
    arrays = [random.random([size[axis] for axis in axes]) for axes in operands]
    arrays = [array * (random.random(array.shape) > 0.3) for array in arrays]
    result = wide.contract(subscripts, *map(wide.lift, arrays))
    np.testing.assert_allclose(value(result), np.einsum(subscripts, *arrays), rtol=1e-15)


def test_entries_far_below_the_range_of_doubles_stay_apart() -> None:
    odds = wide.lift(np.array([1.0, 1e-300, 0.0]))
    result = odds
    for _ in range(99):
        result = wide.contract("a,a->a", result, odds)
    assert wide.log(result).tolist() == pytest.approx([0, 100 * math.log(1e-300), -np.inf])


def test_a_sum_adds_what_a_double_would_hold_and_drops_only_dust() -> None:
    small = wide.lift(np.array([1e-300, 2e-300]))
    product = wide.contract("a,b->ab", small, small)
    total = wide.contract("ab,ab->", product, wide.lift(np.ones((2, 2))))
    assert float(wide.log(total)) == pytest.approx(math.log(9) + 2 * math.log(1e-300), rel=1e-15)


def test_zero_stays_zero_however_often_it_is_multiplied() -> None:
    nothing = wide.lift(np.zeros(2))
    for _ in range(5000):
        nothing = wide.contract("a,a->a", nothing, nothing)
    assert nothing.exponent.tolist() == [wide.LOWEST] * 2
    assert wide.lower(nothing).tolist() == [0.0, 0.0]


def test_lowering_is_relative_to_the_largest() -> None:
    table = Wide(np.array([0.5, 0.75, 0.5]), np.array([-9000, -9001, -19000]))
    assert wide.lower(table).tolist() == [0.5, 0.375, 0.0]
