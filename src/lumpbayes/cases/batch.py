"""A frame of cases in, a frame of posteriors out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lumpbayes.cases.case_problems import CellProblem, check_on_error, messages
from lumpbayes.cases.encoding import EncodedCases, framed
from lumpbayes.cases.frame_reading import FrameReading
from lumpbayes.errors import EvidenceError
from lumpbayes.inference.cases import Cases, CaseSolver
from lumpbayes.inference.network import FloatArray
from lumpbayes.knowledge.records import KnowledgeBase
from lumpbayes.reasoning.impossible import impossible_case
from lumpbayes.reasoning.wanted import texts

if TYPE_CHECKING:
    import pandas

__all__ = ["FrameOptions", "answer_cases", "column_names"]

EXTRA = ("log_evidence", "problem")
"""Columns after the posteriors."""


class FrameOptions(NamedTuple):
    """How a frame of cases is answered.

    Attributes:
        setting: where the frame does not say.
        keep: columns that are copied through.
        on_error: what to do about a bad row: ``fail``, ``skip`` or ``mark``.
    """

    setting: str | None = None
    keep: tuple[str, ...] = ()
    on_error: str = "fail"

    @classmethod
    def of(cls, setting: str | None, keep: str | Sequence[str], on_error: str) -> FrameOptions:
        """What keywords say.

        Raises:
            EvidenceError: what cannot be meant.
        """
        return cls(setting, texts("keep", keep), check_on_error(on_error))


def column_names(knowledge: KnowledgeBase, targets: Sequence[str]) -> list[str]:
    """A column a state: the state alone for one target, ``variable=state`` for several.

    >>> import lumpbayes as lb
    >>> column_names(lb.load().knowledge, ["inflammation", "fever"])
    ['inflammation=yes', 'inflammation=no', 'fever=yes', 'fever=no']
    """
    states = {target: knowledge.variables[target].states for target in targets}
    if len(states) == 1 and not set(EXTRA) & set(*states.values()):
        return list(*states.values())
    return [f"{target}={state}" for target in states for state in states[target]]


def answer_cases(
    knowledge: KnowledgeBase,
    solvers: dict[str, CaseSolver],
    cases: object,
    options: FrameOptions,
) -> pandas.DataFrame:
    """Posteriors of every case; see ``Engine.batch``.

    Args:
        knowledge: the model in words.
        solvers: target -> what answers for it.
        cases: a frame, a list of mappings, or encoded cases.
        options: how.
    """
    import pandas as pd

    names = column_names(knowledge, list(solvers))
    reading: FrameReading | _Encoded
    if isinstance(cases, EncodedCases):
        reading = _Encoded(knowledge, cases, options)
    else:
        network = next(iter(solvers.values())).solver.network
        reading = FrameReading(knowledge, network, framed(cases), *options)
    kept = reading.kept((*names, *EXTRA))
    index = reading.index
    posteriors = np.empty((len(index), len(names)))
    log_evidence = np.empty(len(index))
    problems = np.full(len(index), None, dtype=object)
    for at, part, wrong in reading.parts():
        rows = slice(at, at + len(part.codes))
        log_evidence[rows] = _answer(solvers, part, posteriors[rows])
        problems[rows] = _problems(next(iter(solvers.values())), part, log_evidence[rows])
        for place, told in messages(wrong).items():
            posteriors[at + place], log_evidence[at + place] = np.nan, np.nan
            problems[at + place] = told
    answer = pd.DataFrame(posteriors, index=index, columns=names, copy=False)
    answer["log_evidence"] = pd.Series(log_evidence, index, copy=False)
    answer["problem"] = pd.Series(problems, index, dtype=object, copy=False)  # None stays None
    for place, column in enumerate(kept):
        answer.insert(place, column.name, column)
    return answer[answer["problem"].isna()] if options.on_error == "skip" else answer


class _Encoded:
    """Cases that have been encoded already; see ``FrameReading``."""

    def __init__(
        self, knowledge: KnowledgeBase, cases: EncodedCases, options: FrameOptions
    ) -> None:
        _check_same_model(knowledge, cases, options.setting)
        if options.keep:
            raise EvidenceError(
                f"keep={list(options.keep)!r}: encoded cases have no other columns; give their "
                "frame, or join the answers with it by its index"
            )
        self._cases = cases
        self.index = cases.index

    def kept(self, _: Sequence[str]) -> list[pandas.Series[Any]]:
        """None."""
        return []

    def parts(self) -> Iterator[tuple[int, Cases, list[CellProblem]]]:
        """All of them at once."""
        yield 0, self._cases.cases, []


def _check_same_model(knowledge: KnowledgeBase, cases: EncodedCases, setting: str | None) -> None:
    fingerprint, cause = cases.model
    if fingerprint != knowledge.fingerprint:
        raise EvidenceError(
            f"these cases were encoded for another model ({fingerprint[:12]}, this one is "
            f"{knowledge.fingerprint[:12]}): encode them again with this engine"
        )
    if cause != knowledge.cause:
        raise EvidenceError(
            f"these cases were encoded for the target {cause or 'none'}, this engine asks for "
            f"{knowledge.cause or 'none'}: encode them again with this engine"
        )
    if setting is not None:
        raise EvidenceError(
            f"setting={setting!r}: encoded cases have theirs already; give it to Engine.encode"
        )


def _answer(solvers: dict[str, CaseSolver], cases: Cases, posteriors: FloatArray) -> FloatArray:
    """Fill in the posteriors of every target, NaN where impossible; return log P(evidence)."""
    log_evidence = np.zeros(len(cases.codes))
    begin = 0
    for solver in solvers.values():
        end = begin + solver.states
        if len(solvers) == 1:
            log_evidence = solver.solve(cases, posteriors).log_evidence
        else:
            posteriors[:, begin:end], log_evidence = solver.solve(cases)
        begin = end
    impossible = np.isneginf(log_evidence)
    if impossible.any():
        posteriors[impossible] = np.nan
    return log_evidence


def _problems(solver: CaseSolver, cases: Cases, log_evidence: FloatArray) -> NDArray[np.object_]:
    """Why each case is impossible; None for all others."""
    problems = np.full(len(log_evidence), None, dtype=object)
    known: dict[bytes, str] = {}
    for row in np.flatnonzero(np.isneginf(log_evidence)).tolist():
        key = cases.codes[row].tobytes()
        if key not in known:
            known[key] = str(impossible_case(solver.solver, solver.evidence(cases, row)))
        problems[row] = known[key]
    return problems
