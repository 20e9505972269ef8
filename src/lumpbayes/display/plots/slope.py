"""Before and after: a line a cause from one answer to the next."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from lumpbayes.display.comparison_words import side_names
from lumpbayes.display.plots.colours import Line
from lumpbayes.display.plots.lettering import text_width, widest, wrap
from lumpbayes.display.plots.sheet import axes_for, lay_out, room_of, set_title, settle
from lumpbayes.display.plots.side_labels import (
    GAP,
    LEFT,
    RIGHT,
    SideLabel,
    SideLabels,
    labels_that_fit,
)
from lumpbayes.display.urgency_words import level_name
from lumpbayes.display.words import plain
from lumpbayes.errors import EvidenceError
from lumpbayes.knowledge.advice import URGENCIES
from lumpbayes.percentages import DECIBANS, short_percent
from lumpbayes.reasoning.answer import Answer
from lumpbayes.reasoning.arguments import check_count, not_expected
from lumpbayes.reasoning.comparison import Comparison
from lumpbayes.reasoning.scenarios import BASE, Scenarios

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["slope"]

SCALES = ("percent", "log_odds")
LEAST = 1e-5
"""Probabilities nearer to 0 or 1 are drawn here on the scale of log-odds."""


SIDE, SIDE_OF_MANY = 0.36, 0.32
"""Share of the width that the labels at one side take at most; of more than two columns less."""
PAIR = 2
UPWARDS = 80.0
"""Points that the name of a column takes at most, written upwards."""
BOLD = 0.9
"""Width of a letter, in widths of a bold one."""
UP, DOWN = "↑", "↓"


class _Column(NamedTuple):
    name: str
    answer: Answer


def slope(
    compared: Comparison | Scenarios,
    *,
    top: int = 8,
    scale: str = "percent",
    ax: Axes | None = None,
) -> Axes:
    """What a scenario, or each of several, does to the probability of each cause.

    Args:
        compared: of ``engine.what_if``, or scenarios side by side.
        top: how many causes: those that are the most probable anywhere.
        scale: ``percent``, or ``log_odds`` (decibans), which shows small probabilities too.
        ax: where; a new figure when left out.

    Returns:
        The axes: an answer a column, with its urgency at the head.

    Raises:
        EvidenceError: ``top`` that is no whole number of at least 1, another scale, no comparison.

    >>> import lumpbayes as lb
    >>> from matplotlib.figure import Figure
    >>> engine = lb.load()
    >>> comparison = engine.what_if({"fever": "yes", "redness": "yes"}, {"fever": "no"})
    >>> axes = lb.plots.slope(comparison, top=3, ax=Figure().subplots())
    >>> len(axes.lines)
    3
    """
    top = check_count("top", top)
    if scale not in SCALES:
        raise EvidenceError(f"scale={scale!r}: choose from {', '.join(SCALES)}")
    columns = _columns(compared)
    ax = axes_for(ax, 9.0 + 1.0 * len(columns[2:]), 5.0)
    size = min(9.0, max(5.5, room_of(ax).height / 26))
    causes = _leading(columns, labels_that_fit(ax, top, size))
    at = {cause: [_place(each, cause, scale) for each in columns] for cause in causes}
    for number, cause in enumerate(causes):
        line = Line.number(number)
        ax.plot(
            range(len(columns)),
            at[cause],
            color=line.colour,
            linestyle=line.dashes,
            marker=line.marker,
            ms=4,
            lw=1.6,
            clip_on=False,
        )
    _scale(ax, [each for row in at.values() for each in row], scale)
    _heads(ax, columns, size, room_of(ax).place)  # about as high as they will be in the end
    _title(ax, compared, scale)
    names = []
    for side in (LEFT, RIGHT):
        ends = {cause: at[cause][-side] for cause in causes}
        share = SIDE if len(columns) == PAIR else SIDE_OF_MANY
        texts = _names(ax, columns[-side], ends, side, (size, share))
        names.append(SideLabels(ax, texts, side, size))
    lay_out(ax)
    _heads(ax, columns, size, room_of(ax).width / (len(columns) - 1 or 1))
    settle(ax)
    for each in names:
        each.settle()
    return ax


def _title(ax: Axes, compared: object, scale: str) -> None:
    two = isinstance(compared, Comparison)
    what = "before and after" if two else "scenarios side by side"
    spaced = ["Spaced by log-odds, which tell small probabilities apart"]
    set_title(ax, f"How probable each cause is: {what}", *(spaced if scale == "log_odds" else []))


def _columns(compared: object) -> list[_Column]:
    if isinstance(compared, Comparison):
        before, after = side_names(compared)
        return [_Column(before, compared.before), _Column(after, compared.after)]
    if isinstance(compared, Scenarios):
        return [
            _Column(BASE, compared.base),
            *(_Column(plain(name), each.after) for name, each in compared.items()),
        ]
    raise not_expected("compared", compared, "a Comparison or Scenarios, of engine.what_if(...)")


def _leading(columns: Sequence[_Column], top: int) -> list[str]:
    """The causes that are the most probable in any column, by how probable they are."""
    most: dict[str, float] = {}
    for each in columns:
        for cause, probability in each.answer.posterior.items():
            most[cause] = max(most.get(cause, 0.0), probability)
    return sorted(most, key=lambda cause: -most[cause])[:top]


def _place(column: _Column, cause: str, scale: str) -> float:
    probability: float = column.answer.posterior.get(cause, math.nan)
    if scale == "percent" or math.isnan(probability):
        return 100 * probability
    inside = min(max(probability, LEAST), 1 - LEAST)
    return DECIBANS * (math.log(inside) - math.log1p(-inside))


def _scale(ax: Axes, places: Sequence[float], scale: str) -> None:
    known = [each for each in places if not math.isnan(each)]
    low, high = 0.0 if scale == "percent" else min(known), max(known)
    space = 0.05 * (high - low) or 1.0
    ax.set_ylim(low - (0 if scale == "percent" else space), high + space)
    ax.set_yticks([])
    ax.spines[["top", "right", "left", "bottom"]].set_visible(False)


def _names(
    ax: Axes, column: _Column, at: dict[str, float], side: int, room: tuple[float, float]
) -> list[SideLabel]:
    """What stands at one side; a cause that the model of a column lacks has no label there.

    ``room`` is the size of the font and the share of the width that there is.
    """
    names, (size, share) = [], room
    for number, (cause, place) in enumerate(at.items()):
        if math.isnan(place):
            continue
        amount = short_percent(column.answer.posterior[cause])
        width = share * room_of(ax).place - text_width(amount + "  ", size) - GAP
        label = wrap(plain(column.answer.labels[cause]), width, size, 1)
        text = f"{label}  {amount}" if side == LEFT else f"{amount}  {label}"
        names.append(SideLabel(text, ax.get_xlim()[side], place, Line.number(number).colour))
    return names


def _heads(ax: Axes, columns: Sequence[_Column], size: float, wide: float) -> None:
    """The name of each column and its urgency; upwards where they would meet."""
    levels = [_level(columns, number) for number in range(len(columns))]
    room = BOLD * (wide - size)
    flat = [wrap(each.name, room, size, 3) for each in columns]
    upwards = widest([*flat, *levels], size) > room or any("…" in each for each in flat)
    names = [wrap(each.name, UPWARDS, size, 2) for each in columns] if upwards else flat
    texts = [f"{name}\n{level}".strip() for name, level in zip(names, levels, strict=True)]
    ax.set_xlim(0, len(columns) - 1)
    turned = 90 if upwards else 0
    ax.set_xticks(range(len(columns)), texts, rotation=turned, fontsize=size, parse_math=False)
    ax.xaxis.set_ticks_position("top")
    for label, level in zip(ax.get_xticklabels(), levels, strict=True):
        label.set_fontweight("bold" if level.endswith((UP, DOWN)) else "normal")
    ax.grid(axis="x", lw=0.7, alpha=0.4)


def _level(columns: Sequence[_Column], number: int) -> str:
    """The urgency of a column, with an arrow where it is not that of the first."""
    first, level = columns[0].answer.urgency.level, columns[number].answer.urgency.level
    if level is None:
        return ""
    word = level_name(level)
    if first is None or level == first:
        return word
    return f"{word} {UP if URGENCIES.index(level) > URGENCIES.index(first) else DOWN}"
