"""Changed numbers for a terminal: before -> after."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lumpbayes.display.words import plain
from lumpbayes.display.wrapping import wrapped
from lumpbayes.knowledge.cells import Estimate
from lumpbayes.knowledge.comparing import CellChange, log_odds_difference
from lumpbayes.knowledge.likelihoods import given_text, group_column
from lumpbayes.knowledge.records import KnowledgeBase
from lumpbayes.percentages import DECIBANS

__all__ = ["arrow", "decibans", "edit_lines", "number_change", "number_lines", "number_place"]

FEW = 0.05
"""Decibans below which one decimal shows none."""


def arrow(before: float, after: float) -> str:
    """Two numbers, in six digits or as many as tell them apart.

    >>> arrow(0.2, 0.25), arrow(0.1, 0.10000000000000002)
    ('0.2 -> 0.25', '0.1 -> 0.10000000000000002')
    """
    old, new = f"{before:.6g}", f"{after:.6g}"
    return f"{before!r} -> {after!r}" if old == new else f"{old} -> {new}"


def decibans(before: float, after: float) -> str:
    """The difference in log-odds in words.

    >>> decibans(0.5, 0.8), decibans(0.5, 0.0)
    ('+6.0 decibans', 'infinitely many decibans')
    """
    difference = log_odds_difference(before, after)
    if difference is None:
        return "infinitely many decibans"
    shown = DECIBANS * difference
    return f"{shown:+.{'1f' if abs(shown) >= FEW else '1g'}} decibans"


def number_lines(changes: Sequence[CellChange], width: int) -> Iterator[str]:
    """A line for each number that differs: its place, the change, and what of its origin."""
    for change in changes:
        text = f"{plain(number_place(change))}: {plain(number_change(change))}"
        yield from wrapped(f"  {text}", width, indent="      ")


def number_place(change: CellChange) -> str:
    """Which number: ``fever=yes given cause=lipoma``."""
    return f"{change.variable}={change.state} given {change.given}"


def number_change(change: CellChange) -> str:
    """From what to what it changes, and what of its origin does."""
    before, after = change.before, change.after
    if before is None:
        return f"new, {after.probability:.6g}" if after else ""
    if after is None:
        return f"removed, was {before.probability:.6g}"
    return "; ".join(_parts(before, after))


def _parts(before: Estimate, after: Estimate) -> Iterator[str]:
    """The new probability and what else is new; where it is the old one, the rest in full."""
    origin = {
        "interval": tuple(f"{each.low:.6g} to {each.high:.6g}" for each in (before, after)),
        "grade": (before.grade, after.grade),
        "source": (";".join(before.sources), ";".join(after.sources)),
    }
    differ = {name: pair for name, pair in origin.items() if pair[0] != pair[1]}
    if before.probability != after.probability:
        yield _moved(before.probability, after.probability)
        if differ:
            yield f"{', '.join(differ)} too"
    else:
        yield f"still {after.probability:.6g}"
        yield from (f"{name} {old} -> {new}" for name, (old, new) in differ.items())


def _moved(before: float, after: float) -> str:
    return f"{arrow(before, after)} ({decibans(before, after)})"


def edit_lines(
    before: KnowledgeBase, after: KnowledgeBase, changes: Sequence[CellChange], width: int
) -> Iterator[str]:
    """What an edit changes, row by row, each condition once; implied rests too.

    Args:
        before: the model.
        after: the model, edited.
        changes: the numbers that differ.
        width: columns of the window.
    """
    conditions = dict.fromkeys((each.table, each.variable, each.given) for each in changes)
    for condition in conditions:
        table, variable, given = condition
        file = before.files[table].shown
        yield from wrapped(
            f"{plain(file)}: {plain(variable)} given {plain(given)}", width, bold=True
        )
        for change in changes:
            if (change.table, change.variable, change.given) == condition:
                yield f"  {plain(change.state)}: {_brief(change)}"
        old, new = (_rest(each, variable, given) for each in (before, after))
        if new is not None:
            state = plain(after.variables[variable].states[-1])
            yield f"  {state} (the rest): " + (
                f"new, {new:.6g}" if old is None else _moved(old, new)
            )


def _brief(change: CellChange) -> str:
    before, after = change.before, change.after
    if before is None or after is None:
        return number_change(change)
    return _moved(before.probability, after.probability)


def _rest(knowledge: KnowledgeBase, variable: str, given: str) -> float | None:
    """What the rows of a condition leave to the reference state; None where they list it."""
    states = knowledge.variables[variable].states
    group = tuple(
        cell
        for cell in knowledge.likelihoods
        if cell.variable == variable and given_text(cell.given) == given
    )
    if not group or any(cell.state == states[-1] for cell in group):
        return None
    return group_column(group, states)[-1]
