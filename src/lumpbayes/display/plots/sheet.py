"""Where plots are drawn: a new figure or the axes given; titles, and room for what is outside."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, NamedTuple

from lumpbayes.display.plots.lettering import LINE, wrap
from lumpbayes.reasoning.arguments import not_expected

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.transforms import Bbox

__all__ = ["POINTS", "Room", "axes_for", "lay_out", "off_screen", "room_of", "set_title", "settle"]

POINTS = 72.0
"""In an inch."""
TITLE_PAD = 6.0
"""Points between a title and what is below it."""
INSIDE = 0.775
"""Share of its place that matplotlib leaves to the axes themselves."""
MARGINS = (40.0, 30.0, 6.0, 24.0)
"""Points left, below, right and above axes that a figure without layout leaves to their labels."""

_off_screen: ContextVar[bool] = ContextVar("_off_screen", default=False)


@contextmanager
def off_screen() -> Iterator[None]:
    """Within it new figures are shown nowhere, and are gone when nobody holds them."""
    token = _off_screen.set(True)
    try:
        yield
    finally:
        _off_screen.reset(token)


def axes_for(ax: Axes | None, width: float, height: float) -> Axes:
    """The axes given, or those of a new figure that a notebook shows.

    Args:
        ax: what the caller gave.
        width: of the new figure, in inches.
        height: the same.

    Raises:
        EvidenceError: something that is no axes.
    """
    from matplotlib.axes import Axes

    if isinstance(ax, Axes):
        return ax
    if ax is not None:
        raise not_expected("ax", ax, "the Axes of a matplotlib figure, such as plt.subplots()[1]")
    if _off_screen.get():
        from matplotlib.figure import Figure

        return Figure(figsize=(width, height), layout="constrained").subplots()
    from matplotlib import pyplot

    return pyplot.subplots(figsize=(width, height), layout="constrained")[1]


class Room(NamedTuple):
    """How much there is, in points.

    Attributes:
        width, height: of the axes.
        place: width of the axes with what stands beside them.
    """

    width: float
    height: float
    place: float


def room_of(ax: Axes) -> Room:
    """How much room axes have as they are now."""
    scale = POINTS / ax.figure.dpi
    whole = ax.figure.bbox.width * scale
    width, height = ax.bbox.width * scale, ax.bbox.height * scale
    place = _place(ax).width * whole / INSIDE
    return Room(width, height, min(place, whole))


def set_title(ax: Axes, *lines: str) -> None:
    """Write what is seen above the axes; :func:`settle` moves it to the left edge and wraps it.

    It is the name of the axes too, which screen readers read in SVG.
    """
    ax.set_title("\n".join(lines), loc="left", parse_math=False)
    ax.set_label(". ".join(lines))


def lay_out(ax: Axes) -> None:
    """Let everything find its place, so that what comes next can be measured."""
    figure = ax.figure.canvas.figure
    engine = figure.get_layout_engine()
    if engine is None:
        _contain(ax)
    else:
        engine.execute(figure)


def settle(ax: Axes, above: float = 0.0) -> None:
    """Fit the title in, and the words at the axes, and what a figure would clip.

    Args:
        ax: where everything else is drawn already.
        above: points that the title leaves free for what stands between it and the axes.
    """
    title = ax.get_title(loc="left").split("\n")
    ax.set_title("", loc="left")
    lay_out(ax)
    _wrap_words(ax)
    _fit_title(ax, title, above)
    lay_out(ax)


def _wrap_words(ax: Axes) -> None:
    """What the axes show, in lines no longer than the axes."""
    room = room_of(ax)
    for axis, length in ((ax.xaxis, room.width), (ax.yaxis, room.height)):
        words = axis.label
        words.set_parse_math(False)
        words.set_text(wrap(words.get_text(), length, float(words.get_fontsize()), 3))


def _fit_title(ax: Axes, lines: list[str], above: float) -> None:
    """The title from the left edge of the labels to the right edge of all."""
    scale = POINTS / ax.figure.dpi
    size = min(11.0, max(7.0, ax.figure.bbox.width * scale / 36))
    box = ax.get_tightbbox()
    assert box is not None
    left, right = max(box.x0, ax.figure.bbox.x0), min(box.x1, ax.figure.bbox.x1)
    room = (right - left) * scale
    text = "\n".join(wrap(line, room, size, 3) for line in lines)
    where = (left - ax.bbox.x0) / ax.bbox.width
    ax.set_title(
        text,
        loc="left",
        x=where,
        pad=TITLE_PAD + above,
        fontsize=size,
        parse_math=False,
        linespacing=LINE,
    )


def _place(ax: Axes) -> Bbox:
    """Where axes were put, as shares of the figure, before they made room for their labels."""
    spec = ax.get_subplotspec()
    return (
        ax.get_position(original=True)
        if spec is None
        else spec.get_position(ax.figure.canvas.figure)
    )


def _contain(ax: Axes) -> None:
    """Make axes smaller, in a figure that does not lay out, until their labels are seen whole.

    They may take their own place with usual margins around it; axes that stand in no grid the
    whole figure.
    """
    from matplotlib.transforms import Bbox

    figure = ax.figure
    whole, now, box = figure.bbox, ax.bbox, ax.get_tightbbox()
    assert box is not None
    free = whole
    if ax.get_subplotspec() is not None:
        own = _place(ax).transformed(figure.transSubfigure)
        left, below, right, above = (margin * figure.dpi / POINTS for margin in MARGINS)
        wider = Bbox.from_extents(own.x0 - left, own.y0 - below, own.x1 + right, own.y1 + above)
        free = Bbox.intersection(whole, wider) or whole
    x0, y0 = now.x0 + max(0.0, free.x0 - box.x0), now.y0 + max(0.0, free.y0 - box.y0)
    x1, y1 = now.x1 - max(0.0, box.x1 - free.x1), now.y1 - max(0.0, box.y1 - free.y1)
    if x1 > x0 and y1 > y0:
        smaller = Bbox.from_extents(x0, y0, x1, y1)
        ax.set_position(smaller.transformed(figure.transSubfigure.inverted()))
