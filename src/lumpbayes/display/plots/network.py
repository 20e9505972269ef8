"""The graph of a model, with what is known and how far that moved everything else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from lumpbayes.display.plots.answered import Answered, Modelled
from lumpbayes.display.plots.colours import BLUE, GREY, ORANGE, text_colour
from lumpbayes.display.plots.graph_places import INNER, Place, Places, by_layer, by_role
from lumpbayes.display.plots.lettering import LINE, widest, wrap
from lumpbayes.display.plots.sheet import axes_for, room_of, set_title, settle
from lumpbayes.display.words import plain
from lumpbayes.errors import TooLargeError
from lumpbayes.knowledge.matching import find_variable
from lumpbayes.percentages import short_percent
from lumpbayes.reasoning.phrases import phrase

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["network"]

MOST = 100
"""Variables of which the names can be read."""
SMALLEST, LARGEST = 5.0, 9.0
"""Sizes of the font."""
HEIGHT = 2.18
"""Of the axes, in units of places."""
SIDES = 0.62
"""Share of the width that the labels in the columns at the sides take at most, together."""
BOLD = 1.05
"""Width of the widest label, which may be a bold one, in widths of its letters."""
FEW = 12
"""Lines up to which each is drawn strongly."""
ALWAYS_NAMED = ("cause", "mechanism")
"""Roles of which the most probable state is written."""


class _Node(NamedTuple):
    """A variable as it is drawn.

    Attributes:
        label: in words.
        known: whether it is in the evidence, or assumed.
        moved: how far its posterior is from its prior: total variation distance, 0 to 1.
    """

    label: str
    known: bool
    moved: float


def network(dx_or_engine: Answered | Modelled, *, ax: Axes | None = None) -> Axes:
    """The graph of a model: who depends on whom, what is known, and what that moved.

    Args:
        dx_or_engine: an answer, or an engine, of which nothing is known.
        ax: where; a new figure when left out.

    Returns:
        The axes. Squares are known; the fuller a circle, the further the evidence moved what is
        believed of it (total variation distance between posterior and prior).

    Raises:
        TooLargeError: more variables than can be read.

    >>> import lumpbayes as lb
    >>> from matplotlib.figure import Figure
    >>> engine = lb.load()
    >>> axes = lb.plots.network(engine, ax=Figure(figsize=(10, 7)).subplots())
    >>> axes.get_title(loc="left")
    'How the variables depend on one another'
    """
    knowledge = dx_or_engine.knowledge
    if len(knowledge.variables) > MOST:
        raise TooLargeError(
            f"{knowledge.name} has {len(knowledge.variables):,} variables: the plot of a network "
            f"shows at most {MOST}, whose names can be read; draw a part of it with networkx, "
            "networkx.DiGraph(engine.to_pgmpy().edges())"
        )
    ax = axes_for(ax, 10.0, 7.0)
    edges = [
        (parent, name) for name, each in knowledge.variables.items() for parent in each.parents
    ]
    layered = knowledge.from_network
    places = by_layer(edges, list(knowledge.variables)) if layered else by_role(knowledge)
    nodes = _nodes(dx_or_engine)
    size = _font_size(ax, places, nodes)
    _draw_edges(ax, edges, places, size)
    _draw_nodes(ax, nodes, places, size)
    _name(ax, nodes, places, size)
    ax.set_xlim(-1.04, 1.04)
    ax.set_ylim(1.06 - HEIGHT, 1.06)
    ax.set_axis_off()
    known = any(node.known for node in nodes.values())
    meaning = "Squares: known; the fuller a circle, the further the evidence moved it"
    set_title(ax, "How the variables depend on one another", *([meaning] if known else []))
    settle(ax)
    return ax


def _font_size(ax: Axes, places: Places, nodes: Mapping[str, _Node]) -> float:
    """Such that the rows of the fullest column do not meet, and no label is cut if it can be."""
    lines = 1 if places.headings else 2
    room = room_of(ax)
    size = min(LARGEST, 0.8 * room.height / ((places.rows + 1) * lines * LINE))
    wide = sum(_beside(places, nodes, size).values()) / (SIDES * room.place)
    return max(SMALLEST, size / max(1.0, wide))


def _beside(places: Places, nodes: Mapping[str, _Node], size: float) -> dict[int, float]:
    """Width of the widest label at each side, in points."""
    labels: dict[int, list[str]] = {-1: [], 1: []}
    for name, place in places.nodes.items():
        if place.side:
            labels[place.side].append(nodes[name].label)
    for heading in places.headings:
        labels[heading.side].append(heading.text)
    return {side: BOLD * widest(texts, size) for side, texts in labels.items()}


def _nodes(model: Answered | Modelled) -> dict[str, _Node]:
    knowledge = model.knowledge
    labels = {name: plain(knowledge.variable_labels[name]) for name in knowledge.variables}
    if not isinstance(model, Answered):
        return {name: _Node(label, False, 0.0) for name, label in labels.items()}
    words, moved = _known_words(model), _moved(model)
    found = {}
    for name, label in labels.items():
        if knowledge.variables[name].role in ALWAYS_NAMED and name not in words:
            label = f"{label}: {_likeliest(model, name)}"  # noqa: PLW2901
        found[name] = _Node(words.get(name, label), name in words, moved[name])
    return found


def _known_words(dx: Answered) -> dict[str, str]:
    """Variable -> what is known of it, in words."""
    knowledge, understood = dx.knowledge, dx.understood
    stated = {
        find_variable(knowledge, name)[0].name: plain(phrase(knowledge, name, form))
        for name, form in understood.stated.items()
    }
    assumed = {
        name: f"{plain(phrase(knowledge, name, state))} (assumed)"
        for name, state in understood.assumed.items()
    }
    return {**stated, **assumed}


def _likeliest(dx: Answered, name: str) -> str:
    """The most probable state, and how probable it is."""
    probabilities = dx.posteriors[name]
    state = max(probabilities, key=lambda each: probabilities[each])
    words = plain(dx.knowledge.state_labels[name][state])
    return f"{words} {short_percent(probabilities[state])}"


def _moved(dx: Answered) -> dict[str, float]:
    """Variable -> total variation distance between P(. | evidence) and P(. | what is assumed)."""
    names, knowledge = dx.network.names, dx.knowledge
    start = {name for name in (*dx.understood.assumed, knowledge.setting) if name is not None}
    at_start = {dx.network.positions[name] for name in start}
    evidence = dx.understood.evidence(dx.network.positions).only(at_start)
    before = dx.solver.posteriors(evidence).posteriors
    return {
        name: float(np.abs(dx.posteriors.arrays[at] - before[at]).sum() / 2)
        for at, name in enumerate(names)
    }


def _draw_edges(ax: Axes, edges: list[tuple[str, str]], places: Places, size: float) -> None:
    from matplotlib.patches import FancyArrowPatch

    few = FEW / max(FEW, len(edges))  # many lines that cross are paler, so that labels stand out
    strength, width = 0.3 + 0.6 * few, 0.5 + 0.6 * few
    for parent, child in edges:
        start, end = places.nodes[parent], places.nodes[child]
        same = start.x == end.x and start.side != 0
        bend = 0.5 * start.side * (1 if start.y > end.y else -1) if same else 0.0
        arrow = FancyArrowPatch(
            (start.x, start.y),
            (end.x, end.y),
            arrowstyle="-|>",
            mutation_scale=0.8 * size,
            connectionstyle=f"arc3,rad={-bend}",
            shrinkA=0.5 * size,
            shrinkB=0.5 * size,
        )
        arrow.set(color=GREY, alpha=strength, linewidth=width, zorder=1, in_layout=False)
        ax.add_patch(arrow)


def _draw_nodes(ax: Axes, nodes: Mapping[str, _Node], places: Places, size: float) -> None:
    from matplotlib.colors import to_rgba

    for name, node in nodes.items():
        x, y, *_ = places.nodes[name]
        face: Any = ORANGE if node.known else to_rgba(BLUE, node.moved)
        style = {"facecolor": face, "edgecolor": ORANGE if node.known else BLUE, "linewidth": 1.0}
        ax.scatter(x, y, s=(0.75 * size) ** 2, marker="s" if node.known else "o", zorder=3, **style)


def _name(ax: Axes, nodes: Mapping[str, _Node], places: Places, size: float) -> None:
    room = room_of(ax).place
    widths = _widths(_beside(places, nodes, size), SIDES * room)
    widths[0] = 0.95 * room / max(places.columns, 2)
    if places.headings:
        widths[0] = 0.9 * INNER * (room - widths[-1] - widths[1])
    most = _lines(ax, places, size)
    for name, node in nodes.items():
        place = places.nodes[name]
        lines = 1 if place.side else most
        _write(ax, wrap(node.label, widths[place.side], size, lines), place, size)
    for text, x, y, side in places.headings:
        _write(ax, wrap(text, widths[side], size, 1), Place(x, y, side), size, weight="bold")


def _lines(ax: Axes, places: Places, size: float) -> int:
    """Lines that a label in the middle has at most."""
    if not places.headings:
        return 1
    apart = places.apart * 0.8 * room_of(ax).height / HEIGHT
    return min(3, max(1, int(apart / (size * LINE) - 0.8)))  # the node takes the rest


def _widths(wanted: Mapping[int, float], most: float) -> dict[int, float]:
    """Points for the labels at each side: what they want; where that is too much, half at least."""
    least = min(*wanted.values(), most / 2)
    return {side: min(width, most - least) for side, width in wanted.items()}


def _write(ax: Axes, text: str, place: Place, size: float, **style: Any) -> None:
    """Beside a node at the edge, below or above any other."""
    x, y, side, above = place
    align = {-1: "right", 0: "center", 1: "left"}[side]
    up = 0.0 if side else 0.6 * size * (1 if above else -1)
    ax.annotate(
        text,
        (x, y),
        (0.75 * size * side, up),
        textcoords="offset points",
        ha=align,
        va="center" if side else "bottom" if above else "top",
        fontsize=size,
        color=text_colour(),
        parse_math=False,
        annotation_clip=False,
        linespacing=1.05,
        **style,
    )
