"""How far the probability of the leading cause can be believed: stated against observed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lumpbayes.cases.evaluation.calibration import Calibration
from lumpbayes.cases.evaluation.evaluation import Evaluation
from lumpbayes.display.evaluation_words import counted
from lumpbayes.display.plots.colours import BLUE, text_colour
from lumpbayes.display.plots.legends import legend_above
from lumpbayes.display.plots.sheet import axes_for, room_of, set_title, settle
from lumpbayes.reasoning.arguments import not_expected

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["reliability"]

LARGEST = 60.0
"""Area of the point of the fullest bin, in square points."""
SMALLEST = 10.0
TICKS = (0, 20, 40, 60, 80, 100)


def reliability(evaluation: Evaluation | Calibration, *, ax: Axes | None = None) -> Axes:
    """A reliability diagram: how often the leading cause is true, by the probability it was given.

    Args:
        evaluation: of ``engine.evaluate(...)``, or its ``calibration``.
        ax: where; a new figure when left out.

    Returns:
        The axes, in percent: a point a bin, the larger the more cases it has, with its 95 %
        interval. On the dashed line a probability is what it says; below it the model is too
        sure.

    Raises:
        EvidenceError: neither an evaluation nor a calibration.

    >>> import lumpbayes as lb
    >>> from matplotlib.figure import Figure
    >>> cases = [{"punctum": "yes", "cause": "epidermoid_cyst"}, {"fever": "yes", "cause": "other"}]
    >>> found = lb.load().evaluate(cases, draws=100)
    >>> lb.plots.reliability(found, ax=Figure().subplots()).get_xlabel()
    'probability given to the leading cause, %'
    """
    found = evaluation.calibration if isinstance(evaluation, Evaluation) else evaluation
    if not isinstance(found, Calibration):
        raise not_expected("evaluation", evaluation, "what engine.evaluate(...) returns")
    ax = axes_for(ax, 5.2, 5.0)
    size = min(9.0, max(5.5, room_of(ax).height / 26))
    ax.plot([0, 100], [0, 100], color=text_colour(), lw=0.9, ls="--", label="as stated")
    _points(ax, found)
    ax.set_xlim(0, 100)
    ax.set_ylim(0, 100)
    ax.set_xticks(TICKS)
    ax.set_yticks(TICKS)
    ax.tick_params(labelsize=size)
    ax.spines[["top", "right"]].set_visible(False)
    ax.set_xlabel("probability given to the leading cause, %", fontsize=size)
    ax.set_ylabel("how often it is the true one, %", fontsize=size)
    set_title(ax, f"Can the probabilities be believed? {counted(found.observed.of)}")
    settle(ax, legend_above(ax, size))
    return ax


def _points(ax: Axes, found: Calibration) -> None:
    most = max(each.observed.of for each in found.bins)
    stated = [100 * each.stated for each in found.bins]
    low = [100 * each.observed.low for each in found.bins]
    high = [100 * each.observed.high for each in found.bins]
    ax.vlines(stated, low, high, color=BLUE, lw=1.2, clip_on=False, label="95 % interval")
    points = ax.scatter(stated, [100 * each.observed.value for each in found.bins])
    points.set(facecolor=BLUE, edgecolor=text_colour(), clip_on=False, zorder=3)
    points.set(sizes=[SMALLEST + (LARGEST - SMALLEST) * e.observed.of / most for e in found.bins])
    points.set_linewidth(0.5)
    ax.plot([], [], "o", color=BLUE, ms=5, label="a bin; larger, more cases")
