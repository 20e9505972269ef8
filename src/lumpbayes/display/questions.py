"""The next questions for a terminal, as JSON and as CSV; and whether to go on asking."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from click import style
from rich.cells import cell_len

from lumpbayes.display.identity import footer_lines
from lumpbayes.display.record import SCHEMA
from lumpbayes.display.words import plain
from lumpbayes.display.wrapping import padded, wrapped
from lumpbayes.knowledge.frozen_mapping import thawed
from lumpbayes.knowledge.writing import csv_text
from lumpbayes.percentages import percent
from lumpbayes.reasoning.answer import DISCLAIMER, Answer
from lumpbayes.reasoning.question import COLUMNS, Outcome, Question
from lumpbayes.reasoning.questions import Questions
from lumpbayes.reasoning.stopping import Stopping

__all__ = ["question_lines", "questions_csv", "questions_record", "value_words"]

MEASURE_WORDS = {
    "entropy": "expected fall of the uncertainty about the cause",
    "expected_loss": "expected fall of the expected loss",
    "leading_cause": "chance that another cause leads",
    "urgency": "chance that the urgency changes",
}
UNITS = {"entropy": " nats", "expected_loss": ""}
CHANCES = ("leading_cause", "urgency")
INDENT = "    "
HANGING = "      "
PERCENT_WIDTH = 7
ALIGNED_FROM = 60
"""Columns from which on answers stand below one another in columns."""


def question_lines(
    answer: Answer, questions: Questions, stopping: Stopping, width: int
) -> Iterator[str]:
    """Head, evidence, the questions with what each answer would do, whether to stop, the model.

    Args:
        answer: what the questions follow on.
        questions: what to show.
        stopping: whether to go on asking.
        width: columns of the window.
    """
    given = "; ".join(plain(phrase) for phrase in answer.given) or "nothing"
    yield from wrapped(f"What next: {plain(answer.model.title)}", width, bold=True)
    yield from wrapped(f"Given {given}", width, dim=True)
    yield ""
    yield from wrapped(f"{_now(answer)}. {_ranked_by(questions)}", width)
    for rank, question in enumerate(questions, start=1):
        yield ""
        yield from _question(rank, question, questions, width)
    yield ""
    colour = "green" if stopping.should_stop else "yellow"
    yield from wrapped(plain(stopping.reason), width, bold=True, fg=colour)
    yield ""
    yield from footer_lines(answer.model, width)


def _now(answer: Answer) -> str:
    cause, probability = next(iter(answer.posterior.items()))
    level = answer.urgency.level
    urgency = f", {_level(level)}" if level else ""
    return f"Now {plain(answer.labels[cause])} leads with {percent(probability)}{urgency}"


def _ranked_by(questions: Questions) -> str:
    """What the order means, and what it leaves out."""
    if not questions:
        return "Nothing is left to ask."
    measure = MEASURE_WORDS[questions.measure]
    weight = questions.cost_weight
    cost = f", less {weight:g} for each unit of cost" if weight else ""
    if questions.steps == 1:
        return f"Ranked by {measure}{cost}."
    looked = "all of them" if questions.looked_at == questions.open else "the best of them by one"
    return (
        f"Ranked by {measure} with the best second question after each answer{cost}; "
        f"{questions.looked_at} first questions were looked at, {looked}."
    )


def _question(rank: int, question: Question, questions: Questions, width: int) -> Iterator[str]:
    """One question, what it is worth, and a line for each answer."""
    text = plain(question.question) or plain(question.label)
    yield from wrapped(f"{rank:>2}. {text}", width, indent=INDENT, bold=rank == 1)
    phase = f"{question.phase}, " if question.phase else ""
    worth = value_words(question.value, questions.measure)
    facts = f"{INDENT}{plain(question.variable)}: {phase}cost {question.cost:g}, value {worth}"
    yield from wrapped(facts, width, indent=INDENT, dim=True)
    yield from _outcomes(question.outcomes, width)


def _outcomes(outcomes: Sequence[Outcome], width: int) -> Iterator[str]:
    """A line for each answer; aligned where there is room."""
    longest = max((cell_len(plain(each.label)) for each in outcomes), default=0)
    room = min(longest, width // 3)
    beside = len(HANGING) + room + 2 * len("  ") + PERCENT_WIDTH
    for each in outcomes:
        label, share = plain(each.label), percent(each.probability)
        if width < ALIGNED_FROM:
            line = f"{HANGING}{label}, {share}: {_outcome(each)}"
            yield from wrapped(line, width, indent=f"{HANGING}  ")
            continue
        first, *more = wrapped(_outcome(each), width - beside)
        answer = style(f"{HANGING}{padded(label, room)}  {share:>{PERCENT_WIDTH}}", fg="cyan")
        yield f"{answer}  {first}"
        yield from (f"{' ' * beside}{line}" for line in more)


def _outcome(outcome: Outcome) -> str:
    """What an answer would do."""
    urgency = f", {_level(outcome.urgency)}" if outcome.urgency else ""
    second = f"; then {plain(outcome.second)}" if outcome.second else ""
    leads = f"{plain(outcome.leading_label)} {percent(outcome.leading_probability)}"
    return f"{leads}{urgency}{second}"


def _level(level: str) -> str:
    return level.replace("_", "-")


def value_words(value: float, measure: str) -> str:
    """A value in its unit.

    >>> value_words(0.2364, "entropy"), value_words(0.5, "urgency"), value_words(-0.0412, "urgency")
    ('0.236 nats', '50.0 %', '-4.1 %')
    """
    if measure in CHANCES:
        return f"{100 * value:.1f} %"
    return f"{value:.3g}{UNITS[measure]}"


def questions_record(answer: Answer, questions: Questions, stopping: Stopping) -> dict[str, Any]:
    """The questions and the stopping in the form of schema 1, with the model and the evidence."""
    return {
        "schema": SCHEMA,
        "disclaimer": DISCLAIMER,
        "model": answer.model.to_dict(),
        "evidence": thawed(answer.evidence),
        "assumed": dict(answer.assumed),
        **questions.to_dict(),
        "stopping": stopping.to_dict(),
    }


def questions_csv(questions: Questions) -> str:
    """A row a question, without the outcomes; no cell that a spreadsheet would run."""
    rows = [
        [
            plain(cell) if isinstance(cell, str) else "" if cell is None else cell
            for cell in (getattr(question, name) for name in COLUMNS)
        ]
        for question in questions
    ]
    return csv_text(COLUMNS, rows)
