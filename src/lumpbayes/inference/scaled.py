"""Tables of doubles with one shared binary exponent: the fast arithmetic of the sweeps.

A table stands for ``values * 2**exponent``. Powers of two are exact, so rescaling loses nothing.
``floor`` bounds the smallest positive entry from below; when a product could fall out of the range
of doubles, :class:`RangeError` asks for the slower arithmetic of :mod:`lumpbayes.inference.wide`.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from lumpbayes.inference.network import FloatArray

__all__ = ["RangeError", "Scaled", "contract", "lift", "log", "lower"]

SAFE_FLOOR = 2.0**-960
"""Products stay this far from the smallest normal double."""
SMALLEST_NORMAL = 2.0**-1022
RESCALE_BELOW = 2.0**-64
LEAST_TOP = 0.5
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


def contract(subscripts: str, left: Scaled, right: Scaled) -> Scaled:
    """One einsum over two tables, rescaled when it has become small.

    Raises:
        RangeError: an entry might underflow.
    """
    floor = left.floor * right.floor
    if floor < SAFE_FLOOR:
        floor = _smallest(left.values) * _smallest(right.values)
        if floor < SAFE_FLOOR:
            raise RangeError
    values: FloatArray = np.einsum(subscripts, left.values, right.values)
    exponent = left.exponent + right.exponent
    top = float(values.max())
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
