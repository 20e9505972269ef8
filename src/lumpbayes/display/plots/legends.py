"""Legends between the title and the axes, in as many columns as there is room for."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from lumpbayes.display.plots.lettering import widest
from lumpbayes.display.plots.sheet import lay_out, room_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["legend_above"]

HANDLE = 4.0
"""What stands before each text, in sizes of the font."""
ROW = 1.6
"""Height of a row, in sizes of the font."""


def legend_above(ax: Axes, size: float) -> float:
    """Say what the marks of some axes mean.

    Args:
        ax: where; what has a label is named.
        size: of the font, in points.

    Returns:
        The height, in points; 0 where nothing has a label.
    """
    handles, labels = ax.get_legend_handles_labels()
    if not labels:
        return 0.0
    lay_out(ax)
    each = widest(labels, size) + HANDLE * size
    columns = max(1, min(len(labels), int(room_of(ax).width / each)))
    ax.legend(
        handles,
        labels,
        loc="lower left",
        bbox_to_anchor=(0, 1),
        ncols=columns,
        fontsize=size,
        frameon=False,
        borderaxespad=0.2,
        borderpad=0.1,
        handlelength=1.6,
        handletextpad=0.5,
        columnspacing=1.2,
        labelspacing=0.3,
    )
    return size * (ROW * math.ceil(len(labels) / columns) + 0.4)
