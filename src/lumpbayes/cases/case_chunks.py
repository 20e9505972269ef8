"""What a case file is made of, whatever its format: chunks of rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from lumpbayes.cases.case_problems import CellProblem, sentences
from lumpbayes.errors import EvidenceError

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["CHUNK", "CaseFile", "Chunk", "RowNumbers", "batch_of", "readable"]

CHUNK = 2**16
"""Cases that are read at a time."""

RowNumbers = NDArray[np.int64]


class Chunk(NamedTuple):
    """Some rows of a case file.

    Attributes:
        rows: their numbers, shape (cases,): as a spreadsheet counts in a CSV file, whose header is
            1; from 1 in a Parquet file.
        batch: their cells, as they stand.
        problems: of what cannot be read, in the order of the rows; cells of such a row are empty.
    """

    rows: RowNumbers
    batch: pa.RecordBatch
    problems: tuple[CellProblem, ...] = ()


class CaseFile(Protocol):
    """A case file that is open.

    Attributes:
        shown: the file as messages name it.
        schema: its columns.
    """

    shown: str
    schema: pa.Schema

    @property
    def count(self) -> int | None:
        """How many cases there are, where that is known without reading them."""

    def chunks(self, needed: Sequence[str], rows: int = CHUNK) -> Iterator[Chunk]:
        """The cases, in order.

        Args:
            needed: the columns to read.
            rows: at most so many at a time.
        """

    def position(self) -> float | None:
        """How much of the file has been read, 0 to 1; None where nobody knows."""


@contextmanager
def readable(shown: str) -> Iterator[None]:
    """What the system, gzip or Arrow say of a file that cannot be read, as an EvidenceError."""
    import zlib

    import pyarrow as pa

    try:
        yield
    except (OSError, EOFError, zlib.error, pa.ArrowInvalid) as error:
        reason = getattr(error, "strerror", None) or str(error).partition("\n")[0]
        raise EvidenceError(
            sentences(
                f"{shown} cannot be read: {reason}",
                "Check that it is whole, and that its name says what it is: .parquet, .csv or "
                ".csv.gz",
            )
        ) from error


def batch_of(arrays: list[pa.Array], schema: pa.Schema, count: int) -> pa.RecordBatch:
    """A batch of so many rows, also where it has no column."""
    import pyarrow as pa

    if arrays:
        return pa.RecordBatch.from_arrays(arrays, schema=schema)
    return pa.RecordBatch.from_struct_array(pa.array([{}] * count, pa.struct([])))
