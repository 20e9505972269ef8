"""Figures of a sample of cases, each with its 95 % interval."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from lumpbayes.inference.network import FloatArray
from lumpbayes.views import shown

__all__ = ["NORMAL", "Figure", "Share", "percentile_figure", "share_of"]

NORMAL = 1.959963984540054
"""The 97.5 % point of the standard normal distribution."""
ENDS = (0.025, 0.975)


@shown
class Figure(NamedTuple):
    """A number with its 95 % interval.

    Attributes:
        value: of the cases at hand.
        low, high: the ends of the interval; what follows says how it was made.
    """

    value: float
    low: float
    high: float

    def to_dict(self) -> dict[str, Any]:
        """Plain data; what is infinite is None, since JSON has no word for it."""
        return {name: _finite(number) for name, number in self._asdict().items()}


@shown
class Share(NamedTuple):
    """A share of cases with its 95 % interval by Wilson's method.

    Attributes:
        value: ``cases`` of ``of``, 0 to 1.
        low, high: the ends of the interval.
        cases: those of which it is true.
        of: all of them, at least 1.
    """

    value: float
    low: float
    high: float
    cases: int
    of: int

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return self._asdict()


def share_of(count: int, of: int) -> Share:
    """A share of cases, with Wilson's score interval.

    Wilson, Probable inference, the law of succession, and statistical inference, JASA 22, 1927; it
    holds its level even for few cases (Brown, Cai, DasGupta, Interval estimation for a binomial
    proportion, Statistical Science 16, 2001).

    Args:
        count: cases of which it is true.
        of: all of them, at least 1.

    >>> share = share_of(13, 20)
    >>> round(share.value, 3), round(share.low, 3), round(share.high, 3)
    (0.65, 0.433, 0.819)
    """
    count, of = int(count), int(of)
    value, each = count / of, NORMAL * NORMAL / of
    centre = (value + each / 2) / (1 + each)
    half = NORMAL / (1 + each) * math.sqrt(value * (1 - value) / of + each / (4 * of))
    low = 0.0 if count == 0 else centre - half
    return Share(value, low, 1.0 if count == of else centre + half, count, of)


def percentile_figure(value: float, draws: FloatArray) -> Figure:
    """A number with the interval between the 2.5 % and the 97.5 % point of its draws.

    Efron, Bootstrap methods: another look at the jackknife, Annals of Statistics 7, 1979: the
    percentile method. The points are draws themselves, so that infinite ones stay what they are.

    Args:
        value: of the cases at hand.
        draws: the same of each resample, shape (draws,).

    >>> percentile_figure(0.5, np.linspace(0, 1, 41))
    Figure(value=0.5, low=0.025, high=0.975)
    """
    low, high = np.quantile(draws, ENDS, method="inverted_cdf").tolist()
    return Figure(float(value), low, high)


def _finite(number: float) -> float | None:
    return number if math.isfinite(number) else None
