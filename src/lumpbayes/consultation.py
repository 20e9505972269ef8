"""One person at a time: an answer, and the interview that leads to it."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from lumpbayes import reasoning
from lumpbayes.diagnosis import Diagnosis
from lumpbayes.errors import EvidenceError
from lumpbayes.modelled import Modelled
from lumpbayes.reasoning.arguments import not_expected

if TYPE_CHECKING:
    from lumpbayes.reasoning.interview import Turn

__all__ = ["Consultation"]


class Consultation(Modelled):
    """The consultations of an engine, which says how it answers."""

    @abstractmethod
    def diagnose(
        self, evidence: Mapping[str, Any] | Diagnosis | None = None, *, setting: str | None = None
    ) -> Diagnosis:
        """The differential, given what has been observed."""

    def interview(
        self,
        evidence: Mapping[str, Any] | Diagnosis | Turn | None = None,
        *,
        setting: str | None = None,
        skipped: str | Sequence[str] = (),
        phases: str | Sequence[str] | None = None,
        seed: int = 0,
        draws: int = 1000,
    ) -> Turn:
        """One turn of an interview: the answer so far, the next question, and whether to stop.

        Nothing is remembered: whoever asks adds each answer to the evidence, or the variable to
        ``skipped`` where it is not known, and comes again (docs/explanation/reasoning.md).

        Args:
            evidence: what is known, as for ``diagnose``; or a turn, or its JSON form, whose
                evidence, setting, phases and skipped variables then hold where nothing else is
                said.
            setting: where the person is seen, as for ``diagnose``.
            skipped: the variable that was asked, and is not known; or several.
            phases: what may be asked, one or several: ``history``, ``exam`` and ``test`` come in
                this order; history and exam when left out.
            seed: of the simulation behind ``should_stop``.
            draws: how many complete sets of answers it simulates.

        Returns:
            The turn: ``question`` and its ``choices``, ``answer`` (what ``diagnose`` answers to
            the same evidence), ``should_stop`` and the ``reason``; ``to_dict()`` is for a client.

        Raises:
            UnknownNameError: a name that the model does not have; a network without a target.
            EvidenceError: as ``diagnose``; a phase that there is not, or fewer than 100 draws.
            ImpossibleEvidenceError: the evidence has probability 0.
            TooLargeError: a query would take more than the engine's ``memory_limit``.

        Warns:
            OtherModelWarning: a turn of another model; its evidence is asked of this one.

        >>> import lumpbayes as lb
        >>> engine = lb.load(backend="sweeps")
        >>> turn = engine.interview()
        >>> turn.question.variable, turn.choices.number.name, turn.should_stop
        ('age_group', 'age_years', False)
        >>> engine.interview({"age_years": 67}, skipped=["sex"]).question.phase
        'history'
        >>> evidence, skipped = turn.with_reply("67")  # a client need not know where numbers go
        >>> evidence, skipped
        ({'age_years': 67.0}, ())
        """
        wishes = reasoning.interview.Wishes(skipped, phases, seed, draws)
        known, where, wishes = reasoning.interview.resumed(
            self.knowledge, evidence, setting, wishes
        )
        diagnosis = self.diagnose(known, setting=where)
        return reasoning.interview.take_turn(diagnosis.situation, diagnosis.answer, wishes)

    def _own_answer(self, diagnosis: Diagnosis | Mapping[str, Any]) -> Diagnosis:
        """An answer of this model: the one given, or that to the evidence given.

        Raises:
            EvidenceError: an answer of another model, or neither an answer nor evidence.
        """
        if not isinstance(diagnosis, Diagnosis):
            if not callable(getattr(diagnosis, "items", None)):
                expected = 'an answer, as engine.diagnose({"fever": "yes"}) gives it, or evidence'
                raise not_expected("diagnosis", diagnosis, expected)
            return self.diagnose(diagnosis)
        if diagnosis.knowledge.fingerprint != self.knowledge.fingerprint:
            raise EvidenceError(
                f"the answer is of another model ({diagnosis.knowledge.fingerprint[:12]}, this "
                f"one is {self.knowledge.fingerprint[:12]}): ask the engine that gave it"
            )
        return diagnosis
