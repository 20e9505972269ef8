"""From batches of cases to batches of answers, in Arrow: one function, wherever it runs.

It holds a model and its plan, and pickles: Spark's ``mapInArrow``, Ray and Dask send it to their
workers as it is, and ``lumpbayes batch`` runs the same function.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lumpbayes.cases.answer_tables import AnswerTable, Extras
from lumpbayes.cases.case_answers import CaseAnswers
from lumpbayes.cases.case_cells import CaseCells, ReadChunk
from lumpbayes.cases.case_chunks import Chunk
from lumpbayes.cases.case_columns import CaseReading, plan_columns
from lumpbayes.cases.case_problems import CellProblem, check_on_error
from lumpbayes.cases.case_reasons import CaseReasons
from lumpbayes.errors import EvidenceError
from lumpbayes.inference.backends import Solver
from lumpbayes.inference.cases import UNKNOWN, CaseSolver, case_solver
from lumpbayes.kept import kept
from lumpbayes.knowledge.records import KnowledgeBase
from lumpbayes.reasoning.answer import ModelIdentity
from lumpbayes.reasoning.arguments import not_expected

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["Answered", "ArrowMapper", "Extras", "schema_of"]

AS_IT_IS = CaseReading()
NO_EXTRAS = Extras()


class Answered(NamedTuple):
    """The answers to a batch.

    Attributes:
        batch: a row a case, but for those left out.
        problems: of its bad rows, in their order.
        bad: how many rows are bad; those that are impossible count too.
        impossible: how many rows have probability 0 under the model.
        empty: how many of the other rows hold no finding at all.
    """

    batch: pa.RecordBatch
    problems: tuple[CellProblem, ...]
    bad: int
    impossible: int
    empty: int


class ArrowMapper:
    """Answers batches of cases: an iterable of record batches in, an iterator of them out.

    Attributes:
        schema: of the answers.
        on_error: what to do about a bad row: one of ``ON_ERROR``.
    """

    def __init__(
        self,
        knowledge: KnowledgeBase,
        solver: Solver,
        columns: pa.Schema,
        reading: CaseReading = AS_IT_IS,
        extras: Extras = NO_EXTRAS,
        on_error: str = "fail",
    ) -> None:
        """Plan the columns; nothing is answered yet.

        Args:
            knowledge: the model in words.
            solver: the exact method on its network.
            columns: names and types of the cases' columns.
            reading: what a person says of them.
            extras: what takes a case by itself.
            on_error: what to do about a bad row: one of ``ON_ERROR``.

        Raises:
            UnknownNameError: a column that the model does not have.
            EvidenceError: a model without a cause; columns that cannot be read, or a kept column of
                the same name as one of the answers.
        """
        self.on_error = check_on_error(on_error)
        if not knowledge.cause:
            raise EvidenceError(
                f"{knowledge.name} was loaded without a target: name the variable that is asked "
                "(--target, target=...)"
            )
        self._knowledge = knowledge
        self._solver = solver
        self._columns = columns
        self._reading = reading
        self._extras = extras
        self._planned = plan_columns(knowledge, columns.names, reading)
        self._table = AnswerTable(knowledge, columns, self._planned.kept, extras)
        self.schema = self._table.schema
        _ = self._cells  # a setting that does not exist is told now

    def __repr__(self) -> str:
        columns, answers = len(self.needed), len(self.schema)
        return f"ArrowMapper({self._knowledge!r}, {columns} columns in, {answers} out)"

    def __getstate__(self) -> dict[str, Any]:
        """A copy tabulates, and compiles, where it is."""
        names = ("schema", "on_error", "_knowledge", "_solver", "_columns", "_reading", "_extras")
        return {name: vars(self)[name] for name in (*names, "_planned", "_table")}

    def __call__(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """The answers to the cases, batch by batch.

        Rows are counted from 1 in the order in which they come.

        Raises:
            EvidenceError: a bad row, where that shall stop; columns other than were planned.
        """
        done = 0
        for batch in batches:
            rows = np.arange(done + 1, done + batch.num_rows + 1)
            done += batch.num_rows
            yield self.answer(Chunk(rows, self._chosen(batch)), "cases").batch

    @property
    def needed(self) -> tuple[str, ...]:
        """The columns that are looked at."""
        return self._planned.needed

    @property
    def identity(self) -> dict[str, str]:
        """Which model, method and software answer, and what is asked."""
        model = ModelIdentity.of(self._knowledge).to_dict()
        return {
            **model,
            "target": self._knowledge.cause,  # of a network file, whose fingerprint is one for all
            "backend": self._solver.name,
            "software": f"lumpbayes {version('lumpbayes')}",
        }

    @property
    def notes(self) -> tuple[str, ...]:
        """What may surprise whoever gave the columns."""
        return self._planned.notes

    @property
    def unused(self) -> tuple[str, ...]:
        """Which words of the recoding no cell was, of all that has been read."""
        return self._cells.unused

    def answer(self, chunk: Chunk, shown: str) -> Answered:
        """The answers to some cases.

        Args:
            chunk: the cases.
            shown: where they stand, for messages.

        Raises:
            EvidenceError: a bad row, where that shall stop.
            ImpossibleEvidenceError: the same of a row with probability 0 under the model.
        """
        read = self._cells.read(chunk)
        if read.problems and self.on_error == "fail":
            raise read.problems[0].error(shown)
        answers = self._answers.answer(read.cases, read.names, read.assumed)
        impossible = np.flatnonzero(answers.impossible & ~read.bad).tolist()
        problems = [*read.problems, *self._impossible(read, impossible, shown)]
        problems.sort(key=lambda problem: problem.row)
        worked_out = (self._answers, self._reasons)
        batch = self._table.batch(read, answers, problems, worked_out)
        bad = {problem.row for problem in problems}
        if self.on_error == "skip" and bad:
            batch = _without(batch, np.isin(read.rows, list(bad)))
        empty = int(np.count_nonzero(self._without_finding(read) & ~read.bad))
        return Answered(batch, tuple(problems), len(bad), len(impossible), empty)

    def _without_finding(self, read: ReadChunk) -> NDArray[np.bool_]:
        """Whether a case holds nothing but a setting and what is assumed, shape (cases,)."""
        empty = np.ones(len(read.rows), np.bool_)
        for column, name in enumerate(read.names):
            if name != self._knowledge.setting:
                known = read.cases.codes[:, column] != UNKNOWN
                empty &= ~known | read.assumed.get(name, np.False_)
        return empty

    def _impossible(self, read: ReadChunk, places: Sequence[int], shown: str) -> list[CellProblem]:
        """Why cases are impossible; worked out once for those alike."""
        known: dict[bytes, str] = {}
        found = []
        for at in places:
            key = read.cases.codes[at].tobytes()
            if key not in known:
                why = self._answers.why_impossible(read.cases, at)
                known[key] = str(why)
            found.append(CellProblem(int(read.rows[at]), "", "", known[key]))
            if self.on_error == "fail":
                raise found[0].error(shown, why.findings)
        return found

    @kept
    def _cells(self) -> CaseCells:
        return CaseCells(self._knowledge, self._solver.network, self._planned, self._reading)

    @kept
    def _case_solver(self) -> CaseSolver:
        return case_solver(self._solver, self._solver.network.index(self._knowledge.cause), True)

    @kept
    def _answers(self) -> CaseAnswers:
        return CaseAnswers(self._knowledge, self._case_solver)

    @kept
    def _reasons(self) -> CaseReasons:
        return CaseReasons(self._knowledge, self._case_solver)

    def _chosen(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        missing = [name for name in self.needed if name not in batch.schema.names]
        if missing:
            raise EvidenceError(
                f"the cases have no column {missing[0]!r}, which was planned for: give batches "
                f"with the columns {', '.join(self.needed)}"
            )
        return batch.select(list(self.needed))


def schema_of(columns: object) -> pa.Schema:
    """A schema, as it is or of what has one: a table or a record batch.

    Raises:
        EvidenceError: anything else.
    """
    import pyarrow as pa

    schema = getattr(columns, "schema", columns)
    if not isinstance(schema, pa.Schema):
        raise not_expected("columns", columns, "a schema of pyarrow's, such as that of a table")
    return schema


def _without(batch: pa.RecordBatch, gone: NDArray[np.bool_]) -> pa.RecordBatch:
    import pyarrow as pa

    return batch.filter(pa.array(~gone))
