"""The differential: a bar a cause, the most probable first, with its 95 % interval."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lumpbayes.display.plots.answered import Answered
from lumpbayes.display.plots.bars import WHISKERS, Bar, draw_bars
from lumpbayes.display.plots.rows import figure_height, label_rows, rows_that_fit
from lumpbayes.display.plots.sheet import axes_for, set_title, settle
from lumpbayes.display.urgency_words import headline
from lumpbayes.display.words import plain
from lumpbayes.errors import EvidenceError, UnknownNameError
from lumpbayes.knowledge.records import KnowledgeBase
from lumpbayes.percentages import short_percent
from lumpbayes.reasoning.answer import Answer
from lumpbayes.reasoning.arguments import check_count, not_expected
from lumpbayes.reasoning.intervals import Intervals

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["differential"]

MOST_CELLS_UNASKED = 2000
"""Numbers in the tables up to which intervals are drawn unless told otherwise: for
the bundled model (1,420) they take a tenth of a second."""


def differential(
    dx: Answered,
    *,
    intervals: Intervals | bool | None = None,
    top: int = 10,
    ax: Axes | None = None,
) -> Axes:
    """How probable each cause is, and how sure that is.

    Args:
        dx: an answer.
        intervals: those to draw; worked out when True, or when left out and the model has tables of
            at most 2,000 numbers; none when False.
        top: how many causes; the others are summed in one line.
        ax: where; a new figure when left out.

    Returns:
        The axes: a row a cause, in percent.

    Raises:
        UnknownNameError: a network without a target.
        EvidenceError: intervals of another variable, model or evidence, or of a network file, which
            has none; ``top`` that is no whole number of at least 1.

    >>> import lumpbayes as lb
    >>> from matplotlib.figure import Figure
    >>> dx = lb.load().diagnose({"fever": "yes", "redness": "yes"})
    >>> axes = lb.plots.differential(dx, top=3, intervals=False, ax=Figure().subplots())
    >>> [label.get_text() for label in axes.get_yticklabels()][0]
    'Skin abscess'
    """
    top = check_count("top", top)
    if not dx.knowledge.cause:
        raise UnknownNameError(
            f"the differential: {dx.knowledge.name} was loaded without a target, so that no cause "
            "is asked for: name one, engine.with_target(...) or lumpbayes.load(path, target=...)"
        )
    answer, found = dx.answer, _intervals(dx, intervals)
    shown = min(top, len(answer.posterior))
    ax = axes_for(ax, 7.0, figure_height(shown + 1))
    bars = _bars(answer, found, rows_that_fit(ax, shown + 1) - 1 or 1)
    draw_bars(ax, bars)
    rest = _rest(answer, len(bars))
    labels = [bar.label for bar in bars] + ([rest] if rest else [])
    label_rows(ax, labels, [bar.value for bar in bars])
    whiskers = f"; {WHISKERS}" if found else ""
    ax.set_xlabel(f"probability, %{whiskers}")
    urgency = headline(answer)
    set_title(ax, "How probable each cause is", *([urgency] if urgency else []))
    settle(ax)
    return ax


def _bars(answer: Answer, intervals: Intervals | None, count: int) -> list[Bar]:
    return [
        Bar(plain(answer.labels[cause]), probability, intervals[cause] if intervals else None)
        for cause, probability in list(answer.posterior.items())[:count]
    ]


def _rest(answer: Answer, shown: int) -> str:
    """What is said of the causes that have no bar; empty where there are none."""
    left = list(answer.posterior.values())[shown:]
    return f"and {len(left)} more, together {short_percent(min(sum(left), 1.0))}" if left else ""


def _intervals(dx: Answered, wanted: Intervals | bool | None) -> Intervals | None:
    """The intervals to draw, checked against the answer."""
    if wanted is None:
        wanted = _are_drawn_unasked(dx.knowledge)
    if isinstance(wanted, bool):
        return dx.intervals() if wanted else None
    if not isinstance(wanted, Intervals):
        raise not_expected("intervals", wanted, "True, False, or those of dx.intervals()")
    answer = dx.answer
    theirs, ours = wanted.model.fingerprint, answer.model.fingerprint
    if (wanted.variable, theirs) != (dx.knowledge.cause, ours):
        raise EvidenceError(
            f"intervals: they are those of {plain(wanted.variable)} in {wanted.model.name}, not of "
            f"{dx.knowledge.cause} in {answer.model.name}: give dx.intervals()"
        )
    if (wanted.basis.evidence, wanted.basis.assumed) != (answer.evidence, answer.assumed):
        raise EvidenceError(
            "intervals: they are those of other evidence than this answer's: give dx.intervals()"
        )
    return wanted


def _are_drawn_unasked(knowledge: KnowledgeBase) -> bool:
    return 0 < len(knowledge.priors) + len(knowledge.likelihoods) <= MOST_CELLS_UNASKED
