"""Which numbers matter, for a terminal and as CSV: the tornado, and the smallest edits."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from click import style

from lumpbayes.display import sensitivity_words as words
from lumpbayes.display.identity import footer_lines
from lumpbayes.display.row_words import row_words
from lumpbayes.display.words import plain
from lumpbayes.display.wrapping import wrapped
from lumpbayes.knowledge.writing import csv_text
from lumpbayes.percentages import percent
from lumpbayes.reasoning.answer import ModelIdentity
from lumpbayes.reasoning.sensitivity import Sensitivity
from lumpbayes.reasoning.smallest_edits import SmallestEdits
from lumpbayes.reasoning.table_rows import TableRow, origin
from lumpbayes.reasoning.tornado import TornadoRow

__all__ = ["sensitivity_csv", "sensitivity_lines", "sensitivity_record"]

BAR_WIDTH = 24
SCALE = "| is now"
"""What the mark in a bar is."""
PERCENT_WIDTH = 7
BARS_FROM = 90
"""Columns from which on there is room for bars."""
INDENT = "    "

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
    yield from wrapped(
        words.tornado_meaning(sensitivity, len(rows), SCALE if width >= BARS_FROM else ""),
        width,
        dim=True,
    )
    yield ""
    yield from _edits(edits, width)
    yield ""
    yield from footer_lines(ModelIdentity.of(sensitivity.situation.knowledge), width)


def _row(sensitivity: Sensitivity, each: TornadoRow, width: int) -> Iterator[str]:
    """What an interval does, and below it the number, its interval and where it stands."""
    row = each.row
    least, most = sorted((each.at_low, each.at_high))
    sign, spread = words.direction(each), words.interval_text(row)
    ends = f"{percent(least):>{PERCENT_WIDTH}} .. {percent(most):>{PERCENT_WIDTH}} {sign}"
    bar = f"  {style(_bar(sensitivity, each), fg='cyan')}" if width >= BARS_FROM else ""
    taken = len(ends) + len("  ") + (BAR_WIDTH + 2 if bar else 0)
    room = max(width - taken, len(INDENT))
    named = row_words(sensitivity.situation.knowledge, row)
    for place, line in enumerate(wrapped(named, room)):
        yield f"{' ' * taken if place else f'{ends}{bar}  '}{line}"
    text = f"{INDENT}{plain(row.event)} {spread} ({origin([row])}; {plain(row.place)})"
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


def _edits(edits: SmallestEdits, width: int) -> Iterator[str]:
    yield from wrapped(words.edits_head(edits), width, bold=True)
    small = [edit for edit in edits.edits if not words.is_large(edit)]
    for edit in small:
        yield from wrapped(f"  {words.edit_text(edits, edit)}", width, indent=INDENT)
        yield from wrapped(f"{INDENT}{words.edit_place(edit)}", width, indent=INDENT, dim=True)
    for line in words.unmoved(edits, small, " (--json has them)"):
        yield from wrapped(f"  {line}", width, indent=INDENT)
    if edits.fragile:
        yield from wrapped(words.FRAGILE, width, fg="yellow")


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
