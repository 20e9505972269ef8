"""What asks for the urgency of answers: red flags, thresholds, and the least expected loss."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lumpbayes.inference.network import FloatArray
from lumpbayes.knowledge.advice import URGENCIES
from lumpbayes.knowledge.records import KnowledgeBase, Threshold
from lumpbayes.reasoning.triage import NO_LEVEL, Fired, Triage
from lumpbayes.views import shown

__all__ = ["Driver", "Drivers", "Packed", "count_drivers"]

Packed = NDArray[np.uint8]
"""Which drivers ask for the urgency that was answered, 8 a byte, shape (cases, bytes)."""

LOT = 2**16
"""Cases whose drivers are unpacked together."""


@shown
class Driver(NamedTuple):
    """Something that asks for the urgency of some answers.

    Attributes:
        kind: ``red_flag``, ``threshold``, or the least ``expected_loss`` (in a model without
            losses the ``leading_cause``); the same words as in ``dx.urgency.reasons``.
        subject: id of the rule, or name of the group or cause; of an expected loss, and of a
            leading cause, empty.
        text: the rule, or the threshold.
        cases: how many answers it asks for their urgency in.
        alone: how many of these nothing else asks for it in.
    """

    kind: str
    subject: str
    text: str
    cases: int = 0
    alone: int = 0

    @property
    def name(self) -> str:
        """Its short name: the id of a rule, or the kind with its subject."""
        if self.kind == "red_flag":
            return self.subject
        return f"{self.kind}:{self.subject}" if self.subject else self.kind

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return self._asdict()


class Drivers:
    """All that may ask for an urgency in one model, in one order.

    Attributes:
        named: each of them, with no cases.
    """

    def __init__(self, triage: Triage) -> None:
        kb = triage.knowledge
        self.named = tuple(_named(kb))
        self._triage = triage
        self._risk = Triage(replace(kb, thresholds=()), triage.losses)
        self._flags = _levels([each.urgency for each in kb.red_flags])
        self._thresholds = _levels([each.urgency for each in kb.thresholds])

    def urgency(self, posteriors: FloatArray, fired: Fired) -> tuple[NDArray[np.int8], Packed]:
        """The urgency of each answer, -1 where nothing asks for one, and what asks for it.

        Args:
            posteriors: P(cause | evidence), shape (cases, causes); all 0 where impossible.
            fired: what fires in each case.
        """
        asked = [np.where(fired.flags, self._flags, NO_LEVEL)]
        if len(self._thresholds):
            reached = self._triage.reached(posteriors, fired.certain)
            asked.append(np.where(reached, self._thresholds, NO_LEVEL))
        by_risk = self._risk.by_risk(posteriors, fired.certain[:, :0])
        asked.append(by_risk[:, None].astype(np.int8))
        each = np.concatenate(asked, axis=1)
        levels = each.max(axis=1)
        driving = (each == levels[:, None]) & (levels != NO_LEVEL)[:, None]
        return levels.astype(np.int8), np.packbits(driving, axis=1)


def _levels(urgencies: list[str]) -> NDArray[np.int8]:
    return np.array([URGENCIES.index(each) for each in urgencies], np.int8)


def _named(kb: KnowledgeBase) -> Iterator[Driver]:
    for flag in kb.red_flags:
        yield Driver("red_flag", flag.id, flag.rule_text)
    for threshold in kb.thresholds:
        yield Driver("threshold", threshold.subject, _limit(threshold))
    if kb.losses:
        yield Driver("expected_loss", "", "least expected loss by losses.csv")
    else:
        yield Driver("leading_cause", "", "urgency of the leading cause by management.csv")


def _limit(threshold: Threshold) -> str:
    when = f" with {threshold.when_text}" if threshold.when_text else ""
    limit = f"{100 * threshold.probability:g} %"
    return f"{threshold.label} of at least {limit}{when}: {threshold.urgency}"


def count_drivers(
    named: tuple[Driver, ...], driving: Packed, chosen: NDArray[np.bool_]
) -> tuple[Driver, ...]:
    """What asks for the urgency of some answers, the most frequent first.

    Args:
        named: all that may.
        driving: which of them do in each case.
        chosen: of which answers, shape (cases,).
    """
    cases, alone = np.zeros(len(named), np.int64), np.zeros(len(named), np.int64)
    places = np.flatnonzero(chosen)
    for at in range(0, len(places), LOT):
        bits = np.unpackbits(driving[places[at : at + LOT]], axis=1, count=len(named))
        cases += bits.sum(axis=0, dtype=np.int64)
        alone += bits[bits.sum(axis=1) == 1].sum(axis=0, dtype=np.int64)
    order = np.lexsort((-alone, -cases))
    return tuple(
        named[each]._replace(cases=int(cases[each]), alone=int(alone[each]))
        for each in order.tolist()
        if cases[each]
    )
