"""Pages of the whole model: urgency, groups, sources, grades."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from lumpbayes.knowledge.advice import URGENCIES
from lumpbayes.knowledge.cells import Estimate
from lumpbayes.knowledge.estimates import GRADES as GRADE_NAMES
from lumpbayes.knowledge.records import KnowledgeBase, Source
from lumpbayes.knowledge.within import within_words
from website.markdown import Page, anchor, code, link, listed, table, text
from website.places import (
    GRADES,
    GROUPS,
    SOURCES,
    URGENCY,
    cause_link,
    cause_path,
    share,
    source_links,
    variable_link,
    variable_path,
)

__all__ = ["grades_page", "groups_page", "sources_page", "urgency_page"]

DOI = re.compile(r"\b10\.\d{4,9}/[A-Za-z0-9._/:;()-]*[A-Za-z0-9)]", re.ASCII)
"""The signs that are shown as a link; others of a DOI stay text."""


def urgency_page(knowledge: KnowledgeBase) -> Page:
    """Red flags, thresholds, losses and the urgency of each cause."""
    parts = [
        "# Urgency { #urgency }\n\n",
        "What asks for which level of care: "
        f"{', '.join(map(code, URGENCIES))}, from the least urgent. "
        f"{link('How urgent', 'explanation/reasoning.md#how-urgent-risk', URGENCY)} says how they "
        "work together. All of it is judgement unless a source says otherwise.\n\n",
        *_red_flags(knowledge),
        *_thresholds(knowledge),
        *_losses(knowledge),
        *_management(knowledge),
    ]
    return Page(URGENCY, "Urgency", "".join(parts))


def asked(urgency: str, within: str) -> str:
    """The level, and the time if there is one."""
    return f"{urgency}, {within_words(within)}" if within else urgency


def _red_flags(knowledge: KnowledgeBase) -> Iterator[str]:
    for flag in knowledge.red_flags:
        if flag is knowledge.red_flags[0]:
            yield "## Red flags { #red-flags }\n\n"
            yield "Rules on findings, whatever the probabilities are.\n\n"
        yield (
            f"### {text(flag.id)}: {text(asked(flag.urgency, flag.within))} "
            f"{{ #red-flag-{anchor(flag.id)} }}\n\n"
            f"{text(flag.advice)}\n\n- rule: {code(flag.rule_text)}\n"
            f"- sources: {source_links(knowledge, flag.sources, URGENCY)}\n\n"
        )


def _thresholds(knowledge: KnowledgeBase) -> Iterator[str]:
    if knowledge.thresholds:
        yield "## Thresholds { #thresholds }\n\n"
        yield "How probable a grave cause may be before care is urgent.\n\n"
        yield table(
            ("of", "from", "urgency", "when", "why", "sources"),
            (
                (
                    text(each.label),
                    share(each.probability),
                    text(asked(each.urgency, each.within)),
                    code(each.when_text) if each.when_text else "",
                    text(each.note),
                    source_links(knowledge, each.sources, URGENCY),
                )
                for each in knowledge.thresholds
            ),
        )


def _losses(knowledge: KnowledgeBase) -> Iterator[str]:
    if knowledge.losses:
        yield "## Losses { #losses }\n\n"
        yield "What each urgency costs when each cause is true, with its 95 % interval.\n\n"
        yield table(
            ("cause", "urgency", "loss", "95 % interval", "grade", "sources", "note"),
            (
                (
                    cause_link(knowledge, row.cause, URGENCY),
                    text(row.urgency),
                    text(f"{row.loss:g}"),
                    text(f"{row.low:g} to {row.high:g}"),
                    text(row.grade),
                    source_links(knowledge, row.sources, URGENCY),
                    text(row.note),
                )
                for row in knowledge.losses
            ),
        )


def _management(knowledge: KnowledgeBase) -> Iterator[str]:
    if knowledge.management:
        yield "## Each cause, if it is certain { #management }\n\n"
        yield table(
            ("cause", "urgency", "work-up", "treatment", "sources"),
            (
                (
                    cause_link(knowledge, row.cause, URGENCY),
                    text(row.urgency),
                    text(row.workup),
                    text(row.treatment),
                    source_links(knowledge, row.sources, URGENCY),
                )
                for row in knowledge.management.values()
            ),
        )


def groups_page(knowledge: KnowledgeBase) -> Page:
    """The named sets of states."""
    parts = ["# Groups { #groups }\n\nNamed sets of states, which may overlap.\n\n"]
    for group in knowledge.groups:
        own = group.variable == knowledge.cause
        states = [
            cause_link(knowledge, state, GROUPS)
            if own
            else text(knowledge.state_labels[group.variable][state])
            for state in group.states
        ]
        parts.append(
            f"## {text(group.label)} {{ #group-{anchor(group.variable)}-{anchor(group.name)} }}\n\n"
            f"{code(group.name)} of {variable_link(knowledge, group.variable, GROUPS)}\n\n"
            f"{listed(states)}"
        )
    return Page(GROUPS, "Groups", "".join(parts))


def sources_page(knowledge: KnowledgeBase) -> Page:
    """Every source with what cites it."""
    uses = _uses(knowledge)
    parts = [
        f"# Sources {{ #sources }}\n\n{len(knowledge.sources)} sources. *Seen* says what has been "
        "read of it: the text, its abstract, or an excerpt.\n\n"
    ]
    for source in knowledge.sources.values():
        parts.append(_source(source, uses.get(source.key, {})))
    return Page(SOURCES, "Sources", "".join(parts), weight=0.5)


def _source(source: Source, uses: Counter[str] | dict[str, int]) -> str:
    facts = [
        text(f"{source.authors} {source.year}".strip()),
        text(source.title),
        _identifier(source.identifier),
        f"seen: {text(source.seen)}" if source.seen else "",
        f"cited by: {', '.join(_times(*use) for use in uses.items())}"
        if uses
        else "cited by nothing",
    ]
    heading = f"## {text(source.key)} {{ #source-{anchor(source.key)} }}\n\n"
    return heading + listed(fact for fact in facts if fact)


def _times(where: str, count: int) -> str:
    return where if count == 1 else f"{where} ({count})"


def _identifier(identifier: str) -> str:
    """The identifier, its DOI as a link."""
    doi = DOI.search(identifier)
    if doi is None:
        return text(identifier)
    address = f"https://doi.org/{doi[0].replace('(', '%28').replace(')', '%29')}"
    before, after = identifier[: doi.start()], identifier[doi.end() :]
    return f"{text(before)}[{text(doi[0])}](<{address}>){text(after)}"


def _uses(knowledge: KnowledgeBase) -> dict[str, Counter[str]]:
    """Source key -> what cites it, as links, and how often."""
    uses: dict[str, Counter[str]] = {}
    for keys, where in _citing(knowledge):
        for key in keys:
            uses.setdefault(key, Counter())[where] += 1
    return uses


def _citing(knowledge: KnowledgeBase) -> Iterator[tuple[Sequence[str], str]]:
    for prior in knowledge.priors:
        shown = text(f"prior of {knowledge.state_labels[knowledge.cause][prior.cause]}")
        where = link(shown, f"{cause_path(prior.cause)}#how-common", SOURCES)
        yield prior.estimate.sources, where
    for cell in knowledge.likelihoods:
        shown = text(knowledge.variable_labels[cell.variable])
        where = link(shown, f"{variable_path(cell.variable)}#numbers", SOURCES)
        yield cell.estimate.sources, where
    for row in knowledge.management.values():
        shown = text(f"management of {knowledge.state_labels[knowledge.cause][row.cause]}")
        yield row.sources, link(shown, f"{cause_path(row.cause)}#management", SOURCES)
    for flag in knowledge.red_flags:
        where = link(text(f"red flag {flag.id}"), f"{URGENCY}#red-flag-{anchor(flag.id)}", SOURCES)
        yield flag.sources, where
    for sources, fragment in (
        *((each.sources, "thresholds") for each in knowledge.thresholds),
        *((each.sources, "losses") for each in knowledge.losses),
    ):
        yield sources, link(fragment, f"{URGENCY}#{fragment}", SOURCES)


def grades_page(knowledge: KnowledgeBase) -> Page:
    """How many numbers of each table and variable are sourced, derived or estimates."""
    priors = [cell.estimate for cell in knowledge.priors]
    every = [*priors, *(cell.estimate for cell in knowledge.likelihoods)]
    parts = [
        "# Grades { #grades }\n\n"
        "A number is *sourced* if it stands in its source, *derived* if it was worked out from it "
        "(its note says how), and an *estimate* otherwise.\n\n",
        _graded(
            [
                ("all priors and likelihoods", every),
                ("priors", priors),
                ("likelihoods", every[len(priors) :]),
            ]
        ),
        "## By variable { #by-variable }\n\n",
        _graded(list(_by_variable(knowledge))),
    ]
    if knowledge.losses:
        grades = Counter(row.grade for row in knowledge.losses)
        shown = ", ".join(f"{count} {text(grade)}" for grade, count in sorted(grades.items()))
        parts.append(f"## Losses {{ #losses }}\n\n{len(knowledge.losses)} losses: {shown}.\n")
    return Page(GRADES, "Grades", "".join(parts))


def _by_variable(knowledge: KnowledgeBase) -> Iterator[tuple[str, list[Estimate]]]:
    for name in knowledge.variables:
        if name == knowledge.cause:
            continue
        estimates = [cell.estimate for cell in knowledge.likelihoods if cell.variable == name]
        yield variable_link(knowledge, name, GRADES), estimates


def _graded(rows: Sequence[tuple[str, Sequence[Estimate]]]) -> str:
    headings = ("", "numbers", *GRADE_NAMES, "not an estimate")
    cells = []
    for what, estimates in rows:
        counts = Counter(each.grade for each in estimates)
        known = len(estimates) - counts["estimate"]
        sourced = share(known / len(estimates)) if estimates else ""
        cells.append(
            (what, str(len(estimates)), *(str(counts[grade]) for grade in GRADE_NAMES), sourced)
        )
    return table(headings, cells)
