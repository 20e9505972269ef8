"""What to ask next: what each question gains against what it costs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from lumpbayes.display.plots.colours import BLUE, GREY, ORANGE, text_colour
from lumpbayes.display.plots.legends import legend_above
from lumpbayes.display.plots.lettering import wrap
from lumpbayes.display.plots.sheet import axes_for, room_of, set_title, settle
from lumpbayes.display.plots.side_labels import RIGHT, SideLabel, SideLabels, labels_that_fit
from lumpbayes.display.words import plain
from lumpbayes.inference.network import FloatArray
from lumpbayes.reasoning.arguments import check_count
from lumpbayes.reasoning.question import Question
from lumpbayes.reasoning.questions import Questions

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import ArrayLike

__all__ = ["questions"]

TEST = "test"
COSTS = (0, 1, 5, 10, 20, 40, 60, 80, 100)
"""That the axis names; it is one of square roots, since most costs are small."""
UNWORTHY = "hollow: not worth its cost"
GAINS = {
    "entropy": ("entropy_gain", "expected fall of the doubt about the cause, nats", 1.0),
    "expected_loss": ("loss_gain", "expected fall of the expected loss", 1.0),
    "leading_cause": ("leading_cause_change", "chance that another cause leads, %", 100.0),
    "urgency": ("urgency_change", "chance that the urgency changes, %", 100.0),
}
"""Measure -> the attribute that has the gain, its words and what it is multiplied by."""


def questions(questions: Questions, *, top: int = 10, ax: Axes | None = None) -> Axes:
    """What each question would gain, against what it costs.

    Args:
        questions: of ``dx.next_questions()``.
        top: how many are named, the most valuable; the others are small points.
        ax: where; a new figure when left out.

    Returns:
        The axes: cost to the right, gain upwards. Squares are tests; filled points are worth their
        cost. Where cost has a weight, what lies above the dashed line is worth it.

    Raises:
        EvidenceError: ``top`` that is no whole number of at least 1.

    >>> import lumpbayes as lb
    >>> from matplotlib.figure import Figure
    >>> found = lb.load().diagnose({"fever": "yes"}).next_questions()
    >>> axes = lb.plots.questions(found, top=3, ax=Figure().subplots())
    >>> axes.get_xlabel()
    'cost, 0 to 100'
    """
    top = check_count("top", top)
    ax = axes_for(ax, 7.5, 4.8)
    attribute, words, scale = GAINS[questions.measure]
    gains = [scale * float(getattr(each, attribute)) for each in questions]
    _points(ax, questions, gains)
    most = max((each.cost for each in questions), default=1.0)
    ax.set_xscale("function", functions=(_root, _square))
    ax.set_xlim(0, max(1.1 * most, 1.0))
    ax.set_ylim(0, 1.08 * max(gains, default=0.0) or 1.0)
    size = min(9.0, max(5.5, room_of(ax).height / 24))
    _weight(ax, questions.cost_weight * scale)
    ax.spines[["top", "right"]].set_visible(False)
    ax.tick_params(labelsize=size)
    ax.set_xlabel("cost, 0 to 100", fontsize=size)
    ax.set_ylabel(words, fontsize=size)
    ax.set_xticks([each for each in COSTS if each <= ax.get_xlim()[1]])
    ax.minorticks_off()
    set_title(ax, "What to ask next: gain against cost")
    top = labels_that_fit(ax, top, size)
    names = SideLabels(ax, _names(ax, questions[:top], gains[:top], size), RIGHT, size)
    settle(ax, legend_above(ax, size))
    names.settle()
    return ax


def _root(cost: ArrayLike) -> FloatArray:
    found: FloatArray = np.sqrt(np.maximum(np.asarray(cost, dtype=float), 0.0))
    return found


def _square(root: ArrayLike) -> FloatArray:
    found: FloatArray = np.square(np.asarray(root, dtype=float))
    return found


def _points(ax: Axes, questions: Questions, gains: Sequence[float]) -> None:
    kinds = (("o", BLUE, "question or examination", False), ("s", ORANGE, "test", True))
    for marker, colour, name, is_test in kinds:
        for worth in (True, False):
            chosen = [
                (each.cost, gain)
                for each, gain in zip(questions, gains, strict=True)
                if (each.phase == TEST) == is_test and (each.value > 0) == worth
            ]
            if chosen:
                points = ax.scatter(*zip(*chosen, strict=True), marker=marker)
                points.set(facecolor=colour if worth else "none", edgecolor=colour)
                points.set(sizes=[28], clip_on=False, zorder=3)
        ax.plot([], [], marker, color=colour, ms=5, label=name)
    if any(each.value <= 0 for each in questions):
        ax.plot([], [], "o", color=GREY, markerfacecolor="none", ms=5, label=UNWORTHY)


def _weight(ax: Axes, weight: float) -> None:
    if weight > 0:
        cost = _square(np.linspace(0, _root(ax.get_xlim()[1]), 100))
        label = "gain = weight × cost"
        ax.plot(
            cost, weight * cost, color=text_colour(), lw=0.9, ls="--", scaley=False, label=label
        )


def _names(
    ax: Axes, shown: Sequence[Question], gains: Sequence[float], size: float
) -> list[SideLabel]:
    room = 0.34 * room_of(ax).place
    return [
        SideLabel(wrap(plain(each.label), room, size, 1), each.cost, gain, GREY)
        for each, gain in zip(shown, gains, strict=True)
    ]
