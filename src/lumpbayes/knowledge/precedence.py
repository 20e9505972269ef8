"""Which rows hold for which parent configuration: defaults, exceptions, ties, gaps.

More named parents win; at equal count a state beats a group of states, then rows that name the
cause win. Any other tie that some configuration meets is an error. Precedence is by whole group of
rows with one ``given``, never by cell.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lumpbayes.inference.network import FloatArray
from lumpbayes.knowledge.likelihoods import given_text, group_column
from lumpbayes.knowledge.problems import Problems
from lumpbayes.knowledge.records import Cell, Expansion, RowGroup, TableFile, Variable

__all__ = ["expand", "laid_out"]

_Rank = tuple[int, int, bool]
"""Named parents, those named by one state, whether the cause is among them: more wins."""

MOST_ENTRIES = 2**27
"""Largest conditional table that is laid out in full (1 GiB of doubles)."""


def laid_out(expansion: Expansion, states: tuple[str, ...]) -> FloatArray:
    """P(state | parents) over every configuration, shape (states, states of parent 1, ...)."""
    columns = np.array([group_column(group, states) for group in expansion.groups])
    return np.moveaxis(columns[expansion.owner], -1, 0)


class _Layer(NamedTuple):
    """The groups of one rank that name the same parents, over every parent configuration.

    ``owner`` and ``clash`` hold the index of a group that holds there, and of a second one, or -1.
    """

    rank: _Rank
    names: tuple[str, ...]
    owner: NDArray[np.intp]
    clash: NDArray[np.intp]


def expand(
    file: TableFile,
    variable: Variable,
    variables: Mapping[str, Variable],
    members: Mapping[tuple[str, str], tuple[str, ...]],
    groups: Sequence[RowGroup],
    problems: Problems,
) -> Expansion | None:
    """The expansion of a variable's groups of rows; None when it has errors.

    Args:
        file: likelihoods.csv.
        variable: whose rows they are.
        variables: all variables.
        members: (variable, name) -> states of every named set of states.
        groups: the variable's rows, gathered by ``given``.
        problems: where to report gaps, ties and hidden structure.
    """
    parents = [variables[name] for name in variable.parents]
    shape = tuple(len(parent.states) for parent in parents)
    count = math.prod(shape)
    if count * len(variable.states) > MOST_ENTRIES:
        found = f"{variable.name} has {len(shape)} parents, {count:,} configurations"
        expected = f"at most {MOST_ENTRIES:,} numbers in a table"
        problems.error(file.shown, "given", found, expected, "Remove parents.")
        return None
    layers = _layers(parents, shape, members, groups)
    result = Expansion(tuple(groups), *_stacked(layers, shape))
    before = len(problems)
    _report_gaps(file, variable, parents, result, problems)
    _report_ties(file, variable, parents, result, problems)
    if len(problems) > before:
        return None
    _report_hidden(file, variable, result, layers, problems)
    return result


def _layers(
    parents: Sequence[Variable],
    shape: tuple[int, ...],
    members: Mapping[tuple[str, str], tuple[str, ...]],
    groups: Sequence[RowGroup],
) -> list[_Layer]:
    """The layers, least specific first."""
    causes = {parent.name for parent in parents if parent.role == "cause"}
    gathered: dict[tuple[_Rank, tuple[str, ...]], list[int]] = {}
    for index, group in enumerate(groups):
        given = group[0].given
        names = tuple(parent for parent, _ in given)
        single = sum(not selector.startswith("@") for _, selector in given)
        rank = (len(given), single, not causes.isdisjoint(names))
        gathered.setdefault((rank, names), []).append(index)
    layers = []
    for rank, names in sorted(gathered):
        layer = _Layer(rank, names, np.full(shape, -1), np.full(shape, -1))
        axes = [axis for axis, parent in enumerate(parents) if parent.name in names]
        rest = [axis for axis in range(len(parents)) if axis not in axes]
        owner, clash = (each.transpose(axes + rest) for each in (layer.owner, layer.clash))
        for number, where in _regions(
            [parents[axis] for axis in axes], members, gathered[rank, names], groups
        ):
            clash[where] = owner[where]
            owner[where] = number
        layers.append(layer)
    return layers


def _regions(
    named: Sequence[Variable],
    members: Mapping[tuple[str, str], tuple[str, ...]],
    numbers: Sequence[int],
    groups: Sequence[RowGroup],
) -> Iterator[tuple[int, Any]]:
    """For each group its number and where it holds, as an index over the parents it names."""
    positions = [{state: index for index, state in enumerate(each.states)} for each in named]
    for number in numbers:
        given = groups[number][0].given
        if not any(selector.startswith("@") for _, selector in given):
            pairs = zip(positions, given, strict=True)
            yield number, tuple([places[selector] for places, (_, selector) in pairs])
            continue
        axes = []
        for places, (parent, selector) in zip(positions, given, strict=True):
            states = members[parent, selector[1:]] if selector.startswith("@") else (selector,)
            axes.append([places[state] for state in states])
        yield number, np.ix_(*axes)


def _stacked(
    layers: Sequence[_Layer], shape: tuple[int, ...]
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Owner and rival: each layer covers those below it; equal ranks are rivals."""
    owner, rival = np.full(shape, -1), np.full(shape, -1)
    level: _Rank | None = None
    same = np.zeros(shape, dtype=bool)  # where the owner has the rank of the layer at hand
    for layer in layers:
        if layer.rank != level:
            level, same = layer.rank, np.zeros(shape, dtype=bool)
        holds = layer.owner >= 0
        rival = np.where(holds, np.where(same, owner, layer.clash), rival)
        owner = np.where(holds, layer.owner, owner)
        same |= holds
    return owner, rival


