"""A ledger in words that terminal and HTML share."""

from __future__ import annotations

import math

from lumpbayes.display.words import plain
from lumpbayes.percentages import DECIBANS, percent
from lumpbayes.reasoning.ledger import Ledger, LedgerRow
from lumpbayes.reasoning.table_rows import TableRow, origin

__all__ = [
    "decibans_text",
    "factor_text",
    "found_text",
    "in_short",
    "ledger_meaning",
    "odds_cells",
    "table_row_text",
]

WHOLE = 10
"""From here on factors and odds are whole numbers."""

HUGE = 10**6
"""From here on a factor has one digit and a power of ten."""


def found_text(row: LedgerRow) -> str:
    """What was found, and what it speaks only together with."""
    together = ", ".join(map(plain, row.together))
    return plain(row.found) + (f" (only together with {together})" if together else "")


def in_short(*tables: tuple[TableRow, ...]) -> str:
    """What a line rests on, behind its text; empty where it rests on no rows."""
    rows = [row for each in tables for row in each]
    return f" ({origin(rows)})".replace("; ", ";\xa0") if rows else ""


def decibans_text(log_odds: float) -> str:
    """Decibans with their sign; never -0.0."""
    if math.isinf(log_odds):
        return "certain" if log_odds > 0 else "excluded"
    return f"{round(DECIBANS * log_odds, 1) + 0.0:+.1f}"


def odds_cells(log_odds: float) -> tuple[str, str, str]:
    """The cells of log-odds: decibans, the odds as ``1:4`` or ``4:1``, nothing."""
    if math.isinf(log_odds):
        return decibans_text(log_odds), "", ""
    size = _size(abs(log_odds))
    return decibans_text(log_odds), f"{size}:1" if log_odds > 0 else f"1:{size}", ""


def factor_text(log_share: float) -> str:
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


def table_row_text(row: TableRow) -> str:
    """A number of the tables: its interval, its grade, its sources and its place."""
    interval = ""
    if row.low is not None and row.high is not None:
        interval = f" ({percent(row.low)} to {percent(row.high)})"
    rest = ", the rest that the listed states leave" if row.is_rest else ""
    sources = ", ".join(map(plain, row.sources))
    number = f"{percent(row.probability)}{interval}{rest}"
    return f"{plain(row.event)} {number}: {row.grade}, {sources}, {plain(row.place)}"


def ledger_meaning(ledger: Ledger, where: str) -> str:
    """What the columns are, and how good; ``where`` says how to see all rows of the tables."""
    parts = [
        "Odds: x 4 multiplies the odds by 4, / 4 divides them by 4. Decibans add up where odds "
        "multiply: +10 is x 10, -3 is / 2. Each finding is shown with what it adds on average, "
        "over all orders in which the findings may become known, so that the lines add up from "
        "before to after. If last: what it adds when everything else is known already."
    ]
    if ledger.prior_for_cause or any(row.for_cause for row in ledger.rows):
        parts.append(
            "In brackets: the weakest grade of the numbers behind it, and how many sources; "
            f"{where} shows all of them."
        )
    if ledger.deciding:
        odds = f"{decibans_text(ledger.log_weighed_odds)} decibans"
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
