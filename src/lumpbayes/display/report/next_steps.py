"""What to ask, examine or test next, what each answer would do, and whether to stop."""

from __future__ import annotations

from collections.abc import Sequence

from lumpbayes.display.html.elements import Html, element, joined, paragraph
from lumpbayes.display.questions_words import effects, outcome_text
from lumpbayes.display.report.contents import Contents
from lumpbayes.percentages import percent
from lumpbayes.reasoning.question import Question
from lumpbayes.reasoning.questions import Questions

__all__ = ["next_section"]

TEST = "test"
SHOWN, TESTS_SHOWN = 4, 3


def next_section(contents: Contents) -> Html:
    """The verdict, then questions and tests; empty where neither was worked out."""
    stopping, questions = contents.stopping, contents.questions
    if stopping is None and questions is None:
        return Html()
    verdict = None if stopping is None else paragraph(element("strong", stopping.reason))
    return element(
        "section", element("h2", "What next"), verdict, _lists(questions) if questions else None
    )


def _lists(questions: Questions) -> Html:
    """To ask and examine; then tests, ranked among themselves; then what most often changes."""
    bedside = [each for each in questions if each.phase != TEST][:SHOWN]
    tests = [each for each in questions if each.phase == TEST][:TESTS_SHOWN]
    return joined(
        _list("To ask and examine, the most valuable first", bedside, questions),
        _list("Tests, the most valuable first", tests, questions),
        _most_changing(questions, (*bedside, *tests)),
    )


def _list(title: str, chosen: Sequence[Question], questions: Questions) -> Html | None:
    if not chosen:
        return None
    entries = [element("li", _question(each, questions.entropy)) for each in chosen]
    return joined(element("h3", title), element("ol", entries, class_="questions"))


def _question(question: Question, entropy: float) -> Html:
    """What to ask, what that is expected to do, and what each answer would do."""
    does = "; ".join(effects(question, entropy))
    answers = [
        element("li", element("b", each.label), f" ({percent(each.probability)}): ", told)
        for each in question.outcomes
        for told in (outcome_text(each),)
    ]
    return joined(
        element("span", question.question or question.label, class_="question"),
        element("span", f" {does}", class_="small") if does else None,
        element("ul", answers, class_="answers"),
    )


def _most_changing(questions: Questions, shown: Sequence[Question]) -> Html | None:
    """The question most likely to change the urgency, where it is not among those shown."""
    most = questions.most_changing
    if most is None or most.variable in {each.variable for each in shown}:
        return None
    chance = percent(most.urgency_change)
    words = most.question or most.label
    return paragraph(f"Most likely to change the urgency ({chance}): {words}")