def _configuration(parents: Sequence[Variable], position: Sequence[int]) -> str:
    return given_text(tuple((p.name, p.states[i]) for p, i in zip(parents, position, strict=True)))


def _named(cell: Cell) -> str:
    """The condition of a row, and where it stands; an edit's new row stands nowhere yet."""
    return f"{given_text(cell.given)} ({f'line {cell.line}' if cell.line else 'new'})"


def _report_gaps(
    file: TableFile,
    variable: Variable,
    parents: Sequence[Variable],
    result: Expansion,
    problems: Problems,
) -> None:
    gaps = np.argwhere(result.owner < 0)
    if len(gaps):
        first = _configuration(parents, [int(each) for each in gaps[0]])
        more = f" and {len(gaps) - 1} more" if len(gaps) > 1 else ""
        problems.error(
            file.shown,
            "given",
            f"no rows of {variable.name} for {first}{more}",
            "rows for every configuration of the parents",
            "Add them, or default rows that leave parents out of given.",
        )


def _report_ties(
    file: TableFile,
    variable: Variable,
    parents: Sequence[Variable],
    result: Expansion,
    problems: Problems,
) -> None:
    seen: set[tuple[int, int]] = set()
    for position in np.argwhere(result.rival >= 0):
        where = tuple(int(each) for each in position)
        pair = (int(result.rival[where]), int(result.owner[where]))
        if pair not in seen:
            seen.add(pair)
            first, second = (result.groups[index][0] for index in sorted(pair))
            problems.error(
                file.place(second.line) if second.line else file.shown,
                "given",
                f"{variable.name} given {_named(second)} and given {_named(first)} tie at "
                f"{_configuration(parents, where)}",
                "one group of rows to be the more specific",
                f"Add rows given {_configuration(parents, where)}.",
            )


def _report_hidden(
    file: TableFile,
    variable: Variable,
    result: Expansion,
    layers: Sequence[_Layer],
    problems: Problems,
) -> None:
    """Warn of groups that win over rows which depend on a parent they leave out."""
    hidden: dict[int, set[int]] = {}
    for winners in layers:
        for losers in layers:
            if set(losers.names) - set(winners.names):
                beaten = (result.owner == winners.owner) & (winners.owner >= 0)
                for position in np.argwhere(beaten & (losers.owner >= 0)):
                    where = tuple(int(each) for each in position)
                    winner, loser = int(winners.owner[where]), int(losers.owner[where])
                    hidden.setdefault(winner, set()).add(loser)
    for winner, losers_of in sorted(hidden.items()):
        row = result.groups[winner][0]
        rows = [result.groups[index][0] for index in sorted(losers_of)]
        listed = ", ".join(map(_named, rows))
        left_out = sorted({p for each in rows for p, _ in each.given} - {p for p, _ in row.given})
        problems.warning(
            file.place(row.line) if row.line else file.shown,
            "given",
            f"{variable.name} given {given_text(row.given)} hides {listed}",
            f"{variable.name} to depend on {', '.join(left_out)} here too",
            "Name that parent as well, or keep the row if it should not matter here.",
        )
