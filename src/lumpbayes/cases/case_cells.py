"""From the cells of a case file to codes: column by column, each word understood once."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lumpbayes.cases.arrow_cells import distinct, floats, is_number
from lumpbayes.cases.case_chunks import Chunk, RowNumbers
from lumpbayes.cases.case_columns import (
    CaseColumns,
    CaseReading,
    HardColumn,
    SoftColumns,
)
from lumpbayes.cases.case_gaps import Gaps
from lumpbayes.cases.case_meanings import AVERAGED, Meanings
from lumpbayes.cases.case_problems import CellProblem
from lumpbayes.cases.encoding import fill_in, gathered
from lumpbayes.cases.frame_cells import binned
from lumpbayes.cases.given_twice import SaidColumn, put_together
from lumpbayes.cases.recoding import Recoding
from lumpbayes.errors import EvidenceError
from lumpbayes.inference.cases import UNKNOWN, Cases
from lumpbayes.inference.network import FloatArray, Network
from lumpbayes.knowledge.doubles import small_hint
from lumpbayes.knowledge.matching import is_unknown, match_state, parse_number
from lumpbayes.knowledge.records import KnowledgeBase

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["CaseCells", "ReadChunk"]

BAD = -3
"""The code of a cell that cannot be understood."""

MOST_REMEMBERED = 2**16
"""Words of a column that are remembered from one chunk to the next."""

Bools = NDArray[np.bool_]
Column = tuple[NDArray[np.int64], FloatArray]


class ReadChunk(NamedTuple):
    """Some cases of a file, as codes.

    Attributes:
        rows: their numbers in the file, shape (cases,).
        cases: the codes; of a bad row those of its good cells.
        names: the variable of each column of codes.
        assumed: variable -> whether the model's default was taken, shape (cases,).
        truth: index of the true cause, ``UNKNOWN`` where it is blank or bad, shape (cases,); None
            where no column holds it.
        bad: whether a row has a problem, shape (cases,).
        problems: what is wrong with them, in the order of the rows.
        batch: the cells as they stand.
    """

    rows: RowNumbers
    cases: Cases
    names: tuple[str, ...]
    assumed: Mapping[str, Bools]
    truth: NDArray[np.int64] | None
    bad: Bools
    problems: tuple[CellProblem, ...]
    batch: pa.RecordBatch


class CaseCells:
    """Reads the cells of one file; what it has understood of a column it remembers.

    Attributes:
        knowledge: the model in words.
        network: the same in arrays.
        columns: what each column is.
        reading: what a person says of the file.
    """

    def __init__(
        self,
        knowledge: KnowledgeBase,
        network: Network,
        columns: CaseColumns,
        reading: CaseReading,
    ) -> None:
        self.knowledge = knowledge
        self.network = network
        self.columns = columns
        self.reading = reading
        self._gaps = Gaps(reading.missing)
        self._recoding = Recoding(knowledge, columns, reading.recode)
        self._meanings: dict[str, Meanings] = {}
        fill_in(knowledge, {}, reading.setting, 0)  # a setting that does not exist, before any work

    @property
    def unused(self) -> tuple[str, ...]:
        """Which words of the recoding no cell was, of all that has been read."""
        return tuple(self._recoding.notes)

    def read(self, chunk: Chunk) -> ReadChunk:
        """The codes of a chunk, and what cannot be understood."""
        found = _Found(chunk)
        columns = self._hard_columns(found)
        for soft in self.columns.soft:
            columns[soft.variable.name] = self._soft(soft, found)
        truth = None if self.columns.truth is None else self._truth(self.columns.truth, found)
        count = len(chunk.rows)
        assumed = fill_in(self.knowledge, columns, self.reading.setting, count)
        problems = tuple(sorted(found.problems, key=lambda problem: problem.row))
        bad = np.isin(chunk.rows, [problem.row for problem in problems])
        cases = gathered(self.network, columns, count)
        return ReadChunk(
            chunk.rows, cases, tuple(columns), assumed, truth, bad, problems, chunk.batch
        )

    def _hard_columns(self, found: _Found) -> dict[str, Column]:
        """Variable -> its codes, from all columns of states, numbers, or yes and no."""
        said: dict[str, list[SaidColumn]] = {}
        for hard in self.columns.hard:
            codes, vectors = self._hard(hard, found)
            cell = partial(self._cell, found.chunk.batch.column(hard.label), hard.label)
            column = SaidColumn(hard.label, codes, vectors, cell)
            said.setdefault(hard.key.variable.name, []).append(column)
        columns = {}
        for name, each in said.items():
            variable = self.knowledge.variables[name]
            columns[name], twice = put_together(self.knowledge, variable, each)
            for place, column, message in twice:
                found.cell(str(column.label), place, message)
        return columns

    def _cell(self, cells: pa.Array, label: str, place: int) -> object:
        """What a cell says, in the model's words."""
        return self._recoding.meant(label, cells[place].as_py())

    def _hard(self, column: HardColumn, found: _Found) -> Column:
        """Codes of a column of states, numbers, or yes and no; and the vectors that they name."""
        variable, array = column.key.variable, found.chunk.batch.column(column.label)
        meanings = self._meanings.get(column.label)
        if meanings is None or meanings.remembered > MOST_REMEMBERED:
            meanings = Meanings(self.knowledge, column.key, column.label)
            self._meanings[column.label] = meanings
        none = np.zeros((0, len(variable.states)))
        plain = column.label not in self._recoding and is_number(array)
        if variable.bins and column.key.name == variable.bins.name and plain:
            codes = binned(variable, self._gaps.without(floats(array)))
            if codes is not None:
                return codes, none
        places, values = distinct(array, column.label)
        messages: dict[int, str] = {}
        meant = np.full(len(values) + 1, UNKNOWN)  # the last one for gaps
        for number, value in enumerate(values):
            if self._gaps.holds(value):
                continue
            try:
                own = self._recoding.meant(column.label, value)
                meant[number] = meanings.of(own) + AVERAGED
            except EvidenceError as error:
                meant[number] = BAD
                messages[number] = self._recoding.refused(column.label, str(error))
        codes = meant[places]
        if messages:
            found.cells(column.label, codes == BAD, lambda at: messages[int(places[at])])
            codes = np.where(codes == BAD, UNKNOWN, codes)
        vectors = np.array(meanings.vectors) if meanings.vectors else none
        return codes, vectors

    def _soft(self, column: SoftColumns, found: _Found) -> Column:
        """Codes of the columns that hold the likelihood of each state."""
        variable = column.variable
        weights = np.stack([self._weights(label, found) for label in column.labels], axis=1)
        known = ~np.isnan(weights)
        partial = known.any(axis=1) & ~known.all(axis=1)
        said = ~np.isin(found.chunk.rows, [problem.row for problem in found.problems])
        for place, label in enumerate(column.labels):
            found.cells(label, partial & ~known[:, place] & said, lambda _: _GAP)
        usable = known.all(axis=1)
        highest = np.where(usable, weights.max(axis=1, initial=0.0, where=known), 1.0)
        nothing = usable & (highest == 0)
        found.cells(column.labels[0], nothing, lambda _: f"{variable.name}: {_ALL_ZERO}")
        usable &= ~nothing
        vectors = weights[usable] / highest[usable, None]
        tiny = np.zeros(len(weights), np.bool_)
        tiny[usable] = np.any((vectors == 0) & (weights[usable] > 0), axis=1)
        found.cells(column.labels[0], tiny, lambda _: f"{variable.name}: {_TINY}")
        return _coded(vectors, usable), vectors

    def _weights(self, label: str, found: _Found) -> FloatArray:
        """The numbers of a column, NaN where it is blank or bad, shape (cases,)."""
        array = found.chunk.batch.column(label)
        places, values = distinct(array, label)
        numbers = np.full(len(values) + 1, np.nan)
        bad = np.zeros(len(values) + 1, np.bool_)
        for number, value in enumerate(values):
            if self._gaps.holds(value) or is_unknown(value):
                continue
            parsed = parse_number(value)
            if parsed is None or parsed < 0:
                bad[number] = True
            else:
                numbers[number] = parsed
        found.cells(label, bad[places], lambda at: _no_likelihood(values[places[at]]))
        return np.asarray(numbers[places])

    def _truth(self, label: str, found: _Found) -> NDArray[np.int64]:
        """Indices of the true causes."""
        places, values = distinct(found.chunk.batch.column(label), label)
        variable = self.knowledge.variables[self.knowledge.cause]
        messages: dict[int, str] = {}
        meant = np.full(len(values) + 1, UNKNOWN)
        for number, value in enumerate(values):
            own = None if self._gaps.holds(value) else self._recoding.meant(label, value)
            if own is None:
                continue
            try:
                meant[number] = variable.states.index(match_state(variable, own))
            except EvidenceError as error:
                meant[number] = BAD
                messages[number] = self._recoding.refused(label, str(error))
        truth = meant[places]
        found.cells(label, truth == BAD, lambda at: messages[int(places[at])])
        return np.where(truth == BAD, UNKNOWN, truth)


