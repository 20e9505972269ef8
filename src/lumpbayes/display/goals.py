"""A goal seek for a terminal: the cheapest findings that would confirm a cause, or exclude it."""

from __future__ import annotations

from collections.abc import Iterator

from lumpbayes.display.goals_words import goal_text, goals_texts, how_often, incomplete_text
from lumpbayes.display.identity import footer_lines
from lumpbayes.display.words import plain
from lumpbayes.display.wrapping import wrapped
from lumpbayes.knowledge.writing import csv_text
from lumpbayes.percentages import percent
from lumpbayes.reasoning.goals import Goal, Goals

__all__ = ["goals_csv", "goals_lines"]

INDENT = "      "


def goals_lines(goals: Goals, width: int) -> Iterator[str]:
    """The threshold, whether it is reached, and the ways to it, each with its cost."""
    head, *texts = goals_texts(goals)
    yield from wrapped(head, width, bold=True)
    for text in texts:
        yield from wrapped(text, width)
    for goal in () if goals.reached else goals.found:
        cost, found, posterior = f"{goal.cost:g}", goal_text(goal), percent(goal.posterior)
        text = f"  cost {cost}  {found} -> {posterior} ({how_often(goals, goal)})"
        yield from wrapped(text, width, indent=INDENT)
    if not goals.complete:
        yield from wrapped(
            f"{incomplete_text(goals)} Allow fewer findings (--most), or fewer phases (--phases).",
            width,
        )
    yield ""
    yield from footer_lines(goals.basis.model, width)


def goals_csv(goals: Goals) -> str:
    """A row a way: findings as words, cost, posterior, probability, probability_if_cause."""
    rows = (
        (
            plain(" ".join(f"{name}={state}" for name, state in goal.evidence.items())),
            goal.cost,
            goal.posterior,
            goal.probability,
            goal.probability_if_cause,
        )
        for goal in goals.found
    )
    return csv_text(Goal._fields, rows)
