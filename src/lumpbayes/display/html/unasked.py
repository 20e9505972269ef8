"""Red flags that are not known yet, as HTML."""

from __future__ import annotations

from lumpbayes.display.html.elements import Html, folded, items, joined, paragraph
from lumpbayes.display.html.tables import Column, Table
from lumpbayes.display.unasked_words import flag_line, unasked_heading
from lumpbayes.percentages import percent
from lumpbayes.reasoning.unasked_flags import UnaskedFlags

__all__ = ["unasked_fragment"]

COLUMNS = (
    Column("Ask"),
    Column("Answer that fires it"),
    Column("How likely", "number"),
    Column("Then"),
    Column("Rule"),
)
MOST_QUESTIONS = 8


def unasked_fragment(unasked: UnaskedFlags) -> Html:
    """The questions of which one answer fires a red flag; the red flags themselves, folded."""
    rows = [
        (
            each.question or each.label,
            " or ".join(each.answers),
            percent(each.probability),
            each.urgency.replace("_", "-"),
            ", ".join(each.flags),
        )
        for each in unasked.questions
    ]
    more = f"{max(0, len(rows) - MOST_QUESTIONS)} more questions"
    caption = "Questions of which one answer fires a red flag"
    return joined(
        paragraph(unasked_heading(unasked), class_="title"),
        Table(caption, COLUMNS, rows, MOST_QUESTIONS, more).html(),
        folded("The red flags, and all that they depend on", items(map(flag_line, unasked))),
    )
