"""Posteriors given each state of a target: what every answer would say about it.

With ``P(target = c | e)`` and ``P(v = x | target = c, e)`` for every ``c``, Bayes' theorem gives
the target's posterior after each answer ``x`` to any single question ``v``, without another query.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

import numpy as np

from lumpbayes.inference.backends import Solver
from lumpbayes.inference.evidence import Evidence
from lumpbayes.inference.network import FloatArray, read_only

__all__ = ["ByState", "posteriors_by_state"]


class ByState(NamedTuple):
    """Posteriors given each state of a target; arrays are read-only.

    Attributes:
        log_evidence: natural log of P(evidence); ``-inf`` when it is impossible.
        posterior: P(target | evidence), shape (states of the target,); 0 when it is impossible.
        given: variable -> P(variable | target, evidence), shape (states of the target, states of
            the variable); a row of zeros for a state of the target that the evidence excludes.
    """

    log_evidence: float
    posterior: FloatArray
    given: Mapping[int, FloatArray]


def posteriors_by_state(
    solver: Solver, evidence: Evidence, target: int, wanted: Collection[int] | None = None
) -> ByState:
    """P(variable = x | target = c, evidence) for every variable wanted, every x and every c.

    It takes one query for each state of the target that the evidence leaves possible.

    Args:
        solver: the exact method.
        evidence: what is known, the target's own evidence included.
        target: index of the variable whose states are assumed in turn.
        wanted: the variables asked; all when None.

    Raises:
        ValueError: a target that does not exist.
        TooLargeError: a query would take more than the solver's memory limit.
    """
    counts = solver.network.cardinalities
    if not 0 <= target < len(counts):
        raise ValueError(f"target {target}: expected an index from 0 to {len(counts) - 1}")
    asked = range(len(counts)) if wanted is None else sorted(set(wanted))
    found = solver.posteriors(evidence, (target,))
    posterior = found.posteriors.get(target, np.zeros(counts[target]))
    given = {variable: np.zeros((counts[target], counts[variable])) for variable in asked}
    for state in np.flatnonzero(posterior).tolist() if given else ():
        clamped = solver.posteriors(evidence.also({target: state}), asked)
        for variable, shares in clamped.posteriors.items():
            given[variable][state] = shares
    by_variable = {variable: read_only(rows) for variable, rows in given.items()}
    return ByState(found.log_evidence, read_only(posterior), by_variable)
