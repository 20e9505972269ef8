"""A knowledge base with other cells: rows laid out again, fingerprint taken again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from lumpbayes.errors import EvidenceError, Issue, Level, TablesError
from lumpbayes.knowledge.cells import Cell, Expansion, Given, PriorCell
from lumpbayes.knowledge.fingerprint import fingerprint
from lumpbayes.knowledge.likelihoods import given_text, row_groups
from lumpbayes.knowledge.precedence import expand, selector_places
from lumpbayes.knowledge.problems import Problems
from lumpbayes.knowledge.records import FrozenMapping, KnowledgeBase, Variable

__all__ = ["with_estimates", "with_likelihood_cells", "with_prior_cells"]


def with_estimates(
    knowledge: KnowledgeBase, priors: tuple[PriorCell, ...], likelihoods: tuple[Cell, ...]
) -> KnowledgeBase:
    """The knowledge base with the same rows in the same order and other estimates in them."""
    by_variable: dict[str, list[Cell]] = {}
    for cell in likelihoods:
        by_variable.setdefault(cell.variable, []).append(cell)
    expansions = {
        name: expansion._replace(groups=row_groups(by_variable[name]))
        for name, expansion in knowledge.expansions.items()
    }
    changed = replace(
        knowledge,
        priors=priors,
        likelihoods=likelihoods,
        expansions=FrozenMapping(expansions, "variable"),
    )
    return _edited(changed)


def with_prior_cells(knowledge: KnowledgeBase, cells: tuple[PriorCell, ...]) -> KnowledgeBase:
    """The knowledge base with these priors; the same one where they are what it has."""
    if cells == knowledge.priors:
        return knowledge
    return _edited(replace(knowledge, priors=cells))


def with_likelihood_cells(
    knowledge: KnowledgeBase, variable: Variable, given: Given, cells: tuple[Cell, ...]
) -> tuple[KnowledgeBase, tuple[Issue, ...]]:
    """The knowledge base with these likelihoods, and warnings of structure that is newly hidden.

    Args:
        knowledge: the model.
        variable: the only one whose rows differ.
        given: the group of rows that was edited or created.
        cells: every likelihood cell.

    Raises:
        EvidenceError: the edited group holds for no configuration of the parents.
        TablesError: it ties with another group.
    """
    problems = Problems()
    places = selector_places(knowledge.variables, knowledge.groups)
    groups = row_groups([cell for cell in cells if cell.variable == variable.name])
    file = knowledge.files["likelihoods"]
    expansion = expand(file, variable, knowledge.variables, places, groups, problems)
    if expansion is None:
        raise TablesError(problems.listed())
    position = next(index for index, group in enumerate(groups) if group[0].given == given)
    if not (expansion.layout.owner() == position).any():
        raise EvidenceError(
            f"{variable.name} given {given_text(given)} would change nothing: more specific rows "
            "hold everywhere; name the parents that they name"
        )
    if cells == knowledge.likelihoods:
        return knowledge, ()
    known = {issue.value for issue in knowledge.issues}
    hidden = tuple(
        issue
        for issue in problems.listed()
        if issue.level is Level.WARNING and issue.value not in known
    )
    expansions: Mapping[str, Expansion] = {**knowledge.expansions, variable.name: expansion}
    changed = replace(
        knowledge,
        likelihoods=cells,
        expansions=FrozenMapping(expansions, "variable"),
        issues=knowledge.issues + hidden,
    )
    return _edited(changed), hidden


def _edited(knowledge: KnowledgeBase) -> KnowledgeBase:
    return replace(knowledge, edited=True, fingerprint=fingerprint(knowledge))
