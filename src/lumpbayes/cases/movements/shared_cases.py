"""Cases as two versions of a model read them: what both know, and only that."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lumpbayes.cases.case_cells import CaseCells, ReadChunk
from lumpbayes.cases.case_columns import CaseReading, CellProblem, plan_columns
from lumpbayes.cases.case_files import open_cases
from lumpbayes.cases.case_problems import sentences
from lumpbayes.cases.csv_encoding import AS_IT_SAYS, CsvForm
from lumpbayes.cases.encoding import encode
from lumpbayes.cases.true_causes import NO_TRUTH, all_causes, true_causes
from lumpbayes.errors import EvidenceError, UnknownNameError, nearest_names, or_nearest
from lumpbayes.inference.backends import Solver
from lumpbayes.inference.cases import UNKNOWN, Cases
from lumpbayes.knowledge.codes import find_key
from lumpbayes.knowledge.matching import match_variable
from lumpbayes.knowledge.records import KnowledgeBase, Variable

if TYPE_CHECKING:
    import pandas

__all__ = ["Part", "Read", "Version", "file_parts", "frame_parts", "unshared"]

CHUNK = 2**14
"""Cases that are answered at a time."""

Bools = NDArray[np.bool_]


class Version(NamedTuple):
    """A version of the tables that can be asked."""

    knowledge: KnowledgeBase
    solver: Solver


class Read(NamedTuple):
    """Cases as one version reads them.

    Attributes:
        cases: the codes.
        names: the variable of each column of codes.
        assumed: variable -> whether the model's default was taken, shape (cases,).
    """

    cases: Cases
    names: tuple[str, ...]
    assumed: Mapping[str, Bools]


class Part(NamedTuple):
    """Some cases, as both versions read them.

    Attributes:
        rows: what each is called: its number in the file, or its label in the frame.
        before: as the earlier version reads them.
        after: as the later one does.
        truth: place of the true cause of each among the causes of both versions, ``NO_TRUTH``
            where it is blank, shape (cases,); None where nobody says.
        skipped: how many rows could not be read, and are left out.
    """

    rows: NDArray[Any]
    before: Read
    after: Read
    truth: NDArray[np.int64] | None
    skipped: int = 0


def unshared(before: KnowledgeBase, after: KnowledgeBase) -> dict[str, str]:
    """What only one version can be told, and why: variables that the cases are read without.

    >>> import lumpbayes as lb
    >>> engine = lb.load(backend="sweeps")
    >>> unshared(engine.knowledge, engine.knowledge)
    {}
    """
    found = {}
    for name in dict.fromkeys((*before.variables, *after.variables)):
        sides = [each.variables.get(name) for each in (before, after)]
        old, new = sides
        if old is None or new is None:
            found[name] = f"only the {'later' if old is None else 'earlier'} version has it"
        elif {*old.states} != {*new.states}:
            found[name] = f"its states are {', '.join(old.states)} -> {', '.join(new.states)}"
    return found


def frame_parts(
    before: Version,
    after: Version,
    frame: pandas.DataFrame,
    setting: str | None,
    truth: str | None,
) -> Iterator[Part]:
    """The cases of a frame, some at a time.

    Args:
        before: the earlier version.
        after: the later one.
        frame: as for ``Engine.batch``.
        setting: where the cases do not say.
        truth: the column with the true cause; it is no evidence.

    Raises:
        UnknownNameError: a column that neither version has; a truth that is not there.
        EvidenceError: a cell that cannot be understood.
    """
    if truth is not None and truth not in frame.columns:
        names = [str(each) for each in frame.columns]
        raise UnknownNameError(
            f"truth {truth!r}: the cases have no such column: {or_nearest(truth, names)}",
            nearest_names(truth, names),
        )
    closed = {*unshared(before.knowledge, after.knowledge)} - {before.knowledge.cause}
    labels = [
        label
        for label in frame.columns
        if label != truth and _variable(before, after, label) not in closed
    ]
    variables = _causes(before, after)
    for at in range(0, max(len(frame), 1), CHUNK):
        some = frame.iloc[at : at + CHUNK]
        evidence = some.loc[:, labels]
        read = [_encoded(each, evidence, setting) for each in (before, after)]
        known = None if truth is None else true_causes(variables, some[truth], truth)
        yield Part(_named(some.index.tolist()), read[0], read[1], known)


def _named(labels: Sequence[object]) -> NDArray[np.object_]:
    """What cases are called: numbers and words as they are, anything else in words."""
    names = [each if isinstance(each, int | str) else str(each) for each in labels]
    found = np.empty(len(names), dtype=object)
    found[:] = names
    return found


def _encoded(version: Version, frame: pandas.DataFrame, setting: str | None) -> Read:
    knowledge = version.knowledge
    found = encode(knowledge, version.solver.network, frame, setting)
    return Read(found.cases, found.names, found.assumed)


def _variable(before: Version, after: Version, label: object) -> str:
    """The variable that a column names, in either version."""
    for version in (before, after):
        try:
            return find_key(version.knowledge, label).variable.name
        except UnknownNameError:
            soft = match_variable(version.knowledge, str(label).partition(":")[0])
            if soft is not None:
                return soft[0].name
        except EvidenceError:
            continue
    return ""


def file_parts(  # noqa: PLR0913 - each is a keyword that may be left out
    before: Version,
    after: Version,
    path: str,
    reading: CaseReading,
    *,
    form: CsvForm = AS_IT_SAYS,
    skip: bool = False,
    needs_truth: bool = True,
    tell: Callable[[str], object] | None = None,
) -> Iterator[Part]:
    """The cases of a file, some at a time.

    Args:
        before: the earlier version.
        after: the later one.
        path: the file.
        reading: what a person says of its columns.
        form: of a CSV file.
        skip: whether rows that cannot be read are left out, and counted.
        needs_truth: whether a column with the truth that is not there is an error.
        tell: is told at the end which words of the recoding no cell was.

    Raises:
        UnknownNameError: a column that neither version has.
        EvidenceError: the file cannot be read; or, unless they are skipped, a row.
    """
    with open_cases(path, *form) as file:
        labels = file.schema.names
        if not needs_truth and reading.truth not in labels:
            reading = reading._replace(truth=None)
        reading = _without_unshared(before, after, labels, reading)
        cells = []
        for each in (before, after):
            columns = plan_columns(each.knowledge, labels, reading)
            cells.append(CaseCells(each.knowledge, each.solver.network, columns, reading))
        needed = tuple(dict.fromkeys(label for each in cells for label in each.columns.needed))
        for chunk in file.chunks(needed, CHUNK):
            old, new = (each.read(chunk) for each in cells)
            problems = _grave(old.problems, new.problems, reading.truth)
            if problems and not skip:
                first = min(problems, key=lambda each: each.row)
                raise EvidenceError(
                    sentences(first.at(file.shown), "To leave such rows out: --on-error skip")
                )
            bad = np.isin(old.rows, [each.row for each in problems])
            yield _part(before, after, (old, new), ~bad)
        if tell is not None:
            for note in dict.fromkeys(note for each in cells for note in each.unused):
                tell(note)


def _causes(before: Version, after: Version) -> list[Variable]:
    """What both are asked for."""
    return [each.knowledge.variables[each.knowledge.cause] for each in (before, after)]


def _grave(
    old: Sequence[CellProblem], new: Sequence[CellProblem], truth: str | None
) -> tuple[CellProblem, ...]:
    """The problems of rows; a true cause is one where neither version understands it."""
    rows = [{each.row for each in side if each.column == truth} for side in (old, new)]
    neither = rows[0] & rows[1]
    return tuple(each for each in (*old, *new) if each.column != truth or each.row in neither)


def _without_unshared(
    before: Version, after: Version, labels: Sequence[str], reading: CaseReading
) -> CaseReading:
    closed: Collection[str] = unshared(before.knowledge, after.knowledge)
    kept = [
        label
        for label in labels
        if label not in reading.keep
        and label != reading.truth
        and _variable(before, after, label) in {*closed} - {before.knowledge.cause}
    ]
    return reading._replace(keep=(*reading.keep, *kept))


def _part(before: Version, after: Version, read: tuple[ReadChunk, ReadChunk], good: Bools) -> Part:
    """The rows that can be read."""
    old, new = read
    truth = None
    if old.truth is not None and new.truth is not None:
        causes = all_causes(_causes(before, after))
        truth = np.full(len(good), NO_TRUTH, np.int64)
        for version, codes in ((after, new.truth), (before, old.truth)):
            places = np.array([*map(causes.index, version.knowledge.causes), NO_TRUTH])
            truth = np.where(codes == UNKNOWN, truth, places[codes])
        truth = truth[good]
    rows = old.rows[good]
    return Part(rows, _kept(old, good), _kept(new, good), truth, int((~good).sum()))


def _kept(read: ReadChunk, good: Bools) -> Read:
    cases = read.cases._replace(codes=read.cases.codes[good])
    return Read(cases, read.names, {name: each[good] for name, each in read.assumed.items()})
