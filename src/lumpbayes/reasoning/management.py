"""What to do about the leading causes, from the tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from lumpbayes.knowledge.records import KnowledgeBase

__all__ = ["Advice", "leading_advice"]

MOST_CAUSES = 3
LEAST_PROBABILITY = 0.05


class Advice(NamedTuple):
    """Work-up and treatment of one cause.

    Attributes:
        cause: its name.
        probability: its posterior.
        urgency: of the cause itself.
        workup, treatment: in words.
        sources: source keys.
    """

    cause: str
    probability: float
    urgency: str
    workup: str
    treatment: str
    sources: tuple[str, ...]


def leading_advice(knowledge: KnowledgeBase, posterior: Mapping[str, float]) -> tuple[Advice, ...]:
    """Advice on at most three causes: the first, and others of at least 5 %.

    Args:
        knowledge: the model.
        posterior: cause -> probability, most probable first.
    """
    found = []
    for rank, (cause, probability) in enumerate(list(posterior.items())[:MOST_CAUSES]):
        if (rank == 0 or probability >= LEAST_PROBABILITY) and cause in knowledge.management:
            row = knowledge.management[cause]
            found.append(
                Advice(cause, probability, row.urgency, row.workup, row.treatment, row.sources)
            )
    return tuple(found)
