"""Edits of the tables' numbers, as a panel shows them."""

from __future__ import annotations

from collections.abc import Mapping
from math import isclose
from typing import Any

from lumpbayes.display.words import plain
from lumpbayes.knowledge.cells import Estimate
from lumpbayes.knowledge.records import KnowledgeBase
from lumpbayes.panel.asked import Edited
from lumpbayes.panel.editing import (
    Listed,
    number_words,
    origin_words,
    probability_of,
    state_words,
)
from lumpbayes.panel.number_search import Search
from lumpbayes.panel.state import Edit, Number
from lumpbayes.percentages import percent

__all__ = ["doubt_view", "edits_view", "found_view", "number_view"]

MOST_FOUND = 12
"""Numbers that are listed of those that a search finds."""

ROUNDING = 1e-9
"""What a number may lie outside an interval by and count as within it."""

ByNumber = Mapping[Number, Listed]


def number_view(
    knowledge: KnowledgeBase, by_number: ByNumber, number: Number, edited: Edited
) -> dict[str, Any]:
    """The number that is chosen: what the tables say of it, and what it is now.

    Args:
        knowledge: with the tables' own numbers.
        by_number: those numbers.
        number: which.
        edited: the edits, and the engine with them.
    """
    listed = by_number[number]
    estimate = listed.estimate
    edit = next((each for each in edited.edits if each.number == number), None)
    now = probability_of(edited.engine.knowledge, number)
    return {
        "number": list(number),
        "words": plain(listed.words),
        "value": estimate.probability,
        "low": estimate.low,
        "high": estimate.high,
        "text": percent(estimate.probability),
        "interval": f"{percent(estimate.low)} to {percent(estimate.high)}",
        "origin": plain(origin_words(knowledge, listed)),
        "note": plain(estimate.note),
        "now": estimate.probability if now is None else now,
        "now_text": percent(estimate.probability if now is None else now),
        "outside": "" if now is None else _outside(estimate, now),
        "changed": "" if edit is None else _changed(edited, edit),
        "edited": edit is not None,
    }


def _outside(estimate: Estimate, now: float) -> str:
    """That a number is set where the tables hold it for improbable; empty where it is not."""
    if estimate.low - ROUNDING <= now <= estimate.high + ROUNDING:
        return ""
    between = f"{percent(estimate.low)} to {percent(estimate.high)}"
    return f"{percent(now)} lies outside the tables' 95 % interval ({between})."


def edits_view(
    knowledge: KnowledgeBase, by_number: ByNumber, edited: Edited
) -> list[dict[str, Any]]:
    """The edits: what, from where, to where; and where another edit has changed it since."""
    rows = []
    for edit in edited.edits:
        listed = by_number.get(edit.number)
        changed = _changed(edited, edit)
        rows.append(
            {
                "number": list(edit.number),
                "words": plain(number_words(knowledge, edit.number)),
                "before": percent(listed.estimate.probability) if listed else "not in the tables",
                "after": percent(_in_force(edited, edit)) + (f" ({changed})" if changed else ""),
                "listed": listed is not None,
            }
        )
    return rows


def _in_force(edited: Edited, edit: Edit) -> float:
    """What the engine has for an edited number."""
    found = probability_of(edited.engine.knowledge, edit.number)
    return edit.probability if found is None else found


def _changed(edited: Edited, edit: Edit) -> str:
    """Why a number is not what it was set to; empty where it is."""
    if isclose(_in_force(edited, edit), edit.probability, rel_tol=1e-9, abs_tol=1e-12):
        return ""
    later = edited.edits[edited.edits.index(edit) + 1 :]
    knowledge = edited.engine.knowledge
    names = [
        state_words(knowledge, each.number.variable, each.number.state)
        for each in later
        if _row(each.number) == _row(edit.number)
    ]
    by = f", changed by the edit of {plain(' and '.join(names))}" if names else ""
    return f"set to {percent(edit.probability)}{by}"


def _row(number: Number) -> tuple[str, str, str]:
    """The numbers that are 1 together."""
    return number.kind, number.variable, number.given


def doubt_view(probability: float) -> dict[str, Any]:
    """Which of two was meant by a percentage below 1.

    >>> doubt_view(0.003)
    {'text': '0.3 % or 30 %?', 'choices': ['0.3 %', '30 %']}
    """
    choices = [f"{100 * each:.12g} %" for each in (probability, 100 * probability)]
    return {"text": f"{' or '.join(choices)}?", "choices": choices}


def found_view(text: str, found: Search) -> dict[str, Any]:
    """What a search found: the first of it, and how much there is."""
    listed = [
        _found(each.number, each.words, percent(each.estimate.probability), True)
        for each in found.numbers[:MOST_FOUND]
    ]
    rests = [
        _found(
            each.number,
            each.words,
            f"the rest: {percent(each.probability)}, change the others",
            False,
        )
        for each in found.rests[:MOST_FOUND]
    ]
    count = len(found.numbers) + len(found.rests)
    return {"text": text, "count": count, "along": found.along, "numbers": [*listed, *rests]}


def _found(number: Number, words: str, text: str, editable: bool) -> dict[str, Any]:
    return {"number": list(number), "words": plain(words), "text": text, "editable": editable}
