"""What differs between two models, as HTML."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lumpbayes.display.changes import number_change, number_place
from lumpbayes.display.difference_words import (
    HEADINGS,
    affecting,
    counted_presentations,
    presentation_head,
    presentation_remarks,
    prior_text,
    row_text,
    silent_texts,
    table_text,
)
from lumpbayes.display.html.elements import Html, folded, items, joined, paragraph, section
from lumpbayes.display.html.tables import Column, Table
from lumpbayes.knowledge.comparing import CellChange
from lumpbayes.reasoning.difference import Difference, PresentationMove

__all__ = ["difference_fragment"]

MOST = 20
"""Of each kind; the others are folded."""
NUMBERS = (Column("Number"), Column("Before and after"))
PRESENTATIONS = (
    Column("Presentation"),
    Column("Before", "number"),
    Column("After", "number"),
    Column("Remarks"),
)


def difference_fragment(difference: Difference) -> Html:
    """What differs, then what moves."""
    title = paragraph("What differs between two models", class_="title")
    if difference.equal:
        return joined(title, paragraph("No difference.", class_="head level"))
    numbers, rows = affecting(difference)
    return joined(
        title,
        _numbers(numbers),
        _list("tables", map(table_text, difference.tables)),
        _list("rows", map(row_text, rows)),
        _list("priors", map(prior_text, difference.other_priors)),
        _presentations(difference.shown_presentations),
        paragraph("; ".join(counted_presentations(difference)), class_="quiet"),
        _list("silent", silent_texts(difference)),
    )


def _numbers(changes: Sequence[CellChange]) -> Html:
    rows = [(number_place(each), number_change(each).replace("->", "→")) for each in changes]
    return Table(HEADINGS["numbers"], NUMBERS, rows, MOST, _more(rows)).html()


def _presentations(moves: Sequence[PresentationMove]) -> Html:
    rows = [
        (presentation_head(move), *move.sides, "; ".join(presentation_remarks(move)))
        for move in moves
    ]
    return Table(HEADINGS["presentations"], PRESENTATIONS, rows, MOST, _more(rows)).html()


def _list(which: str, texts: Iterable[str]) -> Html:
    """Texts under a heading; nothing where there are none."""
    listed = list(texts)
    if not listed:
        return Html()
    more = folded(_more(listed), items(listed[MOST:])) if listed[MOST:] else None
    return section(HEADINGS[which], items(listed[:MOST]), more)


def _more(listed: Sequence[object]) -> str:
    return f"{max(0, len(listed) - MOST):,} more"
