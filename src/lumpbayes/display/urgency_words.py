"""How urgent an answer is, in words that text, terminal and HTML share."""

from __future__ import annotations

from collections.abc import Iterator

from lumpbayes.display.words import plain
from lumpbayes.percentages import percent
from lumpbayes.reasoning.answer import Answer

__all__ = ["LEVEL_WORDS", "headline", "reason_lines"]

LEVEL_WORDS = {
    "self_care": "Self-care",
    "routine": "Routine",
    "soon": "Soon: within weeks",
    "urgent": "Urgent: from the same day to 2 weeks, as the reasons say",
    "emergency": "Emergency: the same day",
}


def headline(answer: Answer) -> str:
    """The level in words, and the level that possible red flags would make it; empty if none."""
    level, possible = answer.urgency.level, answer.urgency.possible_level
    if possible is None:
        return ""
    if level == possible:
        return LEVEL_WORDS[level]
    so_far = LEVEL_WORDS[level].partition(":")[0] if level else "So far nothing"
    grave = possible.replace("_", "-")
    return f"{so_far}, but possibly {grave}: settle the possible red flags first"


def reason_lines(answer: Answer) -> Iterator[str]:
    """Every red flag, the other reasons that ask for the level, and the possible flags."""
    level = answer.urgency.level
    for reason in answer.urgency.reasons:
        if reason.kind == "red_flag":
            yield f"red flag {plain(reason.subject)} ({reason.level}): {plain(reason.text)}"
        elif reason.level == level:
            named = reason.kind == "expected_loss"  # its text says how probable each cause is
            amount = "" if named else f"{percent(reason.probability or 0.0)}: "
            yield f"because {amount}{plain(reason.text)}"
    for flag in answer.possible_red_flags:
        yield f"possible red flag {plain(flag.id)} ({flag.urgency}): {plain(flag.advice)}"
