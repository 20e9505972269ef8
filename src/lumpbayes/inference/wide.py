"""Tables in which every entry has its own binary exponent: slower, and never out of range.

An entry stands for ``mantissa * 2**exponent`` with the mantissa in [0.5, 1) or 0, or the negative
of one of these. Thousands of findings that first speak for one cause and then for another pass
through values far below 1e-308, which must not become 0. Accuracy is that of doubles;
only the range is wider.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lumpbayes.inference.axes import aligned
from lumpbayes.inference.network import FloatArray

__all__ = [
    "Wide",
    "contract",
    "contract_signed",
    "lift",
    "log",
    "lower",
    "plain",
    "quotient",
    "ratio_gradient",
    "reduce",
    "spread",
]

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


def plain(table: Wide) -> FloatArray:
    """The entries as doubles, signs and all; infinite or 0 where doubles do not reach."""
    with np.errstate(over="ignore", under="ignore"):
        exponent = np.clip(table.exponent, -2000, 2000).astype(np.int32)
        return np.asarray(np.ldexp(table.mantissa, exponent))


def log(table: Wide) -> FloatArray:
    """Natural log of every entry; ``-inf`` for 0."""
    with np.errstate(divide="ignore"):
        return np.asarray(np.log(table.mantissa) + table.exponent * math.log(2.0))


def contract(subscripts: str, left: Wide, right: Wide) -> Wide:
    """The same contraction as ``einsum(subscripts, left, right)``, by broadcasting."""
    (left_axes, right_axes), result_axes = _parsed(subscripts)
    summed = [axis for axis in dict.fromkeys(left_axes + right_axes) if axis not in result_axes]
    axes = [*result_axes, *summed]
    a, b = _aligned(left, left_axes, axes), _aligned(right, right_axes, axes)
    mantissa, exponent = np.broadcast_arrays(a.mantissa * b.mantissa, a.exponent + b.exponent)
    if not summed:
        return _normalised(mantissa, exponent)
    exponent = np.where(mantissa != 0, exponent, LOWEST)
    return _sum(mantissa, exponent, len(result_axes))


contract_signed = contract
"""The same: signs are in the mantissas."""


def reduce(subscripts: str, table: Wide) -> Wide:
    """The same as ``einsum(subscripts, table)``: a sum over axes, or axes in another order."""
    own, _, kept = subscripts.partition("->")
    axes = [*kept, *(axis for axis in own if axis not in kept)]
    mantissa, exponent = _aligned(table, own, axes)
    return _sum(mantissa, exponent, len(kept))


def spread(subscripts: str, table: Wide) -> Wide:
    """The table with its axes in the order given, and an axis of length 1 for each new one."""
    own, _, axes = subscripts.partition("->")
    return _aligned(table, own, axes)


def quotient(array: FloatArray, divisor: Wide) -> Wide:
    """Any non-negative finite array divided by a number above 0."""
    lifted = lift(np.asarray(array))
    return _normalised(lifted.mantissa / divisor.mantissa, lifted.exponent - divisor.exponent)


def ratio_gradient(root: Wide, state: int) -> Wide:
    """Derivatives of ``root[state] / sum(root)`` by the entries of ``root``, signed."""
    chosen = np.arange(len(root.mantissa)) == state
    others = contract("a,a->", root, lift(np.where(chosen, 0.0, 1.0)))
    total = reduce("a->", root)
    mantissa = np.where(chosen, others.mantissa, -root.mantissa[state]) / total.mantissa**2
    exponent = np.where(chosen, others.exponent, root.exponent[state]) - 2 * total.exponent
    return _normalised(mantissa, exponent)


def _parsed(subscripts: str) -> tuple[tuple[str, str], str]:
    operands, result = subscripts.split("->")
    left, right = operands.split(",")
    return (left, right), result


def _aligned(table: Wide, own: str, axes: Sequence[str]) -> Wide:
    return Wide(aligned(table.mantissa, own, axes), aligned(table.exponent, own, axes))


def _sum(mantissa: FloatArray, exponent: NDArray[np.int64], kept: int) -> Wide:
    """The sum over all axes from number ``kept`` on; zeros have the lowest exponent."""
    over = tuple(range(kept, mantissa.ndim))
    shared = exponent.max(axis=over, keepdims=True)
    total = _ldexp(mantissa, exponent - shared).sum(axis=over)
    return _normalised(total, shared.reshape(total.shape))


def _normalised(values: FloatArray, exponent: NDArray[np.int64]) -> Wide:
    mantissa, shift = np.frexp(values)
    return Wide(mantissa, np.where(mantissa != 0, exponent + shift, LOWEST))


def _ldexp(mantissa: FloatArray, exponent: NDArray[np.int64]) -> FloatArray:
    result: FloatArray = np.ldexp(mantissa, np.clip(exponent, -2000, 1000).astype(np.int32))
    return result
