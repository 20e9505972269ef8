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


# --- One table, and entries of either sign -----------------------------------------------------


@pytest.mark.parametrize("subscripts", ["ab->b", "ab->", "ab->ba", "a->a", "abc->b", "->"])
def test_reducing_is_einsum(subscripts: str) -> None:
    array = np.random.default_rng(1).random((2, 3, 4)[: subscripts.index("-")])
    array *= np.random.default_rng(2).random(array.shape) > 0.3
    found = wide.reduce(subscripts, wide.lift(array))
    np.testing.assert_allclose(value(found), np.einsum(subscripts, array), rtol=1e-15)


def test_reducing_reaches_as_far_as_contracting() -> None:
    table = Wide(
        np.array([[0.5, 0.75], [0.5, 0.0]]), np.array([[9000, -9000], [9001, wide.LOWEST]])
    )
    found = wide.reduce("ab->b", table)
    assert found.mantissa.tolist() == [0.75, 0.75]
    assert found.exponent.tolist() == [9001, -9000]


def test_spreading_adds_axes_of_length_1() -> None:
    table = wide.lift(np.random.default_rng(1).random((2, 3)))
    found = wide.spread("ab->bca", table)
    assert found.mantissa.shape == found.exponent.shape == (3, 1, 2)
    both = wide.contract("bca,c->bca", found, wide.lift(np.ones(4)))
    np.testing.assert_allclose(value(both)[:, 3, :], value(table).T, rtol=1e-15)


def test_signs_are_kept() -> None:
    signed = wide.lift(np.array([-1e-300, 0.0, 3e-300]))
    result = wide.contract_signed("a,b->", signed, wide.lift(np.array([1.0, 0.0])))
    np.testing.assert_allclose(value(result), 2e-300, rtol=1e-15)
    assert (value(signed) == [-1e-300, 0.0, 3e-300]).all()


def test_the_gradient_of_a_share() -> None:
    root = Wide(np.array([0.5, 0.5, 0.0, 0.5]), np.array([-8999, -9000, wide.LOWEST, -9000]))
    found = wide.ratio_gradient(root, 1)
    expected = np.array([-0.25, 0.75, -0.25, -0.25])
    np.testing.assert_allclose(np.ldexp(found.mantissa, found.exponent - 8999), expected)
    alone = wide.ratio_gradient(Wide(np.array([0.5, 0.0]), np.array([0, wide.LOWEST])), 0)
    assert value(alone).tolist() == [0.0, -2.0]


def test_plain_numbers_where_doubles_reach() -> None:
    table = Wide(np.array([-0.5, 0.0, 0.5, 0.5]), np.array([3, wide.LOWEST, 2**40, -(2**40)]))
    assert wide.plain(table).tolist() == [-4.0, 0.0, np.inf, 0.0]
