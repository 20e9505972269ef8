"""Whether the findings agree, as HTML."""

from __future__ import annotations

from lumpbayes.display.conflict import conflict_texts
from lumpbayes.display.html.bars import balance
from lumpbayes.display.html.elements import Html, items, joined, paragraph
from lumpbayes.display.html.tables import Column, Table
from lumpbayes.percentages import DECIBANS, percent
from lumpbayes.reasoning.conflict import Conflict, Verdict

__all__ = ["conflict_fragment"]

COLUMNS = (
    Column("Finding"),
    Column("Decibans", "number"),
    Column("agrees · disagrees", "picture"),
    Column("The others expect"),
)
MOST_FINDINGS = 10


def conflict_fragment(conflict: Conflict) -> Html:
    """The verdict, its numbers, and a row a finding, the one that disagrees most first."""
    verdict, *texts = conflict_texts(conflict)
    grave = conflict.verdict in (Verdict.OUTSIDE, Verdict.CONTRADICTORY)
    most = max((abs(row.log_disagreement) for row in conflict.rows), default=0.0) or 1.0
    rows = [
        (
            row.finding,
            f"{DECIBANS * row.log_disagreement:+.1f}",
            balance(row.log_disagreement, most, ("for", "against")),
            f"{row.expected_label} ({percent(row.expected_probability)})",
        )
        for row in conflict.rows
    ]
    more = f"{max(0, len(rows) - MOST_FINDINGS)} more findings"
    caption = "How far the others make each finding less probable (+) or more (-)"
    return joined(
        paragraph(verdict, class_="head level grave" if grave else "head level"),
        items(texts),
        Table(caption, COLUMNS, rows, MOST_FINDINGS, more).html(),
    )
