"""Which numbers of the tables matter: a posterior as a function of each of them, in one pass."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from lumpbayes.errors import printable
from lumpbayes.inference.columns import Ends, Indices
from lumpbayes.inference.network import FloatArray, read_only
from lumpbayes.kept import kept
from lumpbayes.percentages import percent
from lumpbayes.reasoning.answer import ModelIdentity
from lumpbayes.reasoning.arguments import check_count
from lumpbayes.reasoning.causes import Causes, find_causes
from lumpbayes.reasoning.one_way import OneWay
from lumpbayes.reasoning.recorded import Basis, Recorded, signed
from lumpbayes.reasoning.situation import Situation
from lumpbayes.reasoning.table_cells import TableCells, table_cells
from lumpbayes.reasoning.tornado import TornadoRow, tornado_line, tornado_record
from lumpbayes.views import Plotted

if TYPE_CHECKING:
    import pandas

__all__ = ["Sensitivity", "sensitivity"]


ROUNDING = 1e-14
"""A posterior that moves by no more than this does not move."""

SHOWN = 10
"""Rows of a tornado where nobody says how many."""


@dataclass(frozen=True, repr=False, eq=False)
class Sensitivity(Recorded, Plotted):
    """P(cause | evidence) as a function of each number of the tables alone.

    With the number of a cell at ``t`` and the rest of its row in proportion, it is
    ``(a t + b) / (c t + d)``. Arrays are read-only, of shape (cells,): every row of priors.csv,
    then of likelihoods.csv, in file order.

    Attributes:
        situation: the model and the evidence.
        causes: the cause, or the group of causes.
        posterior: its probability now.
        cells: the rows.
        ends: P(cause, evidence) and P(evidence), shape (2, cells), with each number at 0 and at 1,
            divided by P(evidence) as the tables are.
    """

    situation: Situation
    causes: Causes
    posterior: float
    cells: TableCells
    ends: Ends

    def __reduce__(self) -> tuple[Any, ...]:
        """A copy looks its rows up anew; its arrays are read-only too, which numpy forgets."""
        return _restored, (self.situation, self.causes, self.posterior, self.ends)

    @property
    def cause(self) -> str:
        """The cause, or the group of causes."""
        return self.causes.name

    @property
    def value(self) -> FloatArray:
        """Each number now."""
        return self.cells.value

    @property
    def low(self) -> FloatArray:
        """The lower end of each number's 95 % interval."""
        return self.cells.low

    @property
    def high(self) -> FloatArray:
        """The upper end of each number's 95 % interval."""
        return self.cells.high

    @property
    def a(self) -> FloatArray:
        """Slopes of the numerators."""
        found: FloatArray = self._slopes[0]
        return found

    @property
    def b(self) -> FloatArray:
        """The numerators at 0."""
        found: FloatArray = self.ends.at_zero[0]
        return found

    @property
    def c(self) -> FloatArray:
        """Slopes of the denominators."""
        found: FloatArray = self._slopes[1]
        return found

    @property
    def d(self) -> FloatArray:
        """The denominators at 0."""
        found: FloatArray = self.ends.at_zero[1]
        return found

    @kept
    def _slopes(self) -> FloatArray:
        """Numerators and denominators, shape (2, cells)."""
        return read_only(self.ends.at_one - self.ends.at_zero)

    @kept
    def derivative(self) -> FloatArray:
        """How fast the posterior moves with each number; 0 where it does not depend on it."""
        return read_only(self.a - self.posterior * self.c)  # the denominator is 1 now

    @kept
    def at_low(self) -> FloatArray:
        """The posterior with each number at the lower end of its interval.

        Where that makes the evidence impossible (at 0): the limit.
        """
        return self._at(self.low, self.cells.low_edge)

    @kept
    def at_high(self) -> FloatArray:
        """The posterior with each number at the upper end of its interval.

        Where that makes the evidence impossible (at 1): the limit.
        """
        return self._at(self.high, self.cells.high_edge)

    @property
    def swing(self) -> FloatArray:
        """How far apart the posteriors at the two ends of each interval are."""
        return np.abs(self.at_high - self.at_low)

    @property
    def moving(self) -> Indices:
        """The cells whose intervals move the posterior at all, the largest swing first."""
        swing = self.swing
        order = np.argsort(-swing, kind="stable")
        return order[: np.count_nonzero(swing > ROUNDING)]

    @property
    def extremes(self) -> tuple[float, float]:
        """The lowest and the highest posterior that one number within its interval can give.

        A posterior only rises, or only falls, with a number; so that its extremes are at the ends.
        """
        both = np.concatenate([self.at_low, self.at_high, [self.posterior]])
        return float(both.min()), float(both.max())

    def _at(self, t: FloatArray, edge: Indices) -> FloatArray:
        """The posterior with every number at ``t``; ``edge`` are the cells where that is 0 or 1."""
        sums = t * self._slopes
        sums += self.ends.at_zero
        if len(edge):
            sums[:, edge] = self._at_edge(t[edge], edge)
        found: FloatArray = sums[0] / sums[1]
        found.setflags(write=False)
        return found

    def _at_edge(self, t: FloatArray, edge: Indices) -> FloatArray:
        """The sums at 0 or 1, not rounded; where both vanish those of the other end: the limit."""
        at_zero, at_one = self.ends.at_zero[:, edge], self.ends.at_one[:, edge]
        here, there = np.where(t > 0, (at_one, at_zero), (at_zero, at_one))
        found: FloatArray = np.where(here[1] > 0, here, there)
        return found

    def row(self, cell: int) -> TornadoRow:
        """One cell, by its place in the arrays."""
        at_low, at_high = float(self.at_low[cell]), float(self.at_high[cell])
        slope = float(self.derivative[cell])
        return TornadoRow(self.cells.row(cell), at_low, at_high, slope, abs(at_high - at_low))

    @property
    def rows(self) -> tuple[TornadoRow, ...]:
        """Every cell, in the order of the arrays; made when looked at."""
        return tuple(map(self.row, range(len(self.cells))))

    def tornado(self, top: int | None = SHOWN) -> tuple[TornadoRow, ...]:
        """The cells whose intervals move the posterior most, the largest swing first.

        Args:
            top: how many at most; all that move it when None.

        Raises:
            EvidenceError: ``top`` that is no whole number of at least 1.
        """
        top = None if top is None else check_count("top", top)
        return tuple(self.row(cell) for cell in self.moving[:top].tolist())

    def function(
        self, variable: str, state: str, given: Mapping[str, object] | str | None = None
    ) -> OneWay:
        """The posterior as a function of one number.

        Args:
            variable: whose probability; the cause for a prior.
            state: of which of its states.
            given: the condition of the row, as for ``Engine.with_likelihood``; of a prior the
                setting, the model's default when left out.

        Raises:
            UnknownNameError: a name that the model does not have, or a row that the tables do not.
            EvidenceError: something that is no parent or no condition.
        """
        cell = self.cells.find(variable, state, given)
        at_zero, at_one = (end[:, cell].tolist() for end in (self.ends.at_zero, self.ends.at_one))
        numbers = (at_zero[0], at_one[0], at_zero[1], at_one[1])
        return OneWay(self.cells.row(cell), *numbers)

    def to_frame(self) -> pandas.DataFrame:
        """A row a cell, in the order of the arrays: what it is, its function, and its swing."""
        import pandas as pd

        named = [self.cells.row(cell) for cell in range(len(self.cells))]
        columns = ("variable", "state", "given", "grade", "place")
        frame = pd.DataFrame({name: [getattr(row, name) for row in named] for name in columns})
        frame.insert(4, "sources", [list(row.sources) for row in named])
        arrays = ("value", "low", "high", "at_low", "at_high", "derivative", "a", "b", "c", "d")
        frame = frame.assign(**{name: getattr(self, name) for name in arrays})
        return signed(frame, ModelIdentity.of(self.situation.knowledge))

    def to_dict(self, top: int | None = SHOWN) -> dict[str, Any]:
        """Plain data for JSON, schema 1: the tornado.

        Args:
            top: how many cells; all that move the posterior when None.
        """
        low, high = self.extremes
        return {
            **Basis.of(self.situation).to_dict(),
            "cause": self.causes.name,
            "cause_label": self.causes.label,
            "causes": list(self.causes.states),
            "posterior": self.posterior,
            "lowest": low,
            "highest": high,
            "cells": len(self.cells),
            "tornado": [tornado_record(each) for each in self.tornado(top)],
        }

    def __repr__(self) -> str:
        """The tornado, a line a cell."""
        count = len(self.cells)
        lines = [f"Sensitivity of {self.cause}, {percent(self.posterior)}, to {count} numbers"]
        lines += [f"  {tornado_line(each)}" for each in self.tornado()]
        return "\n".join(printable(" ".join(line.splitlines())) for line in lines)


