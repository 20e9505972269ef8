"""A posterior as a function of one number of the tables, the rest of its row in proportion."""

from __future__ import annotations

import math
from typing import NamedTuple

from lumpbayes.errors import EvidenceError
from lumpbayes.knowledge.editing import parse_probability
from lumpbayes.reasoning.table_rows import TableRow
from lumpbayes.views import shown

__all__ = ["OneWay", "edit_bound", "log_odds"]


@shown
class OneWay(NamedTuple):
    """``P(cause | evidence) = (a t + b) / (c t + d)`` with the number of one row set to ``t``.

    The other states of the row's group follow in proportion, as ``with_prior`` and
    ``with_likelihood`` move them (Chan and Darwiche, When do numbers really matter?, JAIR 17,
    2002).

    Attributes:
        row: the row of the tables, with its number now.
        cause_at_zero, cause_at_one: P(cause, evidence) with ``t`` at 0 and at 1, divided by
            P(evidence) as the tables are.
        evidence_at_zero, evidence_at_one: the same of P(evidence).
    """

    row: TableRow
    cause_at_zero: float
    cause_at_one: float
    evidence_at_zero: float
    evidence_at_one: float

    @property
    def a(self) -> float:
        """Slope of the numerator."""
        return self.cause_at_one - self.cause_at_zero

    @property
    def b(self) -> float:
        """The numerator at 0."""
        return self.cause_at_zero

    @property
    def c(self) -> float:
        """Slope of the denominator."""
        return self.evidence_at_one - self.evidence_at_zero

    @property
    def d(self) -> float:
        """The denominator at 0."""
        return self.evidence_at_zero

    def at(self, probability: float) -> float:
        """The posterior with that number in the row.

        Raises:
            EvidenceError: no number from 0 to 1; or one that makes the evidence impossible.
        """
        t = parse_probability(probability)
        evidence = t * self.evidence_at_one + (1 - t) * self.evidence_at_zero
        if evidence <= 0:
            row = self.row
            raise EvidenceError(
                f"P({row.variable}={row.state} | {row.given}) = {t:g} makes the evidence "
                "impossible: choose a number between 0 and 1"
            )
        return (t * self.cause_at_one + (1 - t) * self.cause_at_zero) / evidence

    def derivative(self, probability: float) -> float:
        """The slope of the posterior at that number.

        Raises:
            EvidenceError: as :meth:`at`.
        """
        now = self.at(probability)
        evidence = self.evidence_at_zero + probability * self.c
        return (self.a - now * self.c) / evidence


def edit_bound(probability: float, log_odds_change: float) -> tuple[float, float]:
    """Between which bounds any query stays when one number is edited, its row in proportion.

    Its odds move by at most the factor by which the edit moves those of the number (Chan and
    Darwiche, A distance measure for bounding probabilistic belief change, IJAR 38, 2005: the
    distance between the two distributions is the absolute change in log-odds).

    Args:
        probability: of the query now, given any evidence.
        log_odds_change: of the number, in nats.

    Raises:
        EvidenceError: no number from 0 to 1.

    >>> [round(bound, 4) for bound in edit_bound(0.2, 0.5)]
    [0.1317, 0.2919]
    """
    now = parse_probability(probability)
    if now in (0.0, 1.0):
        return now, now
    distance, odds = abs(log_odds_change), log_odds(now)
    return _probability(odds - distance), _probability(odds + distance)


def log_odds(probability: float) -> float:
    """Natural log of ``p / (1 - p)``; infinite at 0 and 1."""
    if probability in (0.0, 1.0):
        return math.inf if probability else -math.inf
    return math.log(probability) - math.log1p(-probability)


def _probability(odds: float) -> float:
    if odds < 0:
        return math.exp(odds) / (1 + math.exp(odds))
    return 1 / (1 + math.exp(-odds))
