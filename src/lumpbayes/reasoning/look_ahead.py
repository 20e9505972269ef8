"""Two questions ahead: what a first question is worth if the best second one may follow.

The value of a first question is exact: for every answer to it, every second question and every
answer to that is looked at, and after each first answer one may also stop. What the answers are
wanted for is compared with how things stand before both, so that for a chance (that the leading
cause or the urgency is another) it is the chance after the last question asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from lumpbayes.inference.network import FloatArray
from lumpbayes.reasoning.outlook import Outlook
from lumpbayes.reasoning.wanted import WORTH

__all__ = ["STOP", "LookAhead", "look_ahead"]

STOP = -1
"""In place of a second question: none is worth its cost."""


class LookAhead(NamedTuple):
    """What first questions are worth if the best second one may follow.

    Attributes:
        value: of each first question, shape (questions,); ``-inf`` where it was not looked at.
        second: the best second question after each answer to the first, as a place among the
            questions, or ``STOP``; shape (answers,).
    """

    value: FloatArray
    second: tuple[int, ...]


def look_ahead(
    outlook: Outlook, measure: str, prices: Sequence[float], first: Sequence[int]
) -> LookAhead:
    """Look two questions ahead.

    It weighs every pair of answers to every pair of questions: with ``n`` answers in all, ``n``
    times what :func:`lumpbayes.reasoning.outlook.look_out` takes.

    Args:
        outlook: every answer to every question.
        measure: what the answers are wanted for; one of ``MEASURES``.
        prices: the cost of each question, in the units of the measure.
        first: the first questions to look at, as places among the questions.

    Raises:
        TooLargeError: a query would take more than the solver's memory limit.
    """
    costs = np.asarray(prices, np.float64)
    value = np.full(len(costs), -np.inf)
    second = [STOP] * len(outlook.levels)
    stopping = outlook.now.utilities(measure, outlook.ahead.posteriors, outlook.levels)
    for question in first:
        worth = 0.0
        for state, row in enumerate(outlook.rows(question)):
            probability = float(outlook.ahead.probabilities[row])
            if probability > 0:
                seconds = _seconds(outlook, measure, (question, state)) - costs
                seconds[question] = -np.inf
                best = int(np.round(seconds, 12).argmax())  # rounding breaks no tie
                if seconds[best] > stopping[row] + WORTH:
                    second[row] = best
                worth += probability * max(float(seconds[best]), float(stopping[row]))
        value[question] = worth - costs[question]
    return LookAhead(value, tuple(second))


def _seconds(outlook: Outlook, measure: str, answer: tuple[int, int]) -> FloatArray:
    """Expected utility of each second question after an answer to the first, shape (questions,)."""
    now, following = outlook.now, outlook.next
    ahead = following.ahead(dict([answer]))
    levels = None
    if measure == "urgency":
        network = now.situation.network
        first = following.asked[answer[0]]
        rules = now.rules.given(network.names[first], network.states[first][answer[1]])
        levels = now.levels(ahead.posteriors, rules.after_one(outlook.questions))
    utilities = now.utilities(measure, ahead.posteriors, levels)
    sums: FloatArray = np.add.reduceat(ahead.probabilities * utilities, following.starts[:-1])
    return sums
