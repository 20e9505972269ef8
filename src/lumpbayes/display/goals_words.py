"""A goal seek in words that terminal and HTML share."""

from __future__ import annotations

from collections.abc import Iterator

from lumpbayes.display.words import plain
from lumpbayes.percentages import percent
from lumpbayes.reasoning.goals import Goal, Goals

__all__ = ["goal_text", "goals_texts", "how_often", "incomplete_text"]


def goals_texts(goals: Goals) -> Iterator[str]:
    """How probable the cause is now, and then whether and how the threshold is reached."""
    confirm = goals.at_least is not None
    limit = goals.at_least if confirm else goals.at_most
    aim = f"at {'least' if confirm else 'most'} {percent(limit or 0.0)}"
    yield f"{plain(goals.label)}: {percent(goals.now)} now"
    if goals.reached:
        yield f"That is {aim} already."
    elif goals.found:
        yield f"The cheapest findings that would make it {aim}:"
    elif goals.complete:
        yield _cannot(goals, aim)


def _cannot(goals: Goals, aim: str) -> str:
    counted = "No single finding" if goals.most == 1 else f"No set of up to {goals.most} findings"
    phases = f" of {' and '.join(plain(each) for each in goals.phases)}" if goals.phases else ""
    return f"{counted}{phases} would make it {aim}."


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
