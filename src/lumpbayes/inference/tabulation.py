"""Tables over findings: what a batch of cases multiplies row by row.

Every observable variable gets one more state, *unknown*, whose column of ones says nothing. All
hidden variables but the target are then summed out once, for every combination of findings; what is
left are a few tables with a row for each combination and a column for each state of the target. A
case is the product of one row from each. The same tables serve every case, whatever was observed.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from string import ascii_letters
from typing import NamedTuple

import numpy as np

from lumpbayes.inference.network import FloatArray, Network, read_only
from lumpbayes.inference.ordering import min_fill_order
from lumpbayes.inference.tables import Tables

__all__ = ["MOST_ENTRIES", "Block", "tabulate"]

MOST_ENTRIES = 2**17
"""Numbers in one table: a mebibyte, which about fits the cache of a processor core."""

LOWEST = -960
"""Powers of two below which a product of rows might leave the range of doubles."""

LETTERS = ascii_letters
"""Names of axes: numpy's einsum takes no more."""


class Block(NamedTuple):
    """A table over some findings.

    Attributes:
        variables: the findings; the first moves slowest through the rows.
        strides: rows to move for the next state of each; after the last state comes *unknown*.
        rows: P(these findings | target), shape (combinations, states of the target); the prior is
            in one of the blocks.
    """

    variables: tuple[int, ...]
    strides: tuple[int, ...]
    rows: FloatArray


class _Factor(NamedTuple):
    """A table over findings (axes first) and variables that are still to be summed out."""

    findings: tuple[int, ...]
    variables: tuple[int, ...]
    values: FloatArray

    def low(self) -> float:
        """The log2 of the smallest positive entry."""
        positive = self.values[self.values > 0]
        return math.log2(float(positive.min())) if positive.size else 0.0


def tabulate(
    network: Network, target: int, never_observed: Iterable[int] = ()
) -> tuple[Block, ...] | None:
    """Blocks for one target, or None where that takes tables of more than ``MOST_ENTRIES`` numbers.

    None, too, where the network is too large to be laid out, or products might leave doubles.

    Args:
        network: the numbers.
        target: the variable asked.
        never_observed: variables that are no findings.
    """
    if isinstance(network.tables, Tables):
        return None
    hidden = {target, *never_observed}
    factors = [
        _Factor((), (variable, *parents), np.asarray(table))
        for variable, (parents, table) in enumerate(
            zip(network.parents, network.tables, strict=True)
        )
    ]
    for variable, count in enumerate(network.cardinalities):
        if variable not in hidden or (variable == target and target not in never_observed):
            seen = np.vstack([np.eye(count), np.ones(count)])
            factors.append(_Factor((variable,), (variable,), seen))
    scopes = [factor.variables for factor in factors]
    for variable in min_fill_order(network.cardinalities, scopes):
        if variable == target:
            continue
        bucket = [factor for factor in factors if variable in factor.variables]
        summed = _summed(bucket, variable)
        if summed is None:
            return None
        factors = [factor for factor in factors if variable not in factor.variables] + [summed]
    count = network.cardinalities[target]
    if sum(factor.low() for factor in factors) < LOWEST:
        return None
    packed = _packed(factors, target, count)
    return None if packed is None else tuple(_block(each, count) for each in packed)


def _summed(bucket: Sequence[_Factor], variable: int) -> _Factor | None:
    """The product of some factors, the variable summed out; None when it would be too large."""
    ordered = sorted(bucket, key=lambda factor: factor.values.size)
    product = ordered[0]
    for number, factor in enumerate(ordered[1:], start=2):
        last = number == len(ordered)
        multiplied = _multiplied(product, factor, variable if last else None)
        if multiplied is None:
            return None
        product = multiplied
    if len(ordered) > 1:
        return product
    axis = len(product.findings) + product.variables.index(variable)
    left = tuple(each for each in product.variables if each != variable)
    return _Factor(product.findings, left, product.values.sum(axis=axis))


def _multiplied(one: _Factor, other: _Factor, summed: int | None) -> _Factor | None:
    """Two factors' product, one variable summed out; None if it would be too large or too small."""
    if one.low() + other.low() < LOWEST:
        return None
    findings = (*one.findings, *other.findings)
    variables = tuple(each for each in dict.fromkeys(one.variables + other.variables))
    left = tuple(each for each in variables if each != summed)
    if len(findings) + len(variables) > len(LETTERS):
        return None
    letter = dict(zip(variables, LETTERS, strict=False))
    codes = dict(zip(findings, reversed(LETTERS), strict=False))
    a, b = (
        "".join([codes[each] for each in factor.findings] + [letter[v] for v in factor.variables])
        for factor in (one, other)
    )
    sizes = dict(zip(a + b, one.values.shape + other.values.shape, strict=True))
    result = "".join([codes[each] for each in findings] + [letter[each] for each in left])
    if math.prod(sizes[axis] for axis in result) > MOST_ENTRIES:
        return None
    values: FloatArray = np.einsum(f"{a},{b}->{result}", one.values, other.values)
    return _Factor(findings, left, values)


def _packed(factors: Sequence[_Factor], target: int, count: int) -> list[_Factor] | None:
    """The factors multiplied into few, none too large: first fit, the largest first.

    None when one is too large by itself, once it has an axis for the target.
    """
    ones = _Factor((), (target,), np.ones(count))
    spread = [each for factor in factors if (each := _multiplied(factor, ones, None))]
    if len(spread) < len(factors):
        return None
    packed: list[_Factor] = []
    for factor in sorted(spread, key=lambda each: -each.values.size):
        for place, bin_ in enumerate(packed):
            both = _multiplied(bin_, factor, None)
            if both is not None:
                packed[place] = both
                break
        else:
            packed.append(factor)
    return packed


def _block(factor: _Factor, count: int) -> Block:
    shape = factor.values.shape[:-1]
    strides = tuple(math.prod(shape[axis + 1 :]) for axis in range(len(shape)))
    return Block(factor.findings, strides, read_only(factor.values.reshape(-1, count)))
