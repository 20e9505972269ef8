"""The joint distribution in full: slow, simple, and the oracle of every other method."""

from __future__ import annotations

import math

import numpy as np

from lumpbayes.errors import TooLargeError
from lumpbayes.inference.network import EvidenceVectors, FloatArray, Network, read_only
from lumpbayes.inference.propagation import Propagation, impossible

__all__ = ["JOINT_LIMIT", "log_joint", "propagate"]

JOINT_LIMIT = 2**24
"""Largest number of joint states that is enumerated (128 MiB of doubles)."""
MOST_AXES = 60
"""Most variables; numpy allows 64 axes."""

LogFactor = tuple[tuple[int, ...], FloatArray]
"""Variables on the axes, and the natural logs of the entries."""


def propagate(network: Network, evidence: EvidenceVectors, tables: bool = False) -> Propagation:
    """The same answer as :func:`lumpbayes.inference.sweeps.propagate`, from the whole joint.

    Each derivative is taken by definition: the polynomial is linear in every entry, so the
    derivative by an entry is the sum of the products that hold it, with that entry left out.
    Products are sums of logs, so that none underflows.

    Raises:
        TooLargeError: the joint has more than 2**24 states, or more than 60 variables.
    """
    _check_size(network)
    factors = _factors(network, evidence)
    joint = _product(network, factors)
    total = float(_log_sum(joint, ()))
    if total == -np.inf:
        return impossible()
    count = len(network.names)
    by_table = [_derivative(network, factors, slot) for slot in range(count)] if tables else []
    by_evidence = [_derivative(network, factors, count + slot) for slot in range(count)]
    return Propagation(
        total,
        tuple(read_only(_posterior(joint, total, variable)) for variable in range(count)),
        tuple(read_only(each) for each in by_evidence),
        tuple(read_only(each) for each in by_table),
    )


def log_joint(network: Network, evidence: EvidenceVectors) -> FloatArray:
    """Natural log of P(states, evidence) for all states of all variables; an axis a variable.

    Raises:
        TooLargeError: the joint has more than 2**24 states, or more than 60 variables.
    """
    _check_size(network)
    return _product(network, _factors(network, evidence))


def _check_size(network: Network) -> None:
    states = math.prod(network.cardinalities)
    if states > JOINT_LIMIT or len(network.names) > MOST_AXES:
        raise TooLargeError(
            f"the brute-force backend enumerates at most {JOINT_LIMIT:,} joint states of at most "
            f"{MOST_AXES} variables, this network has {float(min(states, 10**300)):.3g} of "
            f"{len(network.names)}: use the backend 'sweeps'"
        )


def _factors(network: Network, evidence: EvidenceVectors) -> list[LogFactor]:
    scopes = [(index, *parents) for index, parents in enumerate(network.parents)]
    scopes += [(index,) for index in range(len(evidence))]
    arrays = (*network.tables, *evidence)
    with np.errstate(divide="ignore"):
        return [(scope, np.log(array)) for scope, array in zip(scopes, arrays, strict=True)]


def _product(network: Network, factors: list[LogFactor], without: int | None = None) -> FloatArray:
    """Log of the product of all factors, an axis a variable, with one of them left out."""
    joint = np.zeros(network.cardinalities)
    for slot, (scope, values) in enumerate(factors):
        if slot != without:
            shape = [
                count if variable in scope else 1
                for variable, count in enumerate(network.cardinalities)
            ]
            joint = joint + values.transpose(np.argsort(scope)).reshape(shape)
    return joint


def _log_sum(joint: FloatArray, kept: tuple[int, ...]) -> FloatArray:
    """Log of the sum over all other axes; the result's axes stand in the order given."""
    others = tuple(axis for axis in range(joint.ndim) if axis not in kept)
    top = joint.max(axis=others, keepdims=True)
    top = np.where(np.isfinite(top), top, 0.0)
    with np.errstate(divide="ignore"):
        total = np.log(np.exp(joint - top).sum(axis=others)) + top.squeeze(axis=others)
    return np.asarray(total.transpose([sorted(kept).index(axis) for axis in kept]))


def _posterior(joint: FloatArray, total: float, variable: int) -> FloatArray:
    return np.asarray(np.exp(_log_sum(joint, (variable,)) - total))


def _derivative(network: Network, factors: list[LogFactor], slot: int) -> FloatArray:
    return _log_sum(_product(network, factors, without=slot), factors[slot][0])
