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

from lumpbayes.inference.tables import Layout
from lumpbayes.knowledge.cells import Cell, Expansion, RowGroup
from lumpbayes.knowledge.likelihoods import given_text
from lumpbayes.knowledge.problems import Problems
from lumpbayes.knowledge.records import Group, TableFile, Variable

__all__ = ["Places", "check_size", "expand", "selector_places"]

_Rank = tuple[int, int, bool]
"""Named parents, those named by one state, whether the cause is among them: more wins."""

_Index = NDArray[np.intp]

Places = Mapping[tuple[str, str], tuple[int, ...]]
"""(parent, selector) -> the indices of the states that it stands for."""

MOST_ENTRIES = 2**24
"""Largest conditional table (128 MiB of doubles, laid out in full)."""


class _Layer(NamedTuple):
    """The groups of one rank that name the same parents.

    ``owner`` and ``clash`` hold the index of a group that holds there, and of a second one, or -1.
    They have an axis for each parent of the variable, of length 1 where the groups leave it out.
    """

    rank: _Rank
    names: tuple[str, ...]
    owner: _Index
    clash: _Index


class _Held(NamedTuple):
    """Which of the groups of rows holds at each configuration, shape (states of parent 1, ...).

    ``owner`` is -1 where none does; ``rival`` is the index of one that ties with it, or -1.
    """

    groups: tuple[RowGroup, ...]
    owner: _Index
    rival: _Index


def selector_places(variables: Mapping[str, Variable], groups: Sequence[Group]) -> Places:
    """The states that every selector of every parent stands for.

    Args:
        variables: all variables, by name.
        groups: the named sets of states.
    """
    parents = dict.fromkeys(parent for each in variables.values() for parent in each.parents)
    places: dict[tuple[str, str], tuple[int, ...]] = {
        (name, state): (index,)
        for name in parents
        for index, state in enumerate(variables[name].states)
    }
    for group in groups:
        if group.variable in parents:
            held = [places[group.variable, state][0] for state in group.states]
            places[group.variable, f"@{group.name}"] = tuple(held)
    return places


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
    places: Places,
    groups: Sequence[RowGroup],
    problems: Problems,
) -> Expansion | None:
    """The expansion of a variable's groups of rows; None when it has errors.

    Its size must have been checked with :func:`check_size`.

    Args:
        file: likelihoods.csv.
        variable: whose rows they are.
        variables: all variables.
        places: what every selector stands for, of :func:`selector_places`.
        groups: the variable's rows, gathered by ``given``.
        problems: where to report gaps, ties and hidden structure.
    """
    parents = [variables[name] for name in variable.parents]
    shape = tuple(len(parent.states) for parent in parents)
    layers = _layers(parents, shape, places, groups)
    held = _Held(tuple(groups), *_stacked(layers, shape))
    before = len(problems)
    _report_gaps(file, variable, parents, held, problems)
    _report_ties(file, variable, parents, held, problems)
    if len(problems) > before:
        return None
    _report_hidden(file, variable, held, layers, problems)
    return Expansion(held.groups, Layout.of(held.owner))


def _layers(
    parents: Sequence[Variable],
    shape: tuple[int, ...],
    places: Places,
    groups: Sequence[RowGroup],
) -> list[_Layer]:
    """The layers, least specific first."""
    causes = {parent.name for parent in parents if parent.role == "cause"}
    gathered: dict[tuple[_Rank, tuple[str, ...]], list[int]] = {}
    for index, group in enumerate(groups):
        given = group[0].given
        names = tuple(parent for parent, _ in given)
        single = sum(selector[0] != "@" for _, selector in given)
        rank = (len(given), single, not causes.isdisjoint(names))
        gathered.setdefault((rank, names), []).append(index)
    layers = []
    for rank, names in sorted(gathered):
        axes = [axis for axis, parent in enumerate(parents) if parent.name in names]
        owner, clash = (np.full([shape[axis] for axis in axes], -1) for _ in range(2))
        numbers = gathered[rank, names]
        if rank[1] == len(names):  # all name single states, so no two of them meet
            owner[_cells(places, numbers, groups)] = numbers if names else numbers[0]
        else:
            for number, where in _regions(places, numbers, groups):
                clash[where] = owner[where]
                owner[where] = number
        spread = tuple(n if axis in axes else 1 for axis, n in enumerate(shape))
        layers.append(_Layer(rank, names, owner.reshape(spread), clash.reshape(spread)))
    return layers


def _cells(places: Places, numbers: Sequence[int], groups: Sequence[RowGroup]) -> Any:
    """Where groups hold that name a state of each of their parents, as one index over these."""
    given = [[places[pair][0] for pair in groups[number][0].given] for number in numbers]
    return tuple(map(list, zip(*given, strict=True)))


def _regions(
    places: Places, numbers: Sequence[int], groups: Sequence[RowGroup]
) -> Iterator[tuple[int, Any]]:
    """For each group its number and where it holds, as an index over the parents it names."""
    for number in numbers:
        yield number, np.ix_(*(places[pair] for pair in groups[number][0].given))


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
    held: _Held,
    problems: Problems,
) -> None:
    gaps = np.flatnonzero(held.owner < 0)
    if len(gaps):
        first = _configuration(parents, np.unravel_index(gaps[0], held.owner.shape))
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
    held: _Held,
    problems: Problems,
) -> None:
    """One error for each pair of groups that tie, at the first configuration where they do."""
    ties = np.flatnonzero(held.rival >= 0)
    if not len(ties):
        return
    codes = held.rival.ravel()[ties] * len(held.groups) + held.owner.ravel()[ties]
    pairs, first_at = np.unique(codes, return_index=True)
    for at in np.argsort(first_at):
        tied = sorted(divmod(int(pairs[at]), len(held.groups)))
        first, second = (held.groups[index][0] for index in tied)
        place = np.unravel_index(ties[first_at[at]], held.owner.shape)
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
    held: _Held,
    layers: Sequence[_Layer],
    problems: Problems,
) -> None:
    """Warn of groups that win over rows which depend on a parent they leave out."""
    hidden: dict[int, set[int]] = {}
    for winner, loser in _hidden_pairs(held, layers):
        hidden.setdefault(winner, set()).add(loser)
    for winner, losers_of in sorted(hidden.items()):
        row = held.groups[winner][0]
        rows = [held.groups[index][0] for index in sorted(losers_of)]
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


def _hidden_pairs(held: _Held, layers: Sequence[_Layer]) -> Iterator[tuple[int, int]]:
    """A group that wins somewhere, and one that it beats there and that names another parent."""
    for winners in layers:
        richer = [each for each in layers if set(each.names) - set(winners.names)]
        won = held.owner == winners.owner if richer else np.zeros(())
        for losers in richer if won.any() else ():
            winner, loser = np.broadcast_arrays(winners.owner, losers.owner)
            left_out = tuple(axis for axis, n in enumerate(winner.shape) if n == 1)
            met = won.any(axis=left_out, keepdims=True) & (loser >= 0)
            codes = _distinct(winner[met] * len(held.groups) + loser[met])
            for code in codes:
                yield divmod(int(code), len(held.groups))
