"""The pages of a model, made from its tables alone."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import lumpbayes as lb
from lumpbayes.knowledge.records import KnowledgeBase, Variable
from lumpbayes.percentages import short_percent
from website.causes import cause_page
from website.lists import grades_page, groups_page, sources_page, urgency_page
from website.markdown import Page, code, link, listed, text
from website.places import (
    GRADES,
    GROUPS,
    INDEX,
    SOURCES,
    URGENCY,
    cause_link,
    cause_path,
    variable_link,
    variable_path,
)
from website.variables import cause_variable_page, variable_page
from website.weights import Weights

__all__ = ["knowledge_navigation", "knowledge_pages"]

PHASES = (("history", "History"), ("exam", "Examination"), ("test", "Tests"))


def knowledge_pages(engine: lb.Engine) -> list[Page]:
    """Every page of a model of tables, the overview first."""
    knowledge = engine.knowledge
    weights = Weights(engine)
    variables = [name for name in knowledge.variables if name != knowledge.cause]
    return [
        _index(knowledge),
        *(cause_page(weights, cause) for cause in knowledge.causes),
        *(variable_page(weights, name) for name in variables),
        cause_variable_page(knowledge),
        urgency_page(knowledge),
        groups_page(knowledge),
        sources_page(knowledge),
        grades_page(knowledge),
    ]


def knowledge_navigation(knowledge: KnowledgeBase, pages: Iterable[Page]) -> list[Any]:
    """The part of ``nav`` in mkdocs.yml that leads to these pages."""
    titles = {page.path: page.title for page in pages}

    def entries(paths: Iterable[str]) -> list[dict[str, str]]:
        return [{titles[path]: path} for path in paths]

    causes = entries(cause_path(cause) for cause in knowledge.causes)
    sections = [
        {heading: entries(variable_path(each.name) for each in variables)}
        for heading, variables in _sections(knowledge)
    ]
    return [
        INDEX,
        {"Causes": causes},
        *sections,
        *entries([URGENCY, GROUPS, SOURCES, GRADES]),
    ]


def _sections(knowledge: KnowledgeBase) -> list[tuple[str, list[Variable]]]:
    """The variables by what they are to whoever asks; empty sections are left out."""
    every = list(knowledge.variables.values())
    roles = ("finding", "test")
    sections = [
        ("Who the person is", [v for v in every if v.role == "context"]),
        *(
            (heading, [v for v in every if v.role in roles and v.phase == phase])
            for phase, heading in PHASES
        ),
        ("Not asked", [v for v in every if v.role in ("setting", "cause", "mechanism")]),
    ]
    return [(heading, variables) for heading, variables in sections if variables]


def _index(knowledge: KnowledgeBase) -> Page:
    """The overview."""
    grades = [cell.estimate.grade for cell in knowledge.priors]
    grades += [cell.estimate.grade for cell in knowledge.likelihoods]
    share = short_percent(grades.count("estimate") / len(grades))
    parts = [
        "# The knowledge base { #knowledge-base }\n\n",
        f"{text(knowledge.title or knowledge.name)}.\n\n",
        "Every page of this part is made from the tables when the site is built; nothing in it is "
        "written by hand. **No clinician has reviewed the numbers.** "
        f"{text(f'{share} of the {len(grades):,} probabilities are estimates')} "
        f"({link('grades', GRADES, INDEX)}).\n\n",
        listed(
            [
                f"model: {code(knowledge.name)}, version {text(knowledge.version)}",
                f"fingerprint: {code(knowledge.fingerprint)}",
                f"{link(f'{len(knowledge.sources)} sources', SOURCES, INDEX)}, "
                f"{link(f'{len(knowledge.red_flags)} red flags', f'{URGENCY}#red-flags', INDEX)}, "
                f"{link(f'{len(knowledge.groups)} groups', GROUPS, INDEX)}",
            ]
        ),
        "## Causes { #causes }\n\n",
        listed(cause_link(knowledge, cause, INDEX) for cause in knowledge.causes),
    ]
    for heading, variables in _sections(knowledge):
        parts.append(f"## {heading}\n\n")
        parts.append(listed(variable_link(knowledge, each.name, INDEX) for each in variables))
    return Page(INDEX, "Overview", "".join(parts))
