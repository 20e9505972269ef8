"""Which questions are wanted, and what for: checked against what the model knows."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from lumpbayes.errors import EvidenceError, or_nearest
from lumpbayes.knowledge.matching import parse_number
from lumpbayes.knowledge.question_settings import MEASURES, known_measures
from lumpbayes.knowledge.records import KnowledgeBase
from lumpbayes.knowledge.variables import PHASES
from lumpbayes.reasoning.arguments import check_count
from lumpbayes.reasoning.situation import Situation

__all__ = ["WORTH", "Wanted", "check_measure", "check_phases", "open_questions", "texts"]

WORTH = 1e-12
"""A question is worth asking if it is worth more than rounding."""

STEPS = (1, 2)


class Wanted(NamedTuple):
    """What to rank by, and how far to look ahead.

    Attributes:
        steps: 1 or 2.
        phases: only questions of this phase, or of these; all when None.
        top: how many to list; all when None.
        value: one of ``MEASURES``; the model file's when None.
        cost_weight: when None the model file's, or 0 where the value is not the model file's.
        first: look two steps ahead only from so many questions, the best by one; all when None.
    """

    steps: int = 1
    phases: str | Sequence[str] | None = None
    top: int | None = None
    value: str | None = None
    cost_weight: float | None = None
    first: int | None = None

    def checked(self, knowledge: KnowledgeBase) -> tuple[str, float]:
        """Measure and weight of cost.

        Raises:
            EvidenceError: a value that the model does not know, or a number out of range.
        """
        if isinstance(self.steps, bool) or self.steps not in STEPS:
            raise EvidenceError(f"steps={self.steps!r}: expected 1 or 2 questions to look ahead")
        for name, count in (("top", self.top), ("first", self.first)):
            if count is not None:
                check_count(name, count)
        settings = knowledge.questions
        measure = settings.value if self.value is None else self.value
        weight = self.cost_weight
        if weight is None:  # the model file's is in the units of its own measure
            weight = settings.cost_weight if measure == settings.value else 0.0
        number = None if isinstance(weight, str) else parse_number(weight)
        if number is None or not 0 <= number < math.inf:
            raise EvidenceError(f"cost_weight={weight!r}: expected a number of at least 0")
        return check_measure(knowledge, measure), number


def check_measure(knowledge: KnowledgeBase, measure: str) -> str:
    """The measure, if the model has the tables for it.

    Raises:
        EvidenceError: it has not, or there is no such measure.
    """
    if not isinstance(measure, str) or measure not in MEASURES:
        raise EvidenceError(f"value={measure!r}: {or_nearest(str(measure), MEASURES)}")
    tables = ("losses", "management", "red_flags", "thresholds")
    known = known_measures({each for each in tables if getattr(knowledge, each)})
    if measure not in known:
        raise EvidenceError(
            f"value={measure!r}: the model {knowledge.name} has no tables for it; choose from "
            f"{', '.join(known)}"
        )
    return measure


def texts(name: str, value: object) -> tuple[str, ...]:
    """An argument that is one text or several.

    Raises:
        EvidenceError: it is something else.

    >>> texts("skipped", "fever"), texts("skipped", ["fever", "pain"])
    (('fever',), ('fever', 'pain'))
    """
    listed = (value,) if isinstance(value, str) else value
    if not isinstance(listed, Iterable) or isinstance(listed, bytes | Mapping):
        raise EvidenceError(f"{name}={value!r}: expected a text, or a list of texts")
    found = tuple(listed)
    for each in found:
        if not isinstance(each, str):
            raise EvidenceError(f"{name}: {each!r} is no text; expected a text, or a list of texts")
    return found


def check_phases(phases: object) -> tuple[str, ...]:
    """Phases that were named, as one text or several.

    Raises:
        EvidenceError: one that there is not, or no text.
    """
    found = texts("phases", phases)
    for phase in found:
        if phase not in PHASES:
            raise EvidenceError(f"phase {phase!r}: {or_nearest(phase, PHASES)}")
    return found


def open_questions(situation: Situation, phases: str | Sequence[str] | None) -> tuple[int, ...]:
    """What could still be asked, as indices of variables; of some phases only.

    Raises:
        EvidenceError: a phase that there is not.
    """
    if phases is None:
        return situation.unasked
    wanted = check_phases(phases)
    names, variables = situation.network.names, situation.knowledge.variables
    return tuple(each for each in situation.unasked if variables[names[each]].phase in wanted)
