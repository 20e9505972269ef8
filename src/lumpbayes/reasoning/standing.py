"""How far asking has come: whether that is a reason to stop, and the reason in words."""

from __future__ import annotations

from typing import NamedTuple

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
    """

    probability: float
    standard_error: float
    draws: int
    combinations: int

    def words(self, stays: str) -> str:
        """How probable it is that the decision stays; never 0 or 100 % for what is neither."""
        share = self.probability
        shown = f"{100 * share:.0f} %"
        if not share or share == 1:
            shown = shown if not self.draws else f"about {shown}"
        elif shown in ("0 %", "100 %"):
            shown = "less than 1 %" if share < HALF else "more than 99 %"
        about = f", give or take {100 * self.standard_error:.1f}" if self.draws else ""
        return f"{stays} with a probability of {shown}{about}"


class Standing(NamedTuple):
    """How far asking has come.

    Attributes:
        open: how many questions are left.
        asked: how many findings are known.
        most: how many the model file wants at most.
        worthwhile: whether a question is worth its cost.
        changing: the question most likely to change the urgency, where that is what is decided;
            None where no single answer changes it.
    """

    open: int
    asked: int
    most: int | None
    worthwhile: bool
    changing: Question | None

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
        """The reason in plain words."""
        if kind == "nothing_left":
            return "Stop: nothing is left to ask."
        questions = f"{self.open} question{'s' if self.open > 1 else ''}"
        chance = f"If the other {questions} were answered, {same.words(stays)}"
        if kind == "same_decision":
            return f"Stop: {chance[0].lower()}{chance[1:]}."
        if kind == "no_worthwhile_question":
            return f"Stop: no question is worth its cost. {chance}."
        likely = f" {_likely(self.changing)}" if self.changing else ""
        if kind == "enough_asked":
            known = f"Stop: {self.asked} findings are known, as many as the model asks for."
            may = " The urgency may still change." if self.changing else ""
            return f"{known}{may} {chance}.{likely}"
        return f"Go on: {chance[0].lower()}{chance[1:]}.{likely}"


def _likely(changing: Question) -> str:
    """Which answer is most likely to change the urgency, and how likely that is."""
    share = percent(changing.urgency_change)
    return f"The answer most likely to change it: {changing.label} ({changing.variable}), {share}."


def stays(level: str | None) -> str:
    """That the urgency stays as it is."""
    if level is None:
        return "still nothing asks for a level of urgency"
    return f"the urgency stays {level.replace('_', '-')}"
