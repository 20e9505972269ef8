"""What an engine answers, and how far two answers lie apart."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from lumpbayes.inference.network import FloatArray

__all__ = ["Answer", "worst_difference"]


class Answer(NamedTuple):
    """The answer to one evidence set.

    Attributes:
        log_evidence: ln P(evidence); with soft evidence ln of the sum weighted by its likelihoods.
        posteriors: for each variable, in network order, P(state | evidence), shape (states,).
    """

    log_evidence: float
    posteriors: tuple[FloatArray, ...]


def worst_difference(ours: tuple[FloatArray, ...], theirs: tuple[FloatArray, ...]) -> float:
    """Largest absolute difference of any probability; NaN if either side has one."""
    assert [each.shape for each in ours] == [each.shape for each in theirs]
    return float(np.max(np.abs(np.concatenate(ours) - np.concatenate(theirs))))
