"""A turn of an interview as HTML: the question with its choices, and the answer so far."""

from __future__ import annotations

from lumpbayes.display.html.answer import differential, given_fragment, urgency_fragment
from lumpbayes.display.html.elements import Html, element, folded, items, joined, paragraph
from lumpbayes.display.html.questions import outcomes_table
from lumpbayes.display.interview_words import (
    PHASE_WORDS,
    how_to_answer,
    number_text,
    safety_text,
    worth_text,
)
from lumpbayes.knowledge.replies import Choices
from lumpbayes.reasoning.question import Question
from lumpbayes.reasoning.turn import Turn

__all__ = ["choices_fragment", "turn_fragment"]

MOST_CAUSES = 5


def turn_fragment(turn: Turn) -> Html:
    """What is known, the question and what may be answered, why it is asked, the answer so far."""
    known, skipped, left = turn.progress
    progress = f"{known} known, {skipped} not known, {left} left to ask"
    return joined(
        given_fragment(turn.answer),
        paragraph(progress, class_="quiet"),
        paragraph(turn.reason, class_="head level"),
        _asked(turn, turn.question, turn.choices) if turn.question and turn.choices else None,
        urgency_fragment(turn.answer),
        differential(turn.answer, most=MOST_CAUSES),
    )


def _asked(turn: Turn, question: Question, choices: Choices) -> Html:
    phase = f"{PHASE_WORDS[question.phase]}: " if question.phase else ""
    head = f"Next, {phase}{question.label} ({how_to_answer(choices)})"
    return joined(
        paragraph(head, class_="quiet"),
        paragraph(question.question or question.label, class_="title"),
        choices_fragment(choices),
        paragraph(safety_text(turn) if turn.urgent_chance else "", class_="head"),
        folded(
            "Why this is asked, and what each answer would do",
            paragraph(worth_text(turn, question)),
            outcomes_table(question.outcomes),
        ),
    )


def choices_fragment(choices: Choices) -> Html:
    """What may be answered, and the number that may be."""
    number = [f"or {number_text(choices.number)}"] if choices.number else []
    answers = (joined(_mark(each.mark), each.label) for each in choices.answers)
    return items([*answers, *number], class_="choices")


def _mark(mark: str) -> Html | None:
    """What may be typed for an answer; nothing where its words have to be."""
    return joined(element("kbd", mark), " ") if mark else None
