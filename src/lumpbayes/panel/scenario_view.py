"""Named scenarios of a panel, side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lumpbayes.display.urgency_words import level_name
from lumpbayes.display.words import plain
from lumpbayes.panel.state import State
from lumpbayes.percentages import percent
from lumpbayes.reasoning.answer import Answer

__all__ = ["NOW", "comparison_view", "scenarios_view"]

NOW = "now"
"""What the panel's own state is called beside the scenarios."""
NOW_WORDS = "Now, in this panel"

MOST_CAUSES = 8
"""Causes that a comparison shows: those that are most probable in any of its columns."""


def scenarios_view(scenarios: Mapping[str, State]) -> list[dict[str, Any]]:
    """Name, and what each holds in short."""
    return [
        {"name": name, "shown": plain(name), "words": _contents(state)}
        for name, state in scenarios.items()
    ]


def _contents(state: State) -> str:
    findings, edits = len(state.evidence), len(state.edits)
    words = f"{findings} finding{'' if findings == 1 else 's'}"
    return words + (f", {edits} edited number{'' if edits == 1 else 's'}" if edits else "")


def comparison_view(answers: Mapping[str, Answer]) -> dict[str, Any]:
    """A row a cause, a column a scenario.

    Args:
        answers: name -> answer, in the order of the columns; at least one.
    """
    listed = list(answers.values())
    highest: dict[str, float] = {}
    for answer in listed:
        for cause, probability in answer.posterior.items():
            highest[cause] = max(probability, highest.get(cause, 0.0))
    causes = sorted(highest, key=lambda cause: -highest[cause])[:MOST_CAUSES]
    return {
        "columns": [NOW_WORDS if name == NOW else plain(name) for name in answers],
        "rows": [_row(cause, listed) for cause in causes],
        "urgency": [_urgency(answer) for answer in listed],
        "left": len(highest) - len(causes),
    }


def _row(cause: str, answers: Sequence[Answer]) -> dict[str, Any]:
    label = next(each.labels[cause] for each in answers if cause in each.labels)
    found = [each.posterior.get(cause, 0.0) for each in answers]
    return {
        "cause": cause,
        "label": plain(label),
        "probabilities": found,
        "texts": [percent(each) for each in found],
    }


def _urgency(answer: Answer) -> dict[str, str]:
    level = answer.urgency.level
    return {
        "level": level or "",
        "text": level_name(level).capitalize() if level else "none",
    }
