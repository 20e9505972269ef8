"""Which numbers matter, for a terminal and as CSV: the tornado, and the smallest edits."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

from click import style

from lumpbayes.display.identity import footer_lines
from lumpbayes.display.urgency_words import LEVEL_WORDS
from lumpbayes.display.words import plain
from lumpbayes.display.wrapping import wrapped
from lumpbayes.knowledge.writing import csv_text
from lumpbayes.percentages import DECIBANS, percent
from lumpbayes.reasoning.answer import ModelIdentity
from lumpbayes.reasoning.sensitivity import Sensitivity, TornadoRow
from lumpbayes.reasoning.smallest_edits import SmallestEdit, SmallestEdits
from lumpbayes.reasoning.table_rows import TableRow, origin

__all__ = ["sensitivity_csv", "sensitivity_lines", "sensitivity_record"]

BAR_WIDTH = 24
PERCENT_WIDTH = 7
BARS_FROM = 90
"""Columns from which on there is room for bars."""
INDENT = "    "
RISES, FALLS = "+", "-"
"""How the posterior goes with the number."""
LARGE = math.log(10)
"""An edit beyond it, 10 decibans, is left out of the text: it says that nothing small does it."""

IDENTITY = ("schema", "disclaimer", "model", "evidence", "assumed")
"""What every record begins with."""

CSV_COLUMNS = (
    *TableRow._fields[:-1],
    "at_low",
    "at_high",
    "derivative",
    "swing",
)


def sensitivity_lines(
    sensitivity: Sensitivity, edits: SmallestEdits, top: int | None, width: int
) -> Iterator[str]:
    """Head, a bar a number, what the bars are, the smallest edits.

    Args:
        sensitivity: of one cause.
        edits: of the same answer.
        top: how many numbers; all that move it when None.
        width: columns of the window.
    """
    label, now = plain(sensitivity.causes.label), percent(sensitivity.posterior)
    yield from wrapped(f"Which numbers matter to {label} ({now})", width, bold=True)
    yield ""
    rows = sensitivity.tornado(top)
    for row in rows:
        yield from _row(sensitivity, row, width)
    yield from wrapped(_meaning(sensitivity, len(rows), width >= BARS_FROM), width, dim=True)
    yield ""
    yield from _edits(edits, width)
    yield ""
    yield from footer_lines(ModelIdentity.of(sensitivity.situation.knowledge), width)


def _row(sensitivity: Sensitivity, each: TornadoRow, width: int) -> Iterator[str]:
    """What an interval does, and below it the number, its interval and where it stands."""
    row = each.row
    least, most = sorted((each.at_low, each.at_high))
    sign = RISES if each.at_high > each.at_low else FALLS
    ends = f"{percent(least):>{PERCENT_WIDTH}} .. {percent(most):>{PERCENT_WIDTH}} {sign}"
    bar = f"  {style(_bar(sensitivity, each), fg='cyan')}" if width >= BARS_FROM else ""
    taken = len(ends) + len("  ") + (BAR_WIDTH + 2 if bar else 0)
    room = max(width - taken, len(INDENT))
    for place, line in enumerate(wrapped(plain(row.event), room)):
        yield f"{' ' * taken if place else f'{ends}{bar}  '}{line}"
    number = f"{row.probability:.4g}, from {row.low:.4g} to {row.high:.4g}"
    text = f"{INDENT}{number} ({origin([row])}; {plain(row.place)})"
    yield from wrapped(text, width, indent=INDENT, dim=True)


def _bar(sensitivity: Sensitivity, each: TornadoRow) -> str:
    """Filled from one end to the other, on one scale for all; ``|`` where the posterior is now."""
    low, high = sensitivity.extremes
    scale = (BAR_WIDTH - 1) / (high - low)
    start, end = sorted(round((at - low) * scale) for at in (each.at_low, each.at_high))
    now = round((sensitivity.posterior - low) * scale)
    cells = ["█" if start <= place <= end else "·" for place in range(BAR_WIDTH)]
    cells[now] = "|"
    return "".join(cells)


def _meaning(sensitivity: Sensitivity, shown: int, bars: bool) -> str:
    moving = len(sensitivity.moving)
    if not shown:
        return "No number of the tables moves it within its interval."
    low, high = map(percent, sensitivity.extremes)
    scale = f" Bars reach from {low} to {high}; | is now." if bars else ""
    return (
        "Left to right: the lowest and the highest probability of it that one number gives within "
        f"its 95 % interval, the rest of the row in proportion; {RISES} rises with the number, "
        f"{FALLS} falls.{scale} {shown} of {moving:,} numbers that move it, of "
        f"{len(sensitivity.cells):,} in the tables; no single one moves it below {low} or above "
        f"{high}."
    )


def _edits(edits: SmallestEdits, width: int) -> Iterator[str]:
    knowledge = edits.situation.knowledge
    leading = plain(knowledge.state_labels[knowledge.cause][edits.leading_cause])
    about = f"that {leading} leads"
    if edits.urgency is not None:
        about += f", or the urgency ({_level(edits.urgency)})"
    head = f"The smallest single edits that change the answer: {about}"
    yield from wrapped(head, width, bold=True)
    small = [edit for edit in edits.edits if not _is_large(edit)]
    for edit in small:
        yield from wrapped(f"  {_edit(edits, edit)}", width, indent=INDENT)
    for line in _unmoved(edits, small):
        yield from wrapped(f"  {line}", width, indent=INDENT)
    if edits.fragile:
        text = (
            "Fragile: an edit marked * stays within the number's own interval, so that the tables "
            "themselves leave the answer open."
        )
        yield from wrapped(text, width, fg="yellow")


def _is_large(edit: SmallestEdit) -> bool:
    return abs(edit.log_odds_change) > LARGE


def _unmoved(edits: SmallestEdits, small: Sequence[SmallestEdit]) -> Iterator[str]:
    """What takes a large edit, or none changes at all."""
    decisions = {"leading_cause": "the leading cause", "urgency": "the urgency"}
    if edits.urgency is None:
        del decisions["urgency"]
    for change, what in decisions.items():
        found = [edit for edit in edits.edits if edit.change == change]
        if not found:
            yield f"no single number changes {what}"
        elif not any(edit.change == change for edit in small):
            smallest = DECIBANS * min(abs(edit.log_odds_change) for edit in found)
            yield (
                f"only large edits change {what}: from {smallest:.1f} decibans on (--json has them)"
            )


def _edit(edits: SmallestEdits, edit: SmallestEdit) -> str:
    row, moved = edit.row, DECIBANS * edit.log_odds_change
    mark = "* " if edit.within else ""
    event = plain(row.event)
    what = f"{mark}{event} {row.probability:.4g} -> {edit.to:.4g}".replace(" ", "\xa0")
    before, after = (_words(edits, edit, name) for name in (edit.before, edit.after))
    return f"{what} ({moved:+.1f} decibans): {before} -> {after} ({plain(row.place)})"


def _level(name: str) -> str:
    """A level as people read it."""
    return LEVEL_WORDS[name].partition(":")[0].lower()


def _words(edits: SmallestEdits, edit: SmallestEdit, name: str) -> str:
    """A cause or a level as people read it."""
    if edit.change == "urgency":
        return _level(name)
    knowledge = edits.situation.knowledge
    return plain(knowledge.state_labels[knowledge.cause][name])


def sensitivity_record(
    sensitivity: Sensitivity, edits: SmallestEdits, top: int | None
) -> dict[str, Any]:
    """The tornado as a record, and the smallest edits under one key.

    Args:
        sensitivity: of one cause.
        edits: of the same answer.
        top: how many numbers; all that move it when None.
    """
    record = sensitivity.to_dict(top)
    own = {key: value for key, value in edits.to_dict().items() if key not in IDENTITY}
    return {**record, "smallest_edits": own}


def sensitivity_csv(sensitivity: Sensitivity, top: int | None) -> str:
    """The tornado as CSV; no cell that a spreadsheet would run.

    Args:
        sensitivity: of one cause.
        top: how many numbers; all that move it when None.
    """
    rows = (
        (
            *(plain(cell) for cell in each.row[:3]),
            *each.row[3:6],
            each.row.grade,
            ";".join(map(plain, each.row.sources)),
            plain(each.row.place),
            *each[1:],
        )
        for each in sensitivity.tornado(top)
    )
    return csv_text(CSV_COLUMNS, rows)
