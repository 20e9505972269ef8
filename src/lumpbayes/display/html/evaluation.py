"""An evaluation as HTML: the same sections as elsewhere, and its parts by themselves."""

from __future__ import annotations

from lumpbayes.cases.evaluation.calibration import Calibration
from lumpbayes.cases.evaluation.confusion import Confusion
from lumpbayes.cases.evaluation.decision_curve import DecisionCurve
from lumpbayes.cases.evaluation.evaluation import Evaluation
from lumpbayes.cases.evaluation.triage_matrix import TriageMatrix
from lumpbayes.display.evaluation_sections import (
    INTERVALS,
    bins_grid,
    curve_grid,
    evaluation_sections,
    evaluation_title,
    mistakes_grid,
)
from lumpbayes.display.evaluation_urgency import matrix_grid
from lumpbayes.display.evaluation_words import curve_text
from lumpbayes.display.html.elements import Html, items, joined, paragraph, section
from lumpbayes.display.html.tables import Column, Table
from lumpbayes.display.sections import Grid, Section

__all__ = [
    "calibration_fragment",
    "confusion_fragment",
    "curve_fragment",
    "evaluation_fragment",
    "matrix_fragment",
]

MOST_ROWS = 20


def evaluation_fragment(evaluation: Evaluation) -> Html:
    """All sections with all their tables."""
    intervals = INTERVALS.format(draws=evaluation.draws, seed=evaluation.seed)
    return joined(
        paragraph(evaluation_title(evaluation), class_="title"),
        (_section(each) for each in evaluation_sections(evaluation, whole=True)),
        paragraph(intervals, class_="quiet"),
    )


def calibration_fragment(calibration: Calibration) -> Html:
    """The reliability table."""
    return _table(bins_grid(calibration), "How often the leading cause is the true one")


def confusion_fragment(confusion: Confusion) -> Html:
    """The most frequent mistakes; that there is none where that is so."""
    if not confusion.mistaken:
        return paragraph("The leading cause is the true one in every case.")
    return _table(mistakes_grid(confusion))


def matrix_fragment(triage: TriageMatrix) -> Html:
    """Urgency needed against urgency answered."""
    return _table(matrix_grid(triage), "Cases by urgency")


def curve_fragment(curve: DecisionCurve) -> Html:
    """Where acting on the model is worth it, and the net benefit at some thresholds."""
    return joined(paragraph(curve_text(curve)), _table(curve_grid(curve)))


def _section(each: Section) -> Html:
    texts = items(each.texts) if each.grave else joined(map(paragraph, each.texts))
    look = "level grave" if each.grave else None
    return section(each.heading, texts, (_table(grid) for grid in each.grids), class_=look)


def _table(grid: Grid, caption: str = "") -> Html:
    kinds = ("text" if place in grid.words else "number" for place in range(len(grid.heads)))
    columns = [Column(head, kind) for head, kind in zip(grid.heads, kinds, strict=True)]
    return Table(grid.caption or caption, columns, grid.rows, MOST_ROWS).html()
