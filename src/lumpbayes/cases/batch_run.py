"""A case file in, a file of answers out: streamed, never half-written, and resumed.

Memory does not grow with the file. A chunk's answers are a part, kept beside the output under a
temporary name; the parts are put together at the end, and moved into place. What is interrupted
goes on where it was, and gives the same bytes.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, BinaryIO, NamedTuple

from lumpbayes.cases.answer_files import header_text, join_parts, part_bytes, table_text
from lumpbayes.cases.arrow_mapper import Answered, ArrowMapper
from lumpbayes.cases.batch_options import USUAL, BatchOptions, chosen_options
from lumpbayes.cases.batch_origin import file_state, origin
from lumpbayes.cases.batch_outputs import check_outputs, no_problems, problem_lines, write_problems
from lumpbayes.cases.batch_result import BatchResult, Counts
from lumpbayes.cases.case_chunks import CaseFile, Chunk
from lumpbayes.cases.case_files import open_cases
from lumpbayes.cases.common_problems import CommonProblems
from lumpbayes.cases.partial_folder import PartialFolder, only_one
from lumpbayes.errors import EvidenceError
from lumpbayes.inference.backends import Solver
from lumpbayes.knowledge.records import KnowledgeBase
from lumpbayes.knowledge.writing import not_written

__all__ = [
    "BatchOptions",
    "BatchResult",
    "Progress",
    "Straight",
    "chosen_options",
    "kept_cases",
    "run_batch",
]

Progress = Callable[[int, float | None], None]
"""Told after each chunk how many cases are done, and which share of the file, if that is known."""


class Straight(NamedTuple):
    """Where answers go that are no file.

    Attributes:
        stream: takes them, as CSV.
        told: is told each problem, as there is no file of them either.
    """

    stream: BinaryIO
    told: Callable[[str], None]


def run_batch(
    knowledge: KnowledgeBase,
    solver: Solver,
    source: str,
    target: str,
    options: BatchOptions = USUAL,
    progress: Progress | None = None,
    straight: Straight | None = None,
) -> BatchResult:
    """Answer every case of a file.

    Args:
        knowledge: the model in words.
        solver: the exact method on its network.
        source: the case file: CSV, also compressed, ``-`` for standard input, or Parquet.
        target: the file of answers: ``.parquet``, ``.csv`` or ``.csv.gz``.
        options: how.
        progress: is told how far it is.
        straight: where CSV is written to at once instead, without temporary parts.

    Raises:
        UnknownNameError: a column that the model does not have.
        EvidenceError: a file, a row or a cell that cannot be read, where that shall stop.
        WriteError: the output is there already, is being written, or cannot be written; the parts
            of an interrupted run that differ.
    """
    begun = time.monotonic()
    if straight is None:
        check_outputs(source, target, options.force)
    with open_cases(source, options.separator, options.encoding) as file:
        mapper = ArrowMapper(
            knowledge, solver, file.schema, options.reading, options.extras, options.on_error
        )
        run = _Run(file, mapper, options, progress)
        if straight is not None:
            run.straight(straight)
            problems = None
        else:
            problems = _in_parts(run, source, target)
    return run.result(problems, time.monotonic() - begun)


class _Run:
    """A case file on its way through the mapper."""

    def __init__(
        self, file: CaseFile, mapper: ArrowMapper, options: BatchOptions, progress: Progress | None
    ) -> None:
        self.file = file
        self.mapper = mapper
        self.options = options
        self._progress = progress
        self._resumed = 0
        self.counts = Counts()
        self._about = CommonProblems()

    def result(self, problems: str | None, seconds: float) -> BatchResult:
        """What was done."""
        # Of a run that goes on, the cells of the finished parts have not been read again.
        notes = self.mapper.notes + (() if self._resumed else self.mapper.unused)
        most = self._about.most
        return BatchResult(*self.counts, self._resumed, most, problems, notes, seconds)

    def chunks(self) -> Iterator[Chunk]:
        """The cases."""
        return self.file.chunks(self.mapper.needed, self.options.part)

    def answer(self, chunk: Chunk) -> Answered:
        """The answers to a chunk."""
        return self.mapper.answer(chunk, self.file.shown)

    def count(
        self, counts: Counts, problems: Iterable[Sequence[Any]], resumed: bool = False
    ) -> None:
        """Count a chunk, and tell whoever waits."""
        self.counts = Counts(*map(sum, zip(self.counts, counts, strict=True)))
        self._resumed += counts.cases if resumed else 0
        self._about.add(problems)
        if self._progress is not None:
            self._progress(self.counts.cases, self.file.position())

    def straight(self, where: Straight) -> None:
        """Write CSV at once: nothing before the first cases are answered."""
        begin = header_text(self.mapper.schema).encode(errors="replace")
        for chunk in self.chunks():
            answered = self.answer(chunk)
            where.stream.write(begin + table_text(answered.batch).encode(errors="replace"))
            begin = b""
            for problem in answered.problems:
                where.told(problem.at(self.file.shown))
            self.count(Counts.of(answered, len(chunk.rows)), answered.problems)
        where.stream.write(begin)
        where.stream.flush()


def _in_parts(run: _Run, source: str, target: str) -> str | None:
    folder = PartialFolder(target)
    with only_one(folder):
        check_outputs(source, target, run.options.force)  # another run may just have ended
        try:
            return _worked_off(run, folder, source, target)
        except OSError as error:
            raise not_written(target, error) from error


def _worked_off(run: _Run, folder: PartialFolder, source: str, target: str) -> str | None:
    """Answer the cases, and write what they give; return the file of problems, if any."""
    shown, options = run.file.shown, run.options
    state = file_state(source, shown)
    anew = options.restart or source == "-"  # what came before cannot be read again
    done = folder.begin(
        {**origin(run.mapper, source, target, state), **options.told()}, restart=anew
    )
    try:
        parts = _answer_parts(run, folder, done, target)
    except EvidenceError:
        if source == "-" or not folder.parts:
            folder.clear()  # of a file that cannot be read just now, what is done is kept
        raise
    if file_state(source, shown) != state:
        folder.clear()
        raise EvidenceError(f"{shown} was changed while it was read: give the command again")
    problems = _put_in_place(run, folder, parts, target)
    folder.clear()
    return problems


def _answer_parts(run: _Run, folder: PartialFolder, done: int, target: str) -> int:
    """Make the parts that are missing; return how many there are."""
    number = -1
    for number, chunk in enumerate(run.chunks()):
        if number < done:
            record = folder.record(number)
            run.count(Counts(*record["counts"]), record["problems"], resumed=True)
            continue
        try:
            answered = run.answer(chunk)
        except EvidenceError:
            folder.clear()  # the cases have to be mended first, and are then others
            raise
        counts = Counts.of(answered, len(chunk.rows))
        record = {"counts": counts, "problems": answered.problems}
        folder.add(number, part_bytes(answered.batch, target), record)
        run.count(counts, answered.problems)
    return number + 1


def _put_in_place(run: _Run, folder: PartialFolder, parts: int, target: str) -> str | None:
    """Put the parts together and move them into place; return the file of problems, if any."""
    schema = run.mapper.schema.with_metadata(_metadata(run.mapper))
    with open(folder.file("whole"), "wb") as stream:
        join_parts([folder.part(number) for number in range(parts)], schema, stream, target)
        stream.flush()
        os.fsync(stream.fileno())
    problems, new = None, not run.options.force
    if run.counts.bad:
        found = (problem_lines(folder.record(number)["problems"]) for number in range(parts))
        problems = write_problems(target, found, new)
    else:
        no_problems(target)
    folder.place("whole", new)
    return problems


def _metadata(mapper: ArrowMapper) -> dict[bytes, bytes]:
    """What a Parquet file says of where its answers come from."""
    return {b"lumpbayes": json.dumps(mapper.identity, sort_keys=True).encode()}


def kept_cases(target: str) -> int:
    """How many cases of an interrupted run are kept.

    Args:
        target: the file of answers.
    """
    folder = PartialFolder(target)
    counts = (Counts(*folder.record(number)["counts"]) for number in range(folder.parts))
    return sum(each.cases for each in counts)
