"""The page of a variable: what is asked, how common each state is in each cause, every number."""

from __future__ import annotations

from collections.abc import Iterator

from lumpbayes.knowledge.records import KnowledgeBase, Variable
from lumpbayes.reasoning.answer import citation
from website.edits import HEADING, how_to_change, likelihood_edit
from website.markdown import Page, anchor, code, listed, table, text, title
from website.origins import Origins
from website.places import (
    cause_link,
    estimate_cells,
    given_links,
    row_place,
    source_links,
    variable_link,
    variable_path,
)
from website.weights import Weights

__all__ = ["cause_variable_page", "variable_page"]

NUMBERS = (
    "given",
    "state",
    "probability",
    "95 % interval",
    "grade",
    "sources",
    "note",
    "place",
    HEADING,
)


def variable_page(weights: Weights, name: str) -> Page:
    """All that the tables say of one variable."""
    knowledge = weights.engine.knowledge
    variable = knowledge.variables[name]
    page = variable_path(name)
    label = knowledge.variable_labels[name]
    parts = [
        f"# {text(label)} {{ #{anchor(name)} }}\n\n",
        f"{text(variable.question)}\n\n" if variable.question else "",
        _facts(knowledge, variable, page),
        "## States { #states }\n\n",
        _states(knowledge, variable),
        *_by_cause(weights, variable, page),
        "## Every number { #numbers }\n\n",
        how_to_change(page),
        _numbers(knowledge, variable, page),
        *_cited(knowledge, variable, page),
    ]
    return Page(page, title(label), "".join(parts))


def cause_variable_page(knowledge: KnowledgeBase) -> Page:
    """The variable whose states are the causes, each of which has a page of its own."""
    page = variable_path(knowledge.cause)
    label = knowledge.variable_labels[knowledge.cause]
    causes = [cause_link(knowledge, cause, page) for cause in knowledge.causes]
    variable = knowledge.variables[knowledge.cause]
    content = (
        f"# {text(label)} {{ #{anchor(knowledge.cause)} }}\n\n"
        f"{text(variable.question)}\n\n{_facts(knowledge, variable, page)}"
        f"## States {{ #states }}\n\n{listed(causes)}"
    )
    return Page(page, title(label), content)


def _facts(knowledge: KnowledgeBase, variable: Variable, page: str) -> str:
    children = [each.name for each in knowledge.variables.values() if variable.name in each.parents]
    facts = [f"key: {code(variable.name)}", f"role: {text(variable.role)}"]
    if variable.phase:
        facts.append(f"phase: {text(variable.phase)}, cost {text(f'{variable.cost:g}')} of 100")
    if variable.bins is not None:
        facts.append(f"as a number: {code(variable.bins)}")
    for heading, names in (("depends on", variable.parents), ("bears on", tuple(children))):
        if names:
            linked = ", ".join(variable_link(knowledge, name, page) for name in names)
            facts.append(f"{heading}: {linked}")
    return listed(facts)


def _states(knowledge: KnowledgeBase, variable: Variable) -> str:
    labels = knowledge.state_labels[variable.name]
    intervals = variable.bins.intervals if variable.bins is not None else ()
    rows = [
        (
            code(state),
            text(labels[state]),
            text(intervals[number]) if intervals else "",
            "; ".join(_codes(knowledge, variable.name, state)),
            "reference" if state == variable.states[-1] else "",
        )
        for number, state in enumerate(variable.states)
    ]
    return table(("state", "shown as", "number", "codes", ""), rows)


def _codes(knowledge: KnowledgeBase, variable: str, state: str) -> Iterator[str]:
    for row in knowledge.codes:
        if row.kind == "finding" and row.name == variable and state in row.states:
            for coding in row.codings:
                yield text(f"{coding.code} {coding.text}".strip())


def _by_cause(weights: Weights, variable: Variable, page: str) -> Iterator[str]:
    """How often each state is found in each cause, and which numbers that comes from."""
    knowledge = weights.engine.knowledge
    if variable.role == "setting":
        return
    where = f" in {text(weights.setting)}" if weights.setting else ""
    yield f"## How often, in each cause {{ #by-cause }}\n\nIf nothing else is known{where}.\n\n"
    labels = knowledge.state_labels[variable.name]
    origins = Origins(weights, variable)
    yield table(
        ("cause", *(text(labels[state]) for state in variable.states)),
        (
            (
                cause_link(knowledge, cause, page),
                *(origins.number(state, cause) for state in variable.states),
            )
            for cause in knowledge.causes
        ),
    )
    yield from origins.section()


def _numbers(knowledge: KnowledgeBase, variable: Variable, page: str) -> str:
    return table(
        NUMBERS,
        (
            (
                given_links(knowledge, cell.given, page),
                code(cell.state),
                *estimate_cells(knowledge, cell.estimate, page),
                row_place(knowledge, cell),
                likelihood_edit(knowledge, cell),
            )
            for cell in knowledge.likelihoods
            if cell.variable == variable.name
        ),
    )


def _cited(knowledge: KnowledgeBase, variable: Variable, page: str) -> Iterator[str]:
    cells = (cell for cell in knowledge.likelihoods if cell.variable == variable.name)
    keys = dict.fromkeys(key for cell in cells for key in cell.estimate.sources)
    sources = [knowledge.sources[key] for key in keys if key in knowledge.sources]
    if sources:
        yield "## Sources { #sources }\n\n"
        yield listed(
            f"{source_links(knowledge, [each.key], page)}: {text(citation(each))}"
            for each in sources
        )
