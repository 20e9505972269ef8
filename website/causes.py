"""The page of a cause: how common, how it shows, what speaks for and against it, what is done."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lumpbayes.knowledge.advice import URGENCIES
from lumpbayes.knowledge.cells import Cell
from lumpbayes.knowledge.records import Group, KnowledgeBase
from website.edits import HEADING, how_to_change, prior_edit
from website.markdown import Page, anchor, code, link, listed, table, text, title
from website.places import (
    GROUPS,
    URGENCY,
    cause_path,
    estimate_cells,
    given_links,
    group_link,
    place,
    share,
    source_links,
    state_link,
    variable_link,
)
from website.weights import Weight, Weights

__all__ = ["cause_page"]

MOST = 10
"""Findings shown for a cause, and against it."""
SYSTEM_NAMES = {"icd10cm": "ICD-10-CM", "hpo": "HPO", "snomed": "SNOMED CT"}
NUMBER = ("probability", "95 % interval", "grade", "sources", "note", "place")


def cause_page(weights: Weights, cause: str) -> Page:
    """All that the tables say of one cause."""
    knowledge = weights.engine.knowledge
    page = cause_path(cause)
    label = knowledge.state_labels[knowledge.cause][cause]
    parts = [
        f"# {text(label)} {{ #{anchor(cause)} }}\n\n",
        _head(knowledge, cause, page),
        "## How common { #how-common }\n\n",
        _priors(knowledge, cause, page),
        *_telling(weights, cause, page),
        *_presentations(knowledge, cause),
        *_management(knowledge, cause, page),
        "## Every number that names it { #numbers }\n\n",
        _numbers(knowledge, cause, page),
    ]
    return Page(page, title(label), "".join(parts), weight=3)


def _head(knowledge: KnowledgeBase, cause: str, page: str) -> str:
    facts = [f"key: {code(cause)}"]
    groups = [
        group_link(group.variable, group.name, group.label, page)
        for group in _groups_with(knowledge, cause)
    ]
    if groups:
        facts.append(f"{link('groups', GROUPS, page)}: {', '.join(groups)}")
    facts += [f"{system}: {codes}" for system, codes in _codes(knowledge, cause)]
    return listed(facts)


def _codes(knowledge: KnowledgeBase, cause: str) -> Iterator[tuple[str, str]]:
    rows = [row for row in knowledge.codes if row.kind == "cause" and row.name == cause]
    codings = [coding for row in rows for coding in row.codings]
    for system in dict.fromkeys(coding.system for coding in codings):
        shown = [f"{c.code} {c.text}".strip() for c in codings if c.system == system]
        yield SYSTEM_NAMES[system], "; ".join(map(text, shown))


def _groups_with(knowledge: KnowledgeBase, cause: str) -> list[Group]:
    return [group for group in knowledge.groups_of(knowledge.cause) if cause in group.states]


def _priors(knowledge: KnowledgeBase, cause: str, page: str) -> str:
    name = knowledge.setting
    labels = knowledge.state_labels[name] if name else {}
    rows = [
        (
            text(labels[cell.setting] if name else "always"),
            *estimate_cells(knowledge, cell.estimate, page),
            place(knowledge, "priors", cell.line),
            prior_edit(knowledge, cell),
        )
        for cell in knowledge.priors
        if cell.cause == cause
    ]
    return how_to_change(page) + table(("setting", *NUMBER, HEADING), rows)


def _telling(weights: Weights, cause: str, page: str) -> Iterator[str]:
    """What speaks most for it and against it."""
    found = weights.of(cause)
    if not found:
        return
    where = f" in {text(weights.setting)}" if weights.setting else ""
    yield (
        "## What speaks for it and against it { #findings }\n\n"
        f"How often each is found where this is the cause, and where it is another{where}; and "
        f"what that is worth alone, in {link('decibans', 'explanation/ledgers.md', page)}. "
        "Findings that depend on one another do not add up.\n\n"
    )
    knowledge = weights.engine.knowledge
    for heading, rows in (
        ("Most for it", [each for each in found if each.decibans > 0][:MOST]),
        ("Most against it", [each for each in found[::-1] if each.decibans < 0][:MOST]),
    ):
        if rows:
            yield f"**{heading}**\n\n{_weights(knowledge, rows, page)}"


def _weights(knowledge: KnowledgeBase, rows: Sequence[Weight], page: str) -> str:
    return table(
        ("found", "with this cause", "with another", "decibans"),
        (
            (
                state_link(knowledge, row.variable, row.state, page),
                share(row.within),
                share(row.without),
                text(_decibans(row.decibans)),
            )
            for row in rows
        ),
    )


def _decibans(value: float) -> str:
    if value in (float("inf"), float("-inf")):
        return "proves" if value > 0 else "excludes"
    return f"{value:+.1f}".replace("-", "\u2212")


def _presentations(knowledge: KnowledgeBase, cause: str) -> Iterator[str]:
    rows = [row for row in knowledge.presentations if row.cause == cause]
    if rows:
        yield "## Classic presentations { #presentations }\n\n"
        yield table(
            ("id", "found", "rank at least", "why"),
            (
                (text(r.id), ", ".join(map(code, r.evidence)), str(r.max_rank), text(r.reason))
                for r in rows
            ),
        )


def _management(knowledge: KnowledgeBase, cause: str, page: str) -> Iterator[str]:
    losses = {row.urgency: row.loss for row in knowledge.losses if row.cause == cause}
    if cause not in knowledge.management and not losses:
        return
    yield "## Management { #management }\n\n"
    if cause in knowledge.management:
        row = knowledge.management[cause]
        yield listed(
            [
                f"{link('urgency', URGENCY, page)}: {text(row.urgency)}",
                f"work-up: {text(row.workup)}",
                f"treatment: {text(row.treatment)}",
                f"sources: {source_links(knowledge, row.sources, page)}",
            ]
        )
    if losses:
        where = link("losses", f"{URGENCY}#losses", page)
        yield f"What each urgency costs where this is the cause ({where}):\n\n"
        yield table([text(name) for name in URGENCIES], [[f"{losses[u]:g}" for u in URGENCIES]])


def _numbers(knowledge: KnowledgeBase, cause: str, page: str) -> str:
    """The likelihoods whose condition names it, or a group that it is in."""
    rows = (
        (
            f"{variable_link(knowledge, cell.variable, page)} "
            f"{code(f'{cell.variable}={cell.state}')}",
            given_links(knowledge, cell.given, page),
            *estimate_cells(knowledge, cell.estimate, page),
            place(knowledge, "likelihoods", cell.line),
        )
        for cell in _cells(knowledge, cause)
    )
    found = table(("of", "given", *NUMBER), rows)
    return found or "No row of likelihoods.csv names it.\n"


def _cells(knowledge: KnowledgeBase, cause: str) -> Iterator[Cell]:
    named = {cause, *(f"@{group.name}" for group in _groups_with(knowledge, cause))}
    for cell in knowledge.likelihoods:
        if any(parent == knowledge.cause and state in named for parent, state in cell.given):
            yield cell
