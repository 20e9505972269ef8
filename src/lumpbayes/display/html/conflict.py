"""Whether the findings agree, as HTML."""

from __future__ import annotations

from lumpbayes.display.conflict_words import (
    conflict_headline,
    conflict_numbers,
    conflict_sentence,
    expected_words,
    fit_decibans,
    pair_lines,
)
from lumpbayes.display.html.bars import balance
from lumpbayes.display.html.elements import Html, folded, items, joined, paragraph
from lumpbayes.display.html.tables import Column, Table
from lumpbayes.percentages import percent
from lumpbayes.reasoning.conflict import Conflict
from lumpbayes.reasoning.verdict import Verdict

__all__ = ["conflict_fragment"]

COLUMNS = (
    Column("Finding"),
    Column("How probable"),
    Column("Decibans", "number"),
    Column("disagrees · fits", "picture"),
    Column("The others expect"),
)
MOST_FINDINGS = 10


def conflict_fragment(conflict: Conflict) -> Html:
    """The verdict and one sentence; folded, its numbers and a row a finding, the worst first."""
    apart = conflict.verdict in (Verdict.OUTSIDE, Verdict.CONTRADICTORY)
    most = max((abs(row.log_disagreement) for row in conflict.rows), default=0.0) or 1.0
    rows = [
        (
            row.finding,
            expected_words(row),
            fit_decibans(row),
            balance(-row.log_disagreement, most),
            f"{row.expected_label} ({percent(row.expected_probability)})",
        )
        for row in conflict.rows
    ]
    more = f"{max(0, len(rows) - MOST_FINDINGS)} more findings"
    caption = "How well each finding fits the others: + as in a ledger, they make it more probable"
    return joined(
        paragraph(
            conflict_headline(conflict), class_="head level outside" if apart else "head level"
        ),
        paragraph(conflict_sentence(conflict)),
        items(pair_lines(conflict)),
        folded(
            "The numbers behind it, and each finding",
            items(conflict_numbers(conflict)),
            Table(caption, COLUMNS, rows, MOST_FINDINGS, more).html(),
        ),
    )
