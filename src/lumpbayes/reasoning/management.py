"""What to do about the causes that drive the urgency, and about the leading ones."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from lumpbayes.knowledge.advice import URGENCIES
from lumpbayes.knowledge.records import KnowledgeBase
from lumpbayes.reasoning.urgency import Urgency
from lumpbayes.views import shown

__all__ = ["Advice", "advise", "driving_causes"]

MOST_LEADING = 3
LEAST_PROBABILITY = 0.05


@shown
class Advice(NamedTuple):
    """Work-up and treatment of one cause.

    Attributes:
        cause: its name.
        probability: its posterior.
        urgency: of the cause itself.
        workup, treatment: in words.
        sources: source keys.
        drives_urgency: whether a reason for the answer's urgency names it, however improbable it
            is.
    """

    cause: str
    probability: float
    urgency: str
    workup: str
    treatment: str
    sources: tuple[str, ...]
    drives_urgency: bool


def advise(
    knowledge: KnowledgeBase, posterior: Mapping[str, float], urgency: Urgency
) -> tuple[Advice, ...]:
    """Advice on what the urgency is about, then on at most three leading causes, each once.

    Args:
        knowledge: the model.
        posterior: cause -> probability, most probable first.
        urgency: of the answer.

    Returns:
        The causes that :func:`driving_causes` gives; then the most probable one, and the second and
        third from 5 % on.
    """
    leading = [
        cause
        for rank, (cause, probability) in enumerate(list(posterior.items())[:MOST_LEADING])
        if rank == 0 or probability >= LEAST_PROBABILITY
    ]
    driving = list(driving_causes(knowledge, posterior, urgency))
    found = []
    for cause in dict.fromkeys((*driving, *leading)):
        if cause in knowledge.management:
            row = knowledge.management[cause]
            words = (row.urgency, row.workup, row.treatment, row.sources)
            found.append(Advice(cause, posterior[cause], *words, cause in driving))
    return tuple(found)


def driving_causes(
    knowledge: KnowledgeBase,
    posterior: Mapping[str, float],
    urgency: Urgency,
    also: Collection[str] = (),
) -> Iterator[str]:
    """The causes that the reasons for the level name; of a group its most probable member.

    A red flag names none, and nothing drives the lowest level.

    Args:
        knowledge: the model.
        posterior: cause -> probability, most probable first.
        urgency: of the answer.
        also: other levels of which the reasons count too.
    """
    if urgency.level in (None, URGENCIES[0]):
        return
    groups = {group.name: group.states for group in knowledge.groups_of(knowledge.cause)}
    for reason in urgency.reasons:
        if reason.level in (urgency.level, *also) and reason.kind != "red_flag":
            if reason.subject in posterior:
                yield reason.subject
            else:
                yield max(groups[reason.subject], key=lambda cause: posterior[cause])
