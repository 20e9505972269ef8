"""An interview, one turn at a time: what is known goes in; an answer and a question come out.

Nothing is remembered between turns: whoever asks keeps the evidence, and what nobody knew.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from lumpbayes.knowledge.frozen_mapping import thawed
from lumpbayes.knowledge.matching import find_variable, variables_named
from lumpbayes.knowledge.records import KnowledgeBase
from lumpbayes.knowledge.replies import choices_of
from lumpbayes.knowledge.variables import PHASES
from lumpbayes.reasoning.answer import Answer
from lumpbayes.reasoning.question import Question
from lumpbayes.reasoning.questions import Questions, next_questions
from lumpbayes.reasoning.situation import Situation
from lumpbayes.reasoning.stopping import StopWhen, find_stopping
from lumpbayes.reasoning.turn import EMERGENCY, LEVELS, Progress, Turn
from lumpbayes.reasoning.wanted import WORTH, Wanted, check_phases, texts

__all__ = ["DEFAULT_PHASES", "Turn", "Wishes", "resumed", "take_turn"]

GRAVE = "urgent"
"""From here on a higher level is a matter of safety."""
DEFAULT_PHASES = ("history", "exam")
"""What a person can be asked and examined for without any apparatus."""


class Wishes(NamedTuple):
    """What may be asked.

    Attributes:
        skipped: variables that were asked, and are not known.
        phases: the phases of which questions may come; those that have none always may.
        seed: of the simulation behind ``should_stop``.
        draws: how many complete sets of answers it simulates.
    """

    skipped: str | Sequence[str] = ()
    phases: str | Sequence[str] | None = DEFAULT_PHASES
    seed: int = 0
    draws: int = 1000


TURN = frozenset(("schema", "model", "evidence", "setting", "skipped", "phases"))
"""Keys that tell a turn from evidence, and from an answer."""


def resumed(
    knowledge: KnowledgeBase, evidence: Any, setting: Any, wishes: Wishes
) -> tuple[Any, Any, Wishes]:
    """What a turn says that was given back instead of evidence; anything else as it is.

    What was skipped is skipped besides what the wishes say; they and the setting, where they say
    something, go before the turn's.

    Args:
        knowledge: the model that is asked.
        evidence: a turn, its JSON form, or evidence.
        setting: where the person is seen; None where that was not said.
        wishes: what may be asked; ``phases`` is None where that was not said.

    Returns:
        Evidence, setting and wishes.
    """
    given = evidence.to_dict() if isinstance(evidence, Turn) else evidence
    phases = wishes.phases
    if isinstance(given, Mapping) and given.keys() >= TURN:
        skipped = (*texts("skipped", given["skipped"]), *texts("skipped", wishes.skipped))
        wishes = wishes._replace(skipped=skipped)
        phases = given["phases"] if phases is None else phases
        if setting is None:
            evidence, setting = given, given["setting"]
        else:
            evidence = {**given, "evidence": _elsewhere(knowledge, given["evidence"])}
    return evidence, setting, wishes._replace(phases=DEFAULT_PHASES if phases is None else phases)


def _elsewhere(knowledge: KnowledgeBase, evidence: Any) -> Any:
    """The evidence without the setting."""
    if not isinstance(evidence, Mapping) or knowledge.setting is None:
        return evidence
    setting = knowledge.variables[knowledge.setting]
    return {
        key: each
        for key, each in evidence.items()
        if setting not in (variable for variable, _ in variables_named(knowledge, key))
    }


def take_turn(situation: Situation, answer: Answer, wishes: Wishes) -> Turn:
    """The next question, and whether to go on.

    History comes before examination and examination before tests. Within a phase what costs nothing
    (age, sex) comes first, then what one answer would make an emergency, what one would make
    urgent, and the question that is worth most. A phase is left when no question of it is worth
    its cost; where none of any phase is, but one may still change the urgency, the one that is
    most likely to make it more urgent is asked.

    Args:
        situation: what is known, and the model.
        answer: the same as plain data.
        wishes: what may be asked.

    Raises:
        UnknownNameError: a skipped variable that the model does not have.
        EvidenceError: a phase that there is not, no text, or a number of draws out of range.
        TooLargeError: a query would take more than the solver's memory limit.
    """
    knowledge = situation.knowledge
    skipped = tuple(
        dict.fromkeys(
            name for name in _names(knowledge, wishes.skipped) if name not in _said(situation)
        )
    )
    phases = tuple(check_phases(wishes.phases))
    closed = _closed(situation, skipped, phases)
    open_now = replace(situation, closed=frozenset(closed))
    questions = next_questions(open_now, Wanted())
    when = StopWhen(seed=wishes.seed, draws=wishes.draws)
    stopping = find_stopping(open_now, when, questions)
    asked = _asked(questions, stopping.should_stop)
    stated = situation.understood.stated
    return Turn(
        answer,
        asked.question,
        None if asked.question is None else choices_of(knowledge, asked.question.variable),
        asked.danger,
        stopping,
        thawed(stated.get(knowledge.setting)) if knowledge.setting else None,
        phases,
        skipped,
        Progress(situation.observed, len(skipped), len(open_now.unasked)),
        None if asked.question is None else knowledge.variables[asked.question.variable],
    )


def _names(knowledge: KnowledgeBase, skipped: str | Sequence[str]) -> Iterator[str]:
    for name in texts("skipped", skipped):
        yield find_variable(knowledge, name)[0].name


def _said(situation: Situation) -> frozenset[str]:
    """The variables of which something is known, and not only assumed: these are not skipped."""
    understood = situation.understood
    return frozenset(understood.findings) - frozenset(understood.assumed)


def _closed(situation: Situation, skipped: Sequence[str], phases: Sequence[str]) -> Iterator[int]:
    """Indices of what shall not be asked."""
    for variable in situation.knowledge.variables.values():
        if variable.name in skipped or (variable.phase and variable.phase not in phases):
            yield situation.network.positions[variable.name]


class _Asked(NamedTuple):
    """A question, and how probable it is that its answer alone is a matter of safety.

    Attributes:
        question: what to ask; None where nothing is left.
        danger: the chance that its answer makes care more urgent, and at least urgent.
        emergency: the chance that it makes an emergency of what is none.
    """

    question: Question | None
    danger: float
    emergency: float

    def rank(self) -> tuple[int, bool, float, float, float]:
        """What comes before what; models without phases ask everything first."""
        assert self.question is not None
        each = self.question
        phase = ("", *PHASES).index(each.phase)
        return phase, each.cost > 0, -self.emergency, -self.danger, -each.value


def _asked(questions: Questions, enough: bool) -> _Asked:
    """The question to ask: of safety where enough is known, of urgency where none is worth it."""
    grave = _grave(questions.urgency)
    found = [
        _Asked(each, each.chance_of(grave), each.chance_of(EMERGENCY))
        if grave
        else _Asked(each, 0.0, 0.0)
        for each in questions
    ]
    dangerous = [each for each in found if each.danger > 0]
    if enough and dangerous:
        return min(dangerous, key=_Asked.rank)
    worth = [
        each for each in found if each.danger or (each.question and each.question.value > WORTH)
    ]
    if not worth and questions.most_changing:
        return _Asked(questions.most_raising or questions.most_changing, 0.0, 0.0)
    return min(worth or found, key=_Asked.rank, default=_Asked(None, 0.0, 0.0))


def _higher(level: str | None) -> str | None:
    """The next level of urgency; None above the highest."""
    return (*LEVELS, None)[LEVELS.index(level) + 1]


def _grave(level: str | None) -> str | None:
    """The level from which on an answer is a matter of safety; None where none is worse."""
    higher = _higher(level)
    return higher and max(higher, GRAVE, key=LEVELS.index)
