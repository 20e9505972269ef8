"""The cases of a case file whose cause is known, in lots."""

from __future__ import annotations

from collections.abc import Iterator

from lumpbayes.cases.case_cells import ReadCases, ReadChunk, open_read
from lumpbayes.cases.case_columns import CaseReading
from lumpbayes.cases.evaluation.known_cases import KnownCases, Reading, Told, group_names
from lumpbayes.errors import EvidenceError, UnknownNameError
from lumpbayes.inference.network import Network
from lumpbayes.knowledge.records import KnowledgeBase

__all__ = ["FileCases"]


class FileCases:
    """A case file; of one that is read no more is held than a lot of cases.

    Attributes:
        told: what was made of its columns; known once it has been opened.
        called: what its cases are called.
    """

    told: Told
    called = "row {}"

    def __init__(
        self, knowledge: KnowledgeBase, network: Network, path: str, reading: Reading
    ) -> None:
        self._knowledge, self._network = knowledge, network
        self._path, self._reading = path, reading

    def __iter__(self) -> Iterator[KnownCases]:
        """The cases.

        Raises:
            UnknownNameError: a column that is neither a variable nor to be left out; one that the
                file does not have.
            EvidenceError: the file, or a cell of it, cannot be read.
        """
        own, by = self._reading, self._reading.by
        keep = own.keep if by is None or by in own.keep else (*own.keep, by)
        asked = CaseReading(tuple(keep), False, tuple(own.missing), own.truth, own.setting)
        try:
            with open_read(
                self._knowledge, self._network, self._path, asked, separator=own.separator
            ) as cases:
                read = cases.columns.evidence
                others = (*cases.columns.kept, *cases.columns.cause)
                told = Told(read, tuple(each for each in others if each not in read))
                self.told = told.checked(self._knowledge, own)
                for chunk in cases.chunks():
                    yield self._known(cases, chunk)
        except UnknownNameError as error:
            message = str(error).replace("; --keep-all does for all of them", "")  # of a batch
            if by is not None and message.startswith(f"--keep {by}:"):
                message = message.replace("--keep", "--by", 1)
            raise UnknownNameError(message, error.nearest) from None

    def _known(self, cases: ReadCases, chunk: ReadChunk) -> KnownCases:
        if chunk.problems:
            first = chunk.problems[0].at(cases.shown)
            others = len(chunk.problems) - 1
            up_to = f"{others + 1:,} such cells or rows up to row {chunk.rows[-1]:,}"
            more = f" ({up_to})" if others else ""
            raise EvidenceError(
                f"a cell cannot be read: {first}{more}. 'lumpbayes batch --on-error skip' lists "
                "them in a file beside its answers"
            )
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
        )
