"""Tables in which every entry has its own binary exponent: slower, and never out of range.

An entry stands for ``mantissa * 2**exponent`` with the mantissa in [0.5, 1) or 0. Thousands of
findings that first speak for one cause and then for another pass through values far below
1e-308, which must not become 0. Accuracy is that of doubles; only the range is wider.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lumpbayes.inference.network import FloatArray

__all__ = ["Wide", "contract", "lift", "log", "lower"]

LOWEST = -(2**50)
"""The exponent of an entry that is 0."""


class Wide(NamedTuple):
    """``mantissa * 2**exponent``, entry by entry; both arrays have the table's shape."""

    mantissa: FloatArray
    exponent: NDArray[np.int64]


def lift(array: FloatArray) -> Wide:
    """Any non-negative finite array in wide form."""
    return _normalised(array, np.zeros(array.shape, dtype=np.int64))


def lower(table: Wide) -> FloatArray:
    """The entries as doubles up to a shared power of two; below 2**-1074 of the largest, 0."""
    return _ldexp(table.mantissa, table.exponent - table.exponent.max())


def log(table: Wide) -> FloatArray:
    """Natural log of every entry; ``-inf`` for 0."""
    with np.errstate(divide="ignore"):
        return np.asarray(np.log(table.mantissa) + table.exponent * math.log(2.0))


def contract(subscripts: str, left: Wide, right: Wide) -> Wide:
    """The same contraction as ``einsum(subscripts, left, right)``, by broadcasting."""
    (left_axes, right_axes), result_axes = _parsed(subscripts)
    summed = [axis for axis in dict.fromkeys(left_axes + right_axes) if axis not in result_axes]
    axes = [*result_axes, *summed]
    a, b = _spread(left, left_axes, axes), _spread(right, right_axes, axes)
    mantissa, exponent = np.broadcast_arrays(a.mantissa * b.mantissa, a.exponent + b.exponent)
    if not summed:
        return _normalised(mantissa, exponent)
    over = tuple(range(len(result_axes), len(axes)))
    exponent = np.where(mantissa > 0, exponent, LOWEST)
    shared = exponent.max(axis=over, keepdims=True)
    total = _ldexp(mantissa, exponent - shared).sum(axis=over)
    return _normalised(total, shared.reshape(total.shape))


def _parsed(subscripts: str) -> tuple[tuple[str, str], str]:
    operands, result = subscripts.split("->")
    left, right = operands.split(",")
    return (left, right), result


def _spread(table: Wide, own: str, axes: list[str]) -> Wide:
    """The table with an axis, possibly of length 1, for each of ``axes``."""
    order = [own.index(axis) for axis in axes if axis in own]
    shape_of = dict(zip(own, table.mantissa.shape, strict=True))
    shape = tuple(shape_of.get(axis, 1) for axis in axes)
    return Wide(
        table.mantissa.transpose(order).reshape(shape),
        table.exponent.transpose(order).reshape(shape),
    )


def _normalised(values: FloatArray, exponent: NDArray[np.int64]) -> Wide:
    mantissa, shift = np.frexp(values)
    return Wide(mantissa, np.where(mantissa > 0, exponent + shift, LOWEST))


def _ldexp(mantissa: FloatArray, exponent: NDArray[np.int64]) -> FloatArray:
    result: FloatArray = np.ldexp(mantissa, np.clip(exponent, -2000, 1000).astype(np.int32))
    return result
