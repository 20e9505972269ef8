"""The verdict on a patient's findings, and the limits that it rests on."""

from __future__ import annotations

from enum import StrEnum

from lumpbayes.reasoning.fit import OUTSIDE, OUTSIDE_CONFLICT, Rarities, is_outside

__all__ = ["CONTRADICTORY", "RARE", "THRESHOLDS", "Verdict", "verdict_of", "verdict_words"]

RARE = 0.01
"""Surprise of a lower probability makes a patient rare: fewer than 1 in 100 are as improbable, as
people use the word. That also keeps two of the commonest findings together, such as fever and
redness (1 in 40), from being called so."""

CONTRADICTORY = 0.05
"""Conflict above ``OUTSIDE_CONFLICT`` of a lower probability makes the findings contradictory: one
that is rare and next to nothing, as where findings are all but independent, does not."""

THRESHOLDS = (
    ("rare", RARE),
    ("contradictory", CONTRADICTORY),
    ("contradictory_log_conflict", OUTSIDE_CONFLICT),
    ("outside", OUTSIDE),
    ("outside_log_conflict", OUTSIDE_CONFLICT),
)
"""Name -> limit of all that decides a verdict."""


class Verdict(StrEnum):
    """What the scores say; the first that holds, from the last upwards."""

    ORDINARY = "ordinary"
    RARE = "rare"
    CONTRADICTORY = "contradictory"
    OUTSIDE = "outside"


WORDS = {
    Verdict.ORDINARY: "Ordinary: the model produces such patients, and the findings agree",
    Verdict.RARE: "Rare: few patients of the model are as improbable, but the findings agree",
    Verdict.CONTRADICTORY: "Contradictory: the findings disagree more than they commonly do",
    Verdict.OUTSIDE: "Outside the model: it hardly ever produces such a patient",
}

CLASHES = {
    Verdict.ORDINARY: "Ordinary as a whole, but two findings hardly go together",
    Verdict.RARE: "Rare: few patients of the model are as improbable, and two findings hardly go "
    "together",
}
"""The same where a pair clashes, of verdicts that do not say that the findings disagree."""


APART = {
    Verdict.ORDINARY: "Ordinary: the model produces such patients, and the findings do not "
    "disagree much",
    Verdict.RARE: "Rare: few patients of the model are as improbable, but the findings do not "
    "disagree much",
}
"""The same where no pair clashes, and yet the findings pull in different directions."""


def verdict_of(log_conflict: float, found: Rarities) -> Verdict:
    """What the scores of a patient say; the first that holds, from the last upwards."""
    if is_outside(log_conflict, found.combined.p_value):
        return Verdict.OUTSIDE
    if log_conflict > OUTSIDE_CONFLICT and found.conflict.p_value < CONTRADICTORY:
        return Verdict.CONTRADICTORY
    return Verdict.RARE if found.surprise.p_value < RARE else Verdict.ORDINARY


def verdict_words(verdict: Verdict, clashing: bool, apart: bool) -> str:
    """A verdict in words, without a full stop.

    Args:
        verdict: which.
        clashing: whether two findings hardly go together.
        apart: whether the findings pull in different directions, by however little.
    """
    words = WORDS[verdict]
    if clashing:
        return CLASHES.get(verdict, words)
    return APART.get(verdict, words) if apart else words
