"""Why a cause is as probable as it is, as a panel shows it: a row a finding, in decibans."""

from __future__ import annotations

from typing import Any

from lumpbayes.display.ledger_words import decibans_text, factor_text
from lumpbayes.display.words import plain
from lumpbayes.percentages import DECIBANS, percent
from lumpbayes.reasoning.ledger import Ledger, LedgerKind, LedgerRow
from lumpbayes.reasoning.table_rows import origin

__all__ = ["ledger_view"]

STRENGTHS = ((1, "hardly any"), (3, "weak"), (6, "moderate"), (10, "strong"))
"""Decibans below which evidence is called that; from the last on it is very strong."""


def ledger_view(ledger: Ledger) -> dict[str, Any]:
    """The ledger: before the findings, a row a finding, after them."""
    of_two = " of the two" if ledger.against is not None else ""
    return {
        "cause": ledger.cause,
        "label": plain(ledger.cause_label),
        "against": plain(ledger.against_label),
        "prior": f"{percent(ledger.prior)}{of_two}",
        "prior_decibans": _decibans(ledger.log_prior_odds),
        "posterior": f"{percent(ledger.posterior)}{of_two}",
        "posterior_decibans": _decibans(ledger.log_posterior_odds),
        "setting": plain(ledger.setting),
        "rows": [_row(row) for row in ledger.rows],
        "exact": ledger.exact,
    }


def _row(row: LedgerRow) -> dict[str, Any]:
    numbers = [*row.for_cause, *row.for_rival]
    return {
        "variable": row.variable,
        "found": plain(row.found) + (" (assumed)" if row.assumed else ""),
        "kind": row.kind.value,
        "decibans": None if row.log_share is None else DECIBANS * row.log_share,
        "text": _share(row),
        "words": _words(row),
        "origin": plain(origin(numbers)) if numbers else "",
    }


def _share(row: LedgerRow) -> str:
    return row.kind.value if row.log_share is None else _decibans(row.log_share)


def _words(row: LedgerRow) -> str:
    """What a row means, without a number that needs explaining."""
    if row.log_share is None:
        together = ", ".join(map(plain, row.together))
        return f"{row.kind.value} it" + (f", together with {together}" if together else "")
    if row.kind is LedgerKind.NEUTRAL:
        return "says nothing"
    size = abs(DECIBANS * row.log_share)
    strength = next((words for below, words in STRENGTHS if size < below), "very strong")
    return f"{strength} evidence {row.kind.value}, odds {_signs(factor_text(row.log_share))}"


def _decibans(log_odds: float) -> str:
    """With a true minus sign."""
    return decibans_text(log_odds).replace("-", "−")


def _signs(factor: str) -> str:
    """With the signs of arithmetic, on one line."""
    return factor.replace("x", "×").replace("/", "÷").replace(" ", "\xa0")
