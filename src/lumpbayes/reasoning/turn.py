"""A turn of an interview: the answer so far, the next question, and whether to stop."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from lumpbayes.errors import EvidenceError, printable
from lumpbayes.knowledge.advice import URGENCIES
from lumpbayes.knowledge.evidence import said_of
from lumpbayes.knowledge.frozen_mapping import FrozenMapping, thawed
from lumpbayes.knowledge.matching import is_unknown
from lumpbayes.knowledge.records import Variable
from lumpbayes.knowledge.replies import Choices, typed_reply
from lumpbayes.percentages import percent
from lumpbayes.reasoning.answer import Answer
from lumpbayes.reasoning.answer_record import plain_record
from lumpbayes.reasoning.question import Question
from lumpbayes.reasoning.recorded import Recorded
from lumpbayes.reasoning.stopping import Stopping
from lumpbayes.reasoning.urgency import Urgency
from lumpbayes.views import shown

__all__ = ["EMERGENCY", "LEVELS", "Progress", "Turn"]

LEVELS = (None, *URGENCIES)
"""The levels of urgency upwards; nothing asks for one at first."""
EMERGENCY = URGENCIES[-1]
UNKNOWN = "?"
"""What a person types where the answer is not known."""
ENVELOPE = ("schema", "disclaimer", "model", "evidence", "assumed")
PARTS = ("groups", "urgency", "red_flags", "possible_red_flags", "fit", "fit_not_judged")
"""What a turn says of the answer, but for the differential."""


@shown
class Progress(NamedTuple):
    """How far an interview has come.

    Attributes:
        answered: how many findings are known.
        skipped: how many nobody knew.
        left: how many questions of the wanted phases are left.
    """

    answered: int
    skipped: int
    left: int


@dataclass(frozen=True, repr=False)
class Turn(Recorded):
    """What an interview says to the evidence so far.

    There is a question as long as anything is left to ask, also where ``should_stop``: whoever
    wants to go on anyway may ask it.

    Attributes:
        answer: the answer to the evidence so far.
        question: what to ask next; None where nothing is left to ask.
        choices: what may be answered to it: states with their labels, and the number it takes;
            None without a question.
        urgent_chance: how probable it is that its answer alone makes care more urgent, and at
            least ``urgent``; above 0 it is a question of safety, and asked before one stops.
        stopping: what ``dx.stopping`` says of what is left to ask.
        setting: where the person is seen, as stated; None where that is assumed, or open.
        phases: of which questions may come.
        skipped: what was asked and is not known.
        progress: how far it has come.
    """

    answer: Answer
    question: Question | None
    choices: Choices | None
    urgent_chance: float
    stopping: Stopping
    setting: Any
    phases: tuple[str, ...]
    skipped: tuple[str, ...]
    progress: Progress
    _asked: Variable | None = field(repr=False, compare=False)

    @property
    def differential(self) -> FrozenMapping[float]:
        """Cause -> probability, most probable first."""
        return self.answer.posterior

    @property
    def urgency(self) -> Urgency:
        """How urgent care is, and why."""
        return self.answer.urgency

    @property
    def should_stop(self) -> bool:
        """Whether to stop: nothing that is left to ask is worth it, or a question of safety."""
        return self.stopping.should_stop and not self.urgent_chance

    @property
    def reason(self) -> str:
        """Why to stop, or to go on, in words."""
        if self.stopping.should_stop and self.urgent_chance:
            return f"Go on: one answer to the next question would make this {self.gravest}."
        return self.stopping.reason

    @property
    def gravest(self) -> str:
        """The most urgent that an answer to the question would make this, in words."""
        outcomes = self.question.outcomes if self.question else ()
        levels = [each.urgency for each in outcomes]
        level = max(levels, key=LEVELS.index, default=None)
        return "an emergency" if level == EMERGENCY else (level or "").replace("_", "-")

    def with_reply(self, reply: object) -> tuple[dict[str, Any], tuple[str, ...]]:
        """Evidence and what is not known, with a reply to the question added.

        ``engine.interview(evidence, skipped=skipped, phases=turn.phases)`` is then the next turn.

        Args:
            reply: as a person types it: a state or its label, the beginning of one, a number with
                or without its unit; or a number or a boolean. None or ``?`` where it is not known.

        Raises:
            EvidenceError: a reply that cannot be understood, or nothing was asked.

        >>> import lumpbayes as lb
        >>> turn = lb.load(backend="sweeps").interview({"fever": "yes"})
        >>> turn.question.variable, turn.with_reply("67 years")
        ('age_group', ({'age_years': 67.0, 'fever': 'yes'}, ()))
        >>> turn.with_reply(None)
        ({'fever': 'yes'}, ('age_group',))
        """
        if self._asked is None or self.choices is None:
            raise EvidenceError(f"reply={reply!r}: nothing was asked, since nothing is left to ask")
        evidence: dict[str, Any] = thawed(self.answer.evidence)
        text = reply.strip() if isinstance(reply, str) else reply
        if is_unknown(text) or text == UNKNOWN:
            return evidence, (*self.skipped, self._asked.name)
        if isinstance(text, str):
            key, value = typed_reply(self._asked.bins, self.choices, text)
        else:
            key, value = said_of(self._asked, text)
        return dict(sorted({**evidence, key: thawed(value)}.items())), self.skipped

    def to_dict(self) -> dict[str, Any]:
        """Plain data for a client, which may send it back to be asked the same again.

        Its parts are of the same shape as those of an answer (docs/reference/json.md).
        """
        answer = plain_record(self.answer)
        return {
            **{name: answer[name] for name in ENVELOPE},
            "setting": thawed(self.setting),
            "phases": list(self.phases),
            "skipped": list(self.skipped),
            "question": self._question(),
            "should_stop": self.should_stop,
            "reason": self.reason,
            "stopping": self.stopping.facts(),
            "differential": answer["posterior"],
            **{name: answer[name] for name in PARTS},
            "progress": self.progress._asdict(),
        }

    def _question(self) -> dict[str, Any] | None:
        asked, choices = self.question, self.choices
        if asked is None or choices is None:
            return None
        return {
            "variable": asked.variable,
            "label": asked.label,
            "text": asked.question or asked.label,
            "phase": asked.phase,
            "answers": [
                {"state": choice.state, "label": choice.label} for choice in choices.answers
            ],
            "number": choices.number and choices.number._asdict(),
            "value": asked.value,
            "urgency_change": asked.urgency_change,
            "urgent_chance": self.urgent_chance,
        }

    def __repr__(self) -> str:
        lines = [
            f"Interview: {self.progress.answered} known, {self.progress.skipped} not known, "
            f"{self.progress.left} left to ask"
        ]
        leading = next(iter(self.differential), None)
        if leading is not None:
            label = self.answer.labels[leading]
            lines.append(f"  {label}: {percent(self.differential[leading])}")
        lines.append(f"  {self.reason}")
        if self.question is not None:
            lines.append(f"  next: {self.question.question or self.question.label}")
        return "\n".join(printable(line).replace("\n", " ") for line in lines)
