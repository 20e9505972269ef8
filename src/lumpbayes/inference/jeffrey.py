"""Jeffrey's rule: evidence vectors that give variables stated posteriors.

For one variable the vector is ``target / P(variable | everything else)``; several variables take
turns until all targets hold at once (iterative proportional fitting; Valtorta, Kim and Vomlel,
Soft evidential update for probabilistic multiagent systems, IJAR 29, 2002).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from lumpbayes.errors import EvidenceError
from lumpbayes.inference.network import EvidenceVectors, FloatArray, read_only
from lumpbayes.inference.propagation import Propagation

__all__ = ["MOST_ROUNDS", "fit_targets"]

MOST_ROUNDS = 500
CONVERGED = 1e-13
REACHED = 1e-9


def fit_targets(
    names: tuple[str, ...],
    propagate: Callable[[EvidenceVectors], Propagation],
    evidence: EvidenceVectors,
    targets: Mapping[int, FloatArray],
) -> EvidenceVectors:
    """The evidence with vectors (largest entry 1) for the targets; unchanged if it is impossible.

    Args:
        names: variable names, for messages.
        propagate: an exact method.
        evidence: one vector per variable; ones for those with a target.
        targets: variable -> the posterior it shall have, shape (states,).

    Raises:
        EvidenceError: a target on a state that the other evidence makes impossible, or targets
            that are not reached to 1e-9 within 500 rounds because they contradict each other.
    """
    vectors = list(evidence)
    found = propagate(evidence)
    if not found.posteriors:
        return evidence
    _check_reachable(names, found, targets)
    worst = np.inf
    for _ in range(MOST_ROUNDS):
        worst = 0.0
        for variable, target in sorted(targets.items()):
            found = propagate(tuple(vectors))
            worst = max(worst, float(np.abs(found.posteriors[variable] - target).max()))
            vectors[variable] = _vector(target, found.log_evidence_derivatives[variable])
            if np.any((target > 0) & (vectors[variable] == 0)):
                raise _contradiction(names, targets)  # they drive each other out of range
        if worst <= CONVERGED:
            break
    if worst > REACHED:
        raise _contradiction(names, targets)
    return tuple(vectors)


def _check_reachable(
    names: tuple[str, ...], found: Propagation, targets: Mapping[int, FloatArray]
) -> None:
    for variable, target in targets.items():
        if np.any((target > 0) & (found.log_evidence_derivatives[variable] == -np.inf)):
            raise EvidenceError(
                f"{names[variable]}: a probability is stated for a state that the other evidence "
                "makes impossible; state 0 there, or drop the evidence that excludes it"
            )


def _contradiction(names: tuple[str, ...], targets: Mapping[int, FloatArray]) -> EvidenceError:
    listed = ", ".join(names[variable] for variable in sorted(targets))
    return EvidenceError(
        f"the probabilities stated for {listed} contradict each other: they are not reached "
        f"together within {MOST_ROUNDS} rounds; drop or correct one of them, or state Likelihood "
        "instead"
    )


def _vector(target: FloatArray, log_derivative: FloatArray) -> FloatArray:
    """``target / prediction``, scaled to a largest entry of 1."""
    log_target = np.log(target, out=np.full_like(target, -np.inf), where=target > 0)
    log_vector = np.subtract(
        log_target, log_derivative, out=np.full_like(target, -np.inf), where=target > 0
    )
    if log_vector.max() == np.inf:  # another target has excluded a state of this one
        return read_only(np.zeros_like(target))
    return read_only(np.exp(log_vector - log_vector.max()))
