"""What to ask, examine or test next, what each answer would do, and whether to stop."""

from __future__ import annotations

from collections.abc import Sequence

from lumpbayes.display.html.elements import Html, element, joined, paragraph
from lumpbayes.display.questions_words import TESTS_ORDER, effects, outcome_text
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
    """To ask and examine, then tests: each with what is most likely to raise the urgency first."""
    first = questions.most_raising
    name = first.variable if first else None
    ranked = sorted(questions, key=lambda each: each.variable != name)
    bedside = [each for each in ranked if each.phase != TEST][:SHOWN]
    tests = [each for each in ranked if each.phase == TEST][:TESTS_SHOWN]
    asked = "To ask and examine, the most valuable first"
    if bedside and bedside[0].variable == name:
        asked = "To ask and examine: what may raise the urgency, then the most valuable"
    return joined(
        _list(asked, None, bedside, questions),
        _list("Tests, the most valuable first", TESTS_ORDER, tests, questions),
    )


def _list(
    title: str, note: str | None, chosen: Sequence[Question], questions: Questions
) -> Html | None:
    if not chosen:
        return None
    entries = [element("li", _question(each, questions.entropy)) for each in chosen]
    told = paragraph(note or "", class_="small")
    return joined(element("h3", title), told, element("ol", entries, class_="questions"))


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
