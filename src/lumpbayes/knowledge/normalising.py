"""Probabilities that miss 1 by a little, divided by their sum."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from lumpbayes.knowledge.cells import Cell, Estimate, PriorCell
from lumpbayes.knowledge.estimates import SUM_EXACT, normalised
from lumpbayes.knowledge.likelihoods import row_groups
from lumpbayes.knowledge.rebuilding import with_estimates
from lumpbayes.knowledge.records import KnowledgeBase

__all__ = ["normalised_knowledge"]


def normalised_knowledge(knowledge: KnowledgeBase) -> KnowledgeBase:
    """The knowledge base with rows that miss 1 normalised; the same one where none does.

    Looked at are the priors within a setting, and groups of likelihood rows that list every state.
    Such rows answer as they did, for the network divides them by their sum too.

    Args:
        knowledge: read leniently, so that no sum misses 1 by more than 5 %.
    """
    by_setting: dict[str, list[PriorCell | Cell]] = {}
    for cell in knowledge.priors:
        by_setting.setdefault(cell.setting, []).append(cell)
    new: dict[PriorCell | Cell, Estimate] = {}
    for column in by_setting.values():
        new.update(_normalised(column))
    for group in row_groups(knowledge.likelihoods):
        if len(group) == len(knowledge.variables[group[0].variable].states):
            new.update(_normalised(group))
    if not new:
        return knowledge
    return with_estimates(
        knowledge,
        tuple(cell._replace(estimate=new.get(cell, cell.estimate)) for cell in knowledge.priors),
        tuple(
            cell._replace(estimate=new.get(cell, cell.estimate)) for cell in knowledge.likelihoods
        ),
    )


def _normalised(
    cells: Sequence[PriorCell | Cell],
) -> Mapping[PriorCell | Cell, Estimate]:
    """Cell -> estimate with a probability of its share, where the sum misses 1."""
    values = [cell.estimate.probability for cell in cells]
    if abs(math.fsum(values) - 1) <= SUM_EXACT:
        return {}
    return {
        cell: _shared(cell.estimate, value)
        for cell, value in zip(cells, normalised(values), strict=True)
    }


def _shared(estimate: Estimate, probability: float) -> Estimate:
    """The estimate with another probability; its interval widened to hold it."""
    if probability == estimate.probability:
        return estimate
    before = f"was {estimate.probability:.6g} before normalising"
    return estimate._replace(
        probability=probability,
        low=min(estimate.low, probability),
        high=max(estimate.high, probability),
        note=f"{before}; {estimate.note}" if estimate.note else before,
    )
