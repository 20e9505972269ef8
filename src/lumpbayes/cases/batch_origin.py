"""What the answers to a case file depend on, so that parts of two runs are never mixed."""

from __future__ import annotations

import hashlib
import os
from typing import Any

from lumpbayes.cases.arrow_mapper import ArrowMapper
from lumpbayes.cases.case_chunks import readable
from lumpbayes.cases.case_files import is_parquet

__all__ = ["file_state", "origin"]

ENDS = 2**20
"""Bytes at each end of the case file that tell it from another one."""


def origin(mapper: ArrowMapper, source: str, target: str, state: Any) -> dict[str, Any]:
    """Model, cases and output, as plain data.

    Args:
        mapper: what answers.
        source: the case file.
        target: the file of answers.
        state: of the case file.
    """
    return {
        **mapper.identity,
        "cases": source if source == "-" else os.path.abspath(source),
        "state of the cases": state,
        "output": "parquet" if is_parquet(target) else "csv",
        "columns of the answers": [f"{field.name}: {field.type}" for field in mapper.schema],
    }


def file_state(source: str, shown: str) -> dict[str, Any] | None:
    """What tells a file from another one, and from itself after an edit; None of a stream.

    Args:
        source: the file.
        shown: the file as messages name it.

    Raises:
        EvidenceError: it cannot be read.
    """
    if source == "-":
        return None
    with readable(shown), open(source, "rb") as stream:
        status = os.fstat(stream.fileno())
        digest = hashlib.sha256(stream.read(ENDS))
        if status.st_size > ENDS:
            stream.seek(max(ENDS, status.st_size - ENDS))
            digest.update(stream.read(ENDS))
    return {
        "bytes": status.st_size,
        "modified": status.st_mtime_ns,
        "changed": status.st_ctime_ns,  # nobody can set it back
        "number": status.st_ino,
        "ends": digest.hexdigest(),
    }
