"""A frame of cases on its way to codes: what is evidence, what is copied through, what is bad."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from lumpbayes.cases.case_names import named_cases
from lumpbayes.cases.case_problems import CellProblem, counted, sentences
from lumpbayes.cases.encoding import EncodedCases, column_key, encode
from lumpbayes.errors import EvidenceError, UnknownNameError, nearest_names, or_nearest
from lumpbayes.inference.cases import Cases
from lumpbayes.inference.network import Network
from lumpbayes.knowledge.records import KnowledgeBase

if TYPE_CHECKING:
    import pandas

__all__ = ["FrameReading"]

CHUNK = 2**17
"""Cases whose words are read at a time: what reading takes does not grow with the frame."""

MOST_NAMED = 3
"""Bad cells that an error names."""

HOW = "To leave such rows out: on_error='skip'; to keep them without an answer: on_error='mark'"


class FrameReading:
    """Reads a frame, some cases at a time.

    Attributes:
        index: of the frame.
    """

    def __init__(
        self,
        knowledge: KnowledgeBase,
        network: Network,
        frame: pandas.DataFrame,
        setting: str | None,
        keep: Sequence[str],
        on_error: str,
    ) -> None:
        """Look at the columns, before any work.

        Args:
            knowledge: the model in words.
            network: the same in arrays.
            frame: a row a case, a column a variable.
            setting: where the frame does not say.
            keep: columns that are copied through; one that is a variable is read as well.
            on_error: what to do about a row that cannot be read: ``fail``, ``skip`` or ``mark``.

        Raises:
            UnknownNameError: a column that the model does not have and that is not kept; one of
                ``keep`` that the frame does not have.
            EvidenceError: a kept name that stands twice.
        """
        self.index = frame.index
        self._knowledge, self._network, self._frame = knowledge, network, frame
        self._setting, self._on_error = setting, on_error
        labels = frame.columns.tolist()
        named = named_cases(knowledge, labels)
        kept = {*keep, named}
        _check_kept(keep, [str(label) for label in labels])
        self._kept = [place for place, label in enumerate(labels) if str(label) in kept]
        self._evidence = [
            place
            for place, label in enumerate(labels)
            if not (place == 0 and named) and _is_read(knowledge, label, str(label) in kept)
        ]
        self._encoded(frame.iloc[:0], None)

    def kept(self, taken: Sequence[str]) -> list[pandas.Series[Any]]:
        """The columns that are copied through, in the order of the frame.

        Args:
            taken: names of the columns beside them.

        Raises:
            EvidenceError: one of these again.
        """
        found = [self._frame.iloc[:, place] for place in self._kept]
        clash = [column.name for column in found if str(column.name) in taken]
        if clash:
            raise EvidenceError(
                f"keep {clash[0]!r}: the answers have a column of that name; rename it in the cases"
            )
        return found

    def parts(self) -> Iterator[tuple[int, Cases, list[CellProblem]]]:
        """The place of the first case, the codes, and what is wrong, by the place of a row.

        Raises:
            UnknownNameError, EvidenceError: cells that cannot be understood, where those shall
                stop; says how many, and names the first.
        """
        for at in range(0, len(self._frame), CHUNK):
            some = self._frame.iloc[at : at + CHUNK]
            problems: list[CellProblem] = []
            try:
                fails = self._on_error == "fail"
                found = self._encoded(some, None if fails else problems)
            except EvidenceError as error:
                raise self._counted(error) from None
            yield at, found.cases, sorted(problems, key=lambda problem: problem.row)

    def _encoded(self, some: pandas.DataFrame, problems: list[CellProblem] | None) -> EncodedCases:
        if len(self._evidence) < some.shape[1]:
            some = some.iloc[:, self._evidence]
        return encode(self._knowledge, self._network, some, self._setting, problems)

    def _counted(self, first: EvidenceError) -> EvidenceError:
        """The error of the first bad cell, with how many there are, and the next ones."""
        problems = list(self._all_problems())
        said = [self._said(each) for each in problems]
        others = [text for text in said if text != str(first)]
        message = "\n".join([str(first), *others[: MOST_NAMED - 1]])
        if len(problems) > 1:
            bad = len({each.row for each in problems})
            cells = f"{len(problems):,} cells of {counted(bad, 'row')} cannot be read"
            shown = message.count("\n") + 1
            such_as = ", such as" if len(problems) > shown else ""
            message = f"{cells}{such_as}:\n{message}\n{HOW}"
        else:
            message = sentences(message, HOW)
        if isinstance(first, UnknownNameError):
            return UnknownNameError(message, first.nearest)
        return EvidenceError(message)

    def _all_problems(self) -> Iterator[CellProblem]:
        """What is wrong in the whole frame, row by row."""
        for at in range(0, len(self._frame), CHUNK):
            found: list[CellProblem] = []
            self._encoded(self._frame.iloc[at : at + CHUNK], found)
            for each in sorted(found, key=lambda problem: problem.row):
                yield each._replace(row=at + each.row)

    def _said(self, problem: CellProblem) -> str:
        """A problem as the error of its cell says it."""
        row = self.index[[problem.row]].tolist()[0]
        return f"row {row!r}, column {problem.column!r}: {problem.message}"


def _check_kept(keep: Sequence[str], labels: Sequence[str]) -> None:
    for name in keep:
        if name not in labels:
            raise UnknownNameError(
                f"keep {name!r}: the cases have no such column: {or_nearest(name, labels)}",
                nearest_names(name, labels),
            )
        if labels.count(name) > 1:
            raise EvidenceError(f"two columns are named {name!r}: rename or remove one of them")


def _is_read(knowledge: KnowledgeBase, label: object, is_kept: bool) -> bool:
    """Whether a column is evidence; one that is neither that nor kept is an error."""
    try:
        column_key(knowledge, label, f", or copy it through: keep=[{str(label)!r}]")
    except EvidenceError:
        if not is_kept:
            raise
        return False
    return True
