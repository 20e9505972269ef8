"""Files of answers, made of parts: Parquet with metadata, or CSV that a spreadsheet can open.

Parts are written one by one, and put together at the end: for Parquet they are Arrow files, which
cost next to nothing to write and to read; for CSV they are text.
"""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, BinaryIO

from lumpbayes.cases.case_files import is_parquet
from lumpbayes.cases.csv_cells import kept_cell

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["ENDINGS", "header_text", "join_parts", "part_bytes", "table_text"]

ENDINGS = (".parquet", ".pq", ".csv", ".csv.gz")
"""What a file of answers may be."""

ROW_GROUP = 4
"""Parts that make a row group of a Parquet file."""

COMPRESSION = "zstd"

MAY_RUN = r"^'*[=+\-@\t\r]"
"""Text that a spreadsheet may run, unless it is a number."""

COPIED = 2**20
"""Bytes that are copied at a time."""


def part_bytes(batch: pa.RecordBatch, target: str) -> bytes:
    """A part of a file of answers, as bytes."""
    import pyarrow as pa

    if not is_parquet(target):
        return table_text(batch).encode()
    sink = pa.BufferOutputStream()
    with pa.ipc.new_file(sink, batch.schema) as writer:
        writer.write_batch(batch)
    return bytes(sink.getvalue())


def header_text(schema: pa.Schema) -> str:
    """The first line of a CSV file."""
    return _csv_lines([[kept_cell(name) for name in schema.names]])


def table_text(batch: pa.RecordBatch) -> str:
    """Rows as CSV text: doubles in full, gaps blank, no cell that a spreadsheet would run."""
    columns = [_cells(column) for column in batch.columns]
    return _csv_lines(zip(*columns, strict=True))


def _csv_lines(rows: Any) -> str:
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerows(rows)
    return stream.getvalue()


def _cells(column: pa.Array) -> list[Any]:
    """The values of a column; text that would be run is marked."""
    import pyarrow as pa

    if pa.types.is_floating(column.type):
        column = column.cast(pa.string())  # the shortest text that reads back the same
    cells: list[Any] = column.to_pylist()
    if pa.types.is_integer(column.type) or not _may_run(column):
        return cells
    return [None if cell is None else kept_cell(str(cell)) for cell in cells]


def _may_run(column: pa.Array) -> bool:
    """Whether a spreadsheet may run some of the cells."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if not pa.types.is_string(column.type):
        return True
    return bool(pc.any(pc.match_substring_regex(column, MAY_RUN)).as_py())


def join_parts(parts: Sequence[str], schema: pa.Schema, stream: BinaryIO, target: str) -> None:
    """Put the parts together: the same bytes for the same parts.

    Args:
        parts: their files, in order.
        schema: of the answers, with the metadata that a Parquet file shall have.
        stream: where to.
        target: the name of the file, which says what it is.
    """
    if is_parquet(target):
        _join_parquet(parts, schema, stream)
    elif target.lower().endswith(".gz"):
        with gzip.GzipFile("", "wb", 6, stream, mtime=0) as packed:
            _join_text(parts, schema, packed)  # type: ignore[arg-type]
    else:
        _join_text(parts, schema, stream)


def _join_text(parts: Sequence[str], schema: pa.Schema, stream: BinaryIO) -> None:
    stream.write(header_text(schema).encode())
    for part in parts:
        with open(part, "rb") as own:
            while data := own.read(COPIED):
                stream.write(data)


def _join_parquet(parts: Sequence[str], schema: pa.Schema, stream: BinaryIO) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    # Doubles hardly ever repeat: a dictionary of them would be made, and thrown away.
    words = [field.name for field in schema if not pa.types.is_floating(field.type)]
    options = {"compression": COMPRESSION, "use_dictionary": words}
    with pq.ParquetWriter(stream, schema, **options) as writer:
        for start in range(0, len(parts), ROW_GROUP):
            tables = [_arrow_table(part) for part in parts[start : start + ROW_GROUP]]
            table = pa.concat_tables(tables).replace_schema_metadata(schema.metadata)
            if table.num_rows:
                writer.write_table(table, row_group_size=table.num_rows)


def _arrow_table(path: str) -> pa.Table:
    import pyarrow as pa

    with pa.memory_map(path) as source, pa.ipc.open_file(source) as reader:
        return reader.read_all()
