"""The numbers of the tables, row by row: cells of priors.csv and of likelihoods.csv, in words."""

from __future__ import annotations

from typing import NamedTuple

from lumpbayes.inference.tables import Layout

__all__ = ["Cell", "Estimate", "Expansion", "Given", "PriorCell", "RowGroup"]


class Estimate(NamedTuple):
    """A probability with its 95 % interval, grade, source keys and note."""

    probability: float
    low: float
    high: float
    grade: str
    sources: tuple[str, ...]
    note: str


class PriorCell(NamedTuple):
    """A row of priors.csv; ``setting`` is empty in a model without settings.

    ``was`` is the probability that its line in the file has, where an edit changed it.
    """

    cause: str
    setting: str
    estimate: Estimate
    line: int
    was: float | None = None


Given = tuple[tuple[str, str], ...]
"""The condition of a likelihood: (parent, selector) pairs in the order of the variable's parents.
A selector is a state, or ``@group`` for every state of a group."""


class Cell(NamedTuple):
    """A row of likelihoods.csv; of line 0 where an edit made it.

    ``was`` is the probability that its line in the file has, where an edit changed it.
    """

    variable: str
    state: str
    given: Given
    estimate: Estimate
    line: int
    was: float | None = None


RowGroup = tuple[Cell, ...]
"""The rows of one variable with one ``given``: what precedence chooses between."""


class Expansion(NamedTuple):
    """Which of a variable's groups of rows holds at each configuration of its parents.

    Attributes:
        groups: the groups of rows.
        layout: the index of the group that holds there.
    """

    groups: tuple[RowGroup, ...]
    layout: Layout
