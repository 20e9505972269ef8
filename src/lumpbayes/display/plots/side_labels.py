"""Labels at the side of axes, each with a thin line to its point; none meets another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from lumpbayes.display.plots.colours import text_colour
from lumpbayes.display.plots.lettering import LINE
from lumpbayes.display.plots.sheet import POINTS, room_of
from lumpbayes.display.plots.spreading import spread

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.text import Annotation

__all__ = ["GAP", "LEFT", "RIGHT", "SideLabel", "SideLabels", "labels_that_fit"]

GAP = 16.0
"""Points between axes and the labels at their side, for the lines to them."""
LEFT, RIGHT = 0, 1
USED = 0.5
"""Share of the height of axes that is surely left to them in the end."""


class SideLabel(NamedTuple):
    """A label and its point.

    Attributes:
        text: one line.
        x, y: where the point is, in data.
        colour: of the line to it.
    """

    text: str
    x: float
    y: float
    colour: str


def labels_that_fit(ax: Axes, wanted: int, size: float) -> int:
    """How many labels may stand at one side, at least 1."""
    return max(1, min(wanted, int(USED * room_of(ax).height / (size * LINE))))


class SideLabels:
    """Labels at one side of axes. Their room is taken at once; :meth:`settle` finds their places.

    Args:
        ax: where.
        labels: in any order.
        side: ``LEFT`` or ``RIGHT``.
        size: of the font, in points.
    """

    def __init__(self, ax: Axes, labels: Sequence[SideLabel], side: int, size: float) -> None:
        self.ax, self.labels, self.side, self.size = ax, labels, side, size
        self.texts = [self._write(label) for label in labels]
        self.lines = [self._point(label) for label in labels]
        self.settle()

    def settle(self) -> None:
        """Put each as near to its point as can be, by how high the axes are now."""
        low, high = self.ax.get_ylim()
        apart = (high - low) * self.size * LINE / room_of(self.ax).height
        wanted = [label.y for label in self.labels]
        places = spread(wanted, apart, low + apart / 2, high - apart / 2)
        for text, line, place in zip(self.texts, self.lines, places, strict=True):
            text.xy = (self.side, place)
            line.set_position((self.side, place))

    def _write(self, label: SideLabel) -> Annotation:
        away = 1 if self.side == RIGHT else -1
        return self.ax.annotate(
            label.text,
            (self.side, label.y),
            (away * (GAP + 2), 0),
            self.ax.get_yaxis_transform(),
            "offset points",
            fontsize=self.size,
            color=text_colour(),
            ha="left" if self.side == RIGHT else "right",
            va="center",
            parse_math=False,
            annotation_clip=False,
        )

    def _point(self, label: SideLabel) -> Annotation:
        from matplotlib.transforms import ScaledTranslation

        away = GAP / POINTS if self.side == RIGHT else -GAP / POINTS
        aside = ScaledTranslation(away, 0, self.ax.figure.dpi_scale_trans)
        return self.ax.annotate(
            "",
            (label.x, label.y),
            (self.side, label.y),
            self.ax.transData,
            self.ax.get_yaxis_transform() + aside,
            arrowprops={
                "arrowstyle": "-",
                "color": label.colour,
                "lw": 0.6,
                "shrinkA": 0,
                "shrinkB": 0,
            },
            annotation_clip=False,
        )
