"""What an answer states: its evidence, the urgency, the advice; as data, text and frame."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lumpbayes.display.record import answer_frame, answer_record, record_json
from lumpbayes.display.text import answer_text
from lumpbayes.grounded import Grounded
from lumpbayes.knowledge.frozen_mapping import FrozenMapping, thawed
from lumpbayes.reasoning.coded import answer_codes
from lumpbayes.reasoning.management import Advice
from lumpbayes.reasoning.red_flags import Flag
from lumpbayes.reasoning.urgency import Urgency

if TYPE_CHECKING:
    import pandas

__all__ = ["Stated"]


class Stated(Grounded):
    """The statements, one by one and together."""

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
