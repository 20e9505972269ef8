"""Rows below one another: a label at the left of each, a number at the right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from lumpbayes.display.plots.lettering import LINE, wrap
from lumpbayes.display.plots.sheet import Room, room_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["bare", "figure_height", "label_rows", "rows_that_fit"]

LARGEST, READABLE, SMALLEST = 9.5, 7.0, 5.5
"""Sizes of the font, in points."""
LABELS = 0.40
"""Share of the width that labels may take."""
AROUND = 1.3
"""Inches of a figure for what stands above and below the rows."""
EACH = 0.34
"""Inches of a row in a figure of its own."""


def figure_height(rows: int) -> float:
    """Height of a figure of its own, in inches."""
    return AROUND + EACH * max(rows, 3)


def bare(ax: Axes) -> None:
    """Axes with as little ink as can be."""
    ax.spines[["top", "right", "left"]].set_visible(False)
    ax.tick_params(axis="y", length=0)


def rows_that_fit(ax: Axes, wanted: int) -> int:
    """How many rows can be read, at least 1."""
    height = 0.85 * room_of(ax).height
    return max(1, min(wanted, int(height / (SMALLEST * LINE))))


def label_rows(ax: Axes, labels: Sequence[str], values: Sequence[str]) -> float:
    """Name the rows 0, 1, ... from the top down, and write a text at the right of each.

    Args:
        ax: where; its rows are numbered downwards afterwards.
        labels: in table words; wrapped or cut.
        values: what stands at the right; short, and shown as it is.

    Returns:
        The size of the font, in points.
    """
    room = room_of(ax)
    size, texts = _fitted(labels, room)
    ax.set_ylim(len(labels) - 0.5, -0.5)
    ax.set_yticks(range(len(labels)), texts, fontsize=size, parse_math=False, linespacing=1.05)
    across = ax.get_yaxis_transform()
    for row, value in enumerate(values):
        ax.text(1.01, row, value, transform=across, fontsize=size, va="center", parse_math=False)
    ax.tick_params(axis="x", labelsize=size)
    ax.xaxis.label.set_fontsize(size)
    return size


def _fitted(labels: Sequence[str], room: Room) -> tuple[float, list[str]]:
    """The largest font of which all labels fit into their rows, and the labels in lines.

    Where they are cut in the smallest font, they are cut in one that is ``READABLE``.
    """
    each, wide = 0.85 * room.height / len(labels), LABELS * room.place
    sizes = [half / 2 for half in range(int(2 * LARGEST), int(2 * SMALLEST) - 1, -1)]
    for size in sizes:
        lines = int(each / (size * LINE))
        texts = [wrap(label, wide, size, max(lines, 1)) for label in labels]
        if lines and not any(text.endswith("…") for text in texts):
            return size, texts
    fitting = [size for size in sizes if size <= READABLE and size * LINE <= each]
    size = max(fitting, default=SMALLEST)
    lines = max(int(each / (size * LINE)), 1)
    return size, [wrap(label, wide, size, lines) for label in labels]
