"""Red flags that are not known yet, as a panel shows them: a row a question."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from lumpbayes.display.unasked_words import together_text
from lumpbayes.display.urgency_words import level_name
from lumpbayes.display.words import plain
from lumpbayes.percentages import percent
from lumpbayes.reasoning.unasked_flags import SafetyQuestion, UnaskedFlags

__all__ = ["unasked_view"]

TEST = "test"


def unasked_view(unasked: UnaskedFlags, skipped: Collection[str]) -> dict[str, Any]:
    """What of the red flags is to be asked: ``alone`` and ``together``.

    ``alone`` are the questions of which one answer alone fires a red flag, tests last; ``together``
    names, in a sentence, the red flags that take several answers.

    Args:
        unasked: the red flags.
        skipped: variables that nobody knows.
    """
    found = [each for each in unasked.questions if each.variable not in skipped]
    found.sort(key=lambda each: each.phase == TEST)  # keeps the order otherwise
    return {"alone": [_row(each) for each in found], "together": together_text(unasked)}


def _row(each: SafetyQuestion) -> dict[str, str]:
    answers = " or ".join(map(plain, each.answers))
    return {
        "variable": each.variable,
        "label": plain(each.label),
        "question": plain(each.question) or plain(each.label),
        "words": f"{answers} ({percent(each.probability)}): {level_name(each.urgency)}",
    }
