"""A case file that is open and understood."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import NamedTuple

from lumpbayes.cases.case_cells import CaseCells, ReadChunk
from lumpbayes.cases.case_chunks import CHUNK, CaseFile
from lumpbayes.cases.case_columns import CaseColumns, CaseReading, plan_columns
from lumpbayes.cases.case_files import open_cases
from lumpbayes.cases.csv_encoding import AS_IT_SAYS, CsvForm
from lumpbayes.inference.network import Network
from lumpbayes.knowledge.records import KnowledgeBase

__all__ = ["ReadCases", "open_read"]


class ReadCases(NamedTuple):
    """A case file that is open and understood; iterates over its chunks.

    Attributes:
        file: the file.
        cells: what reads its cells.
        size: at most so many cases a chunk.
    """

    file: CaseFile
    cells: CaseCells
    size: int

    @property
    def columns(self) -> CaseColumns:
        """What each column is."""
        return self.cells.columns

    @property
    def shown(self) -> str:
        """The file as messages name it."""
        return self.file.shown

    def chunks(self) -> Iterator[ReadChunk]:
        """The cases, in order."""
        for chunk in self.file.chunks(self.columns.needed, self.size):
            yield self.cells.read(chunk)


@contextmanager
def open_read(
    knowledge: KnowledgeBase,
    network: Network,
    path: str,
    reading: CaseReading,
    *,
    form: CsvForm = AS_IT_SAYS,
    rows: int = CHUNK,
    without: Collection[str] = (),
) -> Iterator[ReadCases]:
    """Open a case file, and understand its columns.

    Args:
        knowledge: the model in words.
        network: the same in arrays.
        path: as for :func:`lumpbayes.cases.case_files.open_cases`.
        reading: what a person says of the columns.
        form: of a CSV file.
        rows: at most so many cases a chunk.
        without: variables that are withheld: their cells are not read.

    Raises:
        UnknownNameError: a column, or a setting, that the model does not have.
        EvidenceError: the file cannot be read.
    """
    with open_cases(path, *form) as file:
        columns = plan_columns(knowledge, file.schema.names, reading).without(without)
        yield ReadCases(file, CaseCells(knowledge, network, columns, reading), rows)
