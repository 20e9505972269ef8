"""The next questions in words that terminal and HTML share."""

from __future__ import annotations

from collections.abc import Iterator

from lumpbayes.display.urgency_words import level_name
from lumpbayes.display.words import plain
from lumpbayes.percentages import percent
from lumpbayes.reasoning.answer import Answer
from lumpbayes.reasoning.question import Outcome, Question
from lumpbayes.reasoning.questions import Questions

__all__ = [
    "TESTS_ORDER",
    "effects",
    "now_text",
    "outcome_text",
    "ranking_text",
    "share_settled",
    "urgency_line",
    "value_words",
]

MEASURE_WORDS = {
    "entropy": "expected fall of the doubt about the cause",
    "expected_loss": "expected fall of the expected loss",
    "leading_cause": "chance that another cause leads",
    "urgency": "chance that the urgency changes",
}

UNITS = {"entropy": " nats", "expected_loss": ""}

ROUNDING = 1e-12
"""Chances that differ by no more are the same."""

TESTS_ORDER = "Ranked by information for cost only; a red flag's work-up comes first."
"""Stands where tests are ranked: a biopsy may be first, and is not to be done first."""

CHANCES = ("leading_cause", "urgency")


def now_text(answer: Answer) -> str:
    """Which cause leads, and how urgent care is."""
    cause, probability = next(iter(answer.posterior.items()))
    level = answer.urgency.level
    urgency = f", {level_name(level)}" if level else ""
    return f"Now {plain(answer.labels[cause])} leads with {percent(probability)}{urgency}"


def ranking_text(questions: Questions) -> str:
    """What the order means, in which unit, and what it leaves out."""
    if not questions:
        return "Nothing is left to ask."
    measure = MEASURE_WORDS[questions.measure]
    if questions.measure == "entropy":
        measure += f" (its entropy, now {questions.entropy:.3g} nats)"
    weight = questions.cost_weight
    unit = UNITS.get(questions.measure, "")
    cost = f", less {weight:g}{unit} for each unit of cost (0 to 100)" if weight else ""
    if questions.steps == 1:
        return f"Ranked by {measure}{cost}."
    looked = "all of them" if questions.looked_at == questions.open else "the best of them by one"
    return (
        f"Ranked by {measure} with the best second question after each answer{cost}; "
        f"{questions.looked_at} first questions were looked at, {looked}."
    )


def effects(question: Question, entropy: float) -> Iterator[str]:
    """What the answer is expected to do, as far as it does anything."""
    if question.entropy_gain > 0:
        yield f"settles {percent(share_settled(question, entropy))} of the doubt"
    rise, any_change = question.urgency_rise, question.urgency_change
    changes = {
        "may raise the urgency": rise,
        "may lower the urgency": max(0.0, any_change - rise) if any_change > rise + ROUNDING else 0,
        "may change the leading cause": question.leading_cause_change,
    }
    yield from (f"{what} ({percent(chance)})" for what, chance in changes.items() if chance > 0)


def urgency_line(questions: Questions) -> tuple[Question, str] | None:
    """The question most likely to raise the urgency, else to lower it, and how likely that is."""
    for question, how in ((questions.most_raising, "raise"), (questions.most_changing, "lower")):
        if question is not None:
            chance = question.urgency_rise if how == "raise" else question.urgency_change
            asked = plain(question.question) or plain(question.label)
            return question, f"Most likely to {how} the urgency ({percent(chance)}): {asked}"
    return None


def share_settled(question: Question, entropy: float) -> float:
    """Which part of the doubt about the cause an answer is expected to settle.

    Args:
        question: what is asked.
        entropy: of the cause now, in nats.
    """
    return min(1.0, question.entropy_gain / entropy) if entropy > 0 else 0.0


def outcome_text(outcome: Outcome) -> str:
    """What an answer would do."""
    urgency = f", {level_name(outcome.urgency)}" if outcome.urgency else ""
    second = f"; then {plain(outcome.second)}" if outcome.second else ""
    leads = f"{plain(outcome.leading_label)} {percent(outcome.leading_probability)}"
    return f"{leads}{urgency}{second}"


def value_words(value: float, measure: str) -> str:
    """A value in its unit.

    >>> value_words(0.2364, "entropy"), value_words(0.5, "urgency"), value_words(-0.0412, "urgency")
    ('0.236 nats', '50.0 %', '-4.1 %')
    """
    if measure in CHANCES:
        return f"{100 * value:.1f} %"
    return f"{value:.3g}{UNITS[measure]}"
