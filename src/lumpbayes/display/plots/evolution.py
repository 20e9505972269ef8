"""How the differential evolves: a line a cause over the findings as they become known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lumpbayes.display.plots.colours import Line, text_colour
from lumpbayes.display.plots.lettering import LINE, text_width, widest, wrap
from lumpbayes.display.plots.sheet import axes_for, lay_out, room_of, set_title, settle
from lumpbayes.display.plots.side_labels import RIGHT, SideLabel, SideLabels, labels_that_fit
from lumpbayes.display.urgency_words import level_name
from lumpbayes.display.words import plain
from lumpbayes.percentages import short_percent
from lumpbayes.reasoning.arguments import check_count
from lumpbayes.reasoning.evolution import Evolution

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["evolution"]


def evolution(evolution: Evolution, *, top: int = 6, ax: Axes | None = None) -> Axes:
    """How the probability of the leading causes evolves, finding by finding.

    Args:
        evolution: of ``dx.evolution()``.
        top: how many causes: those that drive the urgency in the end, then those that are the
            most probable then.
        ax: where; a new figure when left out.

    Returns:
        The axes: findings from left to right, percent upwards; dashed lines where the urgency
        changes.

    Raises:
        EvidenceError: ``top`` that is no whole number of at least 1.

    >>> import lumpbayes as lb
    >>> from matplotlib.figure import Figure
    >>> found = lb.load().diagnose({"fever": "yes", "redness": "yes"}).evolution()
    >>> axes = lb.plots.evolution(found, ax=Figure().subplots())
    >>> [label.get_text() for label in axes.get_xticklabels()][1:]
    ['Fever: yes', 'Redness: yes']
    """
    top = check_count("top", top)
    ax = axes_for(ax, max(6.5, 3.5 + 0.55 * len(evolution)), 4.6)
    size = min(9.0, max(5.5, room_of(ax).height / 24))
    causes = _leading(evolution, labels_that_fit(ax, top, size))
    for place, cause in enumerate(causes):
        line = Line.number(place)
        ax.plot(
            range(len(evolution)),
            [100 * step.posterior[cause] for step in evolution],
            color=line.colour,
            linestyle=line.dashes,
            marker=line.marker,
            markersize=4,
            clip_on=False,
        )
    ax.set_ylim(0, 100)
    ax.set_xlim(-0.15, len(evolution) - 0.85)
    ax.spines[["top", "right"]].set_visible(False)
    ax.set_ylabel("probability, %", fontsize=size)
    ax.tick_params(labelsize=size)
    _name_steps(ax, evolution, size)
    set_title(ax, "How the differential evolves, finding by finding")
    names = SideLabels(ax, _names(ax, evolution, causes, size), RIGHT, size)
    lay_out(ax)
    settle(ax, _mark_urgency(ax, evolution, size))
    names.settle()
    return ax


def _leading(evolution: Evolution, top: int) -> list[str]:
    """The causes that drive the urgency in the end, and the most probable then, in that order.

    A grave cause may be improbable and yet be why care is urgent: it is not left out.
    """
    last = evolution[-1].posterior
    ranked = dict.fromkeys([*evolution.driving, *last])
    chosen = set([*ranked][:top])
    return [cause for cause in last if cause in chosen]


def _name_steps(ax: Axes, evolution: Evolution, size: float) -> None:
    """Below the axis: beside one another where they fit, else upwards."""
    room = room_of(ax)
    each = 0.75 * room.width / len(evolution)
    words = [plain(step.found) for step in evolution]
    across = [wrap(text, each, size, 4) for text in words]
    fits = not any("…" in text for text in across) and widest(across, size) <= each
    texts = across if fits else [wrap(text, 0.45 * room.height, size, 2) for text in words]
    if not fits and 2 * size * LINE > each:
        texts = [wrap(text, 0.45 * room.height, size, 1) for text in words]
    rotation = 0 if fits else 90
    ax.set_xticks(range(len(words)), texts, rotation=rotation, fontsize=size, parse_math=False)


def _names(ax: Axes, evolution: Evolution, causes: list[str], size: float) -> list[SideLabel]:
    """What stands at the right end of each line."""
    last, room = len(evolution) - 1, 0.32 * room_of(ax).place
    names = []
    for place, cause in enumerate(causes):
        end = evolution[-1].posterior[cause]
        amount = short_percent(end)
        label = wrap(plain(evolution.labels[cause]), room - text_width(amount, size), size, 1)
        names.append(SideLabel(f"{amount} {label}", last, 100 * end, Line.number(place).colour))
    return names


def _mark_urgency(ax: Axes, evolution: Evolution, size: float) -> float:
    """A dashed line where the urgency changes, the level above it.

    Returns:
        The height of the levels, in points: one that has no room beside the last stands higher.
    """
    scale = room_of(ax).width / (ax.get_xlim()[1] - ax.get_xlim()[0])
    ends: list[float] = []  # of what stands on each line, in points
    for at, level in _changes(evolution):
        word = level_name(level)
        start, width = at * scale, text_width(word, size)
        line = next((line for line, end in enumerate(ends) if end < start), len(ends))
        ends[line : line + 1] = [start + width + size]
        if at:
            ax.axvline(at, color=text_colour(), lw=0.8, ls="--", alpha=0.5, zorder=0)
        ax.annotate(
            word,
            (at, 1),
            (0, 2 + line * size * LINE),
            ax.get_xaxis_transform(),
            "offset points",
            fontsize=size,
            color=text_colour(),
        )
    return len(ends) * size * LINE


def _changes(evolution: Evolution) -> list[tuple[int, str]]:
    """Steps at which the urgency is another than before, with the start."""
    levels = [step.urgency for step in evolution]
    return [
        (at, level)
        for at, level in enumerate(levels)
        if level is not None and (at == 0 or level != levels[at - 1])
    ]
