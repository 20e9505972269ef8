"""Cases whose cause is known, encoded, in lots: from a frame or from a case file."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lumpbayes.cases.encoding import encode
from lumpbayes.cases.frame_defaults import assumed_in
from lumpbayes.cases.true_causes import is_blank, true_causes
from lumpbayes.errors import EvidenceError, UnknownNameError, nearest_names, or_nearest
from lumpbayes.inference.cases import UNKNOWN, Cases
from lumpbayes.inference.network import Network
from lumpbayes.knowledge.codes import find_key
from lumpbayes.knowledge.records import KnowledgeBase

if TYPE_CHECKING:
    import pandas

__all__ = [
    "BLANK",
    "FrameCases",
    "KnownCases",
    "Reading",
    "Told",
    "group_names",
    "restricted",
    "withheld",
]

BLANK = "(blank)"
"""The subgroup of cases that do not say theirs."""
CHUNK = 2**16
"""Cases that are read at a time."""


class Reading(NamedTuple):
    """What is said of the columns.

    Attributes:
        truth: the column that has the true cause; it is no evidence.
        by: the column that names each case's subgroup; None for none.
        keep: columns that are no variables, and not read.
        setting: where the cases do not say.
        missing: words of a file that mean a gap.
        separator: of a CSV file.
        without: variables that are withheld: known of no case.
    """

    truth: str
    by: str | None
    keep: Sequence[str]
    setting: str | None
    missing: Sequence[str] = ()
    separator: str | None = None
    without: Sequence[str] = ()


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
        kept = next((label for label in reading.keep if label in self.evidence), None)
        if kept is not None:
            raise EvidenceError(
                f"keep {kept!r}: it is a variable of the model, and would be read as evidence; "
                f"leave it out of keep, or withhold it: --without {kept} (in Python without=...)"
            )
        gone = withheld(knowledge, reading.without)
        hidden = [each for each in self.evidence if _variable(knowledge, each) in gone]
        read = tuple(each for each in self.evidence if each not in hidden)
        return Told(read, (*self.ignored, *hidden))


class KnownCases(NamedTuple):
    """Some cases.

    Attributes:
        rows: what each is called, shape (cases,).
        cases: what is known of each.
        names: the variable of each column of codes.
        truth: index of the true cause, -1 where nobody says, shape (cases,).
        groups: the subgroup of each, shape (cases,); None where nobody asks.
        assumed: variable -> whether the model's default was taken, shape (cases,).
    """

    rows: NDArray[Any]
    cases: Cases
    names: tuple[str, ...]
    truth: NDArray[np.int64]
    groups: NDArray[np.object_] | None
    assumed: Mapping[str, NDArray[np.bool_]]

    def at(self, rows: NDArray[np.bool_]) -> KnownCases:
        """Those for which a mask, shape (cases,), is true."""
        kept = self.cases._replace(codes=self.cases.codes[rows])
        groups = None if self.groups is None else self.groups[rows]
        assumed = {name: taken[rows] for name, taken in self.assumed.items()}
        return KnownCases(self.rows[rows], kept, self.names, self.truth[rows], groups, assumed)


class FrameCases:
    """The cases of a frame.

    Attributes:
        told: what was made of its columns.
        called: what its cases are called.
    """

    called = "{}"

    def __init__(
        self, knowledge: KnowledgeBase, network: Network, frame: pandas.DataFrame, reading: Reading
    ) -> None:
        """Check the columns, before any work.

        Raises:
            UnknownNameError: a column that the model does not know and that is not to be left
                out; one that the frame does not have.
            EvidenceError: two columns of one name, or for one variable.
        """
        self._knowledge, self._network = knowledge, network
        self._frame, self._reading = frame, reading
        labels = [str(label) for label in frame.columns]
        _check_there(labels, reading)
        self._read = _told(knowledge, labels, reading)
        self.told = self._read.checked(knowledge, reading)
        encode(knowledge, network, self._evidence(frame.iloc[:0]), reading.setting)

    def __iter__(self) -> Iterator[KnownCases]:
        for at in range(0, len(self._frame), CHUNK):
            yield self._known(self._frame.iloc[at : at + CHUNK])

    def _evidence(self, frame: pandas.DataFrame) -> pandas.DataFrame:
        return frame.loc[:, list(self._read.evidence)]

    def _known(self, frame: pandas.DataFrame) -> KnownCases:
        reading, kb = self._reading, self._knowledge
        evidence = self._evidence(frame)
        encoded = encode(kb, self._network, evidence, reading.setting)
        groups = None
        if reading.by is not None:
            groups = group_names(frame[reading.by].tolist())
        return KnownCases(
            _named(frame.index),
            encoded.cases,
            encoded.names,
            true_causes([kb.variables[kb.cause]], frame[reading.truth], reading.truth),
            groups,
            assumed_in(kb, evidence, reading.setting),
        )


def restricted(
    knowledge: KnowledgeBase,
    known: KnownCases,
    phases: Sequence[str] | None,
    without: Collection[str] = (),
) -> KnownCases:
    """The same cases with nothing known but what certain phases find, and the setting.

    Args:
        knowledge: the model.
        known: the cases.
        phases: of variables, such as ``history``; all when None.
        without: variables of which nothing is known either.
    """
    if phases is None and not without:
        return known
    codes = known.cases.codes.copy()
    for column, name in enumerate(known.names):
        phase = knowledge.variables[name].phase
        late = phases is not None and name != knowledge.setting and phase not in phases
        if late or name in without:
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


def _variable(knowledge: KnowledgeBase, label: str) -> str:
    """The variable of a column that is evidence, or of its part before a colon."""
    try:
        return find_key(knowledge, label).variable.name
    except EvidenceError:
        return find_key(knowledge, label.partition(":")[0]).variable.name


def _check_there(labels: Sequence[str], reading: Reading) -> None:
    wanted = [("truth", reading.truth), ("by", reading.by)]
    wanted += [("keep", each) for each in reading.keep]
    for option, name in wanted:
        if name is not None and name not in labels:
            raise UnknownNameError(
                f"{option} {name!r}: the cases have no such column: {or_nearest(name, labels)}",
                nearest_names(name, labels),
            )
    twice = next((each for at, each in enumerate(labels) if each in labels[:at]), None)
    if twice is not None:
        raise EvidenceError(f"two columns are named {twice!r}: rename or remove one of them")


def _told(knowledge: KnowledgeBase, labels: Sequence[str], reading: Reading) -> Told:
    evidence: list[str] = []
    ignored: list[str] = []
    for label in labels:
        if label == reading.truth:
            continue
        try:
            own = find_key(knowledge, label).variable.name == knowledge.cause
        except EvidenceError as error:
            _check_ignored(label, reading, error)
            own = True
        (ignored if own else evidence).append(label)
    return Told(tuple(evidence), tuple(ignored))


def _check_ignored(label: str, reading: Reading, error: EvidenceError) -> None:
    """Raise unless the column may be left out."""
    if label in (*reading.keep, reading.by):
        return
    message = f"column {label!r}: {error}; if it is no finding, leave it out: keep=[{label!r}]"
    if isinstance(error, UnknownNameError):
        raise UnknownNameError(message, error.nearest) from None
    raise EvidenceError(message) from None


def _named(index: pandas.Index[Any]) -> NDArray[Any]:
    """What cases are called: whole numbers as such, which take less room than objects."""
    labels = index.to_numpy()
    return labels if labels.dtype.kind in "iu" else index.to_numpy().astype(object)


def group_names(cells: Iterable[object], missing: Sequence[str] = ()) -> NDArray[np.object_]:
    """The subgroup that each cell names, as text.

    Args:
        cells: of the column.
        missing: words that mean a gap.
    """
    gaps = {word.strip() for word in missing}
    names = ("" if is_blank(cell) else str(cell).strip() for cell in cells)
    return np.array([BLANK if not name or name in gaps else name for name in names], dtype=object)
