"""Edits of the tables' numbers, as a panel shows them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lumpbayes.display.words import plain
from lumpbayes.knowledge.records import KnowledgeBase
from lumpbayes.panel.editing import Listed, number_words, origin_words
from lumpbayes.panel.state import Edit, Number
from lumpbayes.percentages import percent

__all__ = ["edits_view", "found_view", "number_view"]

MOST_FOUND = 12
"""Numbers that are listed of those that a search finds."""

ByNumber = Mapping[Number, Listed]


def number_view(
    knowledge: KnowledgeBase, by_number: ByNumber, number: Number, edits: Sequence[Edit]
) -> dict[str, Any]:
    """The number that is chosen: what the tables say of it, and what it is set to."""
    listed = by_number[number]
    estimate = listed.estimate
    now = next((each.probability for each in edits if each.number == number), None)
    return {
        "number": list(number),
        "words": plain(listed.words),
        "value": estimate.probability,
        "low": estimate.low,
        "high": estimate.high,
        "text": percent(estimate.probability),
        "interval": f"{percent(estimate.low)} to {percent(estimate.high)}",
        "origin": plain(origin_words(knowledge, estimate)),
        "note": plain(estimate.note),
        "now": estimate.probability if now is None else now,
        "edited": now is not None,
    }


def edits_view(
    knowledge: KnowledgeBase, by_number: ByNumber, edits: Sequence[Edit]
) -> list[dict[str, Any]]:
    """The edits: what, from where, to where."""
    rows = []
    for number, probability in edits:
        listed = by_number.get(number)
        rows.append(
            {
                "number": list(number),
                "words": plain(number_words(knowledge, number)),
                "before": percent(listed.estimate.probability) if listed else "not in the tables",
                "after": percent(probability),
                "listed": listed is not None,
            }
        )
    return rows


def found_view(text: str, found: Sequence[Listed]) -> dict[str, Any]:
    """What a search found: the first of them, and how many there are."""
    return {
        "text": text,
        "count": len(found),
        "numbers": [
            {
                "number": list(each.number),
                "words": plain(each.words),
                "text": percent(each.estimate.probability),
            }
            for each in found[:MOST_FOUND]
        ],
    }
