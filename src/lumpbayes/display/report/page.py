"""The page: one file, complete without a script and without a network."""

from __future__ import annotations

from importlib.resources import files

from lumpbayes.display.html.elements import Html, element
from lumpbayes.display.report.advice import advice_section
from lumpbayes.display.report.bibliography import Bibliography
from lumpbayes.display.report.contents import Contents, gather
from lumpbayes.display.report.differential import differential_section, leading_section
from lumpbayes.display.report.footing import footing, missing_section, sources_section
from lumpbayes.display.report.heading import TITLE, heading
from lumpbayes.display.report.next_steps import next_section
from lumpbayes.display.report.numbers import numbers_section
from lumpbayes.display.report.reasons import reasons_section
from lumpbayes.display.report.unasked import unasked_section
from lumpbayes.display.report.urgency import fit_section, urgency_section
from lumpbayes.reasoning.answer import Answer
from lumpbayes.reasoning.situation import Situation

__all__ = ["report_html"]

POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
"""A browser fetches nothing and runs nothing, whatever should stand in the page."""

TEACHING = "For teaching and checking"
"""What follows the sheet that goes into the file; on paper it mostly begins a new one."""

SEVERAL = 2
"""Findings beyond which paper has smaller print, so that three sheets have room for the answer."""

MANY = 20
"""Findings beyond which the part for teaching begins no sheet of its own: they fill the first."""


def report_html(answer: Answer, situation: Situation, *, seed: int, draws: int) -> str:
    """A page on one answer; the same text whenever the same is asked.

    Args:
        answer: what is reported on.
        situation: the model and the evidence behind it.
        seed: of all that is drawn.
        draws: how many sets of tables, and of answers, to draw.

    Raises:
        EvidenceError: fewer than 100 draws, or a seed or draws that are no whole number.
    """
    contents = gather(answer, situation, seed, draws)
    page = element("html", _head(contents), element("body", _body(contents)), lang="en")
    return f"<!DOCTYPE html>\n{page}\n"


def _head(contents: Contents) -> Html:
    style = files("lumpbayes.display.report").joinpath("report.css").read_text(encoding="utf-8")
    return element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=POLICY),
        element("meta", name_="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name_="color-scheme", content="light dark"),
        element("meta", name_="referrer", content="no-referrer"),
        element("meta", name_="robots", content="noindex"),
        element("title", f"{TITLE}: {contents.answer.model.title}"),
        element("style", Html(style)),
    )


def _body(contents: Contents) -> Html:
    """A sheet for the file, then the rest; what was cited is known when all else is written."""
    sources = Bibliography(contents.situation.knowledge.sources)
    sheet = (
        heading(contents),
        urgency_section(contents, sources),
        unasked_section(contents),
        fit_section(contents),
        leading_section(contents),
        advice_section(contents, sources),
        element("p", "Notes", class_="notes"),
    )
    told = (
        element("h2", TEACHING, class_="teaching"),
        differential_section(contents),
        reasons_section(contents),
        next_section(contents),
        numbers_section(contents, sources),
        missing_section(contents),
    )
    later = element("div", *told, sources_section(sources), footing(contents), class_="later")
    count = len(contents.answer.evidence)
    size = "crowded full" if count > MANY else "crowded" if count > SEVERAL else None
    page = element("main", *sheet, later, class_=size)
    return Html(page.replace(" %", "&nbsp;%"))  # no line shall begin with a per cent sign
