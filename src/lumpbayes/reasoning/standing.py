"""How far asking has come: whether that is a reason to stop, and the reason in words."""

from __future__ import annotations

import math
from typing import NamedTuple

from lumpbayes.knowledge.advice import URGENCIES
from lumpbayes.percentages import percent
from lumpbayes.reasoning.question import Question

__all__ = ["Same", "Standing", "stays"]

HALF = 0.5


class Same(NamedTuple):
    """A same-decision probability.

    Attributes:
        probability: that the decision would be the same after every answer.
        standard_error: of it; 0 where it is exact.
        draws: how many sets of answers were simulated; 0 where all were gone through.
        combinations: how many there are.
        levels: the probability of each level of urgency after every answer, from the least urgent;
            empty where another decision is made.
    """

    probability: float
    standard_error: float
    draws: int
    combinations: int
    levels: tuple[float, ...] = ()

    def words(self, stays: str) -> str:
        """How probable it is that the decision stays; never 0 or 100 % for what is neither."""
        shown = _shown(self.probability)
        if self.draws and self.probability in (0, 1):
            shown = f"about {shown}"
        about = f", give or take {100 * self.standard_error:.1f}" if self.draws else ""
        return f"{stays} with a probability of {shown}{about}"

    def rises(self, level: int) -> float:
        """How probable it is that the urgency is higher after every answer.

        Args:
            level: index of the urgency now; -1 where nothing asks for one.
        """
        return min(1.0, math.fsum(self.levels[level + 1 :]))

    def falls(self, level: int) -> float:
        """How probable it is that it is lower; as :meth:`rises`."""
        return min(1.0, math.fsum(self.levels[: max(0, level)]))

    def moves(self, level: int) -> str:
        """Which way the urgency may go, in words that follow ``words``; empty if nowhere."""
        higher = [
            f"{URGENCIES[place].replace('_', '-')} with {_shown(self.levels[place])}"
            for place in reversed(range(level + 1, len(self.levels)))
            if self.levels[place] > 0
        ]
        falls = self.falls(level)
        lower = [f"less urgent with {_shown(falls)}"] if falls > 0 else []
        *first, last = (*higher, *lower) or ("",)
        listed = f"{', '.join(first)} and {last}" if first else last
        return f"; it becomes {listed}" if listed else ""


def _shown(share: float) -> str:
    """A probability in whole per cent; never 0 or 100 % for what is neither."""
    shown = f"{100 * share:.0f} %"
    if share not in (0, 1) and shown in ("0 %", "100 %"):
        return "less than 1 %" if share < HALF else "more than 99 %"
    return shown


class Standing(NamedTuple):
    """How far asking has come.

    Attributes:
        open: how many questions are left.
        asked: how many findings are known.
        most: how many the model file wants at most.
        worthwhile: whether a question is worth its cost.
        changing: the question most likely to change the urgency, where that is what is decided;
            None where no single answer changes it.
        raising: the question most likely to make it higher; None where no single answer does.
        level: index of the urgency now; -1 where nothing asks for one.
    """

    open: int
    asked: int
    most: int | None
    worthwhile: bool
    changing: Question | None
    raising: Question | None
    level: int

    def kind(self, same: Same, limit: float) -> str:
        """Why to stop; ``go_on`` where not to.

        That no answer is worth its cost is no reason to stop while one may change the urgency.
        """
        if not self.open:
            return "nothing_left"
        if same.probability >= limit:
            return "same_decision"
        if not self.worthwhile and self.changing is None:
            return "no_worthwhile_question"
        if self.most is not None and self.asked >= self.most:
            return "enough_asked"
        return "go_on"

    def reason(self, kind: str, same: Same, stays: str) -> str:
        """The reason in plain words, with the one question that is most likely to change it."""
        if kind == "nothing_left":
            return "Stop: nothing is left to ask."
        questions = f"{self.open} question{'s' if self.open > 1 else ''}"
        chance = (
            f"If the other {questions} were answered, {same.words(stays)}{same.moves(self.level)}"
        )
        if kind == "same_decision":
            return f"Stop: {chance[0].lower()}{chance[1:]}."
        if kind == "no_worthwhile_question":
            return f"Stop: no question is worth its cost. {chance}."
        likely = self._likely()
        if kind == "enough_asked":
            known = f"Stop: {self.asked} findings are known, as many as the model asks for."
            may = " The urgency may still change." if self.changing else ""
            return f"{known}{may} {chance}.{likely}"
        return f"Go on: {chance[0].lower()}{chance[1:]}.{likely}"

    def _likely(self) -> str:
        """The question that is most likely to raise the urgency, else to lower it, if any is."""
        if self.raising is not None:
            share = percent(self.raising.urgency_rise)
            return f" Ask first what is most likely to raise it ({share}): {self.raising.label}."
        if self.changing is not None:
            share = percent(self.changing.urgency_change)
            return f" Most likely to lower it ({share}): {self.changing.label}."
        return ""


def stays(level: str | None) -> str:
    """That the urgency stays as it is."""
    if level is None:
        return "still nothing asks for a level of urgency"
    return f"the urgency stays {level.replace('_', '-')}"
