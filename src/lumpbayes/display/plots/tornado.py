"""Which numbers matter: the posterior at both ends of the interval of each number of the tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from lumpbayes.display.plots.colours import BLUE, ORANGE, text_colour
from lumpbayes.display.plots.legends import legend_above
from lumpbayes.display.plots.rows import bare, figure_height, label_rows, rows_that_fit
from lumpbayes.display.plots.sheet import axes_for, set_title, settle
from lumpbayes.display.row_words import row_words
from lumpbayes.display.words import plain
from lumpbayes.percentages import percent, short_percent
from lumpbayes.reasoning.arguments import check_count
from lumpbayes.reasoning.sensitivity import Sensitivity
from lumpbayes.reasoning.tornado import TornadoRow

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["tornado"]


def tornado(sensitivity: Sensitivity, *, top: int = 10, ax: Axes | None = None) -> Axes:
    """Which numbers of the tables matter most to a posterior.

    Args:
        sensitivity: of ``dx.sensitivity()``.
        top: how many numbers, those of the largest swings.
        ax: where; a new figure when left out.

    Returns:
        The axes: a row a number, in percent of the posterior. Hatched bars end where the number is
        at the low end of its 95 % interval, full ones where it is at the high end.

    Raises:
        EvidenceError: ``top`` that is no whole number of at least 1.

    >>> import lumpbayes as lb
    >>> from matplotlib.figure import Figure
    >>> found = lb.load().diagnose({"punctum": "yes"}).sensitivity("epidermoid_cyst")
    >>> axes = lb.plots.tornado(found, top=1, ax=Figure().subplots())
    >>> [label.get_text() for label in axes.get_yticklabels()]
    ['...']
    """
    rows = sensitivity.tornado(check_count("top", top))
    ax = axes_for(ax, 8.0, figure_height(len(rows)) + 0.4)
    rows = rows[: rows_that_fit(ax, max(len(rows), 1))]
    _draw(ax, sensitivity.posterior, rows)
    knowledge = sensitivity.situation.knowledge
    labels = [row_words(knowledge, each.row) for each in rows]
    size = label_rows(ax, labels or ["no number moves it"], [_range(each) for each in rows])
    ax.set_xlabel(f"probability of {plain(sensitivity.causes.label)}, %")
    now = percent(sensitivity.posterior)
    cause = plain(sensitivity.causes.label)
    set_title(
        ax,
        f"Which numbers matter to {cause} (line: now, {now})",
        "Right: the 95 % interval of each number, which the bars follow",
    )
    settle(ax, legend_above(ax, size))
    return ax


def _range(each: TornadoRow) -> str:
    """The number's own interval."""
    row = each.row
    assert row.low is not None
    assert row.high is not None
    return f"{short_percent(row.low).removesuffix(' %')}–{short_percent(row.high)}"


def _draw(ax: Axes, now: float, rows: Sequence[TornadoRow]) -> None:
    places, start = range(len(rows)), 100 * now
    low = [100 * each.at_low - start for each in rows]
    high = [100 * each.at_high - start for each in rows]
    hatched = ax.barh(places, low, left=start, height=0.62, label="number at its low end")
    for bar in hatched:
        bar.set(fill=False, hatch="////", edgecolor=ORANGE)
    ax.barh(places, high, left=start, height=0.62, color=BLUE, label="number at its high end")
    ax.axvline(start, color=text_colour(), lw=1)
    bare(ax)
