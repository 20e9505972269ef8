"""Red flags that were not asked yet, as a panel shows them: a row a question."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from lumpbayes.display.words import plain
from lumpbayes.percentages import percent
from lumpbayes.reasoning.unasked_flags import UnaskedFlags

__all__ = ["unasked_view"]

TEST = "test"


def unasked_view(unasked: UnaskedFlags, skipped: Collection[str]) -> list[dict[str, Any]]:
    """The questions of which one answer alone fires a red flag; the tests come last.

    Args:
        unasked: the red flags.
        skipped: variables that nobody knows.
    """
    found = [each for each in unasked.questions if each.variable not in skipped]
    found.sort(key=lambda each: each.phase == TEST)  # keeps the order otherwise
    return [
        {
            "variable": each.variable,
            "label": plain(each.label),
            "question": plain(each.question) or plain(each.label),
            "words": f"{' or '.join(map(plain, each.answers))} ({percent(each.probability)})",
        }
        for each in found
    ]
