"""Jeffrey's rule: evidence vectors that give variables stated posteriors.

For one variable the vector is ``target / P(variable | everything else)``. Several variables take
turns (iterative proportional fitting; Valtorta, Kim and Vomlel, Soft evidential update for
probabilistic multiagent systems, IJAR 29, 2002). Where that is slow, because the targets lie close
to what is possible at all, Newton's method finishes: with ``log_lambda`` the logs of the vectors,
``sum(target * log_lambda) - log P(evidence)`` is concave, its gradient is target minus posterior,
and its curvature is minus the covariance of the states.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from lumpbayes.errors import EvidenceError
from lumpbayes.inference.network import EvidenceVectors, FloatArray, read_only
from lumpbayes.inference.propagation import Propagation

__all__ = ["MOST_ROUNDS", "fit_targets"]

FITTING_ROUNDS = 30
NEWTON_ROUNDS = 100
MOST_ROUNDS = FITTING_ROUNDS + NEWTON_ROUNDS
CONVERGED = 1e-13
REACHED = 1e-9
LONGEST_STEP = 4.0
"""Newton's step changes no log vector by more; far from the solution it would overshoot."""

Propagate = Callable[[EvidenceVectors], Propagation]
Targets = Mapping[int, FloatArray]


def fit_targets(
    names: tuple[str, ...], propagate: Propagate, evidence: EvidenceVectors, targets: Targets
) -> EvidenceVectors:
    """The evidence with vectors (largest entry 1) for the targets; unchanged if it is impossible.

    Args:
        names: variable names, for messages.
        propagate: an exact method.
        evidence: one vector per variable; ones for those with a target.
        targets: variable -> the posterior it shall have, shape (states,).

    Raises:
        EvidenceError: a target on a state that the other evidence makes impossible, or targets
            that are not reached together to 1e-9: they contradict each other, or all but do.
    """
    found = propagate(evidence)
    if not found.posteriors:
        return evidence
    _check_reachable(names, found, targets)
    vectors, off = _take_turns(propagate, evidence, targets)
    if off > CONVERGED and len(targets) > 1:
        vectors, off = _newton(propagate, vectors, targets)
    after = propagate(vectors)
    lost = [v for v, target in targets.items() if np.any((target > 0) & (after.posteriors[v] == 0))]
    if off > REACHED or lost:
        listed = ", ".join(names[variable] for variable in sorted(targets))
        raise EvidenceError(
            f"the probabilities stated for {listed} contradict each other, or all but do: they "
            f"are not reached together within {MOST_ROUNDS} rounds; drop or correct one of them, "
            "or state Likelihood instead"
        )
    return vectors


def _check_reachable(names: tuple[str, ...], found: Propagation, targets: Targets) -> None:
    for variable, target in targets.items():
        if np.any((target > 0) & (found.log_evidence_derivatives[variable] == -np.inf)):
            raise EvidenceError(
                f"{names[variable]}: a probability is stated for a state that the other evidence "
                "makes impossible; state 0 there, or drop the evidence that excludes it"
            )


def _take_turns(
    propagate: Propagate, evidence: EvidenceVectors, targets: Targets
) -> tuple[EvidenceVectors, float]:
    """Vectors after at most 30 rounds of proportional fitting, and how far a target is missed."""
    vectors = list(evidence)
    off = np.inf
    for _ in range(FITTING_ROUNDS):
        before = tuple(vectors)
        off = 0.0
        for variable, target in sorted(targets.items()):
            found = propagate(tuple(vectors))
            off = max(off, float(np.abs(found.posteriors[variable] - target).max()))
            vector = _vector(target, found.log_evidence_derivatives[variable])
            if np.any((target > 0) & (vector == 0)):
                return before, np.inf  # the targets drive each other out of range
            vectors[variable] = vector
        if off <= CONVERGED:
            break
    return tuple(vectors), off


def _vector(target: FloatArray, log_derivative: FloatArray) -> FloatArray:
    """``target / prediction``, scaled to a largest entry of 1."""
    log_target = np.log(target, out=np.full_like(target, -np.inf), where=target > 0)
    log_vector = np.subtract(
        log_target, log_derivative, out=np.full_like(target, -np.inf), where=target > 0
    )
    if log_vector.max() == np.inf:  # another target has excluded a state of this one
        return read_only(np.zeros_like(target))
    return read_only(np.exp(log_vector - log_vector.max()))


def _newton(
    propagate: Propagate, vectors: EvidenceVectors, targets: Targets
) -> tuple[EvidenceVectors, float]:
    """Vectors by Newton's method from a start with all targets' positive states possible."""
    free = [(v, x) for v in sorted(targets) for x in np.flatnonzero(targets[v] > 0)]
    found = propagate(vectors)
    off = _distance(found, targets)
    for _ in range(NEWTON_ROUNDS):
        if off <= CONVERGED:
            break
        gradient = np.array([targets[v][x] - found.posteriors[v][x] for v, x in free])
        covariance = _covariance(propagate, vectors, found, free)
        step = np.linalg.lstsq(covariance, gradient, rcond=1e-14)[0]
        step *= min(1.0, LONGEST_STEP / max(float(np.abs(step).max()), 1e-300))
        tried = _moved(vectors, free, step)
        after = propagate(tried)
        if not after.posteriors or not _distance(after, targets) < off:
            tried = _moved(vectors, free, step / 8)  # too far: a shorter step still climbs
            after = propagate(tried)
            if not after.posteriors or not _distance(after, targets) < off:
                break
        vectors, found, off = tried, after, _distance(after, targets)
    return vectors, off


def _distance(found: Propagation, targets: Targets) -> float:
    return max(float(np.abs(found.posteriors[v] - t).max()) for v, t in targets.items())


def _covariance(
    propagate: Propagate,
    vectors: EvidenceVectors,
    found: Propagation,
    free: list[tuple[int, np.intp]],
) -> FloatArray:
    """``P(both states) - P(one) P(other)`` for every pair of free states: one sweep a state."""
    rows = []
    marginal = np.array([found.posteriors[v][x] for v, x in free])
    for variable, state in free:
        clamped = list(vectors)
        clamped[variable] = np.eye(len(vectors[variable]))[state]
        given = propagate(tuple(clamped)).posteriors
        row = np.array([given[v][x] if given else 0.0 for v, x in free])
        rows.append(found.posteriors[variable][state] * (row - marginal))
    return np.array(rows)


def _moved(
    vectors: EvidenceVectors, free: list[tuple[int, np.intp]], step: FloatArray
) -> EvidenceVectors:
    """The vectors with ``step`` added to the logs of their free entries."""
    changed = {variable: vectors[variable].copy() for variable, _ in free}
    for (variable, state), amount in zip(free, step, strict=True):
        changed[variable][state] *= np.exp(amount)
    scaled = {v: read_only(vector / vector.max()) for v, vector in changed.items()}
    return tuple(scaled.get(index, vector) for index, vector in enumerate(vectors))
