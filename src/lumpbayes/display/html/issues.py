"""Issues of tables as HTML: how many there are, and a row each."""

from __future__ import annotations

from lumpbayes.display.html.elements import Html, element, joined, paragraph
from lumpbayes.display.html.tables import Column, Table
from lumpbayes.errors import Issue, Issues, Level

__all__ = ["issues_fragment"]

COLUMNS = (
    Column("Level"),
    Column("Place", "case"),  # a file's name stays whole
    Column("Found"),
    Column("Expected"),
    Column("Remedy"),
)
MOST = 20
"""Of all; the others are folded."""


def issues_fragment(issues: Issues) -> Html:
    """How many of each level there are, and each with its place and its remedy."""
    if not issues:
        return paragraph("No issues: nothing in the tables to warn of.")
    class_ = "head level grave" if _has_error(issues) else "head level"
    more = f"{max(0, len(issues) - MOST):,} more"
    table = Table("What the tables are warned of", COLUMNS, list(map(_row, issues)), MOST, more)
    return joined(paragraph(issues.counts, class_=class_), table.html())


def _has_error(issues: Issues) -> bool:
    return any(issue.level is Level.ERROR for issue in issues)


def _row(issue: Issue) -> tuple[object, ...]:
    column = f", column {issue.column}" if issue.column else ""
    level = element("b", issue.level.value) if issue.level is Level.ERROR else issue.level.value
    return level, f"{issue.place}{column}", issue.value, issue.expected, issue.remedy
