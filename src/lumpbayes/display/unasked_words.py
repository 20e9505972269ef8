"""Red flags that are not known yet, in words that text, HTML and the report share."""

from __future__ import annotations

from collections.abc import Iterator

from lumpbayes.display.urgency_words import level_name
from lumpbayes.display.words import plain
from lumpbayes.percentages import percent
from lumpbayes.reasoning.unasked_flags import UnaskedFlag, UnaskedFlags

__all__ = ["flag_line", "question_lines", "together_text", "unasked_heading"]

MOST_NAMED = 4
"""Questions of one red flag that are named."""
FEW_NAMED = 3
"""The same in a list of them."""
MOST_TOGETHER = 6
"""Red flags that take several answers, that are named."""


def unasked_heading(unasked: UnaskedFlags) -> str:
    """How many red flags no answer has decided yet."""
    if not unasked:
        return "Red flags not known yet: none"
    return f"Red flags not known yet: {len(unasked)}; what is not known fires none"


def question_lines(unasked: UnaskedFlags) -> Iterator[str]:
    """A line a question of which one answer fires a red flag alone."""
    for each in unasked.questions:
        answers = " or ".join(map(plain, each.answers))
        chance = percent(each.probability)
        level = level_name(each.urgency)
        asked = plain(each.question or each.label)
        yield f"{asked} {answers} ({chance}): {level}, {', '.join(map(plain, each.flags))}"


def flag_line(flag: UnaskedFlag) -> str:
    """A red flag, what it asks for, how probable it is, and what to ask about."""
    labels = [plain(each.label) for each in flag.questions]
    more = f" and {len(labels) - MOST_NAMED} more" if len(labels) > MOST_NAMED else ""
    asked = f"{', '.join(labels[:MOST_NAMED])}{more}"
    level, chance = level_name(flag.urgency), percent(flag.probability)
    return f"{plain(flag.id)} ({level}, {chance}): {plain(flag.advice)} Ask: {asked}"


def together_text(unasked: UnaskedFlags) -> str:
    """The red flags that take several answers, with what they depend on; empty where none does."""
    several = [_together(each) for each in unasked if not each.alone]
    left = len(several[MOST_TOGETHER:])
    more = [f"and {left} more"] if left else []
    told = "; ".join([*several[:MOST_TOGETHER], *more])
    return f"Fired by several answers together: {told}." if told else ""


def _together(flag: UnaskedFlag) -> str:
    labels = ", ".join(plain(each.label) for each in flag.questions[:FEW_NAMED])
    more = ", ..." if len(flag.questions) > FEW_NAMED else ""
    level, chance = level_name(flag.urgency), percent(flag.probability)
    return f"{labels}{more} ({plain(flag.id)}, {level}, {chance})"
