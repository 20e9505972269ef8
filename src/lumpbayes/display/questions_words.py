"""The next questions in words that terminal and HTML share."""

from __future__ import annotations

from collections.abc import Iterator

from lumpbayes.display.words import plain
from lumpbayes.percentages import percent
from lumpbayes.reasoning.answer import Answer
from lumpbayes.reasoning.question import Outcome, Question
from lumpbayes.reasoning.questions import Questions

__all__ = ["effects", "now_text", "outcome_text", "ranking_text", "share_settled", "value_words"]

MEASURE_WORDS = {
    "entropy": "expected fall of the doubt about the cause",
    "expected_loss": "expected fall of the expected loss",
    "leading_cause": "chance that another cause leads",
    "urgency": "chance that the urgency changes",
}

UNITS = {"entropy": " nats", "expected_loss": ""}

CHANCES = ("leading_cause", "urgency")


def now_text(answer: Answer) -> str:
    """Which cause leads, and how urgent care is."""
    cause, probability = next(iter(answer.posterior.items()))
    level = answer.urgency.level
    urgency = f", {level_word(level)}" if level else ""
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
    changes = {
        "the urgency": question.urgency_change,
        "the leading cause": question.leading_cause_change,
    }
    likely = [f"{what} ({percent(chance)})" for what, chance in changes.items() if chance > 0]
    if likely:
        yield f"may change {' and '.join(likely)}"


def share_settled(question: Question, entropy: float) -> float:
    """Which part of the doubt about the cause an answer is expected to settle.

    Args:
        question: what is asked.
        entropy: of the cause now, in nats.
    """
    return min(1.0, question.entropy_gain / entropy) if entropy > 0 else 0.0


def outcome_text(outcome: Outcome) -> str:
    """What an answer would do."""
    urgency = f", {level_word(outcome.urgency)}" if outcome.urgency else ""
    second = f"; then {plain(outcome.second)}" if outcome.second else ""
    leads = f"{plain(outcome.leading_label)} {percent(outcome.leading_probability)}"
    return f"{leads}{urgency}{second}"


def level_word(level: str) -> str:
    return level.replace("_", "-")


def value_words(value: float, measure: str) -> str:
    """A value in its unit.

    >>> value_words(0.2364, "entropy"), value_words(0.5, "urgency"), value_words(-0.0412, "urgency")
    ('0.236 nats', '50.0 %', '-4.1 %')
    """
    if measure in CHANCES:
        return f"{100 * value:.1f} %"
    return f"{value:.3g}{UNITS[measure]}"
