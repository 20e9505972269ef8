"""Where on the site each thing of the tables stands, and links that lead there."""

from __future__ import annotations

from collections.abc import Iterable

from lumpbayes.knowledge.cells import Cell, Estimate, Given
from lumpbayes.knowledge.likelihoods import given_text
from lumpbayes.knowledge.records import KnowledgeBase
from lumpbayes.percentages import percent
from website.markdown import anchor, code, link, text

__all__ = [
    "FOLDER",
    "GRADES",
    "GROUPS",
    "INDEX",
    "SOURCES",
    "URGENCY",
    "cause_link",
    "cause_path",
    "estimate_cells",
    "given_links",
    "group_link",
    "place",
    "row_link",
    "row_place",
    "share",
    "source_links",
    "state_link",
    "variable_link",
    "variable_path",
]

FOLDER = "knowledge"
INDEX = f"{FOLDER}/index.md"
GRADES = f"{FOLDER}/grades.md"
GROUPS = f"{FOLDER}/groups.md"
SOURCES = f"{FOLDER}/sources.md"
URGENCY = f"{FOLDER}/urgency.md"


def cause_path(cause: str) -> str:
    """The page of a cause."""
    return f"{FOLDER}/causes/{anchor(cause)}.md"


def variable_path(variable: str) -> str:
    """The page of a variable."""
    return f"{FOLDER}/variables/{anchor(variable)}.md"


def cause_link(knowledge: KnowledgeBase, cause: str, page: str) -> str:
    """A cause by its label."""
    return link(text(knowledge.state_labels[knowledge.cause][cause]), cause_path(cause), page)


def variable_link(knowledge: KnowledgeBase, variable: str, page: str) -> str:
    """A variable by its label."""
    return link(text(knowledge.variable_labels[variable]), variable_path(variable), page)


def state_link(knowledge: KnowledgeBase, variable: str, state: str, page: str) -> str:
    """A variable in a state: ``Fever: yes``."""
    label = f"{knowledge.variable_labels[variable]}: {knowledge.state_labels[variable][state]}"
    return link(text(label), variable_path(variable), page)


def group_link(variable: str, group: str, shown: str, page: str) -> str:
    """A group of states."""
    return link(text(shown), f"{GROUPS}#group-{anchor(variable)}-{anchor(group)}", page)


def source_links(knowledge: KnowledgeBase, keys: Iterable[str], page: str) -> str:
    """Source keys, those that are listed with a link to what they cite."""
    return ", ".join(
        link(text(key), f"{SOURCES}#source-{anchor(key)}", page)
        if key in knowledge.sources
        else text(key)
        for key in keys
    )


def given_links(knowledge: KnowledgeBase, given: Given, page: str) -> str:
    """The condition of a row, each parent with a link."""
    if not given:
        return text(given_text(given))
    return "; ".join(_selector(knowledge, parent, state, page) for parent, state in given)


def _selector(knowledge: KnowledgeBase, parent: str, state: str, page: str) -> str:
    shown = f"{parent}={state}"
    if state.startswith("@"):
        return group_link(parent, state[1:], shown, page)
    own = parent == knowledge.cause and state in knowledge.causes
    return link(text(shown), cause_path(state) if own else variable_path(parent), page)


def share(probability: float) -> str:
    """A percentage that stays on one line."""
    return text(percent(probability)).replace(" ", "&nbsp;")


def estimate_cells(knowledge: KnowledgeBase, estimate: Estimate, page: str) -> tuple[str, ...]:
    """Probability, interval, grade, sources and note of a row."""
    return (
        share(estimate.probability),
        f"{share(estimate.low)} to {share(estimate.high)}",
        text(estimate.grade),
        source_links(knowledge, estimate.sources, page),
        text(estimate.note),
    )


def place(knowledge: KnowledgeBase, name: str, line: int) -> str:
    """File and line of a row, as messages show them."""
    return code(knowledge.files[name].place(line).rpartition("/")[2])


def row_place(knowledge: KnowledgeBase, cell: Cell) -> str:
    """File and line of a row of likelihoods.csv, as the end of a cell that links lead to."""
    return f"{place(knowledge, 'likelihoods', cell.line)} {{ #row-{cell.line} }}"


def row_link(shown: str, cell: Cell, page: str) -> str:
    """A number with a link to its row, on the page of its variable."""
    return link(shown, f"{variable_path(cell.variable)}#row-{cell.line}", page)
