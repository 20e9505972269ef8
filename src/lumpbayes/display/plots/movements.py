"""How far each cause moves between two versions of the tables: a row a cause."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from lumpbayes.cases.movements.movement import CaseMovement
from lumpbayes.cases.movements.parts import CauseMoves
from lumpbayes.display.movement_words import counted, short_change_text
from lumpbayes.display.plots.colours import BLUE, VERMILLION, text_colour
from lumpbayes.display.plots.legends import legend_above
from lumpbayes.display.plots.rows import bare, figure_height, label_rows, rows_that_fit
from lumpbayes.display.plots.sheet import axes_for, set_title, settle
from lumpbayes.display.words import plain
from lumpbayes.percentages import DECIBANS
from lumpbayes.reasoning.arguments import check_count

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["movements"]


def movements(movement: CaseMovement, *, top: int = 10, ax: Axes | None = None) -> Axes:
    """How far each cause moves over many cases.

    Args:
        movement: of ``engine.compare_cases(...)``.
        top: how many causes, those that move most.
        ax: where; a new figure when left out.

    Returns:
        The axes: a row a cause, in decibans of its log-odds. The line holds 95 % of the cases, the
        dot is their median, the cross the case that moves furthest.

    Raises:
        EvidenceError: ``top`` that is no whole number of at least 1.

    >>> import lumpbayes as lb
    >>> from matplotlib.figure import Figure
    >>> engine = lb.load(backend="sweeps")
    >>> found = engine.compare_cases(engine.with_prior("lipoma", 0.3), engine.simulate(50))
    >>> axes = lb.plots.movements(found, top=1, ax=Figure().subplots())
    >>> [label.get_text() for label in axes.get_yticklabels()]
    ['Lipoma']
    """
    wanted = check_count("top", top)
    moved = [each for each in movement.causes if each.move and each.median is not None][:wanted]
    ax = axes_for(ax, 8.0, figure_height(len(moved)) + 0.4)
    shown = moved[: rows_that_fit(ax, max(len(moved), 1))]
    _draw(ax, shown)
    labels = [plain(each.label) for each in shown]
    rows = [f"row {plain(each.row)}" for each in shown]
    size = label_rows(ax, labels or ["no cause moves"], rows)
    ax.set_xlabel("change of log-odds, decibans")
    title = f"How far causes move on {counted(movement.cases, 'case')}"
    set_title(ax, title, short_change_text(movement))
    settle(ax, legend_above(ax, size))
    return ax


def _draw(ax: Axes, moves: Sequence[CauseMoves]) -> None:
    places = range(len(moves))
    low, median, high, largest = (
        [DECIBANS * getattr(each, name) for each in moves]
        for name in ("low", "median", "high", "largest")
    )
    ax.axvline(0, color=text_colour(), lw=0.8)
    ax.hlines(places, low, high, color=BLUE, lw=3, label="95 % of the cases")
    ax.plot(median, places, "o", color=BLUE, ms=7, label="median")
    ax.plot(
        largest, places, "x", color=VERMILLION, ms=7, mew=2, label="furthest case, at the right"
    )
    bare(ax)
