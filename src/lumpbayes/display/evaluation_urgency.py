"""How urgent the answers of an evaluation are, in sentences and grids."""

from __future__ import annotations

from collections.abc import Iterator

from lumpbayes.cases.evaluation.drivers import Driver
from lumpbayes.cases.evaluation.evaluation import Evaluation
from lumpbayes.cases.evaluation.triage_matrix import TriageMatrix
from lumpbayes.display.evaluation_words import (
    case_texts,
    driver_text,
    kept_column,
    label_of,
    triage_texts,
)
from lumpbayes.display.sections import Grid, Section
from lumpbayes.display.words import plain
from lumpbayes.percentages import short_percent

__all__ = ["matrix_grid", "urgency_sections"]

FEW = 5
"""Cases, and things that ask for an urgency, that are shown at a glance."""

LONGEST_RULE = 48
"""Characters of a rule that are shown at a glance."""


def urgency_sections(evaluation: Evaluation, whole: bool) -> Iterator[Section]:
    """Urgency needed against urgency answered, and what asks for the wrong ones.

    Args:
        evaluation: what to show.
        whole: with all that is named; otherwise the first of each.
    """
    if evaluation.triage is not None:
        grids = [matrix_grid(evaluation.triage)]
        grids += _drivers(evaluation.triage, whole)
        if evaluation.too_late:
            grids.append(_late(evaluation, whole))
        yield Section("How urgent the answers are", triage_texts(evaluation), tuple(grids))


def _drivers(triage: TriageMatrix, whole: bool) -> Iterator[Grid]:
    """What asks for too much, and for too little."""
    for drivers, caption in (
        (triage.over_because, "What asks for the urgency of answers more urgent than needed:"),
        (triage.under_because, "What asks for the urgency of answers less urgent than needed:"),
    ):
        shown = drivers if whole else drivers[:FEW]
        rows = [
            (driver_text(each), f"{each.cases:,}", f"{each.alone:,}", _rule(each, whole))
            for each in shown
        ]
        if rows:
            yield Grid(
                caption, ("asked for by", "cases", "by it alone", "which is"), (*rows,), (0, 3)
            )


def _late(evaluation: Evaluation, whole: bool) -> Grid:
    shown = evaluation.too_late if whole else evaluation.too_late[:FEW]
    kept = kept_column(evaluation.too_late)
    rows = [
        (
            *case_texts(each, kept),
            label_of(evaluation, each.truth),
            short_percent(each.probability),
            each.needed.replace("_", "-"),
            each.answered.replace("_", "-"),
        )
        for each in shown
    ]
    heads = ("case", *kept, "true cause", "given", "needs", "answered")
    own = len(kept)
    words = (*range(2 + own), 3 + own, 4 + own)
    return Grid("Answered too late, the largest gaps first:", heads, tuple(rows), words)


def matrix_grid(triage: TriageMatrix) -> Grid:
    """Cases by the urgency needed and the one answered."""
    words = [level.replace("_", "-") for level in triage.levels]
    rows = [
        (word, *(f"{count:,}" if count else "·" for count in counts))
        for word, counts in zip(words, triage.counts.tolist(), strict=True)
        if any(counts)
    ]
    caption = "Cases: down what the true cause needs, across what was answered."
    return Grid(caption, ("needs", *words), tuple(rows))


def _rule(driver: Driver, whole: bool) -> str:
    """What asks, in the words of the tables; cut at a glance."""
    text = plain(driver.text)
    return text if whole or len(text) <= LONGEST_RULE else f"{text[:LONGEST_RULE].rstrip()}..."
