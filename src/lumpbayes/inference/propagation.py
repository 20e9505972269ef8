"""What an exact method returns, whichever it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from lumpbayes.inference.network import FloatArray, read_only

__all__ = ["Posteriors", "Propagation", "impossible"]


class Posteriors(NamedTuple):
    """Posteriors for one set of evidence.

    Attributes:
        log_evidence: natural log of P(evidence); ``-inf`` when it is impossible.
        posteriors: variable -> P(state | evidence), probabilities of shape (states,); read-only;
            for the variables asked, in increasing order; empty when the evidence is impossible.
    """

    log_evidence: float
    posteriors: Mapping[int, FloatArray]


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Propagation:
    """Posteriors and derivatives for one set of evidence; equal to itself alone.

    With ``f`` the network polynomial, ``lambda`` the evidence vectors and ``theta`` the tables:

    Attributes:
        log_evidence: natural log of ``f = P(evidence)``; ``-inf`` when it is impossible.
        posteriors: for each variable P(state | evidence), probabilities of shape (states,).
        log_evidence_derivatives: for each variable the natural log of ``df/dlambda``, shape
            (states,): the log of P(evidence, with the variable in that state instead of its own
            evidence).
        log_table_derivatives: for each variable the natural log of ``df/dtheta``, in the table's
            shape (states, states of parent 1, ...); empty unless asked for.

    The three tuples are empty when the evidence is impossible.
    """

    log_evidence: float
    posteriors: tuple[FloatArray, ...]
    log_evidence_derivatives: tuple[FloatArray, ...]
    log_table_derivatives: tuple[FloatArray, ...]

    def __repr__(self) -> str:
        derivatives = ", derivatives of tables" if self.log_table_derivatives else ""
        count = f"{len(self.posteriors):,} variables{derivatives}"
        return f"Propagation(log_evidence={float(self.log_evidence)}, {count})"

    def __reduce__(self) -> tuple[Any, ...]:
        """Copies and unpickled answers have read-only arrays too; numpy forgets that."""
        arrays = (self.posteriors, self.log_evidence_derivatives, self.log_table_derivatives)
        return _frozen_propagation, (self.log_evidence, arrays)


def _frozen_propagation(
    log_evidence: float, arrays: tuple[tuple[FloatArray, ...], ...]
) -> Propagation:
    return Propagation(log_evidence, *(tuple(read_only(each) for each in part) for part in arrays))


def impossible() -> Propagation:
    """The answer to evidence of probability 0."""
    return Propagation(-np.inf, (), (), ())
