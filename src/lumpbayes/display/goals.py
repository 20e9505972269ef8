"""A goal seek for a terminal: the cheapest findings that would confirm a cause, or exclude it."""

from __future__ import annotations

from collections.abc import Iterator

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
    confirm = goals.at_least is not None
    limit = goals.at_least if goals.at_least is not None else goals.at_most
    aim = f"at {'least' if confirm else 'most'} {percent(limit or 0.0)}"
    yield from wrapped(f"{plain(goals.label)}: {percent(goals.now)} now", width, bold=True)
    if goals.reached:
        yield from wrapped(f"That is {aim} already.", width)
    elif goals.found:
        yield from wrapped(f"The cheapest findings that would make it {aim}:", width)
        for goal in goals.found:
            yield from _goal_lines(goals, goal, width)
    elif goals.complete:
        yield from wrapped(_cannot(goals, aim), width)
    if not goals.complete:
        yield from wrapped(
            f"The search stopped after {goals.weighed:,} combinations of findings; there may be "
            "other ways. Allow fewer findings (--most), or fewer phases (--phases).",
            width,
        )
    yield ""
    yield from footer_lines(goals.basis.model, width)


def _cannot(goals: Goals, aim: str) -> str:
    counted = "No single finding" if goals.most == 1 else f"No set of up to {goals.most} findings"
    phases = f" of {' and '.join(plain(each) for each in goals.phases)}" if goals.phases else ""
    return f"{counted}{phases} would make it {aim}."


def _goal_lines(goals: Goals, goal: Goal, width: int) -> Iterator[str]:
    found = "; ".join(plain(each.label) for each in goal.findings)
    often = (
        f"found in {percent(goal.probability)} of such people; in "
        f"{percent(goal.probability_if_cause)} of those with {_in_a_sentence(goals.label)}"
    )
    text = f"  cost {goal.cost:g}  {found} -> {percent(goal.posterior)} ({often})"
    yield from wrapped(text, width, indent=INDENT)


def _in_a_sentence(label: str) -> str:
    """A label without the capital that it begins with, unless all of its first word is so."""
    shown = plain(label)
    return shown[:1].lower() + shown[1:] if shown[1:2].islower() else shown


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
