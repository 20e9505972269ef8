"""Which numbers matter, as HTML: the tornado, and the smallest edits."""

from __future__ import annotations

from lumpbayes.display import sensitivity_words as words
from lumpbayes.display.html.bars import Scale, span
from lumpbayes.display.html.elements import Html, element, folded, items, joined, paragraph
from lumpbayes.display.html.tables import Column, Table
from lumpbayes.display.row_words import row_words
from lumpbayes.percentages import percent
from lumpbayes.reasoning.sensitivity import Sensitivity
from lumpbayes.reasoning.smallest_edits import SmallestEdit, SmallestEdits
from lumpbayes.reasoning.table_rows import origin
from lumpbayes.reasoning.tornado import TornadoRow

__all__ = ["edits_fragment", "sensitivity_fragment"]

COLUMNS = (
    Column("Number"),
    Column("Lowest", "number"),
    Column("", "picture"),
    Column("Highest", "number"),
)
MOST_NUMBERS = 10
MARK = "the line is now"
ARROW = "→"
"""In a page a line may end within ``->``."""


def sensitivity_fragment(sensitivity: Sensitivity, most: int = MOST_NUMBERS) -> Html:
    """The numbers whose intervals move the posterior most, each as a range around it."""
    rows = sensitivity.tornado(most)
    scale = Scale(*sensitivity.extremes) if rows else Scale(0.0, 1.0)
    table = Table(
        "What each interval does to it", COLUMNS, [_row(sensitivity, each, scale) for each in rows]
    )
    label, now = sensitivity.causes.label, percent(sensitivity.posterior)
    return joined(
        paragraph(f"Which numbers matter to {label} ({now})", class_="title"),
        table.html(),
        paragraph(words.tornado_meaning(sensitivity, len(rows), MARK), class_="quiet"),
    )


def _row(sensitivity: Sensitivity, each: TornadoRow, scale: Scale) -> tuple[object, ...]:
    row = each.row
    low, high = sorted((each.at_low, each.at_high))
    sign, spread = words.direction(each), words.interval_text(row)
    named = element("span", row_words(sensitivity.situation.knowledge, row))
    event = row.event.replace(";", "; ")
    text = paragraph(f"{event} {spread} ({origin([row])}; {row.place})", class_="quiet")
    ends = percent(low), span(low, high, sensitivity.posterior, scale), f"{percent(high)} {sign}"
    return joined(named, text), *ends


def edits_fragment(edits: SmallestEdits) -> Html:
    """The smallest edits that change the answer; what takes a large one is folded."""
    small = [edit for edit in edits.edits if not words.is_large(edit)]
    large = [edit for edit in edits.edits if words.is_large(edit)]
    return joined(
        paragraph(words.edits_head(edits), class_="title"),
        items(_edit(edits, edit) for edit in small),
        items(words.unmoved(edits, small)),
        folded(f"{len(large)} large edits", items(_edit(edits, each) for each in large)),
        paragraph(words.FRAGILE if edits.fragile else "", class_="level grave"),
    )


def _edit(edits: SmallestEdits, edit: SmallestEdit) -> Html:
    """What is set to what, and in small print which number of the tables that is."""
    text = words.edit_text(edits, edit).replace("->", ARROW)
    return joined(text, paragraph(words.edit_place(edit).replace("->", ARROW), class_="quiet"))
