"""Every case of an evaluation as a file, lot by lot, and beside it what could not be read."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import IO, TYPE_CHECKING, cast

from lumpbayes.cases.answer_files import COMPRESSION, header_text, table_text
from lumpbayes.cases.batch_outputs import (
    check_outputs,
    no_problems,
    problem_lines,
    write_problems,
)
from lumpbayes.cases.case_files import is_parquet
from lumpbayes.cases.evaluation.evaluated_cases import CaseTable
from lumpbayes.cases.evaluation.judged_cases import JudgedCases
from lumpbayes.knowledge.writing import written_whole

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["CaseTableFile", "case_table_file"]


class CaseTableFile:
    """A table of cases that is being written.

    Attributes:
        problems: the file of what could not be read; None where there is none.
    """

    problems: str | None = None

    def __init__(self, stream: IO[bytes], parquet: bool, spoilt: IO[bytes]) -> None:
        self._stream, self._parquet, self._spoilt = stream, parquet, spoilt
        self._closing = ExitStack()
        self._write: Callable[[pa.RecordBatch], object] | None = None

    def take(self, table: CaseTable, judged: JudgedCases) -> None:
        """Write some cases."""
        batch = table.batch(judged)
        if self._write is None:
            self._write = self._begun(batch.schema)
        self._write(batch)
        self._spoilt.write(problem_lines(judged.problems))

    def _begun(self, schema: pa.Schema) -> Callable[[pa.RecordBatch], object]:
        if not self._parquet:
            self._stream.write(header_text(schema).encode(errors="replace"))
            return lambda batch: self._stream.write(table_text(batch).encode(errors="replace"))
        from pyarrow import parquet

        writer = parquet.ParquetWriter(self._stream, schema, compression=COMPRESSION)
        return cast("Callable[[pa.RecordBatch], object]", self._closing.enter_context(writer).write)

    def close(self) -> None:
        """Write what stands at the end of a file."""
        self._closing.close()


@contextmanager
def case_table_file(source: str, target: str, force: bool) -> Iterator[CaseTableFile]:
    """A file of cases, which gets its name when all of them are there.

    Args:
        source: the case file, which is never replaced.
        target: ``.parquet``, ``.csv`` or ``.csv.gz``.
        force: whether what is there is replaced.

    Raises:
        WriteError: a name that cannot be, that is taken, or that cannot be written.
    """
    from tempfile import TemporaryFile

    check_outputs(source, target, force)
    with TemporaryFile() as spoilt, written_whole(target, new=not force) as whole:
        with ExitStack() as stack:
            stream: IO[bytes] = whole
            if target.lower().endswith(".gz"):
                packed = gzip.GzipFile("", "wb", 6, whole, mtime=0)
                stream = cast("IO[bytes]", stack.enter_context(packed))
            file = CaseTableFile(stream, is_parquet(target), spoilt)
            stack.callback(file.close)
            yield file
        file.problems = _beside(target, spoilt, not force)


def _beside(target: str, spoilt: IO[bytes], new: bool) -> str | None:
    """Write what could not be read beside the cases; return the file, if there is one."""
    if not spoilt.tell():
        no_problems(target)
        return None
    spoilt.seek(0)
    return write_problems(target, spoilt, new)
