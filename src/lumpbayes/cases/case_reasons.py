"""What is worked out for one case of many at a time: why, how sure, and the simulated verdict.

Each takes milliseconds. Cases alike share them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import numpy as np

from lumpbayes.inference.cases import UNKNOWN, Cases, CaseSolver
from lumpbayes.inference.network import FloatArray
from lumpbayes.inference.straw_models import make_straw_models
from lumpbayes.knowledge.evidence import interpret
from lumpbayes.knowledge.findings import Likelihood
from lumpbayes.knowledge.matching import ANY
from lumpbayes.knowledge.records import KnowledgeBase
from lumpbayes.percentages import DECIBANS
from lumpbayes.reasoning.fit import DRAWS, exact_findings, own_scores, rarities
from lumpbayes.reasoning.intervals import posterior_intervals
from lumpbayes.reasoning.situation import Situation
from lumpbayes.reasoning.verdict import verdict_of
from lumpbayes.reasoning.weighing import weigh

__all__ = ["CaseReasons"]

SEED = 0
"""Of everything that is drawn: a case's answer depends on itself alone."""

MOST_REMEMBERED = 4096
"""Cases whose reasons are remembered."""

T = TypeVar("T")


class CaseReasons:
    """Works out what takes a case by itself.

    Attributes:
        knowledge: the model in words.
        solver: answers cases about the cause.
    """

    def __init__(self, knowledge: KnowledgeBase, solver: CaseSolver) -> None:
        self.knowledge = knowledge
        self.solver = solver
        self._known: dict[tuple[object, ...], Any] = {}

    def intervals(
        self, cases: Cases, names: Sequence[str], row: int, draws: int
    ) -> tuple[FloatArray, FloatArray]:
        """The bounds of 95 % intervals of every cause, in table order, shape (causes,) each.

        Raises:
            EvidenceError: a network file, whose numbers have no intervals; draws that cannot be.
            TooLargeError: it would take more than the solver's memory limit.
        """

        def found(situation: Situation) -> tuple[FloatArray, FloatArray]:
            states = posterior_intervals(situation, None, SEED, draws).states
            bounds = [(states[cause].low, states[cause].high) for cause in self.knowledge.causes]
            low, high = np.array(bounds).T
            return low, high

        return self._once(("intervals", draws), cases, names, row, found)

    def explained(self, cases: Cases, names: Sequence[str], row: int, most: int) -> str:
        """The findings that speak most for the leading cause, such as ``fever=yes +5.3 dB``.

        Of findings that prove it, alone or together, that is said instead.
        """

        def found(situation: Situation) -> str:
            leading = int(np.argmax(situation.cause_posterior))
            others = [each for each in range(len(situation.cause_posterior)) if each != leading]
            weighed = weigh(situation, [leading], others, SEED)
            said = {situation.network.positions[n]: w for n, w in self._said(situation).items()}
            proofs = dict.fromkeys(each for group in weighed.proving for each in group)
            parts = [f"{said[each]} proves it" for each in proofs]
            shares = {each: weight.log_share for each, weight in weighed.weights.items()}
            for each in sorted(shares, key=lambda each: -shares[each]):
                if shares[each] > 0:
                    parts.append(f"{said[each]} {DECIBANS * shares[each]:+.1f} dB")
            return "; ".join(parts[:most])

        return self._once(("explain", most), cases, names, row, found)

    def verdict(self, cases: Cases, names: Sequence[str], row: int) -> str:
        """The verdict of ``dx.conflict()``, for which patients are simulated."""

        def found(situation: Situation) -> str:
            variables = exact_findings(situation)
            straw = make_straw_models(situation.solver, situation.background, variables)
            scores = own_scores(situation, straw)
            judged = rarities(situation, straw, scores, (DRAWS, SEED))
            return verdict_of(float(scores.log_conflict[0]), judged).value

        return self._once(("verdict",), cases, names, row, found)

    def _once(
        self,
        what: tuple[object, ...],
        cases: Cases,
        names: Sequence[str],
        row: int,
        found: Callable[[Situation], T],
    ) -> T:
        """What is found of a case; the same for cases alike, remembered for a while."""
        words = self._words(cases, names, row)
        key = (what, *((name, str(value)) for name, value in words.items()))
        if key not in self._known:
            if len(self._known) >= MOST_REMEMBERED:
                self._known.clear()
            self._known[key] = found(self._situation(words))
        known: T = self._known[key]
        return known

    def _words(self, cases: Cases, names: Sequence[str], row: int) -> dict[str, Any]:
        """The evidence of a case in words."""
        words: dict[str, Any] = {}
        for column, name in enumerate(names):
            code, states = int(cases.codes[row, column]), self.knowledge.variables[name].states
            if code >= len(states):
                vector = cases.vectors[column][code - len(states)].tolist()
                words[name] = Likelihood(dict(zip(states, vector, strict=True)))
            elif code != UNKNOWN:
                words[name] = states[code]
            elif name == self.knowledge.setting:
                words[name] = ANY
        if self.knowledge.setting and self.knowledge.setting not in names:
            words[self.knowledge.setting] = ANY
        return words

    def _situation(self, words: Mapping[str, Any]) -> Situation:
        understood = interpret(self.knowledge, words)
        solver = self.solver.solver
        evidence = understood.evidence(solver.network.positions)
        found = solver.posteriors(evidence, (self.solver.target,))
        posterior = found.posteriors[self.solver.target]
        return Situation(
            self.knowledge, solver, understood, evidence, found.log_evidence, posterior
        )

    def _said(self, situation: Situation) -> dict[str, str]:
        """Every finding as a word of evidence."""
        states = self.knowledge.variables
        found = {}
        for name, finding in situation.understood.findings.items():
            possible = [
                state
                for state, weight in zip(states[name].states, finding.vector, strict=True)
                if weight > 0
            ]
            found[name] = f"{name}={possible[0]}" if len(possible) == 1 else f"{name} (uncertain)"
        return found
