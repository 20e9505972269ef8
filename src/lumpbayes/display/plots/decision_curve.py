"""Whether acting on a probability does good: net benefit at each threshold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lumpbayes.cases.evaluation.decision_curve import DecisionCurve
from lumpbayes.display.evaluation_words import counted
from lumpbayes.display.plots.colours import BLUE, ORANGE, VERMILLION, text_colour
from lumpbayes.display.plots.legends import legend_above
from lumpbayes.display.plots.sheet import axes_for, room_of, set_title, settle
from lumpbayes.display.words import plain
from lumpbayes.reasoning.arguments import not_expected

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["decision_curve"]

BELOW = 0.35
"""How far below nothing the axis reaches, as a part of the most that there is to gain."""


def decision_curve(curve: DecisionCurve, *, ax: Axes | None = None) -> Axes:
    """What acting on the model gains, for a group of causes.

    Args:
        curve: one of the ``decision_curves`` of ``engine.evaluate(...)``.
        ax: where; a new figure when left out.

    Returns:
        The axes: the threshold of acting, in percent, to the right; net benefit, in cases found
        per 100, upwards, with its 95 % interval. Acting on everyone and on no one are what the
        model has to beat.

    Raises:
        EvidenceError: something that is no curve.

    >>> import lumpbayes as lb
    >>> from matplotlib.figure import Figure
    >>> cases = [{"punctum": "yes", "cause": "epidermoid_cyst"}, {"fever": "yes", "cause": "other"}]
    >>> found = lb.load().evaluate(cases, draws=100, groups=["malignancy"])
    >>> axes = lb.plots.decision_curve(found.decision_curves[0], ax=Figure().subplots())
    >>> axes.get_title(loc="left")
    'Does acting on it do good? Any cancer (0 of 2 cases)'
    """
    if not isinstance(curve, DecisionCurve):
        raise not_expected("curve", curve, "one of the decision_curves of an evaluation")
    ax = axes_for(ax, 7.0, 4.6)
    size = min(9.0, max(5.5, room_of(ax).height / 24))
    places = [100 * each for each in curve.thresholds]
    low = [100 * each.low for each in curve.model]
    high = [100 * each.high for each in curve.model]
    own = [100 * each.value for each in curve.model]
    ax.fill_between(places, low, high, color=BLUE, alpha=0.3, lw=0, label="95 % interval")
    ax.plot(places, own, color=BLUE, lw=1.8, label="on the model")
    naive = [100 * each for each in curve.naive_bayes]
    ax.plot(places, naive, color=ORANGE, lw=1.2, ls="-.", label="on naive Bayes")
    everyone = [100 * each for each in curve.treat_all]
    top = max(*own, *high, *naive, everyone[0], min(1.0, 100 * curve.prevalence.value))
    top = top or 1.0  # nobody has it
    unseen = everyone[0] < -BELOW * top
    name = "on everyone (below all that is shown)" if unseen else "on everyone"
    ax.plot(places, everyone, color=VERMILLION, lw=1.2, ls="--", label=name)
    ax.axhline(0, color=text_colour(), lw=1.2, ls=":", label="on no one")
    ax.set_ylim(-BELOW * top, 1.05 * top)
    ax.set_xlim(0, places[-1])
    ax.tick_params(labelsize=size)
    ax.spines[["top", "right"]].set_visible(False)
    ax.set_xlabel("act when at least so probable, %", fontsize=size)
    ax.set_ylabel("net benefit, cases per 100", fontsize=size)
    has, label = curve.prevalence, plain(curve.causes.label)
    set_title(ax, f"Does acting on it do good? {label} ({has.cases:,} of {counted(has.of)})")
    settle(ax, legend_above(ax, size))
    return ax
