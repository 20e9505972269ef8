"""Case files, read a chunk at a time: CSV (also compressed, also from standard input) and Parquet.

A CSV cell is text, whatever it looks like; nothing is guessed. A row that cannot be read is a
problem of that row, with its number, and the rows after it are read. What a chunk holds depends on
the file alone.
"""

from __future__ import annotations

import gzip
import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import BinaryIO, cast

from lumpbayes.cases.case_chunks import CHUNK, CaseFile, Chunk, RowNumbers, readable
from lumpbayes.cases.csv_encoding import UTF_8, proper_encoding
from lumpbayes.cases.csv_files import SEPARATORS, CsvFile
from lumpbayes.cases.parquet_files import open_parquet
from lumpbayes.errors import EvidenceError
from lumpbayes.knowledge.model_file import shown_path

__all__ = [
    "CHUNK",
    "PARQUET",
    "SEPARATORS",
    "CaseFile",
    "Chunk",
    "RowNumbers",
    "is_parquet",
    "open_cases",
]


PARQUET = (".parquet", ".pq")
"""How the name of a Parquet file ends."""


@contextmanager
def open_cases(
    path: str, separator: str | None = None, encoding: str = UTF_8
) -> Iterator[CaseFile]:
    r"""Open a case file.

    Args:
        path: ends in ``.parquet``, ``.pq``, or anything else for CSV, ``.gz`` behind it where it is
            compressed; ``-`` reads CSV from standard input.
        separator: of a CSV file: a comma, a semicolon or a tab; when None, the one that its header
            has.
        encoding: of a CSV file, by any name that Python knows it by.

    Raises:
        UnknownNameError: there is no such encoding.
        EvidenceError: the file cannot be read at all; says why.

    >>> import os, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = os.path.join(folder, "cases.csv")
    ...     with open(path, "w") as file:
    ...         _ = file.write("fever,redness\nyes,\n")
    ...     with open_cases(path) as cases:
    ...         [chunk.batch.to_pydict() for chunk in cases.chunks(["fever"])]
    [{'fever': ['yes']}]
    """
    shown = "standard input" if path == "-" else shown_path(path)
    with ExitStack() as stack:
        with readable(shown):
            if is_parquet(path):
                _check_no_csv(shown, encoding)
                file: CaseFile = stack.enter_context(open_parquet(path, shown))
            else:
                data = stack.enter_context(_bytes(path))
                file = CsvFile(data, shown, separator, _size(path), encoding)
        yield file


def is_parquet(path: str) -> bool:
    """Whether a file's name says that it is Parquet; anything else is CSV."""
    return path.lower().endswith(PARQUET)


def _check_no_csv(shown: str, encoding: str) -> None:
    if proper_encoding(encoding) != UTF_8:
        raise EvidenceError(
            f"{shown} is Parquet, whose text is always UTF-8: an encoding is for CSV, leave it out"
        )


def _size(path: str) -> int | None:
    return None if path == "-" or path.endswith(".gz") else os.path.getsize(path) or None


@contextmanager
def _bytes(path: str) -> Iterator[BinaryIO]:
    if path == "-":
        yield sys.stdin.buffer
    elif path.lower().endswith(".gz"):
        with gzip.open(path, "rb") as packed:
            yield cast(BinaryIO, packed)
    else:
        with open(path, "rb") as stream:
            yield stream
