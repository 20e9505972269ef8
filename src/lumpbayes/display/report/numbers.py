"""The numbers of the tables that matter most to the leading cause, and where they come from."""

from __future__ import annotations

from lumpbayes.display.html.bars import Scale, span
from lumpbayes.display.html.elements import Html, element, joined, paragraph
from lumpbayes.display.report.bibliography import Bibliography
from lumpbayes.display.report.contents import Contents
from lumpbayes.display.report.tables import Column, table
from lumpbayes.display.row_words import number_words, row_words
from lumpbayes.percentages import percent
from lumpbayes.reasoning.sensitivity import Sensitivity
from lumpbayes.reasoning.tornado import TornadoRow

__all__ = ["numbers_section"]

SHOWN = 6


def numbers_section(contents: Contents, sources: Bibliography) -> Html:
    """A row a number; empty where the model has no tables, or nothing moves the cause."""
    found = contents.sensitivity
    rows = found.tornado(SHOWN) if found is not None else ()
    if found is None or not rows:
        return Html()
    label, now = found.causes.label, percent(found.posterior)
    columns = (Column("Number of the tables"), Column("", "picture"), Column(label, "number range"))
    intro = (
        f"{label} has {now}. Each number alone, moved within its own 95 % interval, would give "
        f"from the lower to the higher probability beside it. {len(rows)} of "
        f"{len(found.moving):,} numbers that matter at all, the most important first."
    )
    cells = [_cells(found, each, sources) for each in rows]
    heading = element("h2", "The numbers that matter most")
    return element("section", heading, paragraph(intro), table(columns, cells))


def _cells(found: Sensitivity, each: TornadoRow, sources: Bibliography) -> list[object]:
    """The number, its interval, grade, source and place; what its interval does."""
    row = each.row
    low, high = sorted((each.at_low, each.at_high))
    value = number_words(row.probability)
    if row.low is not None and row.high is not None:
        value += f" ({number_words(row.low)} to {number_words(row.high)})"
    about = (f"{row.grade}, {row.place}", sources.cite(row.sources))
    words = row_words(found.situation.knowledge, row)
    number = joined(words, ": ", element("b", value), " ", element("span", *about, class_="small"))
    picture = span(low, high, found.posterior, Scale(*found.extremes))
    ends = f"{percent(low).removesuffix(' %')}–{percent(high)}"
    return [number, picture, ends]
