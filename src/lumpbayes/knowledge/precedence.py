"""Which rows hold for which parent configuration: defaults, exceptions, ties, gaps.

More named parents win; at equal count a state beats a group of states, then rows that name the
cause win. Any other tie that some configuration meets is an error. Precedence is by whole group of
rows with one ``given``, never by cell.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple, SupportsIndex

import numpy as np
from numpy.typing import NDArray

from lumpbayes.inference.network import FloatArray
from lumpbayes.knowledge.likelihoods import given_text, group_column
from lumpbayes.knowledge.problems import Problems
from lumpbayes.knowledge.records import Cell, Expansion, Members, RowGroup, TableFile, Variable

__all__ = ["check_size", "expand", "laid_out"]

_Rank = tuple[int, int, bool]
"""Named parents, those named by one state, whether the cause is among them: more wins."""

_Index = NDArray[np.intp]

MOST_ENTRIES = 2**24
"""Largest conditional table that is laid out in full (128 MiB of doubles)."""


def laid_out(expansion: Expansion, states: tuple[str, ...]) -> FloatArray:
    """P(state | parents) over every configuration, shape (states, states of parent 1, ...)."""
    columns = np.array([group_column(group, states) for group in expansion.groups])
    return np.moveaxis(columns[expansion.owner], -1, 0)


class _Layer(NamedTuple):
    """The groups of one rank that name the same parents.

    ``owner`` and ``clash`` hold the index of a group that holds there, and of a second one, or -1.
    They have an axis for each parent of the variable, of length 1 where the groups leave it out.
    """

    rank: _Rank
    names: tuple[str, ...]
    owner: _Index
    clash: _Index


def check_size(
    file: TableFile, variable: Variable, variables: Mapping[str, Variable], problems: Problems
) -> None:
    """Report a table too large to be laid out; nothing is allocated."""
    count = math.prod(len(variables[name].states) for name in variable.parents)
    if count * len(variable.states) > MOST_ENTRIES:
        found = f"{variable.name} has {len(variable.parents)} parents, {count:,} configurations"
        expected = f"at most {MOST_ENTRIES:,} numbers in a table"
        problems.error(file.shown, "given", found, expected, "Remove parents.")


def expand(
    file: TableFile,
    variable: Variable,
    variables: Mapping[str, Variable],
    members: Members,
    groups: Sequence[RowGroup],
    problems: Problems,
) -> Expansion | None:
    """The expansion of a variable's groups of rows; None when it has errors.

    Its size must have been checked with :func:`check_size`.

    Args:
        file: likelihoods.csv.
        variable: whose rows they are.
        variables: all variables.
        members: the states of every named set of states.
        groups: the variable's rows, gathered by ``given``.
        problems: where to report gaps, ties and hidden structure.
    """
    parents = [variables[name] for name in variable.parents]
    shape = tuple(len(parent.states) for parent in parents)
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
    members: Members,
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
        axes = [axis for axis, parent in enumerate(parents) if parent.name in names]
        owner, clash = (np.full([shape[axis] for axis in axes], -1) for _ in range(2))
        for number, where in _regions(
            [parents[axis] for axis in axes], members, gathered[rank, names], groups
        ):
            clash[where] = owner[where]
            owner[where] = number
        spread = tuple(n if axis in axes else 1 for axis, n in enumerate(shape))
        layers.append(_Layer(rank, names, owner.reshape(spread), clash.reshape(spread)))
    return layers


def _regions(
    named: Sequence[Variable],
    members: Members,
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


def _stacked(layers: Sequence[_Layer], shape: tuple[int, ...]) -> tuple[_Index, _Index]:
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
    owner.setflags(write=False)
    rival.setflags(write=False)
    return owner, rival


def _configuration(parents: Sequence[Variable], position: Sequence[SupportsIndex]) -> str:
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
    gaps = np.flatnonzero(result.owner < 0)
    if len(gaps):
        first = _configuration(parents, np.unravel_index(gaps[0], result.owner.shape))
        more = f" and {len(gaps) - 1} more" if len(gaps) > 1 else ""
        problems.error(
            file.shown,
            "given",
            f"no rows of {variable.name} for {first}{more}",
            "rows for every configuration of the parents",
            "Add them (copied from a similar cause), or default rows that leave parents out.",
        )


def _report_ties(
    file: TableFile,
    variable: Variable,
    parents: Sequence[Variable],
    result: Expansion,
    problems: Problems,
) -> None:
    """One error for each pair of groups that tie, at the first configuration where they do."""
    ties = np.flatnonzero(result.rival >= 0)
    if not len(ties):
        return
    codes = result.rival.ravel()[ties] * len(result.groups) + result.owner.ravel()[ties]
    pairs, first_at = np.unique(codes, return_index=True)
    for at in np.argsort(first_at):
        tied = sorted(divmod(int(pairs[at]), len(result.groups)))
        first, second = (result.groups[index][0] for index in tied)
        place = np.unravel_index(ties[first_at[at]], result.owner.shape)
        where = _configuration(parents, place)
        problems.error(
            file.place(second.line) if second.line else file.shown,
            "given",
            f"{variable.name} given {_named(second)} and given {_named(first)} tie at {where}",
            "one group of rows to be the more specific",
            f"Add rows given {where}.",
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
    for winner, loser in _hidden_pairs(result, layers):
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


def _distinct(codes: NDArray[np.intp]) -> NDArray[np.intp]:
    """Each code once, sorted; numpy's own ``unique`` imports masked arrays, a tenth of a query."""
    ordered = np.sort(codes)
    first = np.ones(len(ordered), dtype=bool)
    first[1:] = ordered[1:] != ordered[:-1]
    return ordered[first]


def _hidden_pairs(result: Expansion, layers: Sequence[_Layer]) -> Iterator[tuple[int, int]]:
    """A group that wins somewhere, and one that it beats there and that names another parent."""
    for winners in layers:
        richer = [each for each in layers if set(each.names) - set(winners.names)]
        won = result.owner == winners.owner if richer else np.zeros(())
        for losers in richer if won.any() else ():
            winner, loser = np.broadcast_arrays(winners.owner, losers.owner)
            left_out = tuple(axis for axis, n in enumerate(winner.shape) if n == 1)
            met = won.any(axis=left_out, keepdims=True) & (loser >= 0)
            codes = _distinct(winner[met] * len(result.groups) + loser[met])
            for code in codes:
                yield divmod(int(code), len(result.groups))
