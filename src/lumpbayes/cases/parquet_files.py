"""Parquet files of cases."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np

from lumpbayes.cases.case_chunks import CHUNK, CaseFile, Chunk, batch_of, readable

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["open_parquet"]

BUFFER = 2**20
"""Bytes of a Parquet file that are read at a time."""


@contextmanager
def open_parquet(path: str, shown: str) -> Iterator[CaseFile]:
    """Open a Parquet file; its columns are known, and no case is read yet."""
    import pyarrow.parquet as pq

    if not os.path.isfile(path):  # Arrow would not say so simply
        open(path, "rb").close()
    with pq.ParquetFile(path, buffer_size=BUFFER) as file:
        yield ParquetCases(path, shown, file)


class ParquetCases:
    """See ``CaseFile``."""

    def __init__(self, path: str, shown: str, file: Any) -> None:
        self.shown = shown
        self.schema = file.schema_arrow
        self.count: int | None = file.metadata.num_rows
        self._path = path
        self._done = 0

    def position(self) -> float | None:
        """See ``CaseFile.position``."""
        return self._done / self.count if self.count else None

    def chunks(self, needed: Sequence[str], rows: int = CHUNK) -> Iterator[Chunk]:
        """See ``CaseFile.chunks``."""
        with readable(self.shown):
            yield from self._chunks(needed, rows)

    def _chunks(self, needed: Sequence[str], rows: int) -> Iterator[Chunk]:
        import pyarrow as pa
        import pyarrow.parquet as pq

        text = [name for name in needed if _is_text(self.schema.field(name).type)]
        with pq.ParquetFile(self._path, read_dictionary=text, buffer_size=BUFFER) as file:
            if not needed:
                yield from self._without_columns(rows)
                return
            for batch in file.iter_batches(rows, columns=list(needed), use_threads=True):
                first = self._done + 1
                self._done += batch.num_rows
                chosen = pa.RecordBatch.from_arrays(
                    [batch.column(name) for name in needed], names=list(needed)
                )
                yield Chunk(np.arange(first, self._done + 1), chosen)

    def _without_columns(self, rows: int) -> Iterator[Chunk]:
        import pyarrow as pa

        while self._done < (self.count or 0):
            first, self._done = self._done + 1, min(self.count or 0, self._done + rows)
            count = self._done - first + 1
            yield Chunk(np.arange(first, self._done + 1), batch_of([], pa.schema([]), count))


def _is_text(kind: pa.DataType) -> bool:
    import pyarrow as pa

    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))
