"""Random answers to random cases, seeded: what metrics are compared on."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lumpbayes.inference.network import FloatArray

__all__ = ["random_answers"]


def random_answers(
    seed: int, cases: int = 400, causes: int = 7
) -> tuple[FloatArray, NDArray[np.int64]]:
    """Posteriors, shape (cases, causes), and the true causes, which they know something of."""
    random = np.random.default_rng(seed)
    posteriors = random.dirichlet(np.full(causes, 0.5), cases)
    drawn = [random.choice(causes, p=0.7 * row + 0.3 / causes) for row in posteriors]
    return posteriors, np.array(drawn, np.int64)
