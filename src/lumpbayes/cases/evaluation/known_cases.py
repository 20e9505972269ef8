"""Cases whose cause is known, encoded, in lots; and what is said of their columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lumpbayes.cases.case_problems import CellProblem
from lumpbayes.cases.csv_encoding import UTF_8
from lumpbayes.cases.evaluation.kept_columns import KeptColumns
from lumpbayes.cases.recode import Recode
from lumpbayes.cases.true_causes import is_blank
from lumpbayes.errors import EvidenceError, UnknownNameError
from lumpbayes.inference.cases import UNKNOWN, Cases
from lumpbayes.knowledge.codes import find_key
from lumpbayes.knowledge.records import KnowledgeBase

__all__ = [
    "BLANK",
    "KnownCases",
    "Reading",
    "Told",
    "group_names",
    "kept_names",
    "restricted",
    "variable_of",
    "withheld",
]

BLANK = "(blank)"
"""The subgroup of cases that do not say theirs."""


class Reading(NamedTuple):
    """What is said of the columns.

    Attributes:
        truth: the column that has the true cause; it is no evidence. That of the cause when None.
        by: the column that names each case's subgroup; None for none.
        keep: columns that are no variables: no evidence, and copied to the table of cases.
        setting: where the cases do not say.
        missing: words of a file that mean a gap.
        separator: of a CSV file.
        without: variables that are withheld: known of no case.
        encoding: of a CSV file.
        recode: words of columns of a file, and the states that they stand for.
    """

    truth: str | None
    by: str | None
    keep: str | Sequence[str]
    setting: str | None
    missing: str | Sequence[str] = ()
    separator: str | None = None
    without: str | Sequence[str] = ()
    encoding: str = UTF_8
    recode: tuple[Recode, ...] = ()


class Told(NamedTuple):
    """What was made of the columns.

    Attributes:
        evidence: those that were read.
        ignored: those that were not, the truth left out.
    """

    evidence: tuple[str, ...]
    ignored: tuple[str, ...]

    def checked(self, knowledge: KnowledgeBase, reading: Reading) -> Told:
        """The same, what is withheld among what is not read.

        Raises:
            EvidenceError: a variable is to be kept: it would have been read.
        """
        gone = withheld(knowledge, reading.without)
        hidden = [each for each in self.evidence if variable_of(knowledge, each) in gone]
        read = tuple(each for each in self.evidence if each not in hidden)
        kept = next((label for label in reading.keep if label in read), None)
        if kept is not None:
            raise EvidenceError(
                f"keep {kept!r}: it is a variable of the model, and would be read as evidence; "
                f"leave it out of keep, or withhold it: --without {kept} (in Python without=...)"
            )
        return Told(read, (*self.ignored, *hidden))


class KnownCases(NamedTuple):
    """Some cases.

    Attributes:
        rows: ascending numbers, shape (cases,): of a file its rows, of a frame its places.
        cases: what is known of each.
        names: the variable of each column of codes.
        truth: index of the true cause, -1 where nobody says, shape (cases,).
        groups: the subgroup of each, shape (cases,); None where nobody asks.
        assumed: variable -> whether the model's default was taken, shape (cases,).
        problems: of the rows that cannot be read, in their order.
        kept: the columns that are copied through.
    """

    rows: NDArray[np.int64]
    cases: Cases
    names: tuple[str, ...]
    truth: NDArray[np.int64]
    groups: NDArray[np.object_] | None
    assumed: Mapping[str, NDArray[np.bool_]]
    problems: tuple[CellProblem, ...]
    kept: KeptColumns

    @property
    def bad(self) -> NDArray[np.bool_]:
        """Whether a row cannot be read, shape (cases,)."""
        return np.isin(self.rows, [problem.row for problem in self.problems])


def restricted(
    knowledge: KnowledgeBase,
    known: KnownCases,
    phases: Sequence[str] | None,
) -> KnownCases:
    """The same cases with nothing known but what certain phases find, and the setting.

    Args:
        knowledge: the model.
        known: the cases.
        phases: of variables, such as ``history``; all when None.
    """
    if phases is None:
        return known
    codes = known.cases.codes.copy()
    for column, name in enumerate(known.names):
        phase = knowledge.variables[name].phase
        if name != knowledge.setting and phase not in phases:
            codes[:, column] = UNKNOWN
    return known._replace(cases=known.cases._replace(codes=codes))


def withheld(knowledge: KnowledgeBase, names: Sequence[str]) -> frozenset[str]:
    """The variables that are to be withheld, by their names.

    Raises:
        UnknownNameError: no variable.
        EvidenceError: the cause, or what the model assumes where nothing is known.
    """
    found = set()
    for name in names:
        try:
            own = find_key(knowledge, name).variable.name
        except UnknownNameError as error:
            raise UnknownNameError(f"without {name!r}: {error}", error.nearest) from None
        if own == knowledge.cause or own in knowledge.defaults:
            what = "is never read" if own == knowledge.cause else "is assumed where it is unknown"
            raise EvidenceError(f"without {name!r}: it {what}; leave it out")
        found.add(own)
    return frozenset(found)


def variable_of(knowledge: KnowledgeBase, label: str) -> str:
    """The variable of a column that is evidence, or of its part before a colon."""
    try:
        return find_key(knowledge, label).variable.name
    except EvidenceError:
        return find_key(knowledge, label.partition(":")[0]).variable.name


def kept_names(named: str | None, keep: Sequence[str]) -> tuple[str, ...]:
    """The columns that are copied through: the one that names the cases, then those kept."""
    return tuple(dict.fromkeys((*([] if named is None else [named]), *keep)))


def group_names(cells: Iterable[object], missing: Sequence[str] = ()) -> NDArray[np.object_]:
    """The subgroup that each cell names, as text.

    Args:
        cells: of the column.
        missing: words that mean a gap.
    """
    gaps = {word.strip() for word in missing}
    names = ("" if is_blank(cell) else str(cell).strip() for cell in cells)
    return np.array([BLANK if not name or name in gaps else name for name in names], dtype=object)
