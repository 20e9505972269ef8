"""How sure a posterior is: a bar a state with its 95 % interval."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lumpbayes.display.plots.bars import WHISKERS, Bar, draw_bars
from lumpbayes.display.plots.rows import figure_height, label_rows, rows_that_fit
from lumpbayes.display.plots.sheet import axes_for, set_title, settle
from lumpbayes.display.words import plain
from lumpbayes.percentages import short_percent
from lumpbayes.reasoning.arguments import check_count
from lumpbayes.reasoning.intervals import Intervals

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["intervals"]


def intervals(intervals: Intervals, *, top: int = 10, ax: Axes | None = None) -> Axes:
    """How sure the posterior of any variable is.

    Args:
        intervals: of ``dx.intervals()``.
        top: how many states, the most probable.
        ax: where; a new figure when left out.

    Returns:
        The axes: a row a state, in percent.

    Raises:
        EvidenceError: ``top`` that is no whole number of at least 1.

    >>> import lumpbayes as lb
    >>> from matplotlib.figure import Figure
    >>> found = lb.load().diagnose({"fever": "yes"}).intervals("redness")
    >>> axes = lb.plots.intervals(found, ax=Figure().subplots())
    >>> sorted(label.get_text() for label in axes.get_yticklabels())
    ['no', 'yes']
    """
    wanted = min(check_count("top", top), len(intervals))
    ax = axes_for(ax, 7.0, figure_height(wanted))
    labels = intervals.labels["state"]
    shown = list(intervals.items())[: rows_that_fit(ax, wanted)]
    bars = [Bar(plain(labels[state]), each.probability, each) for state, each in shown]
    draw_bars(ax, bars)
    label_rows(ax, [bar.label for bar in bars], [bar.value for bar in bars])
    ax.set_xlabel(f"probability, %; {WHISKERS}")
    leader = max(shown, key=lambda item: item[1].leads)
    first = f"{plain(labels[leader[0]])} is first in {short_percent(leader[1].leads)} of the draws"
    set_title(ax, f"How sure the posterior of {plain(intervals.variable)} is", first)
    settle(ax)
    return ax
