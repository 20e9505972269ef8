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
    "urgent": "Urgent: within 2 weeks at the latest; the reasons say what is sooner",
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
    flagged = any(flag.urgency == possible for flag in answer.possible_red_flags)
    unsure = "the possible red flags" if flagged else "what it depends on"
    return f"{so_far}, but possibly {grave}: settle {unsure} first"


def reason_lines(answer: Answer) -> Iterator[str]:
    """Every red flag, the other reasons that ask for the level, and the possible flags."""
    level = answer.urgency.level
    for reason in answer.urgency.reasons:
        if reason.kind == "red_flag":
            yield f"red flag {plain(reason.subject)} ({reason.level}): {plain(reason.text)}"
        elif reason.level == level:
            text = plain(reason.text)
            if reason.kind == "expected_loss":  # its text says how probable each cause is
                yield f"because {text[:1].lower()}{text[1:]}"
            else:
                yield f"because {percent(reason.probability or 0.0)}: {text}"
    for flag in answer.possible_red_flags:
        yield f"possible red flag {plain(flag.id)} ({flag.urgency}): {plain(flag.advice)}"
    order = ("", *LEVEL_WORDS)
    for reason in answer.urgency.possible_reasons:
        if order.index(reason.level) > order.index(level or ""):
            amount = percent(reason.probability or 0.0)
            grave = reason.level.replace("_", "-")
            yield f"possibly {grave}, because {amount}: {plain(reason.text)}"
