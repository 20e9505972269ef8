"""How urgent an answer is: the worst of red flags, thresholds and the leading cause."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from lumpbayes.knowledge.advice import URGENCIES
from lumpbayes.knowledge.records import KnowledgeBase, Threshold
from lumpbayes.reasoning.red_flags import Allowed, Flag, is_certain

__all__ = ["Reason", "Urgency", "assess_urgency"]


ROUNDING = 1e-12
"""A sum that should reach a threshold may miss it by this much."""


class Reason(NamedTuple):
    """Why an answer is at least this urgent.

    Attributes:
        kind: ``red_flag``, ``threshold`` or ``leading_cause``.
        level: the urgency it asks for.
        subject: id of the rule, or name of the group or cause.
        probability: of that group or cause; None for a red flag.
        text: in words.
        sources: source keys.
    """

    kind: str
    level: str
    subject: str
    probability: float | None
    text: str
    sources: tuple[str, ...]


class Urgency(NamedTuple):
    """How urgent care is.

    Attributes:
        level: ``self_care`` < ``routine`` < ``soon`` < ``urgent`` < ``emergency``; None in a
            model that says nothing about urgency.
        reasons: what asks for it, the most urgent first.
        possible_level: the level if every possible red flag turned out true; the same as
            ``level`` where there is none, or none that is worse.
    """

    level: str | None
    reasons: tuple[Reason, ...]
    possible_level: str | None


def assess_urgency(
    knowledge: KnowledgeBase,
    allowed: Allowed,
    posterior: Mapping[str, float],
    flags: Sequence[Flag],
    possible: Sequence[Flag],
) -> Urgency:
    """The worst of the flags that fired, the thresholds passed, and the leading cause's own.

    Args:
        knowledge: the model.
        allowed: the states that the evidence leaves possible.
        posterior: cause -> probability, most probable first.
        flags: the red flags that fired.
        possible: those that soft evidence makes possible.
    """
    reasons = [
        Reason("red_flag", flag.urgency, flag.id, None, flag.advice, flag.sources) for flag in flags
    ]
    reasons += _passed(knowledge, allowed, posterior)
    leading = next(iter(posterior), "")  # a network without a target has no causes
    if leading in knowledge.management:
        row = knowledge.management[leading]
        label = knowledge.state_labels[knowledge.cause][leading]
        reasons.append(
            Reason(
                "leading_cause",
                row.urgency,
                leading,
                posterior[leading],
                f"{label} is the most probable cause.",
                row.sources,
            )
        )
    reasons.sort(key=lambda reason: -URGENCIES.index(reason.level))
    level = reasons[0].level if reasons else None
    levels = [flag.urgency for flag in possible] + ([level] if level else [])
    return Urgency(level, tuple(reasons), max(levels, key=URGENCIES.index, default=None))


def _passed(
    knowledge: KnowledgeBase, allowed: Allowed, posterior: Mapping[str, float]
) -> Iterator[Reason]:
    for threshold in knowledge.thresholds:
        probability = math.fsum(posterior[cause] for cause in threshold.causes)
        if probability >= threshold.probability - ROUNDING and (
            threshold.when is None or is_certain(threshold.when, allowed)
        ):
            yield Reason(
                "threshold",
                threshold.urgency,
                threshold.subject,
                min(1.0, probability),
                _text(threshold),
                threshold.sources,
            )


def _text(threshold: Threshold) -> str:
    limit = f"{100 * threshold.probability:g} %"
    when = f" with {threshold.when_text}" if threshold.when_text else ""
    note = f" {threshold.note}" if threshold.note else ""
    return f"{threshold.label} reaches the limit of {limit}{when}.{note}"
