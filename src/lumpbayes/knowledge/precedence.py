"""Which rows hold for which parent configuration: defaults, exceptions, ties, gaps.

More named parents win; at equal count a state beats a group of states, then rows that name the
cause win. Any other tie that some configuration meets is an error. Precedence is by whole group of
rows with one ``given``, never by cell.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from lumpbayes.inference.network import FloatArray
from lumpbayes.knowledge.likelihoods import given_text, group_column
from lumpbayes.knowledge.problems import Problems
from lumpbayes.knowledge.records import Expansion, Given, Group, RowGroup, TableFile, Variable

__all__ = ["expand", "laid_out"]

MOST_ENTRIES = 2**27
"""Largest conditional table that is laid out in full (1 GiB of doubles)."""


def laid_out(expansion: Expansion, states: tuple[str, ...]) -> FloatArray:
    """P(state | parents) over every configuration, shape (states, states of parent 1, ...)."""
    columns = np.array([group_column(group, states) for group in expansion.groups])
    return np.moveaxis(columns[expansion.owner], -1, 0)


def expand(
    file: TableFile,
    variable: Variable,
    variables: Mapping[str, Variable],
    named_groups: Sequence[Group],
    groups: Sequence[RowGroup],
    problems: Problems,
) -> Expansion | None:
    """The expansion of a variable's groups of rows; None when it has errors."""
    parents = [variables[name] for name in variable.parents]
    shape = tuple(len(parent.states) for parent in parents)
    if np.prod(shape, dtype=float) * len(variable.states) > MOST_ENTRIES:
        problems.error(
            file.shown,
            "given",
            f"{variable.name} has {len(shape)} parents, "
            f"{np.prod(shape, dtype=float):,.0f} configurations",
            f"at most {MOST_ENTRIES:,} numbers in a table",
            "Remove parents.",
        )
        return None
    members = {(group.variable, group.name): group.states for group in named_groups}
    ranks = _ranks(groups, variables)
    owner = np.full(shape, -1, dtype=np.intp)
    rival = np.full(shape, -1, dtype=np.intp)
    by_names: dict[tuple[str, ...], NDArray[np.intp]] = {}
    rank_of = np.array([*ranks, -1])
    for index in sorted(range(len(groups)), key=lambda each: (ranks[each], each)):
        given = groups[index][0].given
        region = _region(given, parents, members)
        before = owner[region]
        rival[region] = np.where(rank_of[before] == ranks[index], before, -1)
        owner[region] = index
        names = tuple(parent for parent, _ in given)
        by_names.setdefault(names, np.full(shape, -1, dtype=np.intp))[region] = index
    result = Expansion(tuple(groups), owner, rival)
    before_count = len(problems)
    _report_gaps(file, variable, parents, result, problems)
    _report_ties(file, variable, parents, result, problems)
    if len(problems) > before_count:
        return None
    _report_hidden(file, variable, result, by_names, problems)
    return result


def _ranks(groups: Sequence[RowGroup], variables: Mapping[str, Variable]) -> list[int]:
    keys = []
    for group in groups:
        given = group[0].given
        single = sum(not selector.startswith("@") for _, selector in given)
        names_cause = any(variables[parent].role == "cause" for parent, _ in given)
        keys.append((len(given), single, names_cause))
    position = {key: rank for rank, key in enumerate(sorted(set(keys)))}
    return [position[key] for key in keys]


def _region(
    given: Given,
    parents: Sequence[Variable],
    members: Mapping[tuple[str, str], tuple[str, ...]],
) -> tuple[object, ...]:
    """The index of the parent configurations that a condition names."""
    chosen = dict(given)
    axes: list[list[int] | range] = []
    for parent in parents:
        selector = chosen.get(parent.name)
        if selector is None:
            axes.append(range(len(parent.states)))
        elif selector.startswith("@"):
            states = members[parent.name, selector[1:]]
            axes.append([parent.states.index(state) for state in states])
        else:
            axes.append([parent.states.index(selector)])
    return np.ix_(*axes)


def _configuration(parents: Sequence[Variable], position: Sequence[int]) -> str:
    return given_text(tuple((p.name, p.states[i]) for p, i in zip(parents, position, strict=True)))


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
                file.place(second.line),
                "given",
                f"{variable.name} given {given_text(second.given)} (line {second.line}) and "
                f"given {given_text(first.given)} (line {first.line}) tie at "
                f"{_configuration(parents, where)}",
                "one group of rows to be the more specific",
                f"Add rows given {_configuration(parents, where)}.",
            )


def _report_hidden(
    file: TableFile,
    variable: Variable,
    result: Expansion,
    by_names: Mapping[tuple[str, ...], NDArray[np.intp]],
    problems: Problems,
) -> None:
    """Warn of groups that win over rows which depend on a parent they leave out."""
    hidden: dict[int, set[int]] = {}
    for winner_names, winners in by_names.items():
        wins = (result.owner == winners) & (winners >= 0)
        for names, losers in by_names.items():
            if set(names) - set(winner_names):
                for position in np.argwhere(wins & (losers >= 0)):
                    where = tuple(int(each) for each in position)
                    hidden.setdefault(int(winners[where]), set()).add(int(losers[where]))
    for winner, losers_of in sorted(hidden.items()):
        row = result.groups[winner][0]
        rows = [result.groups[index][0] for index in sorted(losers_of)]
        listed = ", ".join(f"{given_text(each.given)} (line {each.line})" for each in rows)
        left_out = sorted({p for each in rows for p, _ in each.given} - {p for p, _ in row.given})
        problems.warning(
            file.place(row.line),
            "given",
            f"{variable.name} given {given_text(row.given)} hides {listed}",
            f"{variable.name} to depend on {', '.join(left_out)} here too",
            "Name that parent as well, or keep the row if it should not matter here.",
        )
