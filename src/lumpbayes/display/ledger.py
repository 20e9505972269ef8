"""A ledger for a terminal, in decibans and as odds, and as CSV."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from click import style

from lumpbayes.display import ledger_words as words
from lumpbayes.display.identity import footer_lines
from lumpbayes.display.words import plain
from lumpbayes.display.wrapping import NARROWEST, wrapped
from lumpbayes.knowledge.writing import csv_text
from lumpbayes.percentages import percent
from lumpbayes.reasoning.ledger import Ledger, LedgerKind, LedgerRow
from lumpbayes.reasoning.table_rows import TableRow

__all__ = ["ledger_csv", "ledger_lines"]

NUMBER = 8
"""Columns of a number of decibans, and of odds."""
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
    """Head, prior, a line a finding and what it rests on in short, posterior, what it all means.

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
    yield style(f"{'decibans':>{NUMBER}}  {'odds':>{NUMBER}}  {'if last':>{NUMBER}}", dim=True)
    setting = f". {plain(ledger.setting)}" if ledger.setting else ""
    of_two = " of the two" if ledger.against is not None else ""
    tables = (ledger.prior_for_cause, ledger.prior_for_rival)
    short = "" if every_row else words.in_short(*tables)
    before = f"before the findings: {percent(ledger.prior)}{of_two}{short}{setting}"
    yield from _numbered(words.odds_cells(ledger.log_prior_odds), before, bars, width)
    if every_row:
        yield from _behind(ledger, *tables, width)
    yield from _findings(ledger, every_row, bars, width)
    after = f"after them: {percent(ledger.posterior)}{of_two}"
    yield from _numbered(words.odds_cells(ledger.log_posterior_odds), after, bars, width)
    yield ""
    if agreement := list(agreement):
        yield from (*agreement, "")
    yield from wrapped(words.ledger_meaning(ledger, "--rows"), width, dim=True)
    yield ""
    yield from footer_lines(ledger.model, width)


def _findings(ledger: Ledger, every_row: bool, bars: bool, width: int) -> Iterator[str]:
    """The findings; those that decide stand last."""
    most = max((abs(row.log_share) for row in ledger.rows if row.log_share is not None), default=0)
    for row in (*(row for row in ledger.rows if row.log_share is not None), *ledger.deciding):
        if row.log_share is None or row.log_leave_one_out is None:
            cells = (row.kind.value, "", "")
        else:
            share, last = row.log_share, row.log_leave_one_out
            cells = (
                words.decibans_text(share),
                words.factor_text(share),
                words.decibans_text(last),
            )
        bar = style(_bar(row, most), fg=COLOURS[row.kind]) if bars else ""
        text = words.found_text(row) + (
            "" if every_row else words.in_short(row.for_cause, row.for_rival)
        )
        yield from _numbered(cells, text, bars, width, bar)
        if every_row:
            yield from _behind(ledger, row.for_cause, row.for_rival, width)


def _numbered(
    cells: tuple[str, str, str], text: str, bars: bool, width: int, bar: str = ""
) -> Iterator[str]:
    """A row; its text is folded beside the numbers where there is room, and below them else."""
    numbers = "".join(f"{cell:>{NUMBER}}  " for cell in cells)
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
    ledger: Ledger, own: tuple[TableRow, ...], rival: tuple[TableRow, ...], width: int
) -> Iterator[str]:
    """Every row of the tables that a line rests on."""
    for label, rows in ((ledger.cause_label, own), (ledger.rival_label, rival)):
        for row in rows:
            line = f"{INDENT}{plain(label)}: {words.table_row_text(row)}"
            yield from wrapped(line, width, indent=INDENT * 2, dim=True)


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
            ";".join(map(plain, row.sources)),
        )
        for row in ledger.rows
    )
    return csv_text(CSV_COLUMNS, rows)
