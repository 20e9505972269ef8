"""Tables of doubles with one shared binary exponent: the fast arithmetic of the sweeps.

A table stands for ``values * 2**exponent``. Powers of two are exact, so rescaling loses nothing.
``floor`` bounds the smallest positive entry from below; when a product could fall out of the range
of doubles, :class:`RangeError` asks for the slower arithmetic of :mod:`lumpbayes.inference.wide`.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from lumpbayes.inference.axes import aligned
from lumpbayes.inference.network import FloatArray

__all__ = [
    "RangeError",
    "Scaled",
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

SAFE_FLOOR = 2.0**-960
"""Products stay this far from the smallest normal double."""
SMALLEST_NORMAL = 2.0**-1022
RESCALE_BELOW = 2.0**-64
LEAST_TOP = 0.5
FAR = 900
LOG_2 = math.log(2.0)


class RangeError(ArithmeticError):
    """The entries of one table span more than doubles with one exponent can hold."""


class Scaled(NamedTuple):
    """``values * 2**exponent``; no positive entry of ``values`` lies below ``floor``."""

    values: FloatArray
    exponent: int
    floor: float


def lift(array: FloatArray) -> Scaled:
    """Any non-negative finite array as a scaled table with entries of at most 1.

    Raises:
        RangeError: its entries span more than doubles with one exponent can hold.
    """
    top = float(array.max())
    if top == 0 or LEAST_TOP <= top <= 1:
        return Scaled(array, 0, _smallest(array))
    exponent = math.frexp(top)[1]
    floor = math.ldexp(_smallest(array), -exponent)
    if floor < SAFE_FLOOR:
        raise RangeError
    return Scaled(np.ldexp(array, -exponent), exponent, floor)


def lower(table: Scaled) -> FloatArray:
    """The entries as doubles, up to a shared power of two."""
    return table.values


def log(table: Scaled) -> FloatArray:
    """Natural log of every entry; ``-inf`` for 0."""
    with np.errstate(divide="ignore"):
        return np.asarray(np.log(table.values) + table.exponent * LOG_2)


def plain(table: Scaled) -> FloatArray:
    """The entries as doubles, signs and all; infinite or 0 where doubles do not reach."""
    if abs(table.exponent) < FAR:  # entries are at most about 2**64
        return np.asarray(np.ldexp(table.values, table.exponent))
    with np.errstate(over="ignore", under="ignore"):
        return np.asarray(np.ldexp(table.values, max(-4 * FAR, min(4 * FAR, table.exponent))))


def contract(subscripts: str, left: Scaled, right: Scaled) -> Scaled:
    """One einsum over two tables, rescaled when it has become small.

    An axis that both have may be of length 1 in one of them.

    Raises:
        RangeError: an entry might underflow.
    """
    floor = left.floor * right.floor
    if floor < SAFE_FLOOR:
        floor = _product_floor(left, right)
    values: FloatArray = np.einsum(subscripts, left.values, right.values)
    return _rescaled(values, left.exponent + right.exponent, floor, float(values.max()))


def contract_signed(subscripts: str, left: Scaled, right: Scaled) -> Scaled:
    """The same for entries of either sign, of which ``floor`` bounds the smallest absolute one.

    What is left of numbers that cancel may be smaller than the floor: it is rounding, or as small
    as rounding, and may underflow.

    Raises:
        RangeError: a product of two entries might underflow.
    """
    floor = left.floor * right.floor
    if floor < SAFE_FLOOR:
        floor = _product_floor(left, right)
    values: FloatArray = np.einsum(subscripts, left.values, right.values)
    top = max(float(values.max()), -float(values.min()))
    floor = min(floor, top or floor)
    return _rescaled(values, left.exponent + right.exponent, floor, top)


def reduce(subscripts: str, table: Scaled) -> Scaled:
    """One einsum over one table: a sum over axes, or axes in another order."""
    return Scaled(np.einsum(subscripts, table.values), table.exponent, table.floor)


def spread(subscripts: str, table: Scaled) -> Scaled:
    """The table with its axes in the order given, and an axis of length 1 for each new one."""
    own, _, axes = subscripts.partition("->")
    return Scaled(aligned(table.values, own, axes), table.exponent, table.floor)


def quotient(array: FloatArray, divisor: Scaled) -> Scaled:
    """Any non-negative finite array divided by a number above 0.

    Raises:
        RangeError: its entries span more than doubles with one exponent can hold.
    """
    top = lift(np.asarray(array))
    mantissa, exponent = math.frexp(float(divisor.values))
    return Scaled(top.values / mantissa, top.exponent - divisor.exponent - exponent, top.floor)


def ratio_gradient(root: Scaled, state: int) -> Scaled:
    """Derivatives of ``root[state] / sum(root)`` by the entries of ``root``, signed."""
    chosen = np.arange(len(root.values)) == state
    others = root.values[~chosen].sum()
    values = np.where(chosen, others, -root.values[state]) / root.values.sum() ** 2
    return Scaled(values, -root.exponent, _smallest(np.abs(values)))


def _product_floor(left: Scaled, right: Scaled) -> float:
    """A bound for the products of entries from the entries themselves: the floors are too loose."""
    floor = _smallest(np.abs(left.values)) * _smallest(np.abs(right.values))
    if floor < SAFE_FLOOR:
        raise RangeError
    return floor


def _rescaled(values: FloatArray, exponent: int, floor: float, top: float) -> Scaled:
    if 0 < top < RESCALE_BELOW or top > 1 / RESCALE_BELOW:
        shift = math.frexp(top)[1]
        floor = math.ldexp(floor, -shift)
        if floor < SMALLEST_NORMAL:
            raise RangeError
        return Scaled(np.ldexp(values, -shift), exponent + shift, floor)
    return Scaled(values, exponent, floor)


def _smallest(values: FloatArray) -> float:
    """The smallest positive entry, or 1 where there is none."""
    positive = values[values > 0]
    return float(positive.min()) if positive.size else 1.0
