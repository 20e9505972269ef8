"""The head of a report: what it is about, what was given, and what it is not."""

from __future__ import annotations

from collections.abc import Iterator

from lumpbayes.display.html.elements import Html, element, joined, paragraph
from lumpbayes.display.report.contents import Contents
from lumpbayes.knowledge.estimates import GRADES
from lumpbayes.knowledge.folding import folded
from lumpbayes.knowledge.records import KnowledgeBase
from lumpbayes.percentages import short_percent
from lumpbayes.reasoning.answer import DISCLAIMER
from lumpbayes.reasoning.phrases import phrase

__all__ = ["TITLE", "heading"]

TITLE = "Differential diagnosis"
OTHERS = "Findings"
KINDS = {
    "setting": "Person",
    "context": "Person",
    "history": "History",
    "exam": "Examination",
    "test": "Tests",
    "": OTHERS,
}
"""Roles and phases by which what was given is sorted, in the order in which they stand."""

BY_HAND = ("Name", "Date of birth", "Date", "Seen by")
"""What a report does not know, to be filled in on paper: the same answer gives the same page."""


def heading(contents: Contents) -> Html:
    """Title, lines to be filled in by hand, what was given, and the disclaimer."""
    title = contents.answer.model.title
    return element(
        "header",
        element("p", TITLE, class_="kind"),
        element("h1", title),
        element("p", [element("span", f"{each}:") for each in BY_HAND], class_="by-hand"),
        element("p", element("strong", DISCLAIMER), _review(contents), class_="disclaimer"),
        element("h2", "What was given"),
        _given(contents),
    )


def _review(contents: Contents) -> str:
    """Who has reviewed the numbers, and how many are estimates; empty where the model is silent."""
    knowledge = contents.situation.knowledge
    if not knowledge.wording.review:
        return ""
    grades = [each.estimate.grade for each in knowledge.priors]
    grades += [each.estimate.grade for each in knowledge.likelihoods]
    share = short_percent(grades.count(GRADES[-1]) / len(grades))
    return f" {knowledge.wording.review} Estimates: {share} of {len(grades):,} numbers."


def _given(contents: Contents) -> Html:
    """The findings in words, by where they come from; what was assumed says so."""
    found: dict[str, list[str]] = {kind: [] for kind in KINDS.values()}
    for kind, words in _phrases(contents):
        found[kind].append(words)
    lists = [
        element("div", element("dt", kind), element("dd", _listed(phrases)))
        for kind, phrases in found.items()
        if phrases
    ]
    return joined(
        paragraph(_remark(contents)), element("dl", lists, class_="given") if lists else None
    )


def _remark(contents: Contents) -> str:
    """What is unusual about what was given; empty where nothing is."""
    evidence = contents.answer.evidence
    if not evidence:
        return "No finding was given: the probabilities are the priors."
    if contents.situation.knowledge.cause in evidence:
        return "Something was given of the cause itself, which is what is asked."
    return ""


def _listed(phrases: list[str]) -> Html:
    return joined([joined("; " if place else None, each) for place, each in enumerate(phrases)])


def _phrases(contents: Contents) -> Iterator[tuple[str, str]]:
    """The kind of each finding, and its words, in the order of the tables."""
    knowledge, understood = contents.situation.knowledge, contents.situation.understood
    order = {name: place for place, name in enumerate(knowledge.variables)}
    owners = {name: _owner(knowledge, name) for name in understood.stated}
    for name in sorted(owners, key=lambda each: order[owners[each]]):
        yield _kind(knowledge, owners[name]), phrase(knowledge, name, understood.stated[name])
    for name, state in understood.assumed.items():
        yield _kind(knowledge, name), f"{phrase(knowledge, name, state)} (assumed)"


def _owner(knowledge: KnowledgeBase, name: str) -> str:
    """The variable that a name, or the name of its number, is of."""
    return name if name in knowledge.variables else knowledge.names[folded(name)][0]


def _kind(knowledge: KnowledgeBase, name: str) -> str:
    variable = knowledge.variables[name]
    return KINDS.get(variable.role) or KINDS.get(variable.phase, OTHERS)
