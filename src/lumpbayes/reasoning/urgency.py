"""How urgent an answer is: the worst of red flags, thresholds and the least expected loss.

The level of least expected loss is the Bayes action (Berger, Statistical Decision Theory and
Bayesian Analysis, 1985, section 1.5): argmin over levels of the sum over causes of P(cause |
evidence) times what that level costs when the cause is true. A model without losses takes the
urgency of its leading cause instead.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from lumpbayes.errors import printable
from lumpbayes.knowledge.advice import URGENCIES
from lumpbayes.knowledge.frozen_mapping import FrozenMapping
from lumpbayes.knowledge.records import KnowledgeBase, Threshold
from lumpbayes.knowledge.within import within_words
from lumpbayes.knowledge.wording import NO_WORDING
from lumpbayes.percentages import short_percent
from lumpbayes.reasoning.phrases import rule_phrase
from lumpbayes.reasoning.red_flags import Raised, haste
from lumpbayes.reasoning.rule_truth import Allowed, is_certain, is_possible
from lumpbayes.reasoning.triage import ALIKE, ROUNDING, Triage, least_loss
from lumpbayes.views import shown

__all__ = ["Reason", "Urgency", "assess_urgency"]

MOST_NAMED = 3
"""Causes that a reason names."""

IS = {
    "self_care": "is a matter of self-care",
    "routine": "calls for a planned visit",
    "soon": "is to be seen soon",
    "urgent": "is urgent",
    "emergency": "is an emergency",
}
"""What a threshold makes of its cause, in words."""

CARE = {
    "routine": "a planned visit",
    "soon": "being seen soon",
    "urgent": "urgent care",
    "emergency": "emergency care",
}

WAITING = "Nothing is likely enough to be worth more than self-care."

ENOUGH = 0.8
"""Of what drives a level, this share is named, if ``MOST_NAMED`` causes make it up."""

LITTLE = 0.1
"""A further cause that adds less than this share to what drives a level is not named."""

TINY = 0.001
"""Nor is one that is less probable than this; it is no grave risk either."""


@shown
class Reason(NamedTuple):
    """Why an answer is at least this urgent.

    Attributes:
        kind: ``red_flag``, ``threshold``, or the least ``expected_loss`` (in a model without
            losses the ``leading_cause``).
        level: the urgency it asks for.
        subject: id of the rule, or name of the group or cause; of an expected loss, the cause
            that weighs most.
        probability: of that group or cause; None for a red flag.
        text: in words.
        sources: source keys.
        within: a time such as ``24 hours``; None where the words of the level say enough.
    """

    kind: str
    level: str
    subject: str
    probability: float | None
    text: str
    sources: tuple[str, ...]
    within: str | None = None


@shown
class Urgency(NamedTuple):
    """How urgent care is.

    Attributes:
        level: ``self_care`` < ``routine`` < ``soon`` < ``urgent`` < ``emergency``; None in a
            model that says nothing about urgency.
        reasons: what asks for it, the most urgent first; of these, what has least time. Of
            thresholds on one group or cause at one level only the one with least time is here.
        possible_level: the level if every possible red flag, and the condition of every possible
            threshold, turned out true; the same as ``level`` where there is none, or none that is
            worse.
        expected_losses: level -> what it is expected to cost, in the units of losses.csv; None in
            a model without that table.
        possible_reasons: thresholds whose probability is reached, and whose condition soft
            evidence makes possible; in the same order.
        own_words: level -> what it is called, where the model file has words of its own.
    """

    level: str | None
    reasons: tuple[Reason, ...]
    possible_level: str | None
    expected_losses: FrozenMapping[float] | None
    possible_reasons: tuple[Reason, ...] = ()
    own_words: FrozenMapping[str] = NO_WORDING.urgency_words

    @property
    def within(self) -> str | None:
        """The shortest time that a reason for the level gives; None where its words say enough."""
        return self.reasons[0].within if self.reasons else None

    def __repr__(self) -> str:
        """The level, and the reasons, one a line."""
        level = self.level or "no level of urgency"
        level += f", {within_words(self.within)}" if self.within else ""
        possible = f", possibly {self.possible_level}" if self.possible_level != self.level else ""
        lines = [f"{level}{possible}"]
        lines += [f"  {each.level}: {each.text}" for each in self.reasons]
        lines += [f"  possibly {each.level}: {each.text}" for each in self.possible_reasons]
        return "\n".join(printable(" ".join(line.splitlines())) for line in lines)


def assess_urgency(
    knowledge: KnowledgeBase,
    allowed: Allowed,
    posterior: Mapping[str, float],
    flags: Raised,
) -> Urgency:
    """The worst of the flags that fired, the thresholds passed, and the least expected loss.

    Args:
        knowledge: the model.
        allowed: the states that the evidence leaves possible.
        posterior: cause -> probability, most probable first.
        flags: the red flags that fired, and those that soft evidence makes possible.
    """
    reasons = [
        Reason("red_flag", flag.urgency, flag.id, None, flag.advice, flag.sources, flag.within)
        for flag in flags.fired
    ]
    certain, possible = _passed(knowledge, allowed, posterior, flags.open)
    reasons += certain
    expected = None
    if knowledge.losses:
        expected, reason = _by_loss(knowledge, posterior)
        reasons.append(reason)
    else:
        reasons += _by_leading_cause(knowledge, posterior)
    reasons, possible = _hastiest(reasons), _hastiest(possible)
    level = reasons[0].level if reasons else None
    levels = [flag.urgency for flag in flags.possible] + ([level] if level else [])
    levels += [reason.level for reason in possible]
    worst = max(levels, key=URGENCIES.index, default=None)
    own = knowledge.wording.urgency_words
    return Urgency(level, tuple(reasons), worst, expected, tuple(possible), own)


def _hastiest(reasons: Sequence[Reason]) -> list[Reason]:
    """The reasons by rank; of thresholds on one subject at one level, that with the least time."""
    said: set[tuple[str, str]] = set()
    kept = []
    for reason in sorted(reasons, key=_rank):
        about = (reason.subject, reason.level)
        if reason.kind != "threshold" or about not in said:
            kept.append(reason)
        if reason.kind == "threshold":
            said.add(about)
    return kept


def _rank(reason: Reason) -> tuple[int, float]:
    """The most urgent first, then what has least time."""
    return -URGENCIES.index(reason.level), haste(reason.level, reason.within)


def _passed(
    knowledge: KnowledgeBase,
    allowed: Allowed,
    posterior: Mapping[str, float],
    open_ones: Collection[str],
) -> tuple[list[Reason], list[Reason]]:
    """The thresholds that are reached: those whose condition holds, and those where it may."""
    certain: list[Reason] = []
    possible: list[Reason] = []
    for threshold in knowledge.thresholds:
        probability = math.fsum(posterior[cause] for cause in threshold.causes)
        if probability < threshold.probability - ROUNDING:
            continue
        reason = Reason(
            "threshold",
            threshold.urgency,
            threshold.subject,
            min(1.0, probability),
            _text(knowledge, threshold),
            threshold.sources,
            threshold.within or None,
        )
        if threshold.when is None or is_certain(threshold.when, allowed):
            certain.append(reason)
        elif is_possible(threshold.when, allowed, open_ones):
            possible.append(reason)
    return certain, possible


def _text(knowledge: KnowledgeBase, threshold: Threshold) -> str:
    limit = f"{threshold.label} at {100 * threshold.probability:g} % or more"
    time = f" ({within_words(threshold.within)})" if threshold.within else ""
    when = f", given {rule_phrase(knowledge, threshold.when)}" if threshold.when else ""
    note = f" {threshold.note}" if threshold.note else ""
    return f"{limit} {IS[threshold.urgency]}{time}{when}.{note}"


def _by_leading_cause(knowledge: KnowledgeBase, posterior: Mapping[str, float]) -> Iterator[Reason]:
    """Of causes that lead together, the most urgent: rounding shall not choose."""
    highest = next(iter(posterior.values()), 1.0)  # a network without a target has no causes
    together = [cause for cause, p in posterior.items() if p >= highest * (1 - ALIKE)]
    known = [cause for cause in together if cause in knowledge.management]
    if known:
        rows = knowledge.management
        cause = max(known, key=lambda each: URGENCIES.index(rows[each].urgency))
        label = knowledge.state_labels[knowledge.cause][cause]
        others = " (as probable as others)" if len(together) > 1 else ""
        text = f"{label} is the most probable cause{others}."
        row = rows[cause]
        yield Reason("leading_cause", row.urgency, cause, posterior[cause], text, row.sources)


def _by_loss(
    knowledge: KnowledgeBase, posterior: Mapping[str, float]
) -> tuple[FrozenMapping[float], Reason]:
    """What each level is expected to cost, and why the cheapest is what it is."""
    triage = Triage.of(knowledge)
    assert triage.losses is not None
    probabilities = np.array([posterior[cause] for cause in knowledge.causes])
    expected = triage.expected_losses(probabilities[None])
    level = int(least_loss(expected)[0])
    costs = dict(zip(URGENCIES, expected[0].tolist(), strict=True))
    # What each cause adds to the cost of the level below (of the level above, for the lowest).
    other = level - 1 if level else level + 1
    weights = probabilities * (triage.losses[:, other] - triage.losses[:, level])
    named = _heaviest(dict(zip(knowledge.causes, weights.tolist(), strict=True)), posterior)
    labels = knowledge.state_labels[knowledge.cause]
    causes = [f"{labels[cause]} ({short_percent(posterior[cause])})" for cause in named]
    if level:
        text = _worth(causes, URGENCIES[level])
    else:
        regrets = probabilities * (triage.losses[:, 0] - triage.losses.min(axis=1))
        regrets[probabilities < TINY] = 0
        gravest = knowledge.causes[int(regrets.argmax())] if regrets.any() else None
        text = WAITING if gravest is None else _risk(labels[gravest], posterior[gravest])
    keys = (each.sources for each in knowledge.losses if each.cause in named)
    sources = tuple(dict.fromkeys(key for each in keys for key in each))
    first = named[0]
    reason = Reason("expected_loss", URGENCIES[level], first, posterior[first], text, sources)
    return FrozenMapping(costs, "urgency"), reason


def _heaviest(weights: Mapping[str, float], posterior: Mapping[str, float]) -> list[str]:
    """The causes that make up most of the positive weight; the heaviest one at least."""
    order = sorted(weights, key=lambda cause: -weights[cause])
    total = math.fsum(weight for weight in weights.values() if weight > 0)
    named, share = order[:1], weights[order[0]]
    for cause in order[1:]:
        if len(named) == MOST_NAMED or share >= ENOUGH * total or weights[cause] < LITTLE * total:
            break
        if posterior[cause] >= TINY and weights[cause] > 0:
            named.append(cause)
            share += weights[cause]
    return named


def _worth(causes: Sequence[str], level: str) -> str:
    *others, last = causes
    listed = f"{', '.join(others)} or {last}" if others else last
    return f"The chance of {listed} is worth {CARE[level]}."


def _risk(gravest: str, probability: float) -> str:
    """That self-care is enough, and what speaks most against it."""
    risk = f"the gravest risk is {gravest} ({short_percent(probability)})"
    return f"{WAITING.removesuffix('.')}; {risk}."
