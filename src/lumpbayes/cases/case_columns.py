"""What each column of a case file is: evidence, soft evidence, copied through, or the truth."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from lumpbayes.cases.case_names import named_cases
from lumpbayes.cases.case_problems import CellProblem, quote
from lumpbayes.cases.column_notes import copied_notes, gap_notes, near_variable
from lumpbayes.cases.recode import Recode, recodes_of
from lumpbayes.cases.soft_columns import SoftColumns, add_state, soft_column, soft_columns
from lumpbayes.errors import EvidenceError, UnknownNameError, nearest_names, or_nearest
from lumpbayes.knowledge.codes import Key, find_key
from lumpbayes.knowledge.records import KnowledgeBase
from lumpbayes.reasoning.wanted import texts

__all__ = [
    "KEEP_ALL",
    "CaseColumns",
    "CaseReading",
    "CellProblem",
    "HardColumn",
    "SoftColumns",
    "plan_columns",
]

PANDAS_INDEX = "__index_level_0__"
"""What a Parquet file calls it."""

KEEP_ALL = "; --keep-all does for all of them"
"""What only a batch can do about columns that are nothing."""

MOST_LISTED = 12
"""Columns that a message names."""


class CaseReading(NamedTuple):
    """What a person says of the columns of a case file.

    Attributes:
        keep: columns that are copied through; one that is a variable is read as well.
        keep_all: whether every column that is no variable is copied through.
        missing: words that stand for a gap, exactly as they are written.
        truth: the column with the true cause, which is never evidence.
        setting: where the file does not say; ``any`` averages; the model's default when None.
        recode: words of columns, and the states that they stand for.
    """

    keep: tuple[str, ...] = ()
    keep_all: bool = False
    missing: tuple[str, ...] = ()
    truth: str | None = None
    setting: str | None = None
    recode: tuple[Recode, ...] = ()

    @classmethod
    def of(
        cls,
        keep: str | Sequence[str],
        missing: str | Sequence[str],
        setting: str | None = None,
        recode: Mapping[str, Mapping[str, str | None]] | None = None,
    ) -> CaseReading:
        """What keywords say.

        Raises:
            EvidenceError: something that is no text, or a recoding that is none.
        """
        words, gaps = texts("keep", keep), texts("missing", missing)
        return cls(words, False, gaps, None, setting, recodes_of(recode))


class HardColumn(NamedTuple):
    """A column whose cells are states, numbers, or yes and no for a code.

    Attributes:
        label: its name in the file.
        key: what it names.
    """

    label: str
    key: Key


class CaseColumns(NamedTuple):
    """What the columns of a case file are.

    Attributes:
        hard, soft: evidence.
        kept: copied through, in the order of the file.
        truth: the column with the true cause; None where none was named.
        cause: columns of the cause that are not read; it is never evidence.
        told: what else may surprise whoever gave the file.
        named: the column that names the cases, which is kept; None where there is none.
        withheld: evidence that is not read, as somebody withholds it.
    """

    hard: tuple[HardColumn, ...]
    soft: tuple[SoftColumns, ...]
    kept: tuple[str, ...]
    truth: str | None
    cause: tuple[str, ...]
    told: tuple[str, ...] = ()
    named: str | None = None
    withheld: tuple[str, ...] = ()

    def without(self, variables: Collection[str]) -> CaseColumns:
        """The same with some variables withheld: not a cell of theirs is read."""
        hard = tuple(each for each in self.hard if each.key.variable.name not in variables)
        soft = tuple(each for each in self.soft if each.variable.name not in variables)
        rest = self._replace(hard=hard, soft=soft)
        read = rest.evidence
        return rest._replace(withheld=tuple(each for each in self.evidence if each not in read))

    @property
    def evidence(self) -> tuple[str, ...]:
        """The columns that are read as evidence."""
        labels = [each.label for each in self.hard]
        return (*labels, *(label for each in self.soft for label in each.labels))

    @property
    def needed(self) -> tuple[str, ...]:
        """The columns that are looked at, each once."""
        truth = () if self.truth is None else (self.truth,)
        return tuple(dict.fromkeys((*self.evidence, *self.kept, *truth)))

    @property
    def notes(self) -> tuple[str, ...]:
        """What may surprise whoever gave the file, a sentence each."""
        causes = (
            f"column {label!r} names the cause, which is never evidence: it was not read"
            for label in self.cause
        )
        return (*causes, *self.told)


def plan_columns(
    knowledge: KnowledgeBase, labels: Sequence[str], reading: CaseReading
) -> CaseColumns:
    """What each column is.

    Args:
        knowledge: the model in words.
        labels: the columns of the file.
        reading: what a person says of them.

    Raises:
        UnknownNameError: a column that is neither a variable nor named in ``keep``; one of
            ``reading`` that the file does not have.
        EvidenceError: a name that stands twice, a variable with likelihoods and another column
            beside them, or likelihoods that leave out a state.

    >>> import lumpbayes as lb
    >>> knowledge = lb.load().knowledge
    >>> columns = plan_columns(knowledge, ["id", "fever", "size_cm"], CaseReading(keep=("id",)))
    >>> columns.evidence, columns.kept
    (('fever', 'size_cm'), ('id',))
    """
    _check_labels(labels, reading)
    hard: list[HardColumn] = []
    soft: dict[str, dict[str, str]] = {}
    cause: list[str] = []
    unknown: dict[str, UnknownNameError] = {}
    named = named_cases(knowledge, [each for each in labels if each != reading.truth])
    kept = [label for label in labels if label in (*reading.keep, named)]
    copied: dict[str, str] = {}
    for label in labels:
        if label in (reading.truth, named):
            continue
        try:
            column = _column(knowledge, label, reading)
        except UnknownNameError as error:
            unknown[label] = error
            continue
        if column is None:
            kept += [] if label in kept else [label]
            copied[label] = near_variable(knowledge, label)
            continue
        key, state = column
        name = key.variable.name
        if name == knowledge.cause:
            cause.append(label)
        elif state is None:
            hard.append(HardColumn(label, key))
        else:
            add_state(soft.setdefault(name, {}), name, state, label)
    if unknown:
        raise _unknown(unknown, [label for label in unknown if not near_variable(knowledge, label)])
    _check_apart(hard, soft, labels)
    every = tuple(soft_columns(knowledge.variables[name], soft[name]) for name in soft)
    order = tuple(label for label in labels if label in kept)
    read = [(each.label, each.key.variable) for each in hard]
    told = (*copied_notes(copied, reading.keep_all), *gap_notes(read, reading.missing))
    return CaseColumns(tuple(hard), every, order, reading.truth, tuple(cause), told, named)


def _check_labels(labels: Sequence[str], reading: CaseReading) -> None:
    twice = next((each for at, each in enumerate(labels) if each in labels[:at]), None)
    if twice is not None:
        raise EvidenceError(f"two columns are named {twice!r}: rename or remove one of them")
    wanted = [("keep", each) for each in reading.keep]
    wanted += [("truth", reading.truth)] if reading.truth is not None else []
    for argument, name in wanted:
        if name not in labels:
            raise UnknownNameError(
                f"{argument} {name!r}: the cases have no such column: {or_nearest(name, labels)}",
                nearest_names(name, labels),
            )


def _column(
    knowledge: KnowledgeBase, label: str, reading: CaseReading
) -> tuple[Key, str | None] | None:
    """What a column names, and of which state it holds the likelihood; None for a kept one."""
    try:
        return find_key(knowledge, label), None
    except UnknownNameError:
        soft = soft_column(knowledge, label, label in reading.keep or reading.keep_all)
        if soft is not None:
            return soft
        if label in reading.keep or reading.keep_all:
            return None
        raise
    except EvidenceError:
        if label in reading.keep:
            return None
        raise


def _unknown(found: dict[str, UnknownNameError], strange: Sequence[str]) -> UnknownNameError:
    """The error that names every column that is nothing, and how to copy them through."""
    lines = [_told(label, error) for label, error in [*found.items()][:MOST_LISTED]]
    if len(found) > MOST_LISTED:
        lines.append(f"and {len(found) - MOST_LISTED:,} more columns")
    if len(strange) < len(found):
        lines.append("Rename a column that is a finding as the model does, or it is not read")
    named = list(strange[:MOST_LISTED]) or ["COLUMN"]
    options = " ".join(f"--keep {quote(label)}" for label in named)
    all_of_them = "" if len(found) == 1 else KEEP_ALL
    lines.append(f"To copy a column through: {options} (in Python keep={named!r}){all_of_them}")
    nearest = next(iter(found.values())).nearest
    return UnknownNameError("\n".join(lines), nearest)


def _told(label: str, error: UnknownNameError) -> str:
    if not label.strip():
        return "a column has no name, as the index that pandas writes"
    if label == PANDAS_INDEX:
        return f"column {label!r} is the index that pandas writes"
    return f"column {label!r}: {error}"


def _check_apart(
    hard: Sequence[HardColumn], soft: dict[str, dict[str, str]], labels: Sequence[str]
) -> None:
    """Raise where a variable has columns of likelihoods, and another one beside them."""
    for each in hard:
        name = each.key.variable.name
        if name in soft:
            beside = (each.label, next(iter(soft[name].values())))
            first, second = sorted(beside, key=labels.index)
            raise EvidenceError(
                f"columns {first!r} and {second!r} both say something of {name}: keep one"
            )
