"""An answer for a terminal: aligned, coloured, as wide as the window.

Lines carry colour codes; whoever prints them takes the codes away where colour is not wanted.
Written by hand because a shell query must start fast: the import of rich's tables alone would cost
it a third of numpy's own.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from click import style
from rich.cells import cell_len

from lumpbayes.display.fit_words import fit_headline, fit_lines
from lumpbayes.display.identity import footer_lines
from lumpbayes.display.intervals import interval_lines, interval_texts
from lumpbayes.display.urgency_words import headline, own_level, reason_lines, unknown_line
from lumpbayes.display.words import plain
from lumpbayes.display.wrapping import NARROWEST, padded, wrapped
from lumpbayes.percentages import percent
from lumpbayes.reasoning.answer import Answer

if TYPE_CHECKING:
    from lumpbayes.reasoning.intervals import Intervals

__all__ = ["answer_lines"]

LEVEL_COLOURS = {
    "self_care": "green",
    "routine": "green",
    "soon": "yellow",
    "urgent": "red",
    "emergency": "bright_red",
}
NOTHING_KNOWN = "Nothing is known: these are the priors."
BAR_WIDTH = 24
EIGHTHS = " ▏▎▍▌▋▊▉"
COMMON = 0.005
PERCENT_WIDTH = 7
SHORT_LABEL = 12
"""Columns that intervals leave the names of causes; they stand below where that is too much."""


def answer_lines(
    answer: Answer, top: int | None, width: int, intervals: Intervals | None = None
) -> Iterator[str]:
    """Head, evidence, ranked differential with bars, groups, model and disclaimer.

    Args:
        answer: what to show.
        top: how many causes; None shows all.
        width: columns of the window.
        intervals: those of the differential, where they are to stand beside it.
    """
    model = answer.model
    given = "; ".join(plain(phrase) for phrase in answer.given) or "nothing"
    yield from wrapped(plain(model.title), width, bold=True)
    yield from wrapped(f"Given {given}", width, dim=True)
    if not answer.evidence:
        yield from wrapped(NOTHING_KNOWN, width, dim=True)
    yield ""
    yield from _fit(answer, width)
    yield from _urgency(answer, width)
    yield from _differential(answer, top, width, intervals)
    if intervals is not None:
        yield from interval_lines(intervals, answer.labels, width)
    groups = [
        f"{plain(answer.group_labels[group])} {percent(probability)}"
        for group, probability in answer.groups.items()
    ]
    if groups:
        yield ""
        whole = [group.replace(" ", "\xa0") for group in groups]
        yield from wrapped("\xa0· ".join(whole), width)
    yield from _management(answer, top, width)
    yield ""
    yield from footer_lines(model, width)


def _fit(answer: Answer, width: int) -> Iterator[str]:
    """Where the patient is outside the model: that, and what to recheck."""
    lines = list(fit_lines(answer))
    if not lines:
        return
    if fit_headline(answer):
        yield from wrapped(fit_headline(answer), width, bold=True, fg="red")
    for line in lines:
        yield from wrapped(f"  {line}", width, indent="    ")
    yield ""


def _urgency(answer: Answer, width: int) -> Iterator[str]:
    """The level, then what asks for it."""
    if answer.urgency.possible_level is None:
        return
    colour = LEVEL_COLOURS[answer.urgency.possible_level]
    yield from wrapped(headline(answer), width, bold=True, fg=colour)
    for line in reason_lines(answer):
        yield from wrapped(f"  {line}", width, indent="    ")
    if unknown_line(answer):
        yield from wrapped(unknown_line(answer), width, fg="yellow")
    yield ""


def _management(answer: Answer, top: int | None, width: int) -> Iterator[str]:
    """Work-up and treatment, if it is one of the causes that drive the urgency or are shown.

    Each heading says that it is conditional: the urgency of one cause is not that of the answer.
    """
    shown = list(answer.posterior)[:top]
    for advice in answer.management:
        if not advice.drives_urgency and advice.cause not in shown:
            continue
        yield ""
        label = f"{plain(answer.labels[advice.cause])} ({percent(advice.probability)})"
        level = own_level(answer, advice.urgency)
        yield from wrapped(f"If it is {label}: {level}", width, bold=True)
        for name, text in (("work-up", advice.workup), ("treatment", advice.treatment)):
            if text:
                yield from wrapped(f"  {name}: {plain(text)}", width, indent="    ")
        sources = ", ".join(plain(key) for key in advice.sources)
        yield from wrapped(f"  sources: {sources}", width, indent="    ", dim=True)


def _differential(
    answer: Answer, top: int | None, width: int, intervals: Intervals | None
) -> Iterator[str]:
    shown = list(answer.posterior.items())[:top]
    ranges = interval_texts(intervals, [cause for cause, _ in shown])
    aside = max(map(cell_len, ranges), default=0) + len("  ") if intervals else 0
    labels = [plain(answer.labels[cause]) for cause, _ in shown]
    ranks = max(2, len(str(len(shown))))
    beside = ranks + len("  ") + len("  ") + PERCENT_WIDTH
    below = aside > 0 and width < beside + aside + SHORT_LABEL  # a line of their own
    beside += 0 if below else aside
    longest = max(NARROWEST, width) - beside
    room = min(max(map(cell_len, labels), default=0), longest)
    bars = width >= beside + room + len("  ") + BAR_WIDTH
    for rank, (label, (_, probability), interval) in enumerate(
        zip(labels, shown, ranges, strict=True), start=1
    ):
        number = style(f"{rank:>{ranks}}", dim=True)
        cells = f"{number}  {style(padded(label, room), bold=rank == 1)}"
        bar = "  " + style(_bar(probability), fg="cyan") if bars and _bar(probability) else ""
        column = "" if below or not aside else f"  {interval:<{aside - 2 if bar else 0}}"
        yield f"{cells}  {percent(probability):>{PERCENT_WIDTH}}{column}{bar}"
        if below:
            yield f"{interval:>{beside + room}}"
    rest = list(answer.posterior.values())[len(shown) :]
    if rest:
        more = f"    and {len(rest)} more, together {percent(sum(rest))} (--all shows them)"
        yield from wrapped(more, width, indent="    ", dim=True)


def _bar(probability: float) -> str:
    """A bar in steps of an eighth of a character; never empty for what is at all common."""
    eighths = round(probability * BAR_WIDTH * len(EIGHTHS))
    if probability >= COMMON:
        eighths = max(eighths, 1)
    full, part = divmod(eighths, len(EIGHTHS))
    return "█" * full + (EIGHTHS[part] if part else "")
