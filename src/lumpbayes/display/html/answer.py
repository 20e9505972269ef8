"""An answer as HTML: what is known, how urgent it is, the differential, what to do."""

from __future__ import annotations

from collections.abc import Iterator

from lumpbayes.display.fit_words import fit_headline, fit_lines
from lumpbayes.display.html.bars import bar
from lumpbayes.display.html.elements import (
    Html,
    element,
    folded,
    items,
    joined,
    paragraph,
    section,
)
from lumpbayes.display.html.frame import framed
from lumpbayes.display.html.tables import Column, Table
from lumpbayes.display.intervals import interval_meaning, range_text
from lumpbayes.display.urgency_words import headline, own_level, reason_lines, unknown_line
from lumpbayes.percentages import percent
from lumpbayes.reasoning.answer import Answer
from lumpbayes.reasoning.intervals import Intervals
from lumpbayes.reasoning.management import Advice

__all__ = [
    "advice_fragment",
    "answer_fragment",
    "answer_html",
    "differential",
    "given_fragment",
    "level_class",
    "urgency_fragment",
]

MOST_CAUSES = 10
GRAVE = {"urgent": " grave", "emergency": " grave at-once"}
"""Levels with marks of other colours; the words say so too."""


def answer_html(answer: Answer) -> str:
    """The evidence, how urgent it is, the differential with bars, the model, the disclaimer."""
    return framed(answer_fragment(answer), models=(answer.model,))


def answer_fragment(answer: Answer, intervals: Intervals | None = None) -> Html:
    """All that an answer says, without the frame.

    Args:
        answer: what to show.
        intervals: those of its differential.
    """
    return joined(
        given_fragment(answer),
        section(fit_headline(answer), items(fit_lines(answer)), class_="level outside"),
        urgency_fragment(answer),
        differential(answer, intervals),
        _groups(answer),
        folded("Work-up and treatment", [advice_fragment(answer, e) for e in answer.management]),
        folded("Sources", items(f"{key}: {text}" for key, text in answer.sources.items())),
    )


def given_fragment(answer: Answer) -> Html:
    """The title of the model, and what is known."""
    given = "; ".join(answer.given) or "no evidence"
    title = paragraph(answer.model.title, class_="title")
    return joined(title, paragraph(f"Given {given}", class_="quiet"))


def urgency_fragment(answer: Answer) -> Html:
    """The level in words, and what asks for it; empty where the model says nothing of it."""
    look = level_class(answer.urgency.possible_level)
    reasons = items(reason_lines(answer))
    return section(headline(answer), reasons, paragraph(unknown_line(answer)), class_=look)


def level_class(level: str | None) -> str:
    """How a level looks: urgent care and an emergency have colours of their own."""
    return f"level{GRAVE.get(level or '', '')}"


def differential(
    answer: Answer, intervals: Intervals | None = None, *, most: int | None = MOST_CAUSES
) -> Html:
    """The causes with bars, the most probable first.

    Args:
        answer: whose.
        intervals: for a column of ranges, and whiskers on the bars.
        most: how many causes to show unfolded; all when None.
    """
    if not answer.posterior:
        return paragraph("no target: engine.with_target(...) names the variable that is asked")
    named = answer.posterior.items()
    rows = [
        _row(
            rank, answer.labels[cause], share, None if intervals is None else intervals[cause][1:3]
        )
        for rank, (cause, share) in enumerate(named, start=1)
    ]
    ranges = () if intervals is None else (Column("95 % interval", "number"),)
    columns = (
        Column("Cause"),
        Column("Probability", "number"),
        *ranges,
        Column("", "picture"),
    )
    if intervals is not None:
        texts = [range_text(intervals[cause]) for cause in answer.posterior]
        rows = [(*row[:2], text, *row[2:]) for row, text in zip(rows, texts, strict=True)]
    rest = sum(list(answer.posterior.values())[most:]) if most is not None else 0.0
    left = max(0, len(rows) - (most or len(rows)))
    table = Table("Differential", columns, rows, most, f"{left} more, together {percent(rest)}")
    meaning = "" if intervals is None else interval_meaning(intervals, answer.labels)
    return joined(table.html(), paragraph(meaning, class_="quiet"))


def _row(
    rank: int, label: str, share: float, interval: tuple[float, float] | None
) -> tuple[object, ...]:
    name = element("span", f"{rank}. {label}", class_="first" if rank == 1 else None)
    return name, percent(share), bar(share, interval)


def _groups(answer: Answer) -> Html:
    """The groups of causes, which may overlap, on one line."""
    texts = (
        f"{answer.group_labels[group]} {percent(probability)}"
        for group, probability in answer.groups.items()
    )
    return paragraph(" · ".join(texts))


def advice_fragment(answer: Answer, advice: Advice) -> Html:
    """Work-up and treatment if it is one cause: its heading says that it is conditional."""
    label = f"{answer.labels[advice.cause]} ({percent(advice.probability)})"
    level = own_level(answer, advice.urgency)
    return section(f"If it is {label}: {level}", items(_advised(advice)))


def _advised(advice: Advice) -> Iterator[str]:
    for name, text in (("work-up", advice.workup), ("treatment", advice.treatment)):
        if text:
            yield f"{name}: {text}"
    if advice.sources:
        yield f"sources: {', '.join(advice.sources)}"
