"""Where P(state given cause) comes from: the rows behind it, and what lies between."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lumpbayes.knowledge.cells import Cell
from lumpbayes.knowledge.records import KnowledgeBase, Variable
from website.markdown import link, table, text
from website.places import cause_link, row_link, share, variable_link, variable_path
from website.weights import Way, Weights

__all__ = ["Origins"]

LEAST = 0.05
"""A way that adds less than this share of the whole is not written out."""


@dataclass(frozen=True)
class Origins:
    """The numbers behind the likelihoods of one variable, as links on its page."""

    weights: Weights
    variable: Variable

    @property
    def knowledge(self) -> KnowledgeBase:
        """The model's tables."""
        return self.weights.engine.knowledge

    @property
    def page(self) -> str:
        """The page that the links stand on."""
        return variable_path(self.variable.name)

    def number(self, state: str, cause: str) -> str:
        """P(state | cause), with a link to the row that says it, if one does."""
        likelihood = self.weights.likelihood(self.variable.name, state, cause)
        if likelihood is None:
            return ""
        held = {self.knowledge.cause: cause}
        return self._linked(self.variable.name, state, held, likelihood)

    def section(self) -> Iterator[str]:
        """For each cause the ways to each state; nothing where nothing lies between."""
        parent = self.weights.between(self.variable.name)
        if parent is None or self.knowledge.variables[parent].role == "setting":
            return
        yield "## Where these come from { #origins }\n\n"
        yield self._how_to_read(parent)
        states = self.variable.states[:-1]
        labels = self.knowledge.state_labels[self.variable.name]
        yield table(
            ("cause", *(text(labels[state]) for state in states)),
            (
                (
                    cause_link(self.knowledge, cause, self.page),
                    *(self._sum(state, cause) for state in states),
                )
                for cause in self.knowledge.causes
            ),
        )

    def _how_to_read(self, parent: str) -> str:
        example = text(self.knowledge.state_labels[parent][self._first(parent)])
        return (
            f"Through {variable_link(self.knowledge, parent, self.page)}. *{example} 90 % × 50 %* "
            f"reads: with this cause it is *{example}* in 90 %, and in half of these the finding "
            "follows. Each number leads to its row, which has its grade, its source and how to "
            "change it. The last state is the rest.\n\n"
        )

    def _first(self, parent: str) -> str:
        return self.knowledge.variables[parent].states[0]

    def _sum(self, state: str, cause: str) -> str:
        """``54.7 % = infective 94 % × 58 % + 0.16 %``, its factors linked."""
        ways = self.weights.ways(self.variable.name, state, cause)
        total = math.fsum(way.product for way in ways)
        if not ways or total == 0:
            return share(total) if ways else ""
        large = [way for way in ways if way.product >= LEAST * total]
        terms = [self._term(way, state, cause) for way in large]
        rest = math.fsum(way.product for way in ways[len(large) :])
        if rest > 0:
            terms.append(share(rest))
        return f"{share(total)} = {' + '.join(terms)}"

    def _term(self, way: Way, state: str, cause: str) -> str:
        held = {self.knowledge.cause: cause}
        before = self._linked(way.parent, way.state, held, way.share)
        held[way.parent] = way.state
        after = self._linked(self.variable.name, state, held, way.follows)
        return f"{text(self.knowledge.state_labels[way.parent][way.state])} {before} × {after}"

    def _linked(
        self, variable: str, state: str, held: Mapping[str, str], probability: float
    ) -> str:
        """A number with a link to the row that says it, or to where it is taken apart."""
        cell = _row(self.knowledge, variable, state, held)
        if cell is not None:
            return row_link(share(probability), cell, self.page)
        if variable == self.variable.name:
            return share(probability)
        return link(share(probability), f"{variable_path(variable)}#by-cause", self.page)


def _row(
    knowledge: KnowledgeBase, variable: str, state: str, held: Mapping[str, str]
) -> Cell | None:
    """The row that says how probable a state is; of the reference state the first beside it.

    None where parents that are not held choose between several rows.
    """
    expansion = knowledge.expansions[variable]
    where = tuple(
        knowledge.variables[parent].states.index(held[parent]) if parent in held else slice(None)
        for parent in knowledge.variables[variable].parents
    )
    owners = set(expansion.layout.owner()[where].ravel().tolist())
    if len(owners) > 1:
        return None
    group = expansion.groups[owners.pop()]
    return next((cell for cell in group if cell.state == state), group[0])
