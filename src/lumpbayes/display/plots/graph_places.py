"""Where the nodes of a graph are drawn: in columns by role, or layer by layer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from lumpbayes.knowledge.records import KnowledgeBase, Variable

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["INNER", "Heading", "Place", "Places", "by_layer", "by_role"]

LEFT, CENTRE, RIGHT = -1, 0, 1
EDGE = 1.0
"""How far left and right of the middle the columns stand."""
INNER = 0.42
"""The same of mechanisms."""
INNERMOST = 0.55
"""How far above and below the middle mechanisms stand at most."""
HEADINGS = {
    "context": "Who the person is",
    "history": "History",
    "exam": "Examination",
    "test": "Tests",
    "": "Findings",
}


class Place(NamedTuple):
    """Where a node is, from -1 to 1 each way, and at which side of it its label stands.

    Attributes:
        x, y: to the right, and upwards.
        side: of the label; ``CENTRE`` below the node.
        above: above it instead, where lines mostly lead down from it.
    """

    x: float
    y: float
    side: int
    above: bool = False


class Heading(NamedTuple):
    """Words above a part of a column."""

    text: str
    x: float
    y: float
    side: int


class Places(NamedTuple):
    """All nodes, and the words above the parts of columns.

    Attributes:
        nodes: variable -> its place.
        headings: of the parts.
        rows: how many the fullest column has.
        columns: how many labels stand beside one another at most.
        apart: how far above one another mechanisms stand, and so their labels.
    """

    nodes: dict[str, Place]
    headings: tuple[Heading, ...]
    rows: float
    columns: int
    apart: float = 1.0


def by_role(knowledge: KnowledgeBase) -> Places:
    """The cause in the middle, mechanisms around it, what can be observed in columns beside them.

    Args:
        knowledge: a model of tables, which say what role a variable has.
    """
    parts = _parts(knowledge)
    left, right = _halves(parts)
    rows = max(_rows(left), _rows(right), 3)
    nodes, headings = _inner(knowledge), []
    apart = _apart(nodes)
    for side, column in ((LEFT, left), (RIGHT, right)):
        row = (rows - _rows(column)) / 2
        for kind, names in column:
            headings.append(Heading(HEADINGS[kind], side * EDGE, _height(row, rows), side))
            for name in names:
                row += 1
                nodes[name] = Place(side * EDGE, _height(row, rows), side)
            row += 1.5
    return Places(nodes, tuple(headings), rows, 4, apart)


def _parts(knowledge: KnowledgeBase) -> list[tuple[str, list[str]]]:
    """Kind of what can be observed -> its variables, in table order; only kinds that there are."""
    found: dict[str, list[str]] = {kind: [] for kind in HEADINGS}
    for variable in knowledge.variables.values():
        if (kind := _kind(variable)) is not None:
            found[kind].append(variable.name)
    return [(kind, names) for kind, names in found.items() if names]


def _kind(variable: Variable) -> str | None:
    if variable.role in ("setting", "cause", "mechanism"):
        return None
    if variable.role in HEADINGS:
        return variable.role
    return variable.phase if variable.phase in HEADINGS else ""


Column = Sequence[tuple[str, Sequence[str]]]


def _rows(column: Column) -> float:
    """Rows that a column takes: its nodes, a heading a part, half a row between parts."""
    return sum(len(names) + 1 for _, names in column) + 0.5 * max(len(column) - 1, 0)


def _halves(parts: Column) -> tuple[Column, Column]:
    """The parts in two columns, as equal in length as their order lets them be."""
    cuts = range(len(parts) + 1)
    cut = min(cuts, key=lambda at: (max(_rows(parts[:at]), _rows(parts[at:])), at))
    return parts[:cut], parts[cut:]


def _height(row: float, rows: float) -> float:
    """From 1 at the top to -1."""
    return 1 - 2 * row / max(rows - 1, 1)


def _inner(knowledge: KnowledgeBase) -> dict[str, Place]:
    """The setting at the top, the cause in the middle, mechanisms to both sides of it."""
    variables = knowledge.variables.values()
    nodes = {knowledge.cause: Place(0, 0, CENTRE)}
    if knowledge.setting is not None:
        nodes[knowledge.setting] = Place(0, 0.8, CENTRE, above=True)
    hidden = [each.name for each in variables if each.role == "mechanism"]
    heights = _inner_heights((len(hidden) + 1) // 2)
    for number, name in enumerate(hidden):
        height = heights[number // 2]
        nodes[name] = Place(INNER * (-1 if number % 2 == 0 else 1), height, CENTRE, height > 0)
    return nodes


def _apart(inner: Mapping[str, Place]) -> float:
    """The least distance between mechanisms one of which is above the other, or the cause."""
    heights = sorted({place.y for place in inner.values() if abs(place.y) <= INNERMOST})
    return min((b - a for a, b in pairwise(heights)), default=1.0)


def _inner_heights(pairs: int) -> list[float]:
    """Heights of pairs of mechanisms, from the top; none is that of the cause between them."""
    upper, lower = (pairs + 1) // 2, pairs // 2
    above = [INNERMOST * (upper - row) / upper for row in range(upper)]
    below = [-INNERMOST * (row + 1) / lower for row in range(lower)]
    return above + below


def by_layer(edges: Sequence[tuple[str, str]], names: Sequence[str]) -> Places:
    """Parents left of their children, near to one another.

    Args:
        edges: parent and child.
        names: every variable, in network order.
    """
    import networkx as nx

    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(names)
    graph.add_edges_from(edges)
    layers = [list(layer) for layer in nx.topological_generations(graph)]
    heights = {name: _height(row, len(layer)) for layer in layers for row, name in enumerate(layer)}
    for _ in range(SWEEPS):
        for layer in layers:
            _by_neighbours(graph, layer, heights)
    last = max(len(layers) - 1, 1)
    nodes = {
        name: Place(2 * column / last - 1, heights[name], CENTRE)
        for column, layer in enumerate(layers)
        for name in layer
    }
    return Places(nodes, (), max(map(len, layers)), len(layers))


SWEEPS = 8
"""How often each layer is put in the order of its neighbours."""


def _by_neighbours(graph: nx.DiGraph[str], layer: list[str], heights: dict[str, float]) -> None:
    """Order a layer by the mean height of each node's neighbours (Sugiyama et al. 1981)."""

    def wanted(name: str) -> float:
        near = [heights[each] for each in (*graph.predecessors(name), *graph.successors(name))]
        return sum(near) / len(near) if near else heights[name]

    layer.sort(key=lambda name: (-wanted(name), name))
    for row, name in enumerate(layer):
        heights[name] = _height(row + 0.5, len(layer) + 1)
