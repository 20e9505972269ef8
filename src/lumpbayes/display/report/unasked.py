"""The red flags that nothing known decides yet, with the questions that could fire them."""

from __future__ import annotations

from lumpbayes.display.html.elements import Html, element, joined, paragraph
from lumpbayes.display.report.contents import Contents
from lumpbayes.display.unasked_words import together_text
from lumpbayes.display.urgency_words import level_name
from lumpbayes.display.words import plain
from lumpbayes.percentages import percent
from lumpbayes.reasoning.unasked_flags import SafetyQuestion, UnaskedFlags

__all__ = ["unasked_section"]

TEST = "test"
SHOWN = 6
"""Questions that are listed."""
ALL_DECIDED = "Every red flag of the model that is urgent is decided by what was given."


def unasked_section(contents: Contents) -> Html:
    """What to ask so that no red flag is missed; empty in a model without red flags."""
    unasked = contents.unasked
    if unasked is None or not contents.situation.knowledge.red_flags:
        return Html()
    heading = element("h2", "Red flags not known yet")
    if not unasked:
        return element("section", heading, paragraph(ALL_DECIDED))
    asked = [each for each in unasked.questions if each.phase != TEST]
    lines = [element("li", _question(each)) for each in asked[:SHOWN]]
    return element(
        "section",
        heading,
        element("ul", lines, class_="unasked") if lines else None,
        paragraph(_rest(unasked, asked[SHOWN:]), class_="small"),
    )


def _question(question: SafetyQuestion) -> Html:
    """What to ask, and which answer means what."""
    answers = " or ".join(map(plain, question.answers))
    level = level_name(question.urgency)
    flags = ", ".join(map(plain, question.flags))
    return joined(
        element("span", question.question or question.label, class_="question"),
        f" {answers} ({percent(question.probability)}): ",
        element("strong", level),
        element("span", f" ({flags})", class_="key"),
    )


def _rest(unasked: UnaskedFlags, more: list[SafetyQuestion]) -> str:
    """The other questions by their labels, and the red flags that no one answer fires."""
    said = []
    if more:
        said.append(f"Also: {', '.join(plain(each.label) for each in more)}.")
    tests = [plain(each.label) for each in unasked.questions if each.phase == TEST]
    if tests:
        said.append(f"Tests of which one result fires a red flag: {', '.join(tests)}.")
    together = together_text(unasked)
    if together:
        said.append(together)
    return " ".join(said)
