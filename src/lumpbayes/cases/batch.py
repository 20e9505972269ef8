"""A frame of cases in, a frame of posteriors out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from lumpbayes.cases.encoding import EncodedCases, encode, framed
from lumpbayes.errors import EvidenceError
from lumpbayes.inference.cases import Cases, CaseSolver
from lumpbayes.inference.network import FloatArray
from lumpbayes.knowledge.records import KnowledgeBase
from lumpbayes.reasoning.impossible import impossible_because

if TYPE_CHECKING:
    import pandas

__all__ = ["answer_cases", "column_names"]

CHUNK = 2**17
"""Cases whose words are read at a time: what reading takes does not grow with the frame."""

EXTRA = ("log_evidence", "problem")
"""Columns after the posteriors."""


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
    setting: str | None,
) -> pandas.DataFrame:
    """Posteriors of every case; see ``Engine.batch``.

    Args:
        knowledge: the model in words.
        solvers: target -> what answers for it.
        cases: a frame, a list of mappings, or encoded cases.
        setting: where the frame does not say.
    """
    import pandas as pd

    solver = next(iter(solvers.values()))
    network = solver.solver.network
    parts: Iterable[tuple[int, Cases]]
    if isinstance(cases, EncodedCases):
        _check_same_model(knowledge, cases, setting)
        index, parts = cases.index, [(0, cases.cases)]
    else:
        frame = framed(cases)
        index = frame.index
        encode(knowledge, network, frame.iloc[:0], setting)  # column names, before any work
        parts = (
            (at, encode(knowledge, network, frame.iloc[at : at + CHUNK], setting).cases)
            for at in range(0, len(frame), CHUNK)
        )
    names = column_names(knowledge, list(solvers))
    posteriors = np.empty((len(index), len(names)))
    log_evidence = np.empty(len(index))
    problems = np.full(len(index), None, dtype=object)
    for at, part in parts:
        rows = slice(at, at + len(part.codes))
        log_evidence[rows] = _answer(solvers, part, posteriors[rows])
        problems[rows] = _problems(solver, part, log_evidence[rows])
    answer = pd.DataFrame(posteriors, index=index, columns=names, copy=False)
    answer["log_evidence"] = pd.Series(log_evidence, index, copy=False)
    answer["problem"] = pd.Series(problems, index, dtype=object, copy=False)  # None stays None
    return answer


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
            known[key] = impossible_because(solver.solver, solver.evidence(cases, row))
        problems[row] = known[key]
    return problems
