"""The next questions for a terminal, as JSON and as CSV; and whether to go on asking."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from click import style
from rich.cells import cell_len

from lumpbayes.display.identity import footer_lines
from lumpbayes.display.questions_words import (
    TESTS_ORDER,
    effects,
    now_text,
    outcome_text,
    ranking_text,
    urgency_line,
    value_words,
)
from lumpbayes.display.terminal import LEVEL_COLOURS
from lumpbayes.display.urgency_words import flag_lines, headline
from lumpbayes.display.words import plain
from lumpbayes.display.wrapping import padded, wrapped
from lumpbayes.knowledge.writing import csv_text
from lumpbayes.percentages import percent
from lumpbayes.reasoning.answer import Answer
from lumpbayes.reasoning.question import COLUMNS, Outcome, Question
from lumpbayes.reasoning.questions import Questions
from lumpbayes.reasoning.stopping import Stopping

__all__ = [
    "SHOWN",
    "TESTS_SHOWN",
    "question_lines",
    "questions_csv",
    "questions_record",
]

TEST = "test"

INDENT = "    "
HANGING = "      "
PERCENT_WIDTH = 7
ALIGNED_FROM = 60
"""Columns from which on answers stand below one another in columns."""
LEAST_BESIDE = 30
"""Columns that what an answer would do takes at least."""
SHOWN = 5
"""Questions that are shown of a list."""
TESTS_SHOWN = 3


class _List(NamedTuple):
    """Questions that are shown under one heading and its note; ``left`` of them are not."""

    heading: str
    note: str
    shown: tuple[Question, ...]
    left: int


def question_lines(
    answer: Answer,
    questions: Questions,
    stopping: Stopping,
    width: int,
    top: int | None = None,
    apart: bool = False,
) -> Iterator[str]:
    """Head, evidence, urgency, the questions and their answers, whether to stop, the model.

    Args:
        answer: what the questions follow on.
        questions: all of them, ranked.
        stopping: whether to go on asking.
        width: columns of the window.
        top: how many questions to show, and how many tests where these stand apart; ``SHOWN`` and
            ``TESTS_SHOWN`` when None.
        apart: whether tests stand in a list of their own.
    """
    given = "; ".join(plain(phrase) for phrase in answer.given) or "nothing"
    yield from wrapped(f"What next: {plain(answer.model.title)}", width, bold=True)
    yield from wrapped(f"Given {given}", width, dim=True)
    yield ""
    yield from _urgency(answer, width)
    yield from wrapped(f"{now_text(answer)}. {ranking_text(questions)}", width)
    lists = _lists(questions, top or SHOWN, top or TESTS_SHOWN, apart)
    for each in lists:
        yield from _list(each, questions, width)
    yield ""
    yield from _most_changing(questions, lists, width)
    colour = "green" if stopping.should_stop else "yellow"
    yield from wrapped(plain(stopping.reason), width, bold=True, fg=colour)
    yield ""
    yield from footer_lines(answer.model, width)


def _urgency(answer: Answer, width: int) -> Iterator[str]:
    """How urgent care is, and what red flags order, which no ranking puts off."""
    level = answer.urgency.possible_level
    if level is None:
        return
    yield from wrapped(headline(answer), width, bold=True, fg=LEVEL_COLOURS[level])
    for line in flag_lines(answer):
        yield from wrapped(f"  {line}", width, indent=INDENT)
    yield ""


def _lists(questions: Questions, top: int, most: int, apart: bool) -> tuple[_List, ...]:
    """What is shown: all in one list, or ``most`` tests apart."""
    tests = tuple(each for each in questions if apart and each.phase == TEST)
    bedside = tuple(each for each in questions if not apart or each.phase != TEST)
    if not tests:
        return (_List("", "", bedside[:top], len(bedside[top:])),)
    heading = "To ask and examine:" if bedside else "Nothing is left to ask and examine."
    return (
        _List(heading, "", bedside[:top], len(bedside[top:])),
        _List("Tests, ranked among themselves:", TESTS_ORDER, tests[:most], len(tests[most:])),
    )


def _list(each: _List, questions: Questions, width: int) -> Iterator[str]:
    """A heading, the questions below it, and how many more there are."""
    if each.heading:
        yield ""
        yield from wrapped(each.heading, width, bold=True)
    if each.note:
        yield from wrapped(each.note, width, dim=True)
    for rank, question in enumerate(each.shown, start=1):
        yield ""
        yield from _question(rank, question, questions, width)
    if each.left:
        yield ""
        yield from wrapped(f"{INDENT}and {each.left} more (--top, --json)", width, dim=True)


def _most_changing(questions: Questions, lists: tuple[_List, ...], width: int) -> Iterator[str]:
    """The question most likely to raise the urgency, where it is not among those shown."""
    found = urgency_line(questions)
    shown = {question.variable for each in lists for question in each.shown}
    if found is not None and found[0].variable not in shown:
        question, line = found
        yield from wrapped(f"{line} ({plain(question.variable)})", width)
        yield ""


def _question(rank: int, question: Question, questions: Questions, width: int) -> Iterator[str]:
    """One question, what it is worth, and a line for each answer."""
    text = plain(question.question) or plain(question.label)
    yield from wrapped(f"{rank:>2}. {text}", width, indent=INDENT, bold=rank == 1)
    phase = f"{question.phase}, " if question.phase else ""
    worth = value_words(question.value, questions.measure)
    does = "; ".join(effects(question, questions.entropy))
    facts = f"{plain(question.variable)}: {phase}cost {question.cost:g}, value {worth}"
    line = f"{INDENT}{facts}; {does}" if does else f"{INDENT}{facts}"
    yield from wrapped(line, width, indent=INDENT, dim=True)
    yield from _outcomes(question.outcomes, width)


def _outcomes(outcomes: Sequence[Outcome], width: int) -> Iterator[str]:
    """A line for each answer; aligned where there is room for what it is called."""
    longest = max((cell_len(plain(each.label)) for each in outcomes), default=0)
    around = len(HANGING) + 2 * len("  ") + PERCENT_WIDTH
    room = min(longest, width - around - LEAST_BESIDE)
    beside = around + room
    for each in outcomes:
        label, share = plain(each.label), percent(each.probability)
        if width < ALIGNED_FROM or cell_len(label) > room:
            line = f"{HANGING}{label}, {share}: {outcome_text(each)}"
            yield from wrapped(line, width, indent=f"{HANGING}  ")
            continue
        first, *more = wrapped(outcome_text(each), width - beside)
        answer = style(f"{HANGING}{padded(label, room)}  {share:>{PERCENT_WIDTH}}", fg="cyan")
        yield f"{answer}  {first}"
        yield from (f"{' ' * beside}{line}" for line in more)


def questions_record(questions: Questions, stopping: Stopping) -> dict[str, Any]:
    """The questions in the form of schema 1, with the model and the evidence, and the stopping."""
    return {**questions.to_dict(), "stopping": stopping.facts()}


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
