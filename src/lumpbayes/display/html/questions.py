"""The next questions as HTML, and whether to go on asking."""

from __future__ import annotations

from collections.abc import Iterator

from lumpbayes.display.html.bars import bar
from lumpbayes.display.html.elements import Html, element, folded, items, joined, paragraph
from lumpbayes.display.html.tables import Column, Table
from lumpbayes.display.questions_words import (
    TESTS_ORDER,
    effects,
    outcome_text,
    ranking_text,
    share_settled,
    urgency_line,
    value_words,
)
from lumpbayes.percentages import percent
from lumpbayes.reasoning.question import Outcome, Question
from lumpbayes.reasoning.questions import Questions
from lumpbayes.reasoning.stopping import Stopping

__all__ = ["outcomes_table", "question_fragment", "questions_fragment", "stopping_fragment"]

MOST_QUESTIONS = 5
TEST = "test"

COLUMNS = (
    Column("Question"),
    Column("Cost", "number"),
    Column("Worth", "number"),
    Column("Doubt settled", "case"),
)

OUTCOMES = (Column("Answer"), Column("How likely", "number"), Column("Then"))


def questions_fragment(questions: Questions) -> Html:
    """The questions by what they are worth; each opens to what its answers would do."""
    rows = [_row(rank, each, questions) for rank, each in enumerate(questions, start=1)]
    more = f"{max(0, len(rows) - MOST_QUESTIONS)} more questions"
    found = urgency_line(questions)
    tests = any(each.phase == TEST for each in questions)
    return joined(
        paragraph("What next", class_="title"),
        paragraph(ranking_text(questions), class_="quiet"),
        paragraph(f"Tests: {TESTS_ORDER}" if tests else "", class_="quiet"),
        Table("Questions, the most valuable first", COLUMNS, rows, MOST_QUESTIONS, more).html(),
        paragraph(found[1] if found else ""),
    )


def _asked(question: Question) -> str:
    return question.question or question.label


def _row(rank: int, question: Question, questions: Questions) -> tuple[object, ...]:
    settled = share_settled(question, questions.entropy)
    facts = "; ".join(
        (
            f"{question.variable}",
            question.phase or "question",
            *effects(question, questions.entropy),
        )
    )
    name = joined(
        element("span", f"{rank}. {_asked(question)}", class_="first" if rank == 1 else None),
        paragraph(facts, class_="quiet"),
        folded("What each answer would do", outcomes_table(question.outcomes)),
    )
    worth = value_words(question.value, questions.measure)
    return name, f"{question.cost:g}", worth, joined(percent(settled), bar(settled))


def outcomes_table(outcomes: tuple[Outcome, ...]) -> Html:
    """A row an answer: how likely it is, and what would then lead."""
    rows = [(each.label, percent(each.probability), outcome_text(each)) for each in outcomes]
    return Table("", OUTCOMES, rows).html()


def question_fragment(question: Question) -> Html:
    """One question, what it is worth and what each answer would do."""
    facts = [f"cost {question.cost:g}", f"entropy falls by {question.entropy_gain:.3g} nats"]
    if question.loss_gain is not None:
        facts.append(f"expected loss falls by {question.loss_gain:.3g}")
    facts.append(f"may change the leading cause ({percent(question.leading_cause_change)})")
    facts.append(f"may change the urgency ({percent(question.urgency_change)})")
    return joined(
        paragraph(_asked(question), class_="title"),
        paragraph("; ".join((question.variable, *facts)), class_="quiet"),
        outcomes_table(question.outcomes),
    )


def stopping_fragment(stopping: Stopping) -> Html:
    """Whether to stop and why in a sentence, and how probable the same decision is."""
    how = f"all {stopping.combinations:,} combinations of answers"
    if not stopping.exact:
        error = percent(stopping.standard_error)
        how = f"{stopping.draws:,} drawn, standard error {error}"
    columns = (Column("Decision"), Column("Probability", "number"), Column("", "picture"))
    rows = [(words, percent(share), bar(share)) for words, share in _decisions(stopping)]
    enough = f"{how}; enough from {percent(stopping.at_least)} on"
    return joined(
        paragraph(stopping.reason, class_="head level"),
        Table("If all that is unasked were answered", columns, rows).html(),
        items([enough, *stopping.left()]),
    )


def _decisions(stopping: Stopping) -> Iterator[tuple[str, float]]:
    """The decision as it stands, and each level that the urgency may become, the worst first."""
    decision, now = stopping.decision.replace("_", " "), stopping.now_label or "none"
    yield f"{decision} stays {now}", stopping.same_decision_probability
    for level, share in reversed([*(stopping.levels or {}).items()]):
        if share > 0 and level != stopping.now:
            yield f"{decision} becomes {level.replace('_', '-')}", share
