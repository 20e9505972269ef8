"""An answer, and what can be asked of it. Frozen; every method one call downward."""

from __future__ import annotations

from collections.abc import ItemsView, Iterator, KeysView, Mapping, ValuesView
from dataclasses import dataclass, replace
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from lumpbayes import reasoning
from lumpbayes.display.record import answer_frame, answer_record, record_json
from lumpbayes.display.text import answer_text
from lumpbayes.errors import UnknownNameError
from lumpbayes.inference.backends import Solver
from lumpbayes.inference.evidence import Evidence
from lumpbayes.inference.kernel.program import Cost
from lumpbayes.inference.network import EvidenceVectors, FloatArray, Network, read_only
from lumpbayes.inference.plan import Plan
from lumpbayes.inference.propagation import Propagation
from lumpbayes.kept import kept
from lumpbayes.knowledge.evidence import Interpretation, interpret
from lumpbayes.knowledge.frozen_mapping import thawed
from lumpbayes.knowledge.records import FrozenMapping, KnowledgeBase
from lumpbayes.pictured import Pictured
from lumpbayes.reasoning.answer import Answer, make_answer, ranked
from lumpbayes.reasoning.coded import answer_codes
from lumpbayes.reasoning.fit import NotJudged, assess_fit
from lumpbayes.reasoning.management import Advice
from lumpbayes.reasoning.posteriors import Posteriors
from lumpbayes.reasoning.red_flags import Flag
from lumpbayes.reasoning.situation import Situation
from lumpbayes.reasoning.urgency import Urgency

if TYPE_CHECKING:
    import pandas

    from lumpbayes.reasoning.queries import Assignment, PosteriorDerivatives

__all__ = ["Diagnosis"]

MOST_AT_ONCE = 2000
"""Variables up to which one question about any of them answers for all."""


