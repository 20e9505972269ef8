"""What a report tells of an answer: everything that can be asked of it, asked once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple, TypeVar

from lumpbayes.errors import EvidenceError, TooLargeError
from lumpbayes.knowledge.advice import URGENCIES
from lumpbayes.reasoning.answer import Answer
from lumpbayes.reasoning.conflict import Conflict, find_conflict
from lumpbayes.reasoning.explaining import explain
from lumpbayes.reasoning.fit import DRAWS
from lumpbayes.reasoning.flag_search import find_unasked_flags
from lumpbayes.reasoning.intervals import Intervals, posterior_intervals
from lumpbayes.reasoning.ledger import Ledger
from lumpbayes.reasoning.questions import Questions, next_questions
from lumpbayes.reasoning.sensitivity import Sensitivity, sensitivity
from lumpbayes.reasoning.situation import Situation
from lumpbayes.reasoning.stopping import Stopping, StopWhen, find_stopping
from lumpbayes.reasoning.unasked_flags import UnaskedFlags
from lumpbayes.reasoning.wanted import Wanted

__all__ = ["FEWEST", "Contents", "gather"]

FEWEST = 2
"""Findings that can disagree."""

Found = TypeVar("Found")


class Contents(NamedTuple):
    """An answer, and what was reasoned from it; None where there is nothing to say, or no way to.

    Attributes:
        answer: what is reported on.
        situation: the model and the evidence.
        stopping: whether to go on asking.
        questions: what to ask next.
        intervals: how sure the differential is.
        conflict: whether the findings agree.
        sensitivity: which numbers matter to the leading cause.
        ledgers: why the leading cause; then why what drives the urgency, if that is another.
        unasked: the red flags that no answer has decided yet.
        missing: what could not be worked out, and why, in words.
        seed: of all that is drawn.
        draws: how many sets of tables, and of answers, are drawn.
    """

    answer: Answer
    situation: Situation
    stopping: Stopping | None
    questions: Questions | None
    intervals: Intervals | None
    conflict: Conflict | None
    sensitivity: Sensitivity | None
    ledgers: tuple[Ledger, ...]
    unasked: UnaskedFlags | None
    missing: tuple[str, ...]
    seed: int
    draws: int


def gather(answer: Answer, situation: Situation, seed: int, draws: int) -> Contents:
    """Ask everything that a report tells.

    What takes too much memory is missing and said to be; nothing is left out unsaid.

    Args:
        answer: what is reported on.
        situation: the model and the evidence behind it.
        seed: of all that is drawn.
        draws: how many sets of tables, and of answers, to draw.

    Raises:
        EvidenceError: fewer than 100 draws, or a seed or draws that are no whole number.
    """
    asked = _Asked(situation, seed, draws)
    stopping, questions = asked.stopping(), asked.questions()
    numbers = asked.intervals(), asked.conflict(), asked.sensitivity()
    ledgers, unasked = tuple(asked.ledgers(answer)), asked.unasked(answer.urgency.level)
    reasoned = (*numbers, ledgers, unasked, tuple(asked.missing))
    return Contents(answer, situation, stopping, questions, *reasoned, seed, draws)


class _Asked:
    """What is asked of a situation; ``missing`` says what had no answer, and why."""

    def __init__(self, situation: Situation, seed: int, draws: int) -> None:
        self.situation = situation
        self.seed = seed
        self.draws = draws
        self.missing: list[str] = []

    def stopping(self) -> Stopping | None:
        when = StopWhen(seed=self.seed, draws=self.draws)
        return self._ask("whether to stop asking", partial(find_stopping, self.situation, when))

    def questions(self) -> Questions | None:
        return self._ask("what to ask next", partial(next_questions, self.situation, Wanted()))

    def intervals(self) -> Intervals | None:
        if self.situation.knowledge.from_network:
            self.missing.append("intervals: the numbers of a network file have none")
            return None
        wanted = (self.situation, None, self.seed, self.draws)
        return self._ask("intervals", partial(posterior_intervals, *wanted))

    def conflict(self) -> Conflict | None:
        if len(self.situation.findings) < FEWEST:
            return None
        # The seed and draws of the answer itself, so that both say the same.
        judged = partial(find_conflict, self.situation, 0, DRAWS)
        return self._ask("whether the findings agree", judged)

    def unasked(self, level: str | None) -> UnaskedFlags | None:
        """The urgent red flags, or in an emergency the others that would make one."""
        least = max("urgent", level or "", key=("", *URGENCIES).index)
        asked = partial(find_unasked_flags, self.situation, least)
        return self._ask("the red flags that were not asked", asked)

    def sensitivity(self) -> Sensitivity | None:
        if self.situation.knowledge.from_network:
            self.missing.append("the numbers that matter most: a network file has no tables")
            return None
        asked = partial(sensitivity, self.situation)
        return self._ask("the numbers that matter most", asked, EvidenceError)

    def ledgers(self, answer: Answer) -> Iterator[Ledger]:
        for subject in _subjects(answer, self.situation):
            asked = partial(explain, self.situation, subject, seed=self.seed)
            ledger = self._ask(f"why {subject}", asked, EvidenceError)
            if ledger is not None:
                yield ledger

    def _ask(
        self, what: str, question: Callable[[], Found], refusal: type[Exception] = TooLargeError
    ) -> Found | None:
        """The answer; None where it would take too much memory, or is refused."""
        try:
            return question()
        except (TooLargeError, refusal) as error:
            self.missing.append(f"{what}: {error}")
            return None


def _subjects(answer: Answer, situation: Situation) -> Iterator[str]:
    """The leading cause; then the first other cause, or group, that drives the urgency.

    A group that has the leading cause in it would be explained by nearly the same ledger.
    """
    leading = next(iter(answer.posterior))
    yield leading
    level = answer.urgency.level
    if level in (None, URGENCIES[0]):
        return
    knowledge = situation.knowledge
    groups = {group.name: group.states for group in knowledge.groups_of(knowledge.cause)}
    for reason in answer.urgency.reasons:
        drives = reason.level == level and reason.kind != "red_flag"
        if drives and leading not in groups.get(reason.subject, (reason.subject,)):
            yield reason.subject
            return
