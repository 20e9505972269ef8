"""Probabilities, and the weight of evidence, as people read them."""

from __future__ import annotations

import math

__all__ = ["DECIBANS", "percent", "short_percent"]

DECIBANS = 10 / math.log(10)
"""Decibans in a nat: ten times the log to base ten (I. J. Good, Probability and the Weighing of
Evidence, 1950)."""

SMALLEST_SHOWN = 0.0001
TWO_DIGITS = 0.1
"""From here on a percentage without decimals has two digits."""
ALMOST_ONE = 0.995
"""Above this it would be rounded to 100 %."""


def percent(probability: float) -> str:
    """A probability as a percentage that never claims 0 or 100 % for what is neither.

    >>> percent(0.7134), percent(0.0003), percent(1e-9), percent(0.99999), percent(1.0)
    ('71.3 %', '0.03 %', '<0.01 %', '>99.9 %', '100 %')
    """
    if probability in (0, 1):
        return f"{probability:.0%}".replace("%", " %")
    if probability < SMALLEST_SHOWN:
        return "<0.01 %"
    if probability > 1 - 10 * SMALLEST_SHOWN / 2:
        return ">99.9 %"
    return f"{100 * probability:.{2 if probability < 10 * SMALLEST_SHOWN else 1}f} %"


def short_percent(probability: float) -> str:
    """The same with two digits, for sentences.

    >>> short_percent(0.7134), short_percent(0.0312), short_percent(1e-9), short_percent(0.9999)
    ('71 %', '3.1 %', '<0.01 %', '>99 %')
    """
    if 0 < probability < SMALLEST_SHOWN:
        return "<0.01 %"
    if ALMOST_ONE < probability < 1:
        return ">99 %"
    if probability >= TWO_DIGITS:
        return f"{100 * probability:.0f} %"
    return f"{100 * probability:.2g} %"
