"""Why: the ledger of the leading cause, and that of the cause that drives the urgency."""

from __future__ import annotations

from collections.abc import Sequence

from lumpbayes.display.html.bars import balance
from lumpbayes.display.html.elements import Html, element, joined, paragraph
from lumpbayes.display.ledger_words import decibans_text, factor_text, found_text, odds_cells
from lumpbayes.display.report.contents import Contents
from lumpbayes.display.report.tables import Column, table
from lumpbayes.percentages import DECIBANS, percent
from lumpbayes.reasoning.ledger import Ledger, LedgerRow
from lumpbayes.reasoning.table_rows import TableRow, origin

__all__ = ["reasons_section"]

SHOWN = (10, 5)
"""Findings that are not folded, of the leading cause and of the other one."""

COLUMNS = (
    Column("Finding"),
    Column("", "picture"),
    Column("Decibans", "number"),
    Column("Odds", "number"),
    Column("Rests on", "basis"),
)


def reasons_section(contents: Contents) -> Html:
    """A ledger each; empty where there is none."""
    if not contents.ledgers:
        return Html()
    told = [
        _ledger(ledger, most, place > 0)
        for place, (ledger, most) in enumerate(zip(contents.ledgers, SHOWN, strict=False))
    ]
    return element("section", element("h2", "Why"), told)


def _ledger(ledger: Ledger, most: int, drives: bool) -> Html:
    """What led from the probability before the findings to the one after them."""
    title = f"{ledger.cause_label}, {percent(ledger.posterior)}"
    because = ": it drives the urgency" if drives else ": the most probable cause"
    intro = (
        f"Weighed against {ledger.against_label}: {percent(ledger.prior)} before the findings, "
        f"{percent(ledger.posterior)} after them. {_strongest(ledger)}"
    )
    return joined(
        element("h3", title, because), paragraph(intro), _rows(ledger, most), _sampled(ledger)
    )


def _strongest(ledger: Ledger) -> str:
    """What speaks most for it, and most against it."""
    shares = [row for row in ledger.rows if row.log_share is not None]
    best = max(shares, key=lambda row: row.log_share or 0.0, default=None)
    worst = min(shares, key=lambda row: row.log_share or 0.0, default=None)
    said = []
    if best is not None and (best.log_share or 0.0) > 0:
        said.append(f"Most for it: {best.found}.")
    if worst is not None and (worst.log_share or 0.0) < 0:
        said.append(f"Most against it: {worst.found}.")
    return " ".join(said)


def _rows(ledger: Ledger, most: int) -> Html:
    """Before, a row a finding, after; what is folded has its sum in the table, which adds up."""
    largest = max((abs(row.log_share) for row in ledger.rows if row.log_share), default=1.0)
    before = _end("Before the findings", ledger.log_prior_odds, ledger.prior_for_cause)
    after = _end("After them", ledger.log_posterior_odds, ())
    rows = [before, *(_row(row, largest) for row in ledger.rows)]
    rest = ledger.rows[most:]
    last = [_sum(rest, largest), after] if rest else [after]
    return table(COLUMNS, rows, most + 1, f"The {_others(rest)}", last)


def _others(rows: Sequence[LedgerRow]) -> str:
    return f"{len(rows)} findings of less weight" if len(rows) > 1 else "finding of least weight"


def _sum(rows: Sequence[LedgerRow], largest: float) -> list[object]:
    """What the folded findings add together."""
    together = sum(row.log_share or 0.0 for row in rows)
    return [f"The {_others(rows)}", balance(together, largest), *_numbers(together), ""]


def _numbers(log_share: float) -> tuple[str, str]:
    """A share in decibans, and what it makes of the odds."""
    factor = factor_text(log_share).replace("x", "×").replace("/", "÷")
    return decibans_text(log_share), factor


def _end(label: str, log_odds: float, rows: tuple[TableRow, ...]) -> list[object]:
    decibans, odds, _ = odds_cells(log_odds)
    return [element("em", label), "", decibans, odds, origin(rows) if rows else ""]


def _row(row: LedgerRow, largest: float) -> list[object]:
    """What a finding adds; one that excludes or proves has no share, and says so."""
    rows = (*row.for_cause, *row.for_rival)
    words = found_text(row) + (" (assumed)" if row.assumed else "")
    basis = origin(rows) if rows else ""
    if row.log_share is None:
        return [words, "", element("strong", row.kind.value), "", basis]
    return [words, balance(row.log_share, largest), *_numbers(row.log_share), basis]


def _sampled(ledger: Ledger) -> Html | None:
    if ledger.exact:
        return None
    errors = (row.standard_error for row in ledger.rows if row.standard_error is not None)
    largest = DECIBANS * max(errors, default=0.0)
    drawn = f"Means over {ledger.permutations:,} random orders of the findings"
    return paragraph(f"{drawn}, correct to about {largest:.2g} decibans.", class_="small")
