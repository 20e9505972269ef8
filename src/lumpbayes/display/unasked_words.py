"""Red flags that were not asked yet, in words that text, HTML and the report share."""

from __future__ import annotations

from collections.abc import Iterator

from lumpbayes.display.words import plain
from lumpbayes.percentages import percent
from lumpbayes.reasoning.unasked_flags import UnaskedFlag, UnaskedFlags

__all__ = ["flag_line", "question_lines", "unasked_heading"]

MOST_NAMED = 4
"""Questions of one red flag that are named."""


def unasked_heading(unasked: UnaskedFlags) -> str:
    """How many red flags no answer has decided yet."""
    if not unasked:
        return "Red flags not asked yet: none"
    return f"Red flags not asked yet: {len(unasked)}; what was not asked fires none"


def question_lines(unasked: UnaskedFlags) -> Iterator[str]:
    """A line a question of which one answer fires a red flag alone."""
    for each in unasked.questions:
        answers = " or ".join(map(plain, each.answers))
        chance = percent(each.probability)
        level = each.urgency.replace("_", "-")
        asked = plain(each.question or each.label)
        yield f"{asked} {answers} ({chance}): {level}, {', '.join(map(plain, each.flags))}"


def flag_line(flag: UnaskedFlag) -> str:
    """A red flag, what it asks for, how probable it is, and what to ask about."""
    labels = [plain(each.label) for each in flag.questions]
    more = f" and {len(labels) - MOST_NAMED} more" if len(labels) > MOST_NAMED else ""
    asked = f"{', '.join(labels[:MOST_NAMED])}{more}"
    level, chance = flag.urgency.replace("_", "-"), percent(flag.probability)
    return f"{plain(flag.id)} ({level}, {chance}): {plain(flag.advice)} Ask: {asked}"
