"""One estimate set to another probability, its interval, grade, sources and note with it."""

from __future__ import annotations

import math
from typing import TypeVar

from lumpbayes.knowledge.cells import Cell, Estimate, PriorCell
from lumpbayes.knowledge.estimates import JUDGEMENT

__all__ = ["ROUNDING", "changed", "moved"]

ROUNDING = 1e-12
"""A relative difference this small is what rescaling leaves in doubles: no edit."""

Row = TypeVar("Row", PriorCell, Cell)


def changed(cell: Row, probability: float, chosen: bool) -> Row:
    """A row with its estimate moved, that knows what its line in the file says.

    Args:
        cell: the row before.
        probability: the number after.
        chosen: as for :func:`moved`.
    """
    estimate = moved(cell.estimate, probability, chosen)
    if estimate is cell.estimate:
        return cell
    was = cell.estimate.probability if cell.was is None else cell.was
    return cell._replace(estimate=estimate, was=was)


def moved(estimate: Estimate, probability: float, chosen: bool) -> Estimate:
    """An estimate set to another probability; unchanged when that is no change.

    Args:
        estimate: the number before.
        probability: the number after.
        chosen: somebody chose it; otherwise it follows in proportion from what its source says.
    """
    if math.isclose(probability, estimate.probability, rel_tol=ROUNDING):
        return estimate
    origin = f"{estimate.grade}: {'; '.join(estimate.sources)}"
    verb = "was" if chosen else "in proportion from"
    before = f"{verb} {estimate.probability:.6g} ({origin})"
    note = f"{before}; {estimate.note}" if estimate.note else before
    grade = "derived" if estimate.grade == "sourced" else estimate.grade
    grade, sources = ("estimate", (JUDGEMENT,)) if chosen else (grade, estimate.sources)
    if 0 < probability < 1 and 0 < estimate.probability < 1:
        shift = _logit(probability) - _logit(estimate.probability)
        low = min(_shifted(estimate.low, shift), probability)
        high = max(_shifted(estimate.high, shift), probability)
        return Estimate(probability, low, high, grade, sources, note)
    return Estimate(probability, probability, probability, grade, sources, note)


def _logit(probability: float) -> float:
    return math.log(probability / (1 - probability))


def _shifted(probability: float, shift: float) -> float:
    if probability in (0.0, 1.0):
        return probability
    logit = _logit(probability) + shift
    if logit >= 0:
        return 1 / (1 + math.exp(-logit))
    return math.exp(logit) / (1 + math.exp(logit))
