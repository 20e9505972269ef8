"""A ledger as HTML: for and against on either side of a line, in decibans."""

from __future__ import annotations

import math
from collections.abc import Iterator

from lumpbayes.display import ledger_words as words
from lumpbayes.display.html.bars import balance
from lumpbayes.display.html.elements import Html, element, folded, items, joined, paragraph
from lumpbayes.display.html.tables import Column, Table
from lumpbayes.percentages import percent
from lumpbayes.reasoning.ledger import Ledger, LedgerRow
from lumpbayes.reasoning.table_rows import TableRow

__all__ = ["ledger_fragment"]

COLUMNS = (
    Column("Finding"),
    Column("Decibans", "number"),
    Column("against · for", "picture"),
    Column("Odds", "number"),
    Column("If last", "number"),
)
MOST_FINDINGS = 12


def ledger_fragment(ledger: Ledger) -> Html:
    """Before the findings, a row a finding, after them; what the tables say is folded."""
    most = _most(ledger)
    findings = [row for row in ledger.rows if row.log_share is not None]
    last = len(findings) - MOST_FINDINGS
    shown, others = findings[:MOST_FINDINGS], findings[MOST_FINDINGS:]
    rows = [
        _odds_row(ledger, "before the findings", ledger.log_prior_odds, ledger.prior, most),
        *(_row(row, most) for row in shown),
        *([_together(others, most)] if last > 0 else []),
        *(_row(row, most) for row in ledger.deciding),
        _odds_row(ledger, "after them", ledger.log_posterior_odds, ledger.posterior, most),
    ]
    small = Table("The smaller shares", COLUMNS, [_row(row, most) for row in others]).html()
    where = "“The numbers behind it”"
    return joined(
        paragraph(f"Why {ledger.cause_label}, against {ledger.against_label}", class_="title"),
        paragraph(ledger.setting, class_="quiet"),
        Table("Decibans for (+) and against (-)", COLUMNS, rows).html(),
        folded(f"{last} smaller shares", small) if last > 0 else None,
        folded("The numbers behind it", items(_behind(ledger))),
        folded("Sources", items(f"{key}: {text}" for key, text in ledger.sources.items())),
        folded("How to read it", paragraph(words.ledger_meaning(ledger, where))),
    )


def _most(ledger: Ledger) -> float:
    """The largest number of any row, in nats: what fills half of the line."""
    shares = [row.log_share for row in ledger.rows if row.log_share is not None]
    ends = (ledger.log_prior_odds, ledger.log_posterior_odds)
    return max((abs(each) for each in (*shares, *ends) if math.isfinite(each)), default=1.0) or 1.0


def _odds_row(
    ledger: Ledger, when: str, log_odds: float, share: float, most: float
) -> tuple[object, ...]:
    of_two = " of the two" if ledger.against is not None else ""
    decibans, odds, _ = words.odds_cells(log_odds)
    number = element("span", percent(share), class_="number")
    text = element("span", f"{when}: ", number, of_two, class_="first")
    return text, decibans, balance(log_odds, most), odds, ""


def _row(row: LedgerRow, most: float) -> tuple[object, ...]:
    text = words.found_text(row) + words.in_short(row.for_cause, row.for_rival)
    share, last = row.log_share, row.log_leave_one_out
    if share is None or last is None:
        proves = row.kind.value == "proves"
        return text, row.kind.value, balance(math.inf if proves else -math.inf, most), "", ""
    return (
        text,
        words.decibans_text(share),
        balance(share, most),
        words.factor_text(share),
        words.decibans_text(last),
    )


def _together(rows: list[LedgerRow], most: float) -> tuple[object, ...]:
    share = math.fsum(row.log_share or 0.0 for row in rows)
    text = f"{len(rows)} findings with smaller shares, together"
    return text, words.decibans_text(share), balance(share, most), words.factor_text(share), ""


def _behind(ledger: Ledger) -> Iterator[Html]:
    """Every row of the tables behind each line, of the cause and of its rival."""
    priors = _numbers(ledger, ledger.prior_for_cause, ledger.prior_for_rival)
    if priors:
        yield joined("before the findings", priors)
    for row in ledger.rows:
        numbers = _numbers(ledger, row.for_cause, row.for_rival)
        if numbers:
            yield joined(words.found_text(row), numbers)


def _numbers(ledger: Ledger, own: tuple[TableRow, ...], rival: tuple[TableRow, ...]) -> Html:
    return items(
        f"{label}: {words.table_row_text(row)}"
        for label, rows in ((ledger.cause_label, own), (ledger.rival_label, rival))
        for row in rows
    )