@dataclass(init=False, frozen=True, repr=False, eq=False)
class Diagnosis(Pictured):
    """An answer: the differential, what it rests on, and what else can be asked of it.

    What nobody asks for is not worked out; what has been is kept.

    Attributes:
        knowledge: the tables it rests on, in words.
        solver: the exact method, which holds the same in arrays.
        plain: where evidence was given by exact names and states: that, and the setting;
            otherwise None.
        log_evidence: natural log of P(evidence), what was assumed included; soft vectors scaled
            to 1.
        cause_posterior: P(cause | evidence), shape (causes,), in table order; None in a network
            without a target.
        ranking: indices of the causes, the most probable first, where that is known.

    >>> import lumpbayes as lb
    >>> lb.load().diagnose({"punctum": "yes", "consistency": "firm"})["epidermoid_cyst"] > 0.5
    True
    """

    knowledge: KnowledgeBase
    solver: Solver
    plain: tuple[Mapping[str, str], str | None] | None
    log_evidence: float
    cause_posterior: FloatArray | None
    ranking: NDArray[np.intp] | None

    def __init__(
        self,
        knowledge: KnowledgeBase,
        solver: Solver,
        plain: tuple[Mapping[str, str], str | None] | None,
        log_evidence: float,
        cause_posterior: FloatArray | None,
        ranking: NDArray[np.intp] | None = None,
    ) -> None:
        # All at once: setting the attributes of a frozen value one by one takes as long as a query.
        fields = {
            "knowledge": knowledge,
            "solver": solver,
            "plain": plain,
            "log_evidence": log_evidence,
            "cause_posterior": cause_posterior,
            "ranking": ranking,
        }
        vars(self).update(fields)

    @classmethod
    def understood_as(
        cls,
        knowledge: KnowledgeBase,
        solver: Solver,
        understood: Interpretation,
        fitted: EvidenceVectors | None,
        found: tuple[float, FloatArray | None],
    ) -> Diagnosis:
        """An answer to evidence that is understood already.

        Args:
            knowledge: the tables, in words.
            solver: the exact method.
            understood: the evidence.
            fitted: the likelihood vectors where Jeffrey's rule found some; otherwise None.
            found: log evidence and P(cause | evidence).

        >>> import lumpbayes as lb
        >>> dx = lb.load().diagnose({"fever": lb.Probability({"yes": 0.6, "no": 0.4})})
        >>> round(dx.of("fever")["yes"], 9)
        0.6
        """
        diagnosis = cls(knowledge, solver, None, *found)
        vars(diagnosis)["understood"] = understood
        if fitted is not None:
            vars(diagnosis)["vectors"] = fitted
        return diagnosis

    def __reduce__(self) -> tuple[Any, ...]:
        """Copies are read-only too; numpy forgets that."""
        found = (self.log_evidence, self.cause_posterior)
        fitted = vars(self).get("vectors")
        return _restored, (self.knowledge, self.solver, self.understood, fitted, found)

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
    def answer(self) -> Answer:
        """The answer as plain data.

        >>> import lumpbayes as lb
        >>> lb.load().diagnose({"fever": "yes"}).answer.given
        ('Fever: yes', 'Setting: primary care (assumed)')
        """
        judged = self.cause_posterior is not None
        fit = assess_fit(self.situation) if judged else NotJudged.NO_TARGET
        if isinstance(fit, NotJudged):
            return replace(self._unassessed, fit_not_judged=fit)
        return replace(self._unassessed, fit=fit)

    @kept
    def _unassessed(self) -> Answer:
        """The answer without its fit, for which patients may have to be simulated."""
        return make_answer(
            self.knowledge,
            self.understood,
            self.solver.name,
            self.log_evidence,
            self.cause_posterior,
        )

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

    @property
    def network(self) -> Network:
        """The network, in arrays.

        >>> import lumpbayes as lb
        >>> len(lb.load().diagnose().network.names)
        44
        """
        return self.solver.network

    @kept
    def posterior(self) -> FrozenMapping[float]:
        """Cause -> probability, most probable first; sums to 1.

        >>> import lumpbayes as lb
        >>> dx = lb.load().diagnose({"fever": "yes", "redness": "yes"})
        >>> list(dx.posterior)[:2]
        ['skin_abscess', 'pilonidal_disease']
        """
        found, causes = self.cause_posterior, self.knowledge.causes
        if found is None or self.ranking is None or len(self.ranking) <= 1:
            return ranked(causes, found, "cause")
        chosen = itemgetter(*self.ranking.tolist())
        items = dict(zip(chosen(causes), chosen(found.tolist()), strict=True))
        return FrozenMapping.owning(items, "cause")

    @property
    def groups(self) -> FrozenMapping[float]:
        """Group of causes -> summed probability; groups may overlap.

        >>> import lumpbayes as lb
        >>> lb.load().diagnose({"fever": "yes"}).groups["infection"] > 0.5
        True
        """
        return self._unassessed.groups

    @property
    def evidence(self) -> FrozenMapping[Any]:
        """The evidence in its JSON form, sorted by name; it can be given back to ``diagnose``.

        >>> import lumpbayes as lb
        >>> lb.load().diagnose({"size_cm": 6, "fever": lb.Not("yes")}).evidence
        {'fever': {'not': 'yes'}, 'size_cm': 6.0}
        """
        return FrozenMapping(thawed(self._unassessed.evidence), "finding")

    @property
    def assumed(self) -> FrozenMapping[str]:
        """Variable -> state that was taken from the model's defaults.

        >>> import lumpbayes as lb
        >>> lb.load().diagnose({"fever": "yes"}).assumed
        {'setting': 'primary_care'}
        """
        return self._unassessed.assumed

    @property
    def urgency(self) -> Urgency:
        """How urgent care is (``level``), and why (``reasons``, the most urgent first).

        >>> import lumpbayes as lb
        >>> dx = lb.load().diagnose({"limb_weakness": "yes"})
        >>> dx.urgency.level, dx.urgency.reasons[0].kind
        ('emergency', 'red_flag')
        """
        return self._unassessed.urgency

    @property
    def red_flags(self) -> tuple[Flag, ...]:
        """The red-flag rules that fire: certain, given the evidence.

        >>> import lumpbayes as lb
        >>> dx = lb.load().diagnose({"limb_weakness": "yes"})
        >>> [(flag.id, flag.urgency) for flag in dx.red_flags]
        [('R1', 'emergency')]
        """
        return self._unassessed.red_flags

    @property
    def possible_red_flags(self) -> tuple[Flag, ...]:
        """Red-flag rules that would fire if soft evidence turned out one way.

        >>> import lumpbayes as lb
        >>> dx = lb.load().diagnose({"limb_weakness": lb.Reliability("yes", 0.6)})
        >>> [flag.id for flag in dx.red_flags], [flag.id for flag in dx.possible_red_flags]
        ([], ['R1'])
        """
        return self._unassessed.possible_red_flags

    @property
    def management(self) -> tuple[Advice, ...]:
        """Work-up and treatment of what drives the urgency, then of the leading causes.

        >>> import lumpbayes as lb
        >>> advice = lb.load().diagnose({"fever": "yes", "redness": "yes"}).management[0]
        >>> advice.cause, advice.urgency, advice.sources
        ('skin_abscess', 'urgent', ('idsa2014', 'gottlieb2020'))
        """
        return self._unassessed.management

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

    def __getitem__(self, cause: str) -> float:
        """Posterior probability of a cause, or of a group of causes; of one in both, the cause's.

        Everything else that a mapping does is about the causes alone.

        Raises:
            UnknownNameError: neither; names the nearest.
        """
        if self.cause_posterior is None:
            raise self._no_target(repr(cause))
        if cause not in self.posterior and cause in self._unassessed.groups:
            return self._unassessed.groups[cause]
        return self.posterior[cause]

    def __len__(self) -> int:
        return len(self.posterior)

    def __bool__(self) -> bool:
        """An answer is one without a target too, of which no cause is asked."""
        return True

    def __iter__(self) -> Iterator[str]:
        return iter(self.posterior)

    def __contains__(self, cause: object) -> bool:
        return cause in self.posterior

    def keys(self) -> KeysView[str]:
        """The causes, most probable first.

        >>> import lumpbayes as lb
        >>> next(iter(lb.load().diagnose({"fever": "yes", "redness": "yes"}).keys()))
        'skin_abscess'
        """
        return self.posterior.keys()

    def values(self) -> ValuesView[float]:
        """Their probabilities.

        >>> import lumpbayes as lb
        >>> round(sum(lb.load().diagnose({"fever": "yes"}).values()), 9)
        1.0
        """
        return self.posterior.values()

    def items(self) -> ItemsView[str, float]:
        """The causes, each with its probability.

        >>> import lumpbayes as lb
        >>> dx = lb.load().diagnose({"fever": "yes"})
        >>> dict(dx.items()) == dict(dx.posterior)
        True
        """
        return self.posterior.items()

    def of(self, variable: str) -> FrozenMapping[float]:
        """Any variable's posterior: state -> probability, most probable first.

        Raises:
            UnknownNameError: a variable that the model does not have.

        >>> import lumpbayes as lb
        >>> dx = lb.load().diagnose({"redness": "yes", "warmth": "yes"})
        >>> next(iter(dx.of("inflammation")))
        'yes'
        """
        states = self.knowledge.variables[variable].states
        return ranked(states, self._posterior_of(variable), f"state of {variable}")

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

    def _posterior_of(self, variable: str) -> FloatArray:
        """P(variable | evidence): one of all where a network is small, one alone otherwise."""
        index = self.network.index(variable)
        if variable == self.knowledge.cause and self.cause_posterior is not None:
            return self.cause_posterior
        if len(self.network.names) > MOST_AT_ONCE and "posteriors" not in vars(self):
            return self.solver.posteriors(self._evidence, (index,)).posteriors[index]
        return self.posteriors.arrays[index]

    def joint(self, *variables: str) -> pandas.Series[float]:
        """P(variables | evidence) together: a series with a level of the index for each.

        Raises:
            UnknownNameError: a variable that the model does not have.
            EvidenceError: no variable, or one twice.
            TooLargeError: the table would need more than the engine's ``memory_limit``.

        >>> import lumpbayes as lb
        >>> together = lb.load().diagnose({"fever": "yes"}).joint("redness", "warmth")
        >>> list(together.index.names), bool(together["yes", "yes"] > together["yes", "no"])
        (['redness', 'warmth'], True)
        """
        return reasoning.queries.joint(
            self.knowledge, *self._question, variables, self.solver.memory_limit
        )

    def most_probable_explanation(self) -> Assignment:
        """The states of all unobserved variables that are most probable together.

        They need not be each variable's own most probable state.

        >>> import lumpbayes as lb
        >>> dx = lb.load().diagnose({"fever": "yes", "redness": "yes"})
        >>> dx.most_probable_explanation().states["cause"]
        'skin_abscess'
        """
        return reasoning.queries.most_probable(
            self.knowledge, *self._question, None, self.solver.memory_limit
        )

    def maximum_a_posteriori(self, *variables: str) -> Assignment:
        """The states of some variables that are most probable together, the others summed out.

        Raises:
            UnknownNameError: a variable that the model does not have.

        >>> import lumpbayes as lb
        >>> dx = lb.load().diagnose({"redness": "yes"})
        >>> dict(dx.maximum_a_posteriori("inflammation", "warmth").states)
        {'inflammation': 'yes', 'warmth': 'yes'}
        """
        return reasoning.queries.most_probable(
            self.knowledge, *self._question, variables, self.solver.memory_limit
        )

    def derivatives(self, variable: str, state: str) -> PosteriorDerivatives:
        """How P(variable = state | evidence) moves with each number of the tables.

        Raises:
            UnknownNameError: a variable or state that the model does not have.

        >>> import lumpbayes as lb
        >>> moves = lb.load().diagnose({"fever": "yes"}).derivatives("cause", "skin_abscess")
        >>> moves.table("fever").shape
        (2, 3, 18)
        """
        return reasoning.queries.derivatives(
            self.knowledge, self.solver, self._evidence, (variable, state)
        )

    @property
    def plan(self) -> Plan | Cost:
        """What the posterior of the cause took to compute, of all variables without a cause.

        >>> import lumpbayes as lb
        >>> print(lb.load().diagnose({"fever": "yes", "redness": "yes"}).plan)
        5 steps, 144 multiplications a sweep, largest table 54 numbers, 4 KiB in all
        """
        cause = self.knowledge.cause
        return self.solver.plan(self._evidence, (self.network.index(cause),) if cause else None)

    @property
    def _question(self) -> tuple[Network, Evidence]:
        return self.network, self._evidence

    def to_dict(self, *, codes: bool = False) -> dict[str, Any]:
        """The answer in the documented JSON form, schema 1 (docs/reference/json.md).

        Args:
            codes: with the ICD-10-CM, HPO and SNOMED CT codes of the causes and of the evidence.

        >>> import lumpbayes as lb
        >>> record = lb.load().diagnose({"HP:0001945": "yes"}).to_dict(codes=True)
        >>> record["evidence"], record["evidence_codes"]["fever"]["icd10cm"]
        ({'fever': 'yes'}, [{'code': 'R50.9', 'text': ''}])
        """
        return answer_record(
            self.answer, answer_codes(self.knowledge, self.understood) if codes else None
        )

    def to_json(self, *, codes: bool = False) -> str:
        """The answer as JSON text; the same bytes whenever the same is asked.

        Args:
            codes: as in :meth:`to_dict`.

        >>> import json
        >>> import lumpbayes as lb
        >>> dx = lb.load().diagnose({"fever": "yes"})
        >>> json.loads(dx.to_json()) == dx.to_dict()
        True
        """
        return record_json(self.to_dict(codes=codes))

    def to_frame(self) -> pandas.DataFrame:
        """The differential as a frame: cause, label, probability, most probable first.

        >>> import lumpbayes as lb
        >>> frame = lb.load().diagnose({"fever": "yes", "redness": "yes"}).to_frame()
        >>> frame.loc[0, "label"]
        'Skin abscess'
        """
        return answer_frame(self._unassessed)

    def __repr__(self) -> str:
        return answer_text(self.answer)

    def _repr_html_(self) -> str:
        return self.answer._repr_html_()


def _restored(
    knowledge: KnowledgeBase,
    solver: Solver,
    understood: Interpretation,
    fitted: EvidenceVectors | None,
    found: tuple[float, FloatArray | None],
) -> Diagnosis:
    frozen = None if fitted is None else tuple(read_only(vector) for vector in fitted)
    log_evidence, cause = found
    own = (log_evidence, None if cause is None else read_only(cause))
    return Diagnosis.understood_as(knowledge, solver, understood, frozen, own)
