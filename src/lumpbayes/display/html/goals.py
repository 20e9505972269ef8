"""A goal seek as HTML: the cheapest findings that would confirm a cause, or exclude it."""

from __future__ import annotations

from lumpbayes.display.goals_words import goal_text, goals_texts, how_often, incomplete_text
from lumpbayes.display.html.bars import bar
from lumpbayes.display.html.elements import Html, element, joined, paragraph
from lumpbayes.display.html.tables import Column, Table
from lumpbayes.percentages import percent
from lumpbayes.reasoning.goals import Goal, Goals

__all__ = ["goals_fragment"]

COLUMNS = (
    Column("Findings"),
    Column("Cost", "number"),
    Column("Then", "number"),
    Column("", "picture"),
)


def goals_fragment(goals: Goals) -> Html:
    """Where the cause stands, whether the threshold is reached, and the ways to it."""
    head, *texts = goals_texts(goals)
    shown = () if goals.reached else goals.found
    return joined(
        paragraph(head, class_="title"),
        [paragraph(text) for text in texts],
        Table("The cheapest first", COLUMNS, [_row(goals, goal) for goal in shown]).html(),
        paragraph("" if goals.complete else incomplete_text(goals)),
    )


def _row(goals: Goals, goal: Goal) -> tuple[object, ...]:
    often = paragraph(how_often(goals, goal), class_="quiet")
    name = joined(element("span", goal_text(goal)), often)
    return name, f"{goal.cost:g}", percent(goal.posterior), bar(goal.posterior)
