"""The simplest question of all: a probability after a likelihood ratio."""

from __future__ import annotations

import math
from numbers import Real

from lumpbayes.errors import EvidenceError
from lumpbayes.reasoning.arguments import not_expected

__all__ = ["post_test"]


def post_test(pre_test: float, likelihood_ratio: float) -> float:
    """Probability after a test result, by the odds form of Bayes' rule.

    ``odds after = odds before * likelihood ratio`` (I. J. Good, Probability and the Weighing of
    Evidence, 1950).

    Args:
        pre_test: probability before, 0 to 1.
        likelihood_ratio: P(result | condition) / P(result | no condition), 0 to infinity.

    Raises:
        EvidenceError: an argument that is no single number or outside its range, or a
            contradiction: an infinite ratio for an impossible condition, a ratio of 0 for a
            certain one.

    >>> round(post_test(0.20, 0.93 / 0.03), 3)
    0.886
    """
    for name, value in (("pre_test", pre_test), ("likelihood_ratio", likelihood_ratio)):
        if isinstance(value, bool) or not isinstance(value, Real):
            raise not_expected(name, value, "one number, such as 0.2; ask once for each of several")
    if not 0 <= pre_test <= 1:
        raise EvidenceError(f"pre_test={pre_test!r}: expected a probability from 0 to 1")
    if not likelihood_ratio >= 0:
        raise EvidenceError(
            f"likelihood_ratio={likelihood_ratio!r}: expected a number of at least 0"
        )
    if (pre_test == 0 and likelihood_ratio == math.inf) or (
        pre_test == 1 and likelihood_ratio == 0
    ):
        raise EvidenceError(
            f"pre_test={pre_test!r} and likelihood_ratio={likelihood_ratio!r} contradict each "
            "other: what is impossible was observed; correct one of them"
        )
    if likelihood_ratio == math.inf:
        return 1.0
    raised = pre_test * likelihood_ratio
    return raised / (raised + (1 - pre_test))
