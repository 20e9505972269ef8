"""Doubles with a shared exponent: exact, and refusing what they cannot hold."""

import math

import numpy as np
import pytest

from lumpbayes.inference import scaled
from lumpbayes.inference.scaled import RangeError, Scaled


def value(table: Scaled) -> list[float]:
    """The entries as plain doubles, where these can hold them."""
    return np.ldexp(table.values, table.exponent).tolist()


@pytest.mark.parametrize(
    "numbers", [[0.5, 1.0, 0.0], [0.3, 0.01], [1e-300, 3e-300], [1e300, 2e300], [5e-324], [0.0]]
)
def test_lifting_loses_nothing(numbers: list[float]) -> None:
    table = scaled.lift(np.array(numbers))
    assert table.values.max() <= 1
    assert value(table) == numbers


def test_a_floor_bounds_the_smallest_positive_entry() -> None:
    assert scaled.lift(np.array([1.0, 0.25, 0.0])).floor == 0.25
    assert scaled.lift(np.array([0.0, 0.0])).floor == 1.0


def test_lifting_refuses_entries_too_far_apart() -> None:
    with pytest.raises(RangeError):
        scaled.lift(np.array([1e200, 1e-200]))


def test_contracting_is_einsum() -> None:
    random = np.random.default_rng(1)
    left, right = random.random((2, 3)), random.random((3, 4))
    result = scaled.contract("ab,bc->ac", scaled.lift(left), scaled.lift(right))
    np.testing.assert_allclose(value(result), left @ right, rtol=1e-15)


def test_small_results_are_rescaled_by_a_power_of_two() -> None:
    tiny = scaled.lift(np.array([1e-30, 0.0]))
    result = tiny
    for _ in range(50):
        result = scaled.contract("a,a->a", result, tiny)
    assert result.values[1] == 0
    assert 2.0**-64 <= result.values[0] <= 1
    assert scaled.log(result)[0] == pytest.approx(51 * math.log(1e-30), rel=1e-14)
    assert scaled.log(result)[1] == -np.inf


def test_large_results_are_rescaled_too() -> None:
    large = Scaled(np.array([2.0**40, 2.0**10]), 0, 2.0**10)
    result = scaled.contract("a,a->a", large, large)
    assert result.values.max() <= 1
    assert value(result) == [2.0**80, 2.0**20]


def test_a_product_that_could_underflow_is_refused() -> None:
    wide = scaled.lift(np.array([1.0, 1e-200]))
    with pytest.raises(RangeError):
        scaled.contract("a,a->a", wide, wide)


def test_a_loose_floor_is_measured_again_before_refusing() -> None:
    loose = Scaled(np.array([1.0, 0.5]), 0, 2.0**-500)
    result = scaled.contract("a,a->a", loose, loose)
    assert result.floor == 0.25


def test_rescaling_large_results_does_not_drop_the_small_ones() -> None:
    spread = Scaled(np.array([2.0**63, 2.0**-480]), 0, 2.0**-480)
    with pytest.raises(RangeError):  # the smaller one would become 2**-1087
        scaled.contract("a,a->a", spread, spread)


def test_lowering_keeps_the_ratios() -> None:
    lowered = scaled.lower(scaled.lift(np.array([3e-300, 1e-300])))
    assert lowered[0] / lowered[1] == pytest.approx(3, rel=1e-15)


# --- One table, and entries of either sign -----------------------------------------------------


@pytest.mark.parametrize("subscripts", ["ab->b", "ab->", "ab->ba", "a->a"])
def test_reducing_is_einsum(subscripts: str) -> None:
    array = np.random.default_rng(1).random((2, 3)[: subscripts.index("-")])
    found = scaled.reduce(subscripts, scaled.lift(array * 2**-70))
    np.testing.assert_allclose(value(found), np.einsum(subscripts, array * 2**-70), rtol=1e-15)


def test_spreading_adds_axes_of_length_1() -> None:
    table = scaled.lift(np.random.default_rng(1).random((2, 3)))
    found = scaled.spread("ab->bca", table)
    assert found.values.shape == (3, 1, 2)
    assert np.array_equal(found.values[:, 0, :], table.values.T)
    both = scaled.contract("bca,c->bca", found, scaled.lift(np.ones(4)))
    assert both.values.shape == (3, 4, 2)


def test_signs_are_kept_and_sizes_rescaled() -> None:
    signed = Scaled(np.array([-1e-30, 1e-31]), 0, 1e-31)
    positive = scaled.lift(np.array([1.0, 0.5]))
    result = signed
    for _ in range(60):
        result = scaled.contract_signed("a,a->a", result, positive)
    for _ in range(3):
        result = scaled.contract_signed("a,->a", result, scaled.lift(np.array(1e-200)))
    assert 2.0**-64 <= -result.values[0] <= 1
    assert math.log(-result.values[0]) + result.exponent * math.log(2) == pytest.approx(
        630 * math.log(0.1)
    )
    assert result.values[1] > 0
    assert scaled.contract_signed("a,a->", signed, scaled.lift(np.array([1.0, 10.0]))).values == 0


def test_a_signed_product_that_could_underflow_is_refused() -> None:
    signed = Scaled(np.array([-1.0, 1e-200]), 0, 1e-200)
    with pytest.raises(RangeError):
        scaled.contract_signed("a,a->a", signed, signed)


def test_a_loose_signed_floor_is_measured_again() -> None:
    loose = Scaled(np.array([-1.0, 0.5]), 0, 2.0**-500)
    assert scaled.contract_signed("a,a->a", loose, loose).floor == 0.25


def test_the_gradient_of_a_share() -> None:
    root = Scaled(np.array([0.5, 0.25, 0.0, 0.25]), -7, 0.25)
    found = scaled.ratio_gradient(root, 1)
    np.testing.assert_allclose(value(found), np.array([-0.25, 0.75, -0.25, -0.25]) * 2**7)
    assert found.floor == 0.25


def test_plain_numbers_where_doubles_reach() -> None:
    values = np.array([-0.5, 0.0, 0.75])
    assert scaled.plain(Scaled(values, 3, 0.5)).tolist() == [-4.0, 0.0, 6.0]
    assert scaled.plain(Scaled(values, 2**40, 0.5)).tolist() == [-np.inf, 0.0, np.inf]
    assert scaled.plain(Scaled(values, -(2**40), 0.5)).tolist() == [0.0, 0.0, 0.0]
