"""A goal seek in words that terminal and HTML share."""

from __future__ import annotations

from collections.abc import Iterator

from lumpbayes.display.words import plain
from lumpbayes.percentages import percent
from lumpbayes.reasoning.goals import Goal, Goals

__all__ = ["goal_text", "goals_texts", "how_often", "incomplete_text"]


def goals_texts(goals: Goals) -> Iterator[str]:
    """How probable the cause is now, and then whether and how the threshold is reached."""
    yield f"{plain(goals.label)}: {percent(goals.now)} now"
    if goals.found:
        yield f"The cheapest findings that would make it {goals.aim}:"
    elif goals.why_none:
        yield plain(goals.why_none)


def incomplete_text(goals: Goals) -> str:
    """That there may be other ways than those found."""
    return (
        f"The search stopped after {goals.weighed:,} combinations of findings; there may be "
        "other ways."
    )


def goal_text(goal: Goal) -> str:
    """What would have to be found."""
    return "; ".join(plain(each.label) for each in goal.findings)


def how_often(goals: Goals, goal: Goal) -> str:
    """How often it is found, in all and where the cause is there."""
    return (
        f"found in {percent(goal.probability)} of such people; in "
        f"{percent(goal.probability_if_cause)} of those with {_in_a_sentence(goals.label)}"
    )


def _in_a_sentence(label: str) -> str:
    """A label without the capital that it begins with, unless all of its first word is so."""
    shown = plain(label)
    return shown[:1].lower() + shown[1:] if shown[1:2].islower() else shown
