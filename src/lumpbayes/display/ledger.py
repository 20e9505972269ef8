"""A ledger for a terminal, in decibans and as odds, and as CSV."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

from click import style

from lumpbayes.display.identity import footer_lines
from lumpbayes.display.words import plain
from lumpbayes.display.wrapping import NARROWEST, wrapped
from lumpbayes.knowledge.writing import csv_text
from lumpbayes.percentages import DECIBANS, percent
from lumpbayes.reasoning.ledger import Ledger, LedgerKind, LedgerRow
from lumpbayes.reasoning.table_rows import TableRow, origin

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

WHOLE = 10
"""From here on factors and odds are whole numbers."""
HUGE = 10**6
"""From here on a factor has one digit and a power of ten."""

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
    short = "" if every_row else _in_short(*tables)
    before = f"before the findings: {percent(ledger.prior)}{of_two}{short}{setting}"
    yield from _numbered(_cells(ledger.log_prior_odds), before, bars, width)
    if every_row:
        yield from _behind(ledger, *tables, width)
    yield from _findings(ledger, every_row, bars, width)
    after = f"after them: {percent(ledger.posterior)}{of_two}"
    yield from _numbered(_cells(ledger.log_posterior_odds), after, bars, width)
    yield ""
    if agreement := list(agreement):
        yield from (*agreement, "")
    yield from wrapped(_meaning(ledger), width, dim=True)
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
            cells = (_decibans(share), _factor(share), _decibans(last))
        bar = style(_bar(row, most), fg=COLOURS[row.kind]) if bars else ""
        text = _found(row) + ("" if every_row else _in_short(row.for_cause, row.for_rival))
        yield from _numbered(cells, text, bars, width, bar)
        if every_row:
            yield from _behind(ledger, row.for_cause, row.for_rival, width)


def _found(row: LedgerRow) -> str:
    together = ", ".join(map(plain, row.together))
    return plain(row.found) + (f" (only together with {together})" if together else "")


def _in_short(*tables: tuple[TableRow, ...]) -> str:
    """What a line rests on, behind its text; empty where it rests on no rows."""
    rows = [row for each in tables for row in each]
    return f" ({origin(rows)})".replace("; ", ";\xa0") if rows else ""


def _decibans(log_odds: float) -> str:
    """Decibans with their sign; never -0.0."""
    if math.isinf(log_odds):
        return "certain" if log_odds > 0 else "excluded"
    return f"{round(DECIBANS * log_odds, 1) + 0.0:+.1f}"


def _cells(log_odds: float) -> tuple[str, str, str]:
    """The cells of log-odds: decibans, the odds as ``1:4`` or ``4:1``, nothing."""
    if math.isinf(log_odds):
        return _decibans(log_odds), "", ""
    size = _size(abs(log_odds))
    return _decibans(log_odds), f"{size}:1" if log_odds > 0 else f"1:{size}", ""


def _factor(log_share: float) -> str:
    """What a share multiplies the odds by, ``x 4``, or divides them by, ``/ 4``."""
    size = _size(abs(log_share))
    return f"{'/' if log_share < 0 and size != '1' else 'x'} {size}"


def _size(log_factor: float) -> str:
    """A factor of at least 1 as people read it."""
    if log_factor >= math.log(HUGE):
        return f"1e{log_factor / math.log(10):.0f}"
    factor = math.exp(log_factor)
    shown = f"{factor:.1f}" if round(factor, 1) < WHOLE else f"{factor:,.0f}"
    return shown.removesuffix(".0")


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
            line = f"{INDENT}{plain(label)}: {_number(row)}"
            yield from wrapped(line, width, indent=INDENT * 2, dim=True)


def _number(row: TableRow) -> str:
    interval = ""
    if row.low is not None and row.high is not None:
        interval = f" ({percent(row.low)} to {percent(row.high)})"
    rest = ", the rest that the listed states leave" if row.is_rest else ""
    sources = ", ".join(map(plain, row.sources))
    number = f"{percent(row.probability)}{interval}{rest}"
    return f"{plain(row.event)} {number}: {row.grade}, {sources}, {plain(row.place)}"


def _meaning(ledger: Ledger) -> str:
    """What the columns are, and how good."""
    parts = [
        "Odds: x 4 multiplies the odds by 4, / 4 divides them by 4. Decibans add up where odds "
        "multiply: +10 is x 10, -3 is / 2. Each finding is shown with what it adds on average, "
        "over all orders in which the findings may become known, so that the lines add up from "
        "before to after. If last: what it adds when everything else is known already."
    ]
    if ledger.prior_for_cause or any(row.for_cause for row in ledger.rows):
        parts.append(
            "In brackets: the weakest grade of the numbers behind it, and how many sources; "
            "--rows shows all of them."
        )
    if ledger.deciding:
        odds = f"{_decibans(ledger.log_weighed_odds)} decibans"
        parts.append(
            "What excludes or proves is worth infinitely much and has no share: the others add up "
            f"to {odds}, the odds without it."
        )
    if not ledger.exact:
        errors = [row.standard_error for row in ledger.rows if row.standard_error is not None]
        largest = DECIBANS * max(errors, default=0.0)
        parts.append(
            f"The shares are means over {ledger.permutations:,} random orders (seed {ledger.seed})"
            f", with a standard error of at most {largest:.2g} decibans."
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
            ";".join(map(plain, row.sources)),
        )
        for row in ledger.rows
    )
    return csv_text(CSV_COLUMNS, rows)
