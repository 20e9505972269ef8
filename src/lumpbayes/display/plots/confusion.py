"""Which cause is taken for which: a square for each pair of true and leading cause."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from lumpbayes.cases.evaluation.confusion import Confusion
from lumpbayes.cases.evaluation.evaluation import Evaluation
from lumpbayes.display.evaluation_words import counted
from lumpbayes.display.plots.colours import BLUE, VERMILLION, text_colour
from lumpbayes.display.plots.lettering import LINE, widest, wrap
from lumpbayes.display.plots.rows import label_rows
from lumpbayes.display.plots.sheet import axes_for, lay_out, room_of, set_title, settle
from lumpbayes.display.words import plain
from lumpbayes.reasoning.arguments import not_expected

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["confusion"]

WIDTH = 7.5
AROUND, EACH = 2.4, 0.27
"""Inches of a figure of its own around the rows, and of each row."""
DARK = 0.8
"""Share of the fullest shade from which on the page's own text could not be read."""
ON_BLUE, ON_VERMILLION = "white", "#111111"
"""Of text on full shades."""
PALEST = 0.12
THOUSAND = 1000
MEGA = 999_500
"""From here on a count is rounded to a million."""
HEADING = 0.30
"""Share of the height that the names of columns may take."""


def confusion(evaluation: Evaluation | Confusion, *, ax: Axes | None = None) -> Axes:
    """Which cause leads where which is true.

    Args:
        evaluation: of ``engine.evaluate(...)``, or its ``confusion``.
        ax: where; a new figure when left out.

    Returns:
        The axes: a row a true cause, a column a leading one, how many cases in the squares, shaded
        by their share of the row. Framed squares, on the diagonal, are right. Causes that are
        neither true nor leading in any case are left out.

    Raises:
        EvidenceError: neither an evaluation nor a confusion.

    >>> import lumpbayes as lb
    >>> from matplotlib.figure import Figure
    >>> cases = [{"punctum": "yes", "cause": "epidermoid_cyst"}, {"fever": "yes", "cause": "other"}]
    >>> found = lb.load().evaluate(cases, draws=100)
    >>> lb.plots.confusion(found, ax=Figure().subplots()).get_ylabel()
    'true cause'
    """
    found = evaluation.confusion if isinstance(evaluation, Evaluation) else evaluation
    if not isinstance(found, Confusion):
        raise not_expected("evaluation", evaluation, "what engine.evaluate(...) returns")
    seen = np.flatnonzero(found.counts.any(axis=0) | found.counts.any(axis=1))
    counts = found.counts[np.ix_(seen, seen)]
    labels = [plain(found.labels[found.causes[each]]) for each in seen.tolist()]
    ax = axes_for(ax, WIDTH, AROUND + EACH * len(labels))
    totals = [f"{total:,}" for total in counts.sum(axis=1).tolist()]
    size = label_rows(ax, labels, totals)
    lay_out(ax)  # how wide the squares are depends on the labels
    _squares(ax, counts, size)
    _columns(ax, labels, size)
    ax.set_xlabel("cause that leads; at the right how many cases", fontsize=size)
    ax.set_ylabel("true cause", fontsize=size)
    right = int(np.trace(counts))
    total = counted(int(counts.sum()))
    set_title(ax, f"Which cause is taken for which: {right:,} of {total} right")
    settle(ax)
    return ax


def _squares(ax: Axes, counts: NDArray[np.int64], size: float) -> None:
    from matplotlib.colors import to_rgba
    from matplotlib.patches import Rectangle

    written, small = _written(counts, 0.86 * room_of(ax).width / len(counts), size)
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    ax.set_xlim(-0.5, len(counts) - 0.5)
    for row, column in np.argwhere(counts).tolist():
        share, right = float(shares[row, column]), row == column
        shade = PALEST + (1 - PALEST) * share
        square = Rectangle((column - 0.46, row - 0.46), 0.92, 0.92)
        square.set_facecolor(to_rgba(BLUE if right else VERMILLION, shade))
        ax.add_patch(square)
        full = ON_BLUE if right else ON_VERMILLION
        colour = full if shade > DARK else text_colour()
        text = written[row, column]
        ax.text(column, row, text, color=colour, fontsize=small, ha="center", va="center")
    for place in range(len(counts)):
        frame = Rectangle((place - 0.46, place - 0.46), 0.92, 0.92, fill=False, lw=0.8)
        frame.set_edgecolor(text_colour())
        ax.add_patch(frame)
    ax.spines[["top", "right", "left", "bottom"]].set_visible(False)
    ax.tick_params(length=0)


def _written(
    counts: NDArray[np.int64], room: float, size: float
) -> tuple[dict[tuple[int, int], str], float]:
    """What stands in the squares, and the size of the font of which all have room.

    Thousands are written ``22k`` where a square has no room for every digit.
    """
    places = [(row, column) for row, column in np.argwhere(counts).tolist()]
    texts = [f"{counts[place]:,}" for place in places]
    if widest(texts, size) > room:
        texts = [short_count(int(counts[place])) for place in places]
    fitting = min(size, size * room / max(widest(texts, size), 1.0))
    return dict(zip(places, texts, strict=True)), fitting


def short_count(count: int) -> str:
    """How many, in four characters at most below a billion.

    >>> [short_count(count) for count in (999, 1234, 9960, 22_512, 999_700, 1_250_000)]
    ['999', '1.2k', '10k', '23k', '1.0M', '1.2M']
    """
    if count < THOUSAND:
        return str(count)
    unit, word = (THOUSAND, "k") if count < MEGA else (THOUSAND * THOUSAND, "M")
    tenths = f"{count / unit:.1f}"
    return f"{tenths if len(tenths) <= len('9.9') else f'{count / unit:.0f}'}{word}"


def _columns(ax: Axes, labels: list[str], size: float) -> None:
    """Name the columns upright, in as many lines as each has room for."""
    room = room_of(ax)
    fits = room.width / len(labels) >= size * LINE
    most = max(1, int(room.width / len(labels) / (size * LINE)))
    lines = [wrap(label, HEADING * room.height + size, size, most) for label in labels]
    upright = widest(labels, size) > room.width / len(labels)
    ax.set_xticks(range(len(labels)), lines if fits else [""] * len(labels), fontsize=size)
    for label in ax.get_xticklabels():
        label.set(parse_math=False, rotation=90 if upright else 0)
