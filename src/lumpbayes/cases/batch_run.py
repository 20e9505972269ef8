"""A case file in, a file of answers out: streamed, never half-written, and resumed.

Memory does not grow with the file. A chunk's answers are a part, kept beside the output under a
temporary name; the parts are put together at the end, and moved into place. What is interrupted
goes on where it was, and gives the same bytes.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any, BinaryIO, NamedTuple

from lumpbayes.cases.answer_files import ENDINGS, header_text, join_parts, part_bytes, table_text
from lumpbayes.cases.answer_tables import Extras
from lumpbayes.cases.arrow_mapper import Answered, ArrowMapper
from lumpbayes.cases.case_chunks import CHUNK, CaseFile, Chunk
from lumpbayes.cases.case_columns import CaseReading
from lumpbayes.cases.case_files import is_parquet, open_cases
from lumpbayes.cases.case_problems import CellProblem
from lumpbayes.cases.partial_folder import PartialFolder, only_one
from lumpbayes.errors import EvidenceError, WriteError
from lumpbayes.inference.backends import Solver
from lumpbayes.knowledge.model_file import shown_path
from lumpbayes.knowledge.records import KnowledgeBase
from lumpbayes.knowledge.writing import csv_text, not_written

__all__ = ["BatchOptions", "BatchResult", "Progress", "run_batch"]

ENDS = 2**20
"""Bytes at each end of the case file that tell it from another one."""

Progress = Callable[[int, float | None], None]
"""Told after each chunk how many cases are done, and which share of the file, if that is known."""


class BatchOptions(NamedTuple):
    """How a case file is answered.

    Attributes:
        reading: what a person says of its columns.
        extras: what takes a case by itself.
        on_error: what to do about a bad row: ``fail``, ``skip`` or ``mark``.
        separator: of a CSV file; the one that its header has when None.
        rows: cases a chunk.
        force: whether an output that is there is replaced.
        restart: whether the parts of an interrupted run are thrown away.
    """

    reading: CaseReading = CaseReading()
    extras: Extras = Extras()
    on_error: str = "fail"
    separator: str | None = None
    rows: int = CHUNK
    force: bool = False
    restart: bool = False


USUAL = BatchOptions()


class BatchResult(NamedTuple):
    """What was done.

    Attributes:
        cases: rows that were read.
        bad: rows that could not be read or answered.
        impossible: how many of these have probability 0 under the model.
        resumed: rows that an interrupted run had answered already.
        problems: the file with every problem; None where there was none.
        notes: what may surprise whoever gave the file.
        seconds: how long it took.
    """

    cases: int
    bad: int
    impossible: int
    resumed: int
    problems: str | None
    notes: tuple[str, ...]
    seconds: float

    @property
    def answered(self) -> int:
        """Rows with an answer."""
        return self.cases - self.bad

    def __str__(self) -> str:
        """In words, for people."""
        said = f"{self.cases:,} cases in {self.seconds:,.1f} s: {self.answered:,} answered"
        if self.bad:
            said += f", {self.bad:,} bad"
        if self.impossible:
            said += f" ({self.impossible:,} of them impossible under the model)"
        if self.resumed:
            said += f"; {self.resumed:,} were answered before the interruption"
        if self.problems:
            said += f"; problems: {shown_path(self.problems)}"
        return said


def run_batch(
    knowledge: KnowledgeBase,
    solver: Solver,
    source: str,
    target: str,
    options: BatchOptions = USUAL,
    progress: Progress | None = None,
    stream: BinaryIO | None = None,
) -> BatchResult:
    """Answer every case of a file.

    Args:
        knowledge: the model in words.
        solver: the exact method on its network.
        source: the case file: CSV, also compressed, ``-`` for standard input, or Parquet.
        target: the file of answers: ``.parquet``, ``.csv`` or ``.csv.gz``.
        options: how.
        progress: is told how far it is.
        stream: where CSV is written to at once instead, without temporary parts.

    Raises:
        UnknownNameError: a column that the model does not have.
        EvidenceError: a file, a row or a cell that cannot be read, where that shall stop.
        WriteError: the output is there already, is being written, or cannot be written; the parts
            of an interrupted run that differ.
    """
    begun = time.monotonic()
    if stream is None:
        _check_target(source, target, options.force)
    with open_cases(source, options.separator) as file:
        mapper = ArrowMapper(
            knowledge, solver, file.schema, options.reading, options.extras, options.on_error
        )
        run = _Run(file, mapper, options, progress)
        if stream is not None:
            counts, problems = run.straight(stream), None
        else:
            counts, problems = _in_parts(run, source, target)
    return BatchResult(*counts, problems, mapper.notes, time.monotonic() - begun)


def _check_target(source: str, target: str, force: bool) -> None:
    if not target.lower().endswith(ENDINGS):
        raise WriteError(
            f"{shown_path(target)}: the name of the answers shall say what they are: "
            f"{', '.join(ENDINGS)}"
        )
    if os.path.isdir(target):
        raise WriteError(f"{shown_path(target)} is a folder: name a file in it")
    if source != "-" and os.path.exists(target) and os.path.exists(source):
        if os.path.samefile(source, target):
            raise WriteError(
                f"{shown_path(target)} is the case file itself: choose another name for the answers"
            )
    if os.path.exists(target) and not force:
        raise WriteError(
            f"{shown_path(target)} is there already: choose another name, or replace it (--force)"
        )


class _Run:
    """A case file on its way through the mapper."""

    def __init__(
        self, file: CaseFile, mapper: ArrowMapper, options: BatchOptions, progress: Progress | None
    ) -> None:
        self.file = file
        self.mapper = mapper
        self.options = options
        self._progress = progress
        self._cases = self._bad = self._impossible = self._resumed = 0

    @property
    def counts(self) -> tuple[int, int, int, int]:
        """Cases, bad ones, impossible ones, and those answered before an interruption."""
        return self._cases, self._bad, self._impossible, self._resumed

    def chunks(self) -> Iterator[Chunk]:
        """The cases."""
        return self.file.chunks(self.mapper.needed, self.options.rows)

    def answer(self, chunk: Chunk) -> Answered:
        """The answers to a chunk."""
        return self.mapper.answer(chunk, self.file.shown)

    def count(self, cases: int, bad: int, impossible: int, resumed: bool = False) -> None:
        """Count a chunk, and tell whoever waits."""
        self._cases += cases
        self._bad += bad
        self._impossible += impossible
        self._resumed += cases if resumed else 0
        if self._progress is not None:
            self._progress(self._cases, self.file.position())

    def straight(self, stream: BinaryIO) -> tuple[int, int, int, int]:
        """Write CSV at once."""
        stream.write(header_text(self.mapper.schema).encode())
        for chunk in self.chunks():
            answered = self.answer(chunk)
            stream.write(table_text(answered.batch).encode(errors="replace"))
            self.count(len(chunk.rows), answered.bad, answered.impossible)
        stream.flush()
        return self.counts


def _in_parts(run: _Run, source: str, target: str) -> tuple[tuple[int, int, int, int], str | None]:
    folder = PartialFolder(target)
    with only_one(folder):
        try:
            identity = _identity(source)
            anew = run.options.restart or source == "-"  # what came before cannot be read again
            done = folder.begin(_made_of(run, source, target, identity), anew)
            parts = _answer_parts(run, folder, done, target)
            if _identity(source) != identity:
                raise EvidenceError(
                    f"{run.file.shown} was changed while it was read: give the command again"
                )
            problems = _put_in_place(run, folder, parts, target)
        except EvidenceError:
            folder.remove()  # the cases have to be mended first, and are then others
            raise
        except OSError as error:
            raise not_written(target, error) from error
        folder.remove()
    return run.counts, problems


def _answer_parts(run: _Run, folder: PartialFolder, done: int, target: str) -> int:
    """Make the parts that are missing; return how many there are."""
    number = -1
    for number, chunk in enumerate(run.chunks()):
        if number < done:
            record = folder.record(number)
            run.count(record["cases"], record["bad"], record["impossible"], resumed=True)
            continue
        answered = run.answer(chunk)
        record = {
            "cases": len(chunk.rows),
            "bad": answered.bad,
            "impossible": answered.impossible,
            "problems": [list(problem) for problem in answered.problems],
        }
        folder.add(number, part_bytes(answered.batch, target), record)
        run.count(len(chunk.rows), answered.bad, answered.impossible)
    return number + 1


def _put_in_place(run: _Run, folder: PartialFolder, parts: int, target: str) -> str | None:
    """Put the parts together and move them into place; return the file of problems, if any."""
    whole = folder.file("whole")
    schema = run.mapper.schema.with_metadata(_metadata(run.mapper))
    with open(whole, "wb") as stream:
        join_parts([folder.part(number) for number in range(parts)], schema, stream, target)
        stream.flush()
        os.fsync(stream.fileno())
    side = f"{target}.problems.csv"
    if run.counts[1]:
        _write_problems(folder, parts, side)
    else:
        with suppress(FileNotFoundError):
            os.unlink(side)  # of the answers that are replaced
    os.replace(whole, target)
    return side if run.counts[1] else None


def _write_problems(folder: PartialFolder, parts: int, side: str) -> None:
    whole = folder.file("whole-problems")
    with open(whole, "w", encoding="utf-8", errors="replace", newline="") as stream:
        stream.write(csv_text(CellProblem._fields, []))
        for number in range(parts):
            rows = folder.record(number)["problems"]
            stream.write(csv_text(CellProblem._fields, rows).partition("\n")[2])
    os.replace(whole, side)


def _metadata(mapper: ArrowMapper) -> dict[bytes, bytes]:
    """What a Parquet file says of where its answers come from."""
    return {b"lumpbayes": json.dumps(mapper.identity, sort_keys=True).encode()}


def _made_of(run: _Run, source: str, target: str, identity: Any) -> dict[str, Any]:
    """Everything that the answers depend on."""
    options = run.options
    return {
        **run.mapper.identity,
        "cases": source if source == "-" else os.path.abspath(source),
        "state of the cases": identity,
        "output": "parquet" if is_parquet(target) else "csv",
        "columns": options.reading._asdict(),
        "extras": options.extras._asdict(),
        "on-error": options.on_error,
        "separator": options.separator,
        "rows": options.rows,
    }


def _identity(source: str) -> dict[str, Any] | None:
    """What tells a file from another one, and from itself after an edit."""
    if source == "-":
        return None
    with open(source, "rb") as stream:
        status = os.fstat(stream.fileno())
        digest = hashlib.sha256(stream.read(ENDS))
        if status.st_size > ENDS:
            stream.seek(max(ENDS, status.st_size - ENDS))
            digest.update(stream.read(ENDS))
    return {
        "bytes": status.st_size,
        "modified": status.st_mtime_ns,
        "ends": digest.hexdigest(),
    }