_GAP = (
    "it is blank, beside the likelihood of another state: write 0 where a state is excluded, or "
    "leave all of them blank where nothing is known"
)
_ALL_ZERO = "the likelihood is 0 for every state; give at least one a positive number"
_TINY = "the ratio of the likelihoods is too small for a double; write 0 for what is impossible"
_NO_LIKELIHOOD = "expected a likelihood, a number of at least 0 with a decimal point, or a blank"


def _no_likelihood(value: object) -> str:
    return f"{value!r}: {_NO_LIKELIHOOD}{small_hint(value)}"


class _Found:
    """The problems of a chunk."""

    def __init__(self, chunk: Chunk) -> None:
        self.chunk = chunk
        self.problems: list[CellProblem] = list(chunk.problems)

    def cells(self, label: str, bad: Bools, message: Any) -> None:
        """Note the bad cells of a column.

        Args:
            label: the column.
            bad: which they are, shape (cases,).
            message: from the place of a cell in the chunk to what is wrong with it.
        """
        for at in np.flatnonzero(bad).tolist():
            self.cell(label, at, message(at))

    def cell(self, label: str, at: int, message: str) -> None:
        """Note what is wrong with one cell."""
        row, value = int(self.chunk.rows[at]), self.chunk.batch.column(label)[at].as_py()
        self.problems.append(CellProblem.of(row, label, value, message))


def _coded(vectors: FloatArray, usable: Bools) -> NDArray[np.int64]:
    """Codes of soft evidence: of what is certain its state, of what says nothing ``UNKNOWN``."""
    states = vectors.shape[1]
    codes = np.full(len(usable), UNKNOWN)
    own = states + np.arange(len(vectors))
    certain = (vectors > 0).sum(axis=1) == 1
    own[certain] = vectors[certain].argmax(axis=1)
    own[(vectors == 1).all(axis=1)] = UNKNOWN
    codes[usable] = own
    return codes
