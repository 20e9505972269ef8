"""An answer, and what can be asked of it. Frozen; every method one call downward."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lumpbayes.display.html import answer_html
from lumpbayes.display.record import answer_frame, answer_record, record_json
from lumpbayes.display.text import answer_text
from lumpbayes.errors import UnknownNameError
from lumpbayes.inference.network import EvidenceVectors, Network, read_only
from lumpbayes.inference.propagation import Propagation
from lumpbayes.knowledge.evidence import Interpretation
from lumpbayes.knowledge.frozen_mapping import thawed
from lumpbayes.knowledge.records import FrozenMapping, KnowledgeBase
from lumpbayes.reasoning.answer import Answer, ranked
from lumpbayes.reasoning.coded import answer_codes
from lumpbayes.reasoning.management import Advice
from lumpbayes.reasoning.red_flags import Flag
from lumpbayes.reasoning.urgency import Urgency

if TYPE_CHECKING:
    import pandas

__all__ = ["Diagnosis"]


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Diagnosis:
    """An answer: the differential, what it rests on, and what else can be asked of it.

    Attributes:
        knowledge: the tables it rests on, in words.
        network: the same in arrays.
        answer: the answer as plain data.
        understood: the evidence, understood.
        vectors: the likelihood vectors used, one per variable in network order; those that
            Jeffrey's rule found included.
        propagation: posteriors and derivatives of every variable, as arrays in network order.

    >>> import lumpbayes as lb
    >>> lb.load().diagnose({"punctum": "yes", "consistency": "firm"})["epidermoid_cyst"] > 0.5
    True
    """

    knowledge: KnowledgeBase
    network: Network
    answer: Answer
    understood: Interpretation
    vectors: EvidenceVectors
    propagation: Propagation

    def __reduce__(self) -> tuple[Any, ...]:
        """Copies are read-only too; numpy forgets that."""
        fields = (self.knowledge, self.network, self.answer, self.understood)
        return _frozen_diagnosis, (*fields, self.vectors, self.propagation)

    @property
    def posterior(self) -> FrozenMapping[float]:
        """Cause -> probability, most probable first; sums to 1.

        >>> import lumpbayes as lb
        >>> dx = lb.load().diagnose({"fever": "yes", "redness": "yes"})
        >>> list(dx.posterior)[:2]
        ['skin_abscess', 'pilonidal_disease']
        """
        return self.answer.posterior

    @property
    def groups(self) -> FrozenMapping[float]:
        """Group of causes -> summed probability; groups may overlap.

        >>> import lumpbayes as lb
        >>> lb.load().diagnose({"fever": "yes"}).groups["infection"] > 0.5
        True
        """
        return self.answer.groups

    @property
    def log_evidence(self) -> float:
        """Natural log of P(evidence), what was assumed included; soft vectors scaled to 1.

        >>> import lumpbayes as lb
        >>> engine = lb.load()
        >>> engine.diagnose({"fever": "yes"}).log_evidence < engine.diagnose().log_evidence < 0
        True
        """
        return self.answer.log_evidence

    @property
    def evidence(self) -> FrozenMapping[Any]:
        """The evidence in its JSON form, sorted by name; it can be given back to ``diagnose``.

        >>> import lumpbayes as lb
        >>> lb.load().diagnose({"size_cm": 6, "fever": lb.Not("yes")}).evidence
        {'fever': {'not': 'yes'}, 'size_cm': 6.0}
        """
        return FrozenMapping(thawed(self.answer.evidence), "finding")

    @property
    def assumed(self) -> FrozenMapping[str]:
        """Variable -> state that was taken from the model's defaults.

        >>> import lumpbayes as lb
        >>> lb.load().diagnose({"fever": "yes"}).assumed
        {'setting': 'primary_care'}
        """
        return self.answer.assumed

    @property
    def urgency(self) -> Urgency:
        """How urgent care is (``level``), and why (``reasons``, the most urgent first).

        >>> import lumpbayes as lb
        >>> dx = lb.load().diagnose({"limb_weakness": "yes"})
        >>> dx.urgency.level, dx.urgency.reasons[0].kind
        ('emergency', 'red_flag')
        """
        return self.answer.urgency

    @property
    def red_flags(self) -> tuple[Flag, ...]:
        """The red-flag rules that fire: certain, given the evidence.

        >>> import lumpbayes as lb
        >>> dx = lb.load().diagnose({"limb_weakness": "yes"})
        >>> [(flag.id, flag.urgency) for flag in dx.red_flags]
        [('R1', 'emergency')]
        """
        return self.answer.red_flags

    @property
    def possible_red_flags(self) -> tuple[Flag, ...]:
        """Red-flag rules that would fire if soft evidence turned out one way.

        >>> import lumpbayes as lb
        >>> dx = lb.load().diagnose({"limb_weakness": lb.Reliability("yes", 0.6)})
        >>> [flag.id for flag in dx.red_flags], [flag.id for flag in dx.possible_red_flags]
        ([], ['R1'])
        """
        return self.answer.possible_red_flags

    @property
    def management(self) -> tuple[Advice, ...]:
        """Work-up and treatment of the leading causes, from the tables.

        >>> import lumpbayes as lb
        >>> advice = lb.load().diagnose({"fever": "yes", "redness": "yes"}).management[0]
        >>> advice.cause, advice.urgency, advice.sources
        ('skin_abscess', 'urgent', ('idsa2014', 'gottlieb2020'))
        """
        return self.answer.management

    def __getitem__(self, cause: str) -> float:
        """Posterior probability of one cause; UnknownNameError names the nearest."""
        if cause in self.answer.groups:
            raise UnknownNameError(f"{cause!r} is a group of causes: see dx.groups[{cause!r}]")
        return self.answer.posterior[cause]

    def __iter__(self) -> Iterator[str]:
        return iter(self.answer.posterior)

    def __contains__(self, cause: object) -> bool:
        return cause in self.answer.posterior

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
        index = self.network.index(variable)
        return ranked(states, self.propagation.posteriors[index], f"state of {variable}")

    def to_dict(self, *, codes: bool = False) -> dict[str, Any]:
        """The answer in the documented JSON form, schema 1 (docs/json.md).

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
        return answer_frame(self.answer)

    def __repr__(self) -> str:
        return answer_text(self.answer)

    def _repr_html_(self) -> str:
        return answer_html(self.answer)


def _frozen_diagnosis(
    knowledge: KnowledgeBase,
    network: Network,
    answer: Answer,
    understood: Interpretation,
    vectors: EvidenceVectors,
    propagation: Propagation,
) -> Diagnosis:
    frozen = tuple(read_only(vector) for vector in vectors)
    return Diagnosis(knowledge, network, answer, understood, frozen, propagation)
