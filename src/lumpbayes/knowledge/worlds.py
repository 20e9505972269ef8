"""Worlds: sets of tables drawn from the intervals of their cells.

Each column of a table, a group of rows with one ``given`` or a setting's priors, is drawn once a
world, however many configurations of the parents share it. A column has a random stream of its own,
named by the seed and by what the column is; so a world's column is the same whatever is asked of
the world, whatever the order of the rows, and however many worlds are drawn.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lumpbayes.inference.network import FloatArray, Network
from lumpbayes.inference.table_samples import SampledTables
from lumpbayes.knowledge.cells import Given
from lumpbayes.knowledge.drawing import Drawing, stream_key
from lumpbayes.knowledge.kept_worlds import KeptTable, kept_worlds
from lumpbayes.knowledge.likelihoods import group_column
from lumpbayes.knowledge.priors import prior_columns
from lumpbayes.knowledge.records import KnowledgeBase
from lumpbayes.knowledge.spreads import Column, spreads

__all__ = ["MOST_KEPT", "Worlds"]

MOST_KEPT = 2**22
"""Four million doubles: 32 MiB, and at most as much again for cells that no row lists."""

Index = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Worlds:
    """The first so many worlds of a seed.

    Attributes:
        knowledge: the tables.
        network: the same in arrays.
        seed: names the worlds; a whole number.
        count: how many worlds are looked at.
        most_kept: cells times worlds up to which what has been drawn is kept for other questions.
        owner: what they are kept with, and forgotten; the worlds themselves when None.
    """

    knowledge: KnowledgeBase
    network: Network
    seed: int
    count: int
    most_kept: int = MOST_KEPT
    owner: Hashable = None

    def sliced(self, variables: Sequence[int], hard: Mapping[int, int]) -> SampledTables:
        """The tables of some variables, sliced by what is observed with certainty."""
        cells = len(self.knowledge.priors) + len(self.knowledge.likelihoods)
        held = [self._held(variable, hard) for variable in variables]
        observed = [hard.get(variable) for variable in variables]
        if cells * self.count > self.most_kept:
            return self._drawn(variables, held, observed)
        store = self._kept(variables)
        kept = [
            _Kept(store[variable].values, _numbers(store[variable].numbers, columns, state))
            for variable, columns, state in zip(variables, held, observed, strict=True)
        ]
        return _KeptTables(kept)

    def _held(self, variable: int, hard: Mapping[int, int]) -> Index:
        """Which column holds at each configuration of the parents that are not observed."""
        name, parents = self.network.names[variable], self.network.parents[variable]
        if name == self.knowledge.cause:
            counts = [self.network.cardinalities[parent] for parent in parents]
            held = np.arange(counts[0] if counts else 1).reshape(counts)
        else:
            held = self.knowledge.expansions[name].layout.owner()
        return np.asarray(held[tuple([hard.get(parent, slice(None)) for parent in parents])])

    def _drawn(
        self, variables: Sequence[int], held: Sequence[Index], observed: Sequence[int | None]
    ) -> _DrawnTables:
        """Tables of which only the columns that hold somewhere are drawn, and nothing is kept."""
        used = [sorted(set(each.ravel().tolist())) for each in held]
        drawings = self._drawings(variables, used)
        tables = []
        for variable, drawing, each, own, state in zip(
            variables, drawings, held, used, observed, strict=True
        ):
            place = np.zeros(own[-1] + 1, dtype=np.intp)
            place[own] = np.arange(len(own))
            streams = drawing.begin(self._keys(variable, own))
            tables.append(_Drawn(drawing, streams, _numbers(drawing.numbers, place[each], state)))
        return _DrawnTables(tables)

    def _kept(self, variables: Sequence[int]) -> Mapping[int, KeptTable]:
        """Whole tables in every world, drawn when they are first asked for."""
        owner = self if self.owner is None else self.owner
        kept = kept_worlds(owner, self.knowledge, self.seed, self.count)
        known, store = kept.drawings, kept.tables
        new = [variable for variable in variables if variable not in known]
        if new:
            every = [range(self._count_columns(variable)) for variable in new]
            known.update(zip(new, self._drawings(new, every), strict=True))
        for variable in variables:
            if variable not in store:
                drawing = known[variable]
                values = drawing.still
                if drawing.first_still:
                    keys = self._keys(variable, range(len(drawing.numbers)))
                    values = drawing.following(drawing.begin(keys), self.count)
                store[variable] = KeptTable(values, drawing.numbers)
        return store

    def _drawings(self, variables: Sequence[int], wanted: Sequence[Sequence[int]]) -> list[Drawing]:
        """What draws some columns of each table; the spreads are solved for together.

        They are as wide as the widest of the model, whatever is asked, as sums of floating-point
        numbers depend on how many zeros follow.
        """
        columns = [self._columns(*each) for each in zip(variables, wanted, strict=True)]
        ends = [0, *accumulate(map(len, columns))]
        widest = max(self.network.cardinalities)
        together = spreads([column for each in columns for column in each], widest)
        counts = [self.network.cardinalities[variable] for variable in variables]
        spans = map(slice, ends, ends[1:])
        return [
            Drawing(together.part(span, count)) for span, count in zip(spans, counts, strict=False)
        ]

    def _count_columns(self, variable: int) -> int:
        if self.network.names[variable] == self.knowledge.cause:
            return len(self._settings(variable))
        return len(self.knowledge.expansions[self.network.names[variable]].groups)

    def _settings(self, cause: int) -> tuple[str, ...]:
        parents = self.network.parents[cause]
        return self.network.states[parents[0]] if parents else ("",)

    def _columns(self, variable: int, wanted: Sequence[int]) -> list[Column]:
        """Some columns of a table, with the estimates behind them."""
        name, states = self.network.names[variable], self.network.states[variable]
        if name != self.knowledge.cause:
            groups = [self.knowledge.expansions[name].groups[each] for each in wanted]
            listed = [{cell.state: cell.estimate for cell in group} for group in groups]
            return [
                Column(group_column(group, states), [own.get(state) for state in states])
                for group, own in zip(groups, listed, strict=True)
            ]
        priors = self.knowledge.priors
        own = {(cell.setting, cell.cause): cell.estimate for cell in priors}
        stated = prior_columns(priors, states)
        return [
            Column(stated[setting], [own[setting, state] for state in states])
            for setting in [self._settings(variable)[each] for each in wanted]
        ]

    def _keys(self, variable: int, wanted: Sequence[int]) -> list[bytes]:
        """What names the random streams of some columns: the variable, and what it is given."""
        name = self.network.names[variable]
        if name == self.knowledge.cause:
            parents = [self.network.names[parent] for parent in self.network.parents[variable]]
            settings = [self._settings(variable)[each] for each in wanted]
            given: list[Given] = [tuple((parent, each) for parent in parents) for each in settings]
        else:
            groups = self.knowledge.expansions[name].groups
            given = [groups[each][0].given for each in wanted]
        return [
            stream_key(self.seed, (name, *(part for pair in sorted(each) for part in pair)))
            for each in given
        ]


class _Drawn(NamedTuple):
    """A sliced table that is still to be drawn: by what, from what, and what it shows where."""

    drawing: Drawing
    streams: list[Any]
    numbers: Index


class _DrawnTables:
    """Sliced tables, drawn as they are asked for."""

    def __init__(self, tables: Sequence[_Drawn]) -> None:
        self._tables = tables
        self.size = sum(table.drawing.size + table.numbers.size for table in tables)

    def following(self, count: int) -> list[FloatArray]:
        """The next worlds' tables, each of shape (axes that are not observed, count)."""
        return [
            drawing.following(streams, count)[numbers] for drawing, streams, numbers in self._tables
        ]


class _Kept(NamedTuple):
    """A sliced table: which of the values it shows where."""

    values: FloatArray
    numbers: Index


class _KeptTables:
    """Sliced tables of worlds that are drawn already."""

    def __init__(self, tables: Sequence[_Kept]) -> None:
        self._tables = tables
        self._done = 0
        self.size = sum(table.numbers.size for table in tables)

    def following(self, count: int) -> list[FloatArray]:
        """The next worlds' tables, each of shape (axes that are not observed, count or 1)."""
        span = slice(self._done, self._done + count)
        self._done += count
        return [
            (values if values.shape[1] == 1 else values[:, span])[numbers]
            for values, numbers in self._tables
        ]


def _numbers(numbers: Index, columns: Index, observed: int | None) -> Index:
    """Where a sliced table's probabilities stand, shape (states, *shape of ``columns``)."""
    if observed is not None:
        return np.asarray(numbers[columns, observed])
    return np.moveaxis(numbers[columns], -1, 0)
