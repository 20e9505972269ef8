"""Whether the model fits the patient, in words that text, terminal and HTML share."""

from __future__ import annotations

from collections.abc import Iterator

from lumpbayes.display.words import plain
from lumpbayes.percentages import percent
from lumpbayes.reasoning.answer import Answer
from lumpbayes.reasoning.fit import NotJudged

__all__ = ["fit_headline", "fit_lines"]


def fit_headline(answer: Answer) -> str:
    """What to know before the list is read; empty unless the patient is outside the model."""
    if answer.fit is None or not answer.fit.outside:
        return ""
    return "Outside the model: these findings disagree; the list below may mislead"


def fit_lines(answer: Answer) -> Iterator[str]:
    """How rarely the model produces such a patient, and what to recheck; or why nobody knows.

    Few findings are no news; that memory did not suffice is.
    """
    if answer.fit_not_judged is NotJudged.TOO_LARGE:
        yield "whether the model fits was not judged: it would take more than memory_limit"
    fit = answer.fit
    if fit is None or not fit.outside or fit.p_value is None:
        return
    bound = "at most " if fit.standard_error is None else ""
    yield f"{bound}{percent(fit.p_value)} of the model's own patients fit it as badly"
    if fit.recheck is not None:
        row = fit.recheck
        yield (
            f"recheck first {plain(row.finding)}: the other findings expect "
            f"{plain(row.expected_label)} ({percent(row.expected_probability)})"
        )
