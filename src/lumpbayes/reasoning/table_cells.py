"""The rows of priors.csv and likelihoods.csv as arrays: which number of the network each one is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple
from weakref import WeakKeyDictionary

import numpy as np

from lumpbayes.errors import EvidenceError, UnknownNameError, nearest_names, or_nearest
from lumpbayes.inference.backends import Solver
from lumpbayes.inference.columns import Columns, Ends, Indices, column_ends
from lumpbayes.inference.kernel.columns import kernel_column_ends
from lumpbayes.inference.network import FloatArray
from lumpbayes.inference.tables import RepeatedColumns
from lumpbayes.kept import kept
from lumpbayes.knowledge.building import network_columns
from lumpbayes.knowledge.cells import Cell, Estimate, Given, PriorCell
from lumpbayes.knowledge.editing import match_given
from lumpbayes.knowledge.likelihoods import given_text
from lumpbayes.knowledge.matching import find_variable, match_state
from lumpbayes.knowledge.records import KnowledgeBase
from lumpbayes.knowledge.without_tables import require_tables
from lumpbayes.reasoning.situation import Situation
from lumpbayes.reasoning.table_rows import TableRow, row_place

__all__ = ["TableCells", "table_cells"]

DERIVATIVES = "; dx.derivatives(variable, state) says how much each of its numbers matters"
"""What can be asked of a network file."""


class _Named(NamedTuple):
    """A row of either table: P(variable = state | given)."""

    table: str
    variable: str
    state: str
    given: Given
    estimate: Estimate
    line: int
    was: float | None


@dataclass(frozen=True, eq=False)
class TableCells:
    """Every row of the two tables with a probability; priors first, each table in file order.

    A reference state that no row lists is no cell: it has no interval, and moves with the rows that
    are listed. Arrays are read-only and of shape (cells,).

    Attributes:
        knowledge: the model.
        columns: the numbers that the network's tables are made of.
        rows: the priors and the likelihoods.
        value: it, as the network has it: divided by the sum of its group of rows.
        low, high: its 95 % interval.
    """

    knowledge: KnowledgeBase
    columns: Columns
    rows: tuple[PriorCell | Cell, ...]
    value: FloatArray
    low: FloatArray
    high: FloatArray

    @classmethod
    def of(cls, knowledge: KnowledgeBase, solver: Solver) -> TableCells:
        """The rows of a model.

        Raises:
            EvidenceError: it was read from a network file, and has none.
        """
        require_tables(knowledge, DERIVATIVES)
        tables = network_columns(knowledge)
        numbers = np.array(_numbers(knowledge, solver, tables), np.intp)
        columns = Columns(solver.network.parents, tables, numbers)
        rows: tuple[PriorCell | Cell, ...] = (*knowledge.priors, *knowledge.likelihoods)
        estimates = [row.estimate for row in knowledge.priors]
        estimates += [row.estimate for row in knowledge.likelihoods]
        low, high = (np.array([each[end] for each in estimates]) for end in (1, 2))
        value = columns.values[numbers]
        for array in (value, low, high):
            array.setflags(write=False)
        return cls(knowledge, columns, rows, value, low, high)

    def __len__(self) -> int:
        return len(self.rows)

    def named(self, cell: int) -> _Named:
        """What a cell is, by its place in the arrays."""
        row = self.rows[cell]
        if isinstance(row, Cell):
            return _Named("likelihoods", *row)
        setting = self.knowledge.setting
        given = ((setting, row.setting),) if setting else ()
        return _Named("priors", self.knowledge.cause, row.cause, given, *row[2:])

    def row(self, cell: int) -> TableRow:
        """A cell as the record of a row."""
        table, variable, state, given, found, line, was = self.named(cell)
        place = row_place(self.knowledge, table, line, was)
        value = float(self.value[cell])
        numbers = (value, found.low, found.high, found.grade, found.sources)
        return TableRow(variable, state, given_text(given), *numbers, place, False)

    @kept
    def low_edge(self) -> Indices:
        """The cells whose interval begins at 0 or 1."""
        return np.flatnonzero((self.low <= 0) | (self.low >= 1))

    @kept
    def high_edge(self) -> Indices:
        """The cells whose interval ends at 0 or 1."""
        return np.flatnonzero((self.high <= 0) | (self.high >= 1))

    @kept
    def _places(self) -> dict[tuple[str, str, Given], int]:
        cells = (self.named(cell) for cell in range(len(self.rows)))
        return {(each.variable, each.state, each.given): at for at, each in enumerate(cells)}

    def find(self, variable: str, state: str, given: Mapping[str, object] | str | None) -> int:
        """The place of a cell in the arrays.

        Args:
            variable: whose probability; the cause for a prior.
            state: of which of its states.
            given: the condition as for ``Engine.with_likelihood``; of a prior the setting, the
                model's default when None.

        Raises:
            UnknownNameError: a name that the model does not have, or a row that the tables do not.
            EvidenceError: something that is no parent or no condition.
        """
        found = find_variable(self.knowledge, variable)[0]
        chosen = match_state(found, state)
        if given is None and found.name == self.knowledge.cause and self.knowledge.setting:
            defaults = self.knowledge.defaults
            given = {name: defaults[name] for name in found.parents if name in defaults}
        condition = match_given(self.knowledge, found, {} if given is None else given)
        place = self._places.get((found.name, chosen, condition))
        if place is not None:
            return place
        shown = given_text(condition)
        listed = [
            given_text(each.given)
            for each in map(self.named, range(len(self.rows)))
            if (each.variable, each.state) == (found.name, chosen)
        ]
        hint = or_nearest(shown, listed) if listed else f"no row lists {found.name}={chosen}"
        raise UnknownNameError(
            f"the tables have no row {found.name}={chosen} given {shown}: {hint}",
            nearest_names(shown, listed),
        )

    def ends(self, situation: Situation, seeds: FloatArray) -> Ends:
        """Weighted sums of P(cause, evidence) with the number of each cell at 0 and at 1.

        Args:
            situation: the model and the evidence.
            seeds: weights of the causes, a row for each sum, none negative, shape (sums, causes).

        Returns:
            Shape (sums, cells) each, read-only; divided by P(evidence) as the tables are.

        Raises:
            EvidenceError: evidence so nearly impossible that doubles do not hold what edits do.
            TooLargeError: it would take more than the solver's memory limit.
        """
        solver = situation.solver
        gradients = solver.gradients(situation.evidence, situation.cause, seeds)
        method = kernel_column_ends if solver.name == "kernel" else column_ends
        found = method(self.columns, gradients)
        if not found.total < np.inf:
            self._check_range(found)
        for array in (found.at_zero, found.at_one):
            array.setflags(write=False)
        return found

    def _check_range(self, found: Ends) -> None:
        """Raise where doubles do not reach; names the smallest number whose edits would."""
        listed = np.flatnonzero(~np.isfinite(found.at_zero + found.at_one).all(axis=0))
        if not len(listed):
            return  # only their total is out of range
        row = self.row(int(listed[np.argmin(self.value[listed])]))
        raise EvidenceError(
            f"{row.place}: an edit of {row.event} = {row.probability:g} could make this evidence "
            "more than 1e308 times as probable, which doubles do not hold; expected findings that "
            "are not nearly impossible: raise the numbers next to 0 that they rest on"
        )


def _numbers(
    knowledge: KnowledgeBase, solver: Solver, tables: Sequence[RepeatedColumns]
) -> list[int]:
    """The place of every row among the numbers that the tables are made of, table by table."""
    positions = solver.network.positions
    starts = [0, *accumulate(table.columns.size for table in tables)]
    settings = knowledge.variables[knowledge.setting].states if knowledge.setting else ("",)
    first, count = starts[positions[knowledge.cause]], len(knowledge.causes)
    cause = {name: place for place, name in enumerate(knowledge.causes)}
    setting = {name: first + count * place for place, name in enumerate(settings)}
    found = [setting[row.setting] + cause[row.cause] for row in knowledge.priors]
    begins: dict[tuple[str, Given], int] = {}
    for name, expansion in knowledge.expansions.items():
        states, start = len(knowledge.variables[name].states), starts[positions[name]]
        for place, group in enumerate(expansion.groups):
            begins[name, group[0].given] = start + states * place
    state = {
        name: {each: place for place, each in enumerate(variable.states)}
        for name, variable in knowledge.variables.items()
    }
    cells = knowledge.likelihoods
    return found + [begins[row[0], row.given] + state[row.variable][row.state] for row in cells]


_KEPT: WeakKeyDictionary[Solver, TableCells] = WeakKeyDictionary()
"""Laid out once for each engine, and forgotten with it."""


def table_cells(situation: Situation) -> TableCells:
    """The rows of the situation's model, laid out once.

    Raises:
        EvidenceError: a model that was read from a network file, and has none.
    """
    found = _KEPT.get(situation.solver)
    if found is None or found.knowledge is not situation.knowledge:
        found = _KEPT[situation.solver] = TableCells.of(situation.knowledge, situation.solver)
    return found
