"""Which numbers matter, in words that terminal and HTML share."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from lumpbayes.display.row_words import number_words, row_words
from lumpbayes.display.urgency_words import level_name
from lumpbayes.display.words import plain
from lumpbayes.percentages import DECIBANS, percent
from lumpbayes.reasoning.sensitivity import Sensitivity
from lumpbayes.reasoning.smallest_edits import SmallestEdit, SmallestEdits
from lumpbayes.reasoning.table_rows import TableRow
from lumpbayes.reasoning.tornado import TornadoRow

__all__ = [
    "FRAGILE",
    "decision_word",
    "direction",
    "edit_place",
    "edit_text",
    "edits_head",
    "interval_text",
    "is_large",
    "tornado_meaning",
    "unmoved",
]

RISES, FALLS = "+", "-"
"""How the posterior goes with the number."""
WITHIN = "within its own interval"
FRAGILE = (
    f"Fragile: an edit {WITHIN} already changes the answer, so that the tables themselves leave it "
    "open."
)
LARGE = math.log(10)
"""An edit beyond it, 10 decibans, is left out of the text: it says that nothing small does it."""


def direction(moved: TornadoRow) -> str:
    """How the posterior goes with a number, as a sign."""
    return RISES if moved.at_high > moved.at_low else FALLS


def interval_text(row: TableRow) -> str:
    """A number and the ends of its interval."""
    return f"{row.probability:.4g}, from {row.low:.4g} to {row.high:.4g}"


def tornado_meaning(sensitivity: Sensitivity, shown: int, mark: str) -> str:
    """What the bars of a tornado are, and how many numbers have one.

    Args:
        sensitivity: of one cause.
        shown: how many numbers have a bar.
        mark: what says where the posterior is now; empty where there are no bars.
    """
    moving = len(sensitivity.moving)
    if not shown:
        return "No number of the tables moves it within its interval."
    low, high = map(percent, sensitivity.extremes)
    scale = f" Bars reach from {low} to {high}; {mark}." if mark else ""
    return (
        "Left to right: the lowest and the highest probability of it that one number gives within "
        f"its 95 % interval, the rest of the row in proportion; {RISES} rises with the number, "
        f"{FALLS} falls.{scale} {shown} of {moving:,} numbers that move it, of "
        f"{len(sensitivity.cells):,} in the tables; no single one moves it below {low} or above "
        f"{high}."
    )


def edits_head(edits: SmallestEdits) -> str:
    """What the edits would change."""
    knowledge = edits.situation.knowledge
    leading = plain(knowledge.state_labels[knowledge.cause][edits.leading_cause])
    about = f"that {leading} leads"
    if edits.urgency is not None:
        about += f", or the urgency ({level_name(edits.urgency)})"
    return f"The smallest single edits that change the answer: {about}"


def is_large(edit: SmallestEdit) -> bool:
    """Whether an edit is so large that it says that nothing small does it."""
    return abs(edit.log_odds_change) > LARGE


def unmoved(edits: SmallestEdits, small: Sequence[SmallestEdit], where: str = "") -> Iterator[str]:
    """What takes a large edit, or none changes at all; ``where`` says where those are."""
    decisions = {"leading_cause": "the leading cause", "urgency": "the urgency"}
    if edits.urgency is None:
        del decisions["urgency"]
    for change, what in decisions.items():
        found = [edit for edit in edits.edits if edit.change == change]
        if not found:
            yield f"no single number changes {what}"
        elif not any(edit.change == change for edit in small):
            smallest = DECIBANS * min(abs(edit.log_odds_change) for edit in found)
            yield f"only large edits change {what}: from {smallest:.1f} decibans on{where}"


def edit_text(edits: SmallestEdits, edit: SmallestEdit) -> str:
    """What is set to what, and what that changes; says where it stays within its interval."""
    row = edit.row
    words = row_words(edits.situation.knowledge, row)
    numbers = f"{number_words(row.probability)} -> {number_words(edit.to)}".replace(" ", "\xa0")
    how = f" ({WITHIN})" if edit.within else ""
    before, after = (decision_word(edits, edit, name) for name in (edit.before, edit.after))
    return f"{words}: {numbers}{how}: {before} -> {after}"


def edit_place(edit: SmallestEdit) -> str:
    """Which number of the tables that is, where it stands, and the edit as they write it."""
    row = edit.row
    moved = f"{DECIBANS * edit.log_odds_change:+.1f} decibans"
    numbers = f"{row.probability:.4g} -> {edit.to:.4g}".replace(" ", "\xa0")
    return f"{plain(row.event)} {numbers} ({moved}; {plain(row.place)})"


def decision_word(edits: SmallestEdits, edit: SmallestEdit, name: str) -> str:
    """A cause or a level as people read it."""
    if edit.change == "urgency":
        return level_name(name)
    knowledge = edits.situation.knowledge
    return plain(knowledge.state_labels[knowledge.cause][name])
