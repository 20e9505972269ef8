"""The joint distribution in full: slow, simple, and the oracle of every other method."""

from __future__ import annotations

import math

import numpy as np

from lumpbayes.errors import TooLargeError
from lumpbayes.inference.network import EvidenceVectors, FloatArray, Network, read_only
from lumpbayes.inference.propagation import Propagation, impossible

__all__ = ["JOINT_LIMIT", "propagate"]

JOINT_LIMIT = 2**24
"""Largest number of joint states that is enumerated (128 MiB of doubles)."""


def propagate(network: Network, evidence: EvidenceVectors, tables: bool = False) -> Propagation:
    """The same answer as :func:`lumpbayes.inference.sweeps.propagate`, from the whole joint.

    Each derivative is taken by definition: the polynomial is linear in every entry, so the
    derivative by an entry is the sum of the products that hold it, with that entry left out.

    Raises:
        TooLargeError: the joint has more than 2**24 states (numpy also allows at most 64 axes).
    """
    states = math.prod(network.cardinalities)
    if states > JOINT_LIMIT or len(network.names) > 60:
        raise TooLargeError(
            f"the brute-force backend enumerates at most {JOINT_LIMIT:,} joint states of at most "
            f"60 variables, this network has {states:,} of {len(network.names)}: "
            "use the backend 'sweeps'"
        )
    factors = _factors(network, evidence)
    joint = _product(network, factors)
    total = float(joint.sum())
    if total == 0:
        return impossible()
    count = len(network.names)
    by_table = [_derivative(network, factors, slot) for slot in range(count)] if tables else []
    by_evidence = [_derivative(network, factors, count + slot) for slot in range(count)]
    return Propagation(
        math.log(total),
        tuple(read_only(_marginal(joint, (index,)) / total) for index in range(count)),
        tuple(_log(each) for each in by_evidence),
        tuple(_log(each) for each in by_table),
    )


def _factors(
    network: Network, evidence: EvidenceVectors
) -> list[tuple[tuple[int, ...], FloatArray]]:
    tables = [
        ((index, *parents), table)
        for index, (parents, table) in enumerate(zip(network.parents, network.tables, strict=True))
    ]
    return tables + [((index,), vector) for index, vector in enumerate(evidence)]


def _product(
    network: Network,
    factors: list[tuple[tuple[int, ...], FloatArray]],
    without: int | None = None,
) -> FloatArray:
    joint = np.ones(network.cardinalities)
    for slot, (axes, values) in enumerate(factors):
        if slot != without:
            order = sorted(range(len(axes)), key=lambda axis, axes=axes: axes[axis])  # type: ignore[misc]
            shape = [
                count if variable in axes else 1
                for variable, count in enumerate(network.cardinalities)
            ]
            joint = joint * values.transpose(order).reshape(shape)
    return joint


def _marginal(joint: FloatArray, axes: tuple[int, ...]) -> FloatArray:
    """Sum over all other axes; the result's axes stand in the order given."""
    others = tuple(axis for axis in range(joint.ndim) if axis not in axes)
    kept = sorted(axes)
    return joint.sum(axis=others).transpose([kept.index(axis) for axis in axes])


def _derivative(
    network: Network, factors: list[tuple[tuple[int, ...], FloatArray]], slot: int
) -> FloatArray:
    return _marginal(_product(network, factors, without=slot), factors[slot][0])


def _log(values: FloatArray) -> FloatArray:
    with np.errstate(divide="ignore"):
        return read_only(np.log(values))
