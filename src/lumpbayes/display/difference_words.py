"""What differs between two models, in words that terminal and HTML share."""

from __future__ import annotations

from collections.abc import Iterator

from lumpbayes.display.changes import arrow, decibans
from lumpbayes.display.words import plain
from lumpbayes.knowledge.comparing import CellChange, RowChange, TableChange
from lumpbayes.percentages import percent
from lumpbayes.reasoning.difference import Difference, PresentationMove, PriorChange

__all__ = [
    "HEADINGS",
    "affecting",
    "counted_presentations",
    "presentation_head",
    "presentation_remarks",
    "presentation_text",
    "prior_text",
    "row_text",
    "silent_texts",
    "table_text",
]

HEADINGS = {
    "numbers": "Numbers",
    "tables": "Tables of the network",
    "rows": "Other tables",
    "silent": "Without effect on answers",
    "priors": "Priors",
    "presentations": "Classic presentations: probability and rank of the cause",
}


def affecting(difference: Difference) -> tuple[list[CellChange], list[RowChange]]:
    """The numbers, and the rows of other tables, that answers depend on."""
    numbers = [change for change in difference.cells if not change.only_note]
    return numbers, [change for change in difference.rows if change.affects_answers]


def table_text(change: TableChange) -> str:
    """A table of a network file: how many of its numbers differ, and the one that does most."""
    count = "1 number differs" if change.numbers == 1 else f"{change.numbers:,} numbers differ"
    place = f"{change.variable}={change.state} given {change.given}"
    moved = f"{arrow(change.before, change.after)} ({decibans(change.before, change.after)})"
    return f"{plain(change.variable)}: {count}, most of all {plain(place)}: {moved}"


def row_text(change: RowChange) -> str:
    """A row of another table: which, and what of it differs."""
    head = " ".join(plain(part) for part in (change.table, change.key) if part)
    if change.before is None or change.after is None:
        row = change.before or change.after or {}
        told = "added" if change.before is None else "removed"
        texts = [f"{name} {text!r}" for name, text in row.items() if text]
        text = ", ".join([told, *texts])
    else:
        old, new = change.before, change.after
        text = "; ".join(f"{name} {old[name]!r} -> {new[name]!r}" for name in new)
    return f"{head}: {plain(text)}"


def silent_texts(difference: Difference) -> Iterator[str]:
    """What differs and changes no answer."""
    for change in difference.cells:
        if change.only_note and change.before and change.after:
            place = f"{change.table} {change.variable}={change.state} given {change.given}"
            text = f"note {change.before.note!r} -> {change.after.note!r}"
            yield f"{plain(place)}: {plain(text)}"
    yield from (row_text(change) for change in difference.rows if not change.affects_answers)


def prior_text(move: PriorChange) -> str:
    """How a prior moves."""
    head = " ".join(plain(part) for part in (move.setting, move.cause) if part)
    return f"{head}: {_probabilities(move)}"


def _probabilities(move: PriorChange) -> str:
    if move.before is None or move.after is None:
        found = move.before if move.after is None else move.after
        return f"only {'before' if move.after is None else 'after'}, {percent(found or 0.0)}"
    shown = f"{100 * move.before:.4g} % -> {100 * move.after:.4g} %"
    return f"{shown} ({decibans(move.before, move.after)})"


def presentation_text(move: PresentationMove) -> str:
    """How both models answer a classic presentation."""
    told = (f"{presentation_head(move)}: {move.words}", *presentation_remarks(move))
    return "; ".join(told)


def presentation_head(move: PresentationMove) -> str:
    """Which classic presentation: ``P1 abscess in hospital``."""
    where = f" in {plain(move.setting)}" if move.setting else ""
    return f"{plain(move.id)} {plain(move.cause)}{where}"


def presentation_remarks(move: PresentationMove) -> Iterator[str]:
    """Where the cause should stand, if it no longer does, and why a model cannot be asked."""
    if move.after and move.after.rank > move.max_rank:
        yield f"should be {move.max_rank} at most"
    if move.problem:
        yield plain(move.problem)


def counted_presentations(difference: Difference) -> Iterator[str]:
    """How many classic presentations move less than is shown, or not at all."""
    moved = sum(move.moved for move in difference.presentations)
    less = moved - len(difference.shown_presentations)
    if less:
        yield f"less than is shown: {less}"
    if still := len(difference.presentations) - moved:
        yield f"not at all: {still}"
