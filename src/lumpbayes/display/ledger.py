"""A ledger for a terminal, in decibans, and as CSV."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

from click import style

from lumpbayes.display.identity import footer_lines
from lumpbayes.display.words import plain
from lumpbayes.display.wrapping import NARROWEST, wrapped
from lumpbayes.knowledge.writing import csv_text
from lumpbayes.percentages import percent
from lumpbayes.reasoning.ledger import DECIBANS, Ledger, LedgerKind, LedgerRow
from lumpbayes.reasoning.table_rows import TableRow

__all__ = ["ledger_csv", "ledger_lines"]

NUMBER = 8
"""Columns of a number of decibans."""
NUMBERS = 3 * (NUMBER + 2)
BAR_WIDTH = 16
BARS_FROM = 90
"""Columns from which on there is room for bars."""
INDENT = "    "

COLOURS = {
    LedgerKind.FOR: "green",
    LedgerKind.AGAINST: "red",
    LedgerKind.NEUTRAL: "white",
    LedgerKind.EXCLUDES: "bright_red",
    LedgerKind.PROVES: "bright_green",
}
GRADES = ("sourced", "derived", "estimate")

CSV_COLUMNS = (
    "variable",
    "found",
    "kind",
    "log_share",
    "log_leave_one_out",
    "standard_error",
    "together",
    "assumed",
    "sources",
)


def ledger_lines(
    ledger: Ledger, every_row: bool, width: int, agreement: Iterable[str] = ()
) -> Iterator[str]:
    """Head, prior, a line a finding with what it rests on, posterior, what the columns mean.

    Args:
        ledger: what to show.
        every_row: show each row of the tables behind a finding, of the cause and of its rival.
        width: columns of the window.
        agreement: lines on whether the findings agree.
    """
    bars = width >= BARS_FROM
    yield from wrapped(
        f"Why {plain(ledger.cause_label)}, against {plain(ledger.against_label)}", width, bold=True
    )
    yield ""
    yield style(f"{'decibans':>{NUMBER}}  {'in all':>{NUMBER}}  {'left out':>{NUMBER}}", dim=True)
    setting = f": {plain(ledger.setting)}" if ledger.setting else ""
    of_two = " of the two" if ledger.against is not None else ""
    before = f"before the findings{setting} ({percent(ledger.prior)}{of_two})"
    yield from _numbered(_odds(ledger.log_prior_odds), "", "", before, bars, width)
    yield from _behind(ledger, ledger.prior_for_cause, ledger.prior_for_rival, every_row, width)
    yield from _findings(ledger, every_row, bars, width)
    after = f"after them ({percent(ledger.posterior)}{of_two})"
    yield from _numbered(_odds(ledger.log_posterior_odds), "", "", after, bars, width)
    yield ""
    if agreement := list(agreement):
        yield from (*agreement, "")
    yield from wrapped(_meaning(ledger), width, dim=True)
    yield ""
    yield from footer_lines(ledger.model, width)


def _findings(ledger: Ledger, every_row: bool, bars: bool, width: int) -> Iterator[str]:
    """The findings with a running total; those that decide stand last, where it becomes infinite.

    The total adds up the shares in the order shown; it is no log-odds of the findings so far.
    """
    total = ledger.log_prior_odds
    most = max((abs(row.log_share) for row in ledger.rows if row.log_share is not None), default=0)
    for row in (*(row for row in ledger.rows if row.log_share is not None), *ledger.deciding):
        if row.log_share is None or row.log_leave_one_out is None:
            cells = (row.kind.value, "", "")
        else:
            total += row.log_share
            cells = (_odds(row.log_share), _odds(total), _odds(row.log_leave_one_out))
        bar = style(_bar(row, most), fg=COLOURS[row.kind]) if bars else ""
        yield from _numbered(*cells, _found(ledger, row), bars, width, bar)
        yield from _behind(ledger, row.for_cause, row.for_rival, every_row, width)


def _found(ledger: Ledger, row: LedgerRow) -> str:
    parts = [plain(row.found)]
    if row.standard_error is not None:
        parts.append(f"(standard error {DECIBANS * row.standard_error:.2g})")
    if row.together:
        parts.append(f"(only together with {', '.join(map(plain, row.together))})")
    return " ".join(parts)


def _odds(log_odds: float) -> str:
    """Decibans with their sign; never -0.0."""
    if math.isinf(log_odds):
        return "certain" if log_odds > 0 else "excluded"
    return f"{round(DECIBANS * log_odds, 1) + 0.0:+.1f}"


def _numbered(
    share: str, total: str, alone: str, text: str, bars: bool, width: int, bar: str = ""
) -> Iterator[str]:
    """A row; its text is folded beside the numbers where there is room, and below them else."""
    numbers = f"{share:>{NUMBER}}  {total:>{NUMBER}}  {alone:>{NUMBER}}  "
    if bars:
        numbers += (bar or " " * BAR_WIDTH) + "  "
    taken = NUMBERS + (BAR_WIDTH + 2 if bars else 0)
    if width < taken + NARROWEST:
        yield numbers.rstrip()
        yield from wrapped(INDENT + text, width, indent=INDENT)
        return
    for number, line in enumerate(wrapped(text, width - taken)):
        yield (" " * taken if number else numbers) + line


def _bar(row: LedgerRow, most: float) -> str:
    """A bar of exactly ``BAR_WIDTH`` columns, the longest for the largest share."""
    if row.log_share is None:
        return "█" * BAR_WIDTH
    length = round(BAR_WIDTH * abs(row.log_share) / most) if most else 0
    if row.log_share:
        length = max(length, 1)
    return ("█" * length).ljust(BAR_WIDTH)


def _behind(
    ledger: Ledger,
    own: tuple[TableRow, ...],
    rival: tuple[TableRow, ...],
    every_row: bool,
    width: int,
) -> Iterator[str]:
    """What a line rests on: in one line, or every row of the tables."""
    if not own and not rival:
        return
    if not every_row:
        yield from wrapped(f"{INDENT}{_rests_on((*own, *rival))}", width, indent=INDENT, dim=True)
        return
    for label, rows in ((ledger.cause_label, own), (ledger.rival_label, rival)):
        for row in rows:
            line = f"{INDENT}{plain(label)}: {_number(row)}"
            yield from wrapped(line, width, indent=INDENT * 2, dim=True)


def _rests_on(rows: Iterable[TableRow]) -> str:
    """Where the numbers stand, their weakest grade, and their sources."""
    listed = list(dict.fromkeys(rows))
    lines: dict[str, set[int]] = {}
    for row in listed:
        file, _, line = row.place.rpartition(":")
        if line.isdecimal():
            lines.setdefault(file, set()).add(int(line))
        else:  # a row that an edit made stands in no line yet
            lines.setdefault(f"{row.place} (edited)", set())
    places = [
        f"{plain(file)}:{', '.join(map(str, sorted(each)))}" if each else plain(file)
        for file, each in lines.items()
    ]
    grade = max((row.grade for row in listed), key=GRADES.index)
    keys = dict.fromkeys(key for row in listed for key in row.sources)
    return f"{'; '.join(places)} ({grade}; {', '.join(map(plain, keys))})"


def _number(row: TableRow) -> str:
    interval = ""
    if row.low is not None and row.high is not None:
        interval = f" ({percent(row.low)} to {percent(row.high)})"
    rest = ", the rest that the listed states leave" if row.is_rest else ""
    event = f"P({plain(row.variable)}={plain(row.state)} | {plain(row.given)})"
    sources = ", ".join(map(plain, row.sources))
    number = f"{percent(row.probability)}{interval}{rest}"
    return f"{event} {number}: {row.grade}, {sources}, {plain(row.place)}"


def _meaning(ledger: Ledger) -> str:
    """What the columns are, and how good."""
    parts = [
        "10 decibans are a factor of ten in the odds. A share is what a finding adds on average, "
        "over all orders in which the findings may become known; the shares add up from before to "
        "after. Left out: what would be missing if that finding alone were unknown."
    ]
    if ledger.deciding:
        odds = f"{_odds(ledger.log_weighed_odds)} decibans"
        parts.append(
            "What excludes or proves is worth infinitely much and has no share: the others add up "
            f"to {odds}, the odds without it."
        )
    if not ledger.exact:
        parts.append(
            f"The shares are means over {ledger.permutations:,} random orders (seed {ledger.seed})."
        )
    return " ".join(parts)


def ledger_csv(ledger: Ledger) -> str:
    """The findings as CSV, in nats; no cell that a spreadsheet would run."""
    rows = (
        (
            plain(row.variable),
            plain(row.found),
            row.kind.value,
            *("" if number is None else number for number in row[3:6]),
            ";".join(map(plain, row.together)),
            "yes" if row.assumed else "no",
            ";".join(map(plain, _keys(row))),
        )
        for row in ledger.rows
    )
    return csv_text(CSV_COLUMNS, rows)


def _keys(row: LedgerRow) -> dict[str, None]:
    return dict.fromkeys(key for each in (*row.for_cause, *row.for_rival) for key in each.sources)
