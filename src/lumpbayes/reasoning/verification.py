"""A second opinion on an answer."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from lumpbayes.inference.network import EvidenceVectors, FloatArray, Network
from lumpbayes.knowledge.json_text import json_text
from lumpbayes.knowledge.pgmpy_bridge import pgmpy_posteriors
from lumpbayes.views import shown

__all__ = ["TOLERANCE", "Verification", "verify_answer"]

TOLERANCE = 1e-9


@shown
class Verification(NamedTuple):
    """How far a second engine is from the answer.

    Attributes:
        engine: name of the second engine.
        largest_difference: over every state of every variable, in probability.
        variable, state: where it is.
        agrees: whether it lies within 1e-9.
    """

    engine: str
    largest_difference: float
    variable: str
    state: str
    agrees: bool

    def to_dict(self) -> dict[str, Any]:
        """Plain data; the difference is None where it is no number."""
        known = self.largest_difference if math.isfinite(self.largest_difference) else None
        return {**self._asdict(), "largest_difference": known}

    def to_json(self) -> str:
        """The same as JSON text."""
        return json_text(self.to_dict())


def verify_answer(
    network: Network, vectors: EvidenceVectors, posteriors: Sequence[FloatArray]
) -> Verification:
    """Recompute every posterior with pgmpy's variable elimination and compare.

    Args:
        network: the numbers.
        vectors: the evidence.
        posteriors: for each variable the answer's probabilities, shape (states,).
    """
    second = pgmpy_posteriors(network, vectors, network.names)
    worst, where = 0.0, (0, 0)
    for index, (ours, theirs) in enumerate(zip(posteriors, second, strict=True)):
        differences = np.abs(ours - theirs)
        state = int(np.argmax(differences))
        if not (math.isnan(worst) or differences[state] <= worst):  # NaN is the worst of all
            worst, where = float(differences[state]), (index, state)
    variable, state = where
    return Verification(
        "pgmpy",
        worst,
        network.names[variable],
        network.states[variable][state],
        worst <= TOLERANCE,
    )
