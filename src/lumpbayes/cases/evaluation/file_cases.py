"""The cases of a case file whose cause is known, in lots."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lumpbayes.cases.case_cells import ReadChunk
from lumpbayes.cases.case_columns import KEEP_ALL, CaseReading
from lumpbayes.cases.case_problems import sentences
from lumpbayes.cases.column_notes import gap_notes
from lumpbayes.cases.csv_encoding import CsvForm
from lumpbayes.cases.evaluation.kept_columns import KeptOfFile
from lumpbayes.cases.evaluation.known_cases import (
    KnownCases,
    Reading,
    Told,
    group_names,
    kept_names,
    withheld,
)
from lumpbayes.cases.read_cases import ReadCases, open_read
from lumpbayes.errors import EvidenceError, UnknownNameError
from lumpbayes.inference.network import Network
from lumpbayes.knowledge.records import KnowledgeBase

__all__ = ["FileCases"]


class FileCases:
    """A case file; of one that is read no more is held than a lot of cases.

    Attributes:
        told: what was made of its columns; known once it has been opened.
        index: None: its cases are called by their rows.
        named: the column that names its cases, if there is one; known once it has been opened.
        notes: what may surprise whoever gave the file; known once it has been read.
    """

    told: Told
    index = None
    named: str | None = None
    notes: tuple[str, ...] = ()

    def __init__(
        self, knowledge: KnowledgeBase, network: Network, path: str, reading: Reading, skip: bool
    ) -> None:
        self._knowledge, self._network = knowledge, network
        self._path, self._reading, self._skip = path, reading, skip

    def called(self, row: int) -> str:
        """What a case is called."""
        return f"row {row}"

    def __iter__(self) -> Iterator[KnownCases]:
        """The cases.

        Raises:
            UnknownNameError: a column that is neither a variable nor to be left out; one that the
                file does not have.
            EvidenceError: the file cannot be read; a cell of it, where that shall stop.
        """
        own, by = self._reading, self._reading.by
        keep = own.keep if by is None or by in own.keep else (*own.keep, by)
        asked = CaseReading(
            tuple(keep), False, tuple(own.missing), own.truth, own.setting, own.recode
        )
        try:
            with open_read(
                self._knowledge,
                self._network,
                self._path,
                asked,
                form=CsvForm(own.separator, own.encoding),
                without=withheld(self._knowledge, own.without),
            ) as cases:
                self.named, read = cases.columns.named, cases.columns.evidence
                columns = cases.columns
                others = dict.fromkeys((*columns.kept, *columns.cause, *columns.withheld))
                told = Told(read, tuple(each for each in others if each not in read))
                self.told = told.checked(self._knowledge, own)
                for chunk in cases.chunks():
                    yield self._known(cases, chunk)
                self.notes = (*_gaps(cases, own.missing), *cases.cells.unused)
        except UnknownNameError as error:
            message = str(error).replace(KEEP_ALL, "")
            if by is not None and message.startswith(f"keep {by!r}:"):
                message = message.replace("keep", "by", 1)
            raise UnknownNameError(message, error.nearest) from None

    def _known(self, cases: ReadCases, chunk: ReadChunk) -> KnownCases:
        if chunk.problems and not self._skip:
            raise _first_of(chunk, cases.shown)
        assert chunk.truth is not None
        groups = None
        if self._reading.by is not None:
            cells = chunk.batch.column(self._reading.by).to_pylist()
            groups = group_names(cells, self._reading.missing)
        return KnownCases(
            chunk.rows,
            chunk.cases,
            chunk.names,
            chunk.truth,
            groups,
            chunk.assumed,
            chunk.problems,
            KeptOfFile(chunk.batch, kept_names(self.named, self._reading.keep)),
        )


def _gaps(cases: ReadCases, missing: Sequence[str]) -> Iterator[str]:
    """States that a word for gaps names too."""
    return gap_notes([(each.label, each.key.variable) for each in cases.columns.hard], missing)


def _first_of(chunk: ReadChunk, shown: str) -> EvidenceError:
    """The error that names the first bad cell of some, and how to go on."""
    count = len(chunk.problems)
    up_to = f" ({count:,} such cells or rows up to row {chunk.rows[-1]:,})" if count > 1 else ""
    return EvidenceError(
        sentences(
            f"a cell cannot be read: {chunk.problems[0].at(shown)}{up_to}",
            "To leave such rows out: --on-error skip (in Python on_error='skip')",
        )
    )