def _restored(situation: Situation, causes: Causes, posterior: float, ends: Ends) -> Sensitivity:
    frozen = ends._replace(at_zero=read_only(ends.at_zero), at_one=read_only(ends.at_one))
    return Sensitivity(situation, causes, posterior, table_cells(situation), frozen)


def sensitivity(situation: Situation, cause: str | None = None) -> Sensitivity:
    """A posterior as a function of every number of the tables.

    Args:
        situation: the model and the evidence.
        cause: a cause or a group of causes; the most probable cause when None.

    Raises:
        UnknownNameError: a name that the model does not have.
        EvidenceError: a model from a network file, which has no tables; or evidence so nearly
            impossible that doubles do not hold what edits do.
        TooLargeError: it would take more than the solver's memory limit.
    """
    chosen = find_causes(situation.knowledge, cause or _leading(situation))
    cells = table_cells(situation)
    seeds = np.ones((2, len(situation.cause_posterior)))
    seeds[0] = 0
    seeds[0, chosen.indices] = 1
    now = situation.cause_posterior[list(chosen.indices)].sum()
    return Sensitivity(situation, chosen, float(now), cells, cells.ends(situation, seeds))


def _leading(situation: Situation) -> str:
    """The most probable cause; the first of several in table order."""
    return situation.knowledge.causes[int(np.argmax(situation.cause_posterior))]
