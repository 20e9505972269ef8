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
    worst = np.inf
    for _ in range(MOST_ROUNDS):
        worst = 0.0
        for variable in sorted(targets):
            found = propagate(tuple(vectors))
            if not found.posteriors:
                return evidence
            off = np.abs(found.posteriors[variable] - targets[variable]).max()
            worst = max(worst, float(off))
            vectors[variable] = _vector(
                names[variable], targets[variable], found.log_evidence_derivatives[variable]
            )
        if worst <= CONVERGED:
            break
    if worst > REACHED:
        listed = ", ".join(names[variable] for variable in sorted(targets))
        raise EvidenceError(
            f"the probabilities stated for {listed} contradict each other: after {MOST_ROUNDS} "
            f"rounds one is still off by {worst:.2g}; drop or correct one of them, or state "
            "Likelihood instead"
        )
    return tuple(vectors)


def _vector(name: str, target: FloatArray, log_derivative: FloatArray) -> FloatArray:
    prediction = np.exp(log_derivative - log_derivative.max())
    if np.any((target > 0) & (prediction == 0)):
        raise EvidenceError(
            f"{name}: a probability is stated for a state that the other evidence makes "
            "impossible; state 0 there, or drop the evidence that excludes it"
        )
    vector = np.divide(target, prediction, out=np.zeros_like(target), where=target > 0)
    return read_only(vector / vector.max())
