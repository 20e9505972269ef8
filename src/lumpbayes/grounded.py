"""What an answer rests on, and what is worked out from it when first asked for, and kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from lumpbayes.errors import UnknownNameError
from lumpbayes.inference.backends import Solver
from lumpbayes.inference.evidence import Evidence
from lumpbayes.inference.network import EvidenceVectors, FloatArray, Network
from lumpbayes.inference.propagation import Propagation
from lumpbayes.kept import kept
from lumpbayes.knowledge.evidence import Interpretation, interpret
from lumpbayes.knowledge.records import KnowledgeBase
from lumpbayes.reasoning.answer import Answer, make_answer
from lumpbayes.reasoning.fit import NotJudged, assess_fit
from lumpbayes.reasoning.not_asked import not_asked
from lumpbayes.reasoning.posteriors import Posteriors
from lumpbayes.reasoning.red_flags import Flagged
from lumpbayes.reasoning.situation import Situation

__all__ = ["Grounded"]


class Grounded:
    """What every part of an answer stands on; ``Diagnosis`` says what its attributes are."""

    knowledge: KnowledgeBase
    solver: Solver
    plain: tuple[Mapping[str, str], str | None] | None
    log_evidence: float
    cause_posterior: FloatArray | None
    ranking: NDArray[np.intp] | None

    @kept
    def understood(self) -> Interpretation:
        """The evidence, understood.

        >>> import lumpbayes as lb
        >>> dict(lb.load().diagnose({"fever": "yes"}).understood.assumed)
        {'setting': 'primary_care'}
        """
        evidence, setting = self.plain or ({}, None)
        return interpret(self.knowledge, evidence, setting)

    @kept
    def vectors(self) -> EvidenceVectors:
        """The likelihood vectors used, one per variable in network order.

        >>> import lumpbayes as lb
        >>> dx = lb.load().diagnose({"fever": "yes"})
        >>> dx.vectors[dx.network.index("fever")]
        array([1., 0.])
        """
        return self.understood.arrays(self.network.names, self.network.cardinalities)

    @kept
    def _evidence(self) -> Evidence:
        if self.plain is not None:
            evidence, setting = self.plain
            exact = {**self.knowledge.defaults, **evidence}
            if setting is not None and self.knowledge.setting is not None:
                exact[self.knowledge.setting] = setting
            return Evidence.named(self.network, exact)
        if "vectors" in vars(self):
            return Evidence.of(self.vectors)
        return self.understood.evidence(self.network.positions)

    @property
    def network(self) -> Network:
        """The network, in arrays.

        >>> import lumpbayes as lb
        >>> len(lb.load().diagnose().network.names)
        44
        """
        return self.solver.network

    @kept
    def posteriors(self) -> Posteriors:
        """Every variable's posterior: variable -> state -> probability, in table order.

        ``posteriors.arrays`` has them as arrays, in network order.

        >>> import lumpbayes as lb
        >>> dx = lb.load().diagnose({"redness": "yes", "warmth": "yes"})
        >>> dx.posteriors["redness"], len(dx.posteriors.arrays)
        ({'yes': 1.0, 'no': 0.0}, 44)
        """
        found = self.solver.posteriors(self._evidence)
        return Posteriors(self.network, tuple(found.posteriors.values()))

    @kept
    def propagation(self) -> Propagation:
        """Posteriors and derivatives of every variable, as arrays in network order.

        >>> import lumpbayes as lb
        >>> dx = lb.load().diagnose({"fever": "yes"})
        >>> dx.propagation.posteriors[dx.network.index("fever")]
        array([1., 0.])
        """
        return self.solver.propagate(self.vectors)

    @kept
    def answer(self) -> Answer:
        """The answer as plain data.

        >>> import lumpbayes as lb
        >>> lb.load().diagnose({"fever": "yes"}).answer.given
        ('Fever: yes', 'Setting: primary care (assumed)')
        """
        judged = self.cause_posterior is not None
        fit = assess_fit(self.situation) if judged else NotJudged.NO_TARGET
        level = self._unassessed.urgency.level
        unasked = not_asked(self.knowledge, self.understood, level, self._flagged)
        told = replace(self._unassessed, not_asked=unasked)
        if isinstance(fit, NotJudged):
            return replace(told, fit_not_judged=fit)
        return replace(told, fit=fit)

    @kept
    def _unassessed(self) -> Answer:
        """The answer without its fit and what was not asked, both of which take longer."""
        return make_answer(
            self.knowledge,
            self.understood,
            self.solver.name,
            self.log_evidence,
            self.cause_posterior,
            self._flagged,
        )

    @kept
    def _flagged(self) -> Flagged:
        """What the evidence leaves possible, and the red flags by it."""
        return Flagged.of(self.knowledge, self.understood)

    @kept
    def situation(self) -> Situation:
        """What the reasoning modules read: the model, the evidence, the posterior of the cause.

        Raises:
            UnknownNameError: a network without a target, which has no cause to reason about.

        >>> import lumpbayes as lb
        >>> situation = lb.load().diagnose({"fever": "yes"}).situation
        >>> [situation.network.names[index] for index in situation.findings]
        ['fever']
        """
        if self.cause_posterior is None:
            raise self._no_target("the cause")
        return Situation(
            self.knowledge,
            self.solver,
            self.understood,
            self._evidence,
            self.log_evidence,
            self.cause_posterior,
        )

    def _no_target(self, asked: str) -> UnknownNameError:
        return UnknownNameError(
            f"{asked}: {self.knowledge.name} was loaded without a target, so that no "
            "variable's states are asked for: name one, engine.with_target(...) or "
            "lumpbayes.load(path, target=...); dx.of(...) has every variable's posterior"
        )
