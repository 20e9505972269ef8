"""Work-up and treatment of the causes that drive the urgency, and of the leading ones."""

from __future__ import annotations

from lumpbayes.display.html.elements import Html, element, joined, paragraph
from lumpbayes.display.report.bibliography import Bibliography
from lumpbayes.display.report.contents import Contents
from lumpbayes.display.urgency_words import own_level
from lumpbayes.percentages import percent
from lumpbayes.reasoning.answer import Answer
from lumpbayes.reasoning.management import Advice

__all__ = ["advice_section"]


def advice_section(contents: Contents, sources: Bibliography) -> Html:
    """A paragraph a cause, each on a condition; empty in a model that says nothing of it."""
    answer = contents.answer
    told = [_advice(answer, each, sources) for each in answer.management]
    return element("section", element("h2", "What to do"), told) if told else Html()


def _advice(answer: Answer, advice: Advice, sources: Bibliography) -> Html:
    """The urgency of one cause is not that of the answer: the heading is conditional."""
    level = own_level(answer, advice.urgency)
    label = answer.labels[advice.cause]
    title = f"If it is {label} ({percent(advice.probability)}): {level}"
    parts = [
        joined(element("b", name, ": "), words)
        for name, words in (("Work-up", advice.workup), ("Treatment", advice.treatment))
        if words
    ]
    cited = sources.cite(advice.sources)
    lines = [
        paragraph(part, cited if place == len(parts) - 1 else None)
        for place, part in enumerate(parts)
    ]
    return joined(element("h3", title), lines or paragraph(cited))
