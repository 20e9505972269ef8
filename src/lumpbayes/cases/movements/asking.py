"""Many cases asked of one version of the tables, or of the earlier one with a change alone."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lumpbayes.cases.case_rules import CaseRules
from lumpbayes.cases.movements.shared_cases import Read, Version
from lumpbayes.cases.movements.single_changes import SingleChange, replaced_table
from lumpbayes.inference.backends import make_solver
from lumpbayes.inference.cases import CaseSolver, case_solver
from lumpbayes.inference.network import FloatArray
from lumpbayes.knowledge.records import KnowledgeBase
from lumpbayes.reasoning.triage import Fired, Levels, Triage

__all__ = ["Answers", "Asker", "Trial", "total_variation"]


class Answers(NamedTuple):
    """Answers to many cases.

    Attributes:
        posteriors: P(cause | evidence), shape (cases, causes); 0 throughout where impossible.
        possible: whether P(evidence) is positive, shape (cases,).
        fired: what red flags and the conditions of thresholds make of them.
        levels: of urgency, shape (cases,).
    """

    posteriors: FloatArray
    possible: NDArray[np.bool_]
    fired: Fired
    levels: Levels


class Asker:
    """Asks one version.

    Attributes:
        version: it.
    """

    def __init__(self, version: Version) -> None:
        self.version = version
        self.solver = _case_solver(version)
        self.rules = CaseRules(Triage.of(version.knowledge))

    def ask(self, read: Read) -> Answers:
        """The answers to some cases."""
        posteriors, log_evidence = self.solver.solve(read.cases)
        fired = self.rules.fired(*read)
        levels = _levels(self.rules.triage, posteriors, fired)
        return Answers(posteriors, log_evidence > -np.inf, fired, levels)


class Trial:
    """Tries one change alone.

    Attributes:
        change: one that can be tried.
        moved: total variation of each case so far; NaN where the change makes it impossible.
        leading: in how many cases the leading cause changes.
        up, down: in how many cases the urgency rises, and falls.
    """

    def __init__(self, change: SingleChange, asker: Asker) -> None:
        """Make the tables of the earlier version with that change.

        Args:
            change: the change.
            asker: of the earlier version.
        """
        self.change = change
        knowledge: KnowledgeBase = asker.version.knowledge
        self._solver = asker.solver
        self._rules: CaseRules | None = None
        if change.table is not None:
            old = asker.version.solver
            network = replaced_table(old.network, change)
            solver = make_solver(old.name, network, old.memory_limit)
            self._solver = _case_solver(Version(knowledge, solver))
        if change.knowledge is not None:
            self._rules = CaseRules(Triage.of(change.knowledge))
        self._triage = self._rules.triage if self._rules else asker.rules.triage
        self.moved: list[FloatArray] = []
        self.leading, self.up, self.down = 0, 0, 0

    def add(self, read: Read, old: Answers, kept: NDArray[np.bool_]) -> FloatArray:
        """Try it on some cases.

        Args:
            read: the cases, as the earlier version reads them.
            old: what it answers.
            kept: the cases that count, shape (cases,).

        Returns:
            The change of each probability, shape (kept cases, causes); NaN where the change makes
            the case impossible.
        """
        posteriors = old.posteriors
        if self.change.table is not None:
            posteriors = self._solver.solve(read.cases).posteriors
        fired = self._rules.fired(*read) if self._rules else old.fired
        levels = _levels(self._triage, posteriors, fired)
        now, was = posteriors[kept], old.posteriors[kept]
        difference: FloatArray = now - was
        possible = now.any(axis=1)
        difference[~possible] = np.nan
        self.moved.append(0.5 * np.abs(difference).sum(axis=1))
        self.leading += int((possible & (now.argmax(axis=1) != was.argmax(axis=1))).sum())
        steps = np.where(possible, (levels - old.levels)[kept], 0)
        self.up += int((steps > 0).sum())
        self.down += int((steps < 0).sum())
        return difference


def total_variation(before: FloatArray, after: FloatArray) -> FloatArray:
    """Half the sum of what each cause gains or loses, shape (cases,).

    Args:
        before: P(cause | evidence), shape (cases, causes).
        after: the same.

    >>> total_variation(np.array([[0.5, 0.5]]), np.array([[0.2, 0.8]])).round(12).tolist()
    [0.3]
    """
    moved: FloatArray = 0.5 * np.abs(after - before).sum(axis=1)
    return moved


def _levels(triage: Triage, posteriors: FloatArray, fired: Fired) -> Levels:
    return np.maximum(triage.by_risk(posteriors, fired.certain), fired.levels)


def _case_solver(version: Version) -> CaseSolver:
    target = version.solver.network.index(version.knowledge.cause)
    return case_solver(version.solver, target, never_observed=True)
