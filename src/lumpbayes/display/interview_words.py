"""A turn of an interview in words that terminal and HTML share."""

from __future__ import annotations

import math

from lumpbayes.display.questions_words import share_settled
from lumpbayes.display.words import plain
from lumpbayes.knowledge.replies import Choices, Measure
from lumpbayes.percentages import percent
from lumpbayes.reasoning.answer import Answer
from lumpbayes.reasoning.question import Question
from lumpbayes.reasoning.turn import Turn

__all__ = ["PHASE_WORDS", "how_to_answer", "number_text", "safety_text", "worth_text"]

PHASE_WORDS = {"history": "history", "exam": "examination", "test": "test"}
SAFETY = "It is asked early because one of its answers alone would make this"


def how_to_answer(choices: Choices) -> str:
    """How to answer a question."""
    marks = {answer.mark for answer in choices.answers}
    if "" in marks:
        return "answer with the words"
    kind = "number" if all(mark.isdecimal() for mark in marks) else "letter"
    return f"answer with the {kind}, or the words"


def number_text(measure: Measure) -> str:
    """Which number the question may be answered with."""
    counted = f"a number of {plain(measure.unit)}" if measure.unit else "a number"
    return f"{counted}, from {measure.low:g} to {measure.high:g}"


def safety_text(turn: Turn) -> str:
    """Why a question of safety is asked early."""
    return f"{SAFETY} {turn.gravest}."


def worth_text(turn: Turn, asked: Question) -> str:
    """What the answer is expected to settle and to change, and what it costs."""
    share = share_settled(asked, _entropy(turn.answer))
    worth = [
        f"is expected to settle {percent(share)} of the doubt about the cause",
        f"has a chance of {percent(asked.leading_cause_change)} to change which one leads",
    ]
    if turn.stopping.decision == "urgency":
        worth.append(f"and of {percent(asked.urgency_change)} to change the urgency")
    cost = f"; it costs {asked.cost:g} of 100" if asked.cost else ""
    return f"The answer {', '.join(worth)}{cost}."


def _entropy(answer: Answer) -> float:
    """Of the differential, in nats."""
    return -sum(p * math.log(p) for p in answer.posterior.values() if p > 0)
