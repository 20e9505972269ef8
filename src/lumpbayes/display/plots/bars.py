"""Bars of probabilities, the most probable first, with 95 % intervals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from lumpbayes.display.intervals import range_text
from lumpbayes.display.plots.colours import BLUE, text_colour
from lumpbayes.display.plots.rows import bare
from lumpbayes.percentages import percent
from lumpbayes.reasoning.intervals import Interval

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["WHISKERS", "Bar", "draw_bars"]

WHISKERS = "lines: 95 % intervals from those of the tables"
"""What the lines on bars are."""


class Bar(NamedTuple):
    """A row.

    Attributes:
        label: in words.
        probability: 0 to 1.
        interval: of it; None where none is drawn.
    """

    label: str
    probability: float
    interval: Interval | None

    @property
    def value(self) -> str:
        """In percent, with the interval."""
        between = f" {range_text(self.interval)}" if self.interval else ""
        return f"{percent(self.probability)}{between}"


def draw_bars(ax: Axes, bars: Sequence[Bar]) -> None:
    """Draw bars in percent, from the top down, each with its interval.

    Args:
        ax: where.
        bars: at least one.
    """
    percents = [100 * bar.probability for bar in bars]
    ax.barh(range(len(bars)), percents, height=0.62, color=BLUE)
    known = [(row, bar.interval) for row, bar in enumerate(bars) if bar.interval is not None]
    rows = [row for row, _ in known]
    low = [100 * each.low for _, each in known]
    high = [100 * each.high for _, each in known]
    if known:
        ax.hlines(rows, low, high, color=text_colour(), lw=1.2)
        for ends in (low, high):
            ax.plot(ends, rows, "|", color=text_colour(), ms=5)
    ax.set_xlim(0, min(100.0, 1.05 * max(percents + high)) or 100.0)
    bare(ax)
