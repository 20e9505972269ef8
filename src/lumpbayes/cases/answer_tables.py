"""Answers as a table in Arrow: what was kept, a column a cause, and what else an answer says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lumpbayes.cases.case_answers import CaseAnswers, ManyAnswers
from lumpbayes.cases.case_cells import ReadChunk
from lumpbayes.cases.case_problems import CellProblem, messages
from lumpbayes.cases.case_reasons import CaseReasons
from lumpbayes.cases.case_verdicts import VERDICTS
from lumpbayes.errors import EvidenceError
from lumpbayes.knowledge.advice import URGENCIES
from lumpbayes.knowledge.records import KnowledgeBase

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["AnswerTable", "Extras", "plain_type", "words_at"]

NUMBERS = ("log_evidence",)
AFTER = ("leading_cause", "urgency", "red_flags", *NUMBERS, "verdict")
"""Columns after the causes."""

BOUNDS = ("low", "high")

Bools = NDArray[np.bool_]
Places = NDArray[np.int64]


class Extras(NamedTuple):
    """What takes a case by itself, milliseconds each.

    Attributes:
        draws: worlds for the intervals; 0 for none.
        explain: how many findings to name that speak for the leading cause; 0 for none.
        simulate: whether the verdict is that of ``dx.conflict()``.
    """

    draws: int = 0
    explain: int = 0
    simulate: bool = False


class AnswerTable:
    """Puts answers into record batches.

    Attributes:
        knowledge: the model in words.
        kept: the columns that are copied through.
        extras: what takes a case by itself.
        schema: of the batches.
    """

    def __init__(
        self, knowledge: KnowledgeBase, columns: pa.Schema, kept: Sequence[str], extras: Extras
    ) -> None:
        """Plan the columns.

        Args:
            knowledge: the model in words.
            columns: names and types of the cases' columns.
            kept: those that are copied through.
            extras: what takes a case by itself.

        Raises:
            EvidenceError: two columns would have one name.
        """
        self.knowledge = knowledge
        self.kept = tuple(kept)
        self.extras = extras
        self.schema = self._schema(columns)

    def _schema(self, columns: pa.Schema) -> pa.Schema:
        import pyarrow as pa

        own = [(name, plain_type(columns.field(name).type)) for name in self.kept]
        found = [(cause, pa.float64()) for cause in self.knowledge.causes]
        found += [(name, pa.float64() if name in NUMBERS else pa.string()) for name in AFTER]
        if self.extras.draws:
            pairs = [(cause, bound) for cause in self.knowledge.causes for bound in BOUNDS]
            found += [("_".join(pair), pa.float64()) for pair in pairs]
        found += [("explanation", pa.string())] if self.extras.explain else []
        found.append(("problem", pa.string()))
        _check_clashes([name for name, _ in own], [name for name, _ in found])
        return pa.schema(own + found)

    def batch(
        self,
        read: ReadChunk,
        answers: ManyAnswers,
        problems: Sequence[CellProblem],
        worked_out: tuple[CaseAnswers, CaseReasons],
    ) -> pa.RecordBatch:
        """A row a case; a bad one has its problem, and no answer.

        Args:
            read: the cases.
            answers: to them.
            problems: of those that are bad.
            worked_out: what has answered, and what works out what takes a case by itself.
        """
        import pyarrow as pa

        told = messages(problems)
        bad = np.isin(read.rows, list(told))
        mask = bad if bad.any() else None
        good = np.flatnonzero(~bad).tolist()
        arrays = [read.batch.column(name).cast(self.schema.field(name).type) for name in self.kept]
        posteriors = np.ascontiguousarray(answers.posteriors.T)
        arrays += [pa.array(column, mask=mask) for column in posteriors]
        arrays += self._after(read, answers, bad, worked_out)
        if self.extras.draws:
            arrays += self._bounds(read, good, worked_out[1])
        if self.extras.explain:
            arrays.append(self._explanations(read, good, worked_out[1]))
        texts = [told.get(row) for row in read.rows.tolist()] if told else None
        arrays.append(pa.array(texts, pa.string()) if texts else pa.nulls(len(bad), pa.string()))
        return pa.RecordBatch.from_arrays(arrays, schema=self.schema)

    def _after(
        self,
        read: ReadChunk,
        answers: ManyAnswers,
        bad: Bools,
        worked_out: tuple[CaseAnswers, CaseReasons],
    ) -> list[pa.Array]:
        """The columns ``AFTER`` the causes."""
        import pyarrow as pa

        numbers, names = self._flag_names(answers.flags, worked_out[0].flag_order)
        if self.extras.simulate:
            found = [
                None if gone else worked_out[1].verdict(read.cases, read.names, at)
                for at, gone in enumerate(bad.tolist())
            ]
            verdicts = pa.array(found, pa.string())
        else:
            verdicts = words_at(answers.verdicts, VERDICTS, bad)
        return [
            words_at(answers.leading, self.knowledge.causes, bad),
            words_at(answers.levels, URGENCIES, bad),
            words_at(numbers, names, bad),
            pa.array(answers.log_evidence, mask=bad),
            verdicts,
        ]

    def _flag_names(self, flags: Bools, order: Sequence[int]) -> tuple[Places, list[str]]:
        """The flags that fire, ``;`` between their ids: which combination, and the texts of all."""
        ids = [self.knowledge.red_flags[at].id for at in order]
        numbers = np.zeros(len(flags), np.int64)
        for byte in np.packbits(flags, axis=1).T:
            numbers = np.unique(numbers * 256 + byte, return_inverse=True)[1]
        first = np.unique(numbers, return_index=True)[1]
        names = [
            ";".join(name for name, fires in zip(ids, flags[at], strict=True) if fires)
            for at in first
        ]
        return numbers, names

    def _bounds(self, read: ReadChunk, good: Sequence[int], reasons: CaseReasons) -> list[pa.Array]:
        """Low and high of each cause, cause by cause."""
        import pyarrow as pa

        bounds = np.full((len(BOUNDS) * len(self.knowledge.causes), len(read.rows)), np.nan)
        for at in good:
            low, high = reasons.intervals(read.cases, read.names, at, self.extras.draws)
            bounds[0::2, at], bounds[1::2, at] = low, high
        return [pa.array(row, mask=np.isnan(row)) for row in bounds]

    def _explanations(self, read: ReadChunk, good: Sequence[int], reasons: CaseReasons) -> pa.Array:
        import pyarrow as pa

        most = self.extras.explain
        said = {at: reasons.explained(read.cases, read.names, at, most) for at in good}
        return pa.array([said.get(at) for at in range(len(read.rows))], pa.string())


def plain_type(kind: pa.DataType) -> pa.DataType:
    """The type of a kept column; text with a dictionary is plain text."""
    import pyarrow as pa

    return kind.value_type if pa.types.is_dictionary(kind) else kind


def words_at(places: NDArray[np.integer[Any]], words: Sequence[str], bad: Bools) -> pa.Array:
    """The words at some places among them; none for a bad case, and for a place below 0."""
    import pyarrow as pa

    if not words:
        return pa.nulls(len(places), pa.string())
    indices = pa.array(places.astype(np.int32), mask=bad | (places < 0))
    return pa.DictionaryArray.from_arrays(indices, pa.array(words, pa.string())).cast(pa.string())


def _check_clashes(kept: Sequence[str], found: Sequence[str]) -> None:
    twice = [name for at, name in enumerate(found) if name in found[:at]]
    if twice:
        raise EvidenceError(
            f"the answers would have two columns {twice[0]!r}: rename that cause in the tables, or "
            "leave out the intervals"
        )
    clash = [name for name in kept if name in found]
    if clash:
        raise EvidenceError(
            f"keep {clash[0]!r}: the answers have a column of that name; rename it in the cases"
        )
