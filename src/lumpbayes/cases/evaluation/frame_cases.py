"""The cases of a frame whose cause is known, in lots."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from lumpbayes.cases.case_names import named_cases
from lumpbayes.cases.case_problems import CellProblem, sentences
from lumpbayes.cases.encoding import encode
from lumpbayes.cases.evaluation.kept_columns import KeptOfFrame
from lumpbayes.cases.evaluation.known_cases import (
    KnownCases,
    Reading,
    Told,
    group_names,
    kept_names,
)
from lumpbayes.cases.true_causes import true_causes
from lumpbayes.errors import EvidenceError, UnknownNameError, nearest_names, or_nearest
from lumpbayes.inference.network import Network
from lumpbayes.knowledge.codes import find_key
from lumpbayes.knowledge.records import KnowledgeBase

if TYPE_CHECKING:
    import pandas

__all__ = ["FrameCases"]

CHUNK = 2**16
"""Cases that are read at a time."""


class FrameCases:
    """The cases of a frame.

    Attributes:
        told: what was made of its columns.
        index: what its cases are called.
        named: the column that names them, if there is one.
        notes: none, since nothing is said of a frame that could surprise.
    """

    notes: tuple[str, ...] = ()

    def __init__(
        self,
        knowledge: KnowledgeBase,
        network: Network,
        frame: pandas.DataFrame,
        reading: Reading,
        skip: bool,
    ) -> None:
        """Check the columns, before any work.

        Raises:
            UnknownNameError: a column that the model does not know and that is not to be left
                out; one that the frame does not have.
            EvidenceError: two columns of one name, or for one variable.
        """
        self._knowledge, self._network = knowledge, network
        labels = [str(label) for label in frame.columns]
        _check_there(labels, reading)
        frame = frame.set_axis(labels, axis=1)  # whoever names a column names its text
        self._frame, self._reading, self._skip = frame, reading, skip
        self.index = frame.index
        others = [label for label in labels if label != reading.truth]
        self.named = named_cases(knowledge, others)
        told = _told(knowledge, others, (self.named, *reading.keep, reading.by))
        encode(knowledge, network, frame.iloc[:0].loc[:, list(told.evidence)], reading.setting)
        self.told = told.checked(knowledge, reading)

    def called(self, row: int) -> str:
        """What a case is called: by its index."""
        return str(self.index[[row]].tolist()[0])

    def __iter__(self) -> Iterator[KnownCases]:
        """The cases.

        Raises:
            EvidenceError: a cell that cannot be read, where that shall stop.
        """
        for at in range(0, len(self._frame), CHUNK):
            yield self._known(self._frame.iloc[at : at + CHUNK], at)

    def _evidence(self, frame: pandas.DataFrame) -> pandas.DataFrame:
        return frame.loc[:, list(self.told.evidence)]

    def _known(self, frame: pandas.DataFrame, first: int) -> KnownCases:
        reading, kb = self._reading, self._knowledge
        problems: list[CellProblem] | None = [] if self._skip else None
        encoded = encode(kb, self._network, self._evidence(frame), reading.setting, problems)
        causes = [kb.variables[kb.cause]]
        truth = true_causes(causes, frame[reading.truth], reading.truth, problems)
        groups = None
        if reading.by is not None:
            groups = group_names(frame[reading.by].tolist())
        found = sorted(problems or (), key=lambda problem: problem.row)
        return KnownCases(
            np.arange(first, first + len(frame)),
            encoded.cases,
            encoded.names,
            truth,
            groups,
            encoded.assumed,
            tuple(each._replace(row=first + each.row) for each in found),
            KeptOfFrame(frame.loc[:, list(kept_names(self.named, reading.keep))].copy()),
        )


def _check_there(labels: Sequence[str], reading: Reading) -> None:
    wanted = [("truth", reading.truth), ("by", reading.by)]
    wanted += [("keep", each) for each in reading.keep]
    for option, name in wanted:
        if name is not None and name not in labels:
            raise UnknownNameError(
                f"{option} {name!r}: the cases have no such column: "
                f"{or_nearest(str(name), labels)}",
                nearest_names(str(name), labels),
            )
    twice = next((each for at, each in enumerate(labels) if each in labels[:at]), None)
    if twice is not None:
        raise EvidenceError(f"two columns are named {twice!r}: rename or remove one of them")


def _told(knowledge: KnowledgeBase, labels: Sequence[str], kept: Sequence[str | None]) -> Told:
    evidence: list[str] = []
    ignored: list[str] = []
    for label in labels:
        try:
            own = find_key(knowledge, label).variable.name == knowledge.cause
        except EvidenceError as error:
            _check_ignored(label, kept, error)
            own = True
        (ignored if own else evidence).append(label)
    return Told(tuple(evidence), tuple(ignored))


def _check_ignored(label: str, kept: Sequence[str | None], error: EvidenceError) -> None:
    """Raise unless the column may be left out."""
    if label in kept:
        return
    remedy = f"If it is no finding, leave it out: keep=[{label!r}]"
    message = sentences(f"column {label!r}: {error}", remedy)
    if isinstance(error, UnknownNameError):
        raise UnknownNameError(message, error.nearest) from None
    raise EvidenceError(message) from None
