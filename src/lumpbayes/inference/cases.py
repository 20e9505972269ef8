"""Many cases at once: the posterior of one variable for each, by the same arithmetic for all.

What a case gets depends on itself alone. Without soft evidence, and where the network is small
enough to be tabulated, it is a product of rows (:mod:`lumpbayes.inference.tabulation`); otherwise
cases with the same variables observed share a plan.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import accumulate
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lumpbayes.inference.backends import Solver
from lumpbayes.inference.evidence import Evidence
from lumpbayes.inference.kernel.compiling import ready
from lumpbayes.inference.kernel.query import ANSWERED, OUT_OF_RANGE, ask_cases
from lumpbayes.inference.kernel.rows import multiply_rows
from lumpbayes.inference.kernel.solver import KernelSolver
from lumpbayes.inference.network import FloatArray
from lumpbayes.inference.tabulation import Block, tabulate
from lumpbayes.kept import kept

__all__ = ["UNKNOWN", "CaseSolver", "Cases", "Codes", "Solved", "case_solver"]

UNKNOWN = -1
"""The code of a finding of which nothing is known."""

CHUNK = 2**14
"""Cases that one thread takes at a time."""

Codes = NDArray[np.int16 | np.int32]


class Cases(NamedTuple):
    """Evidence of many cases.

    Attributes:
        variables: the variable of each column, as an index into the network.
        codes: shape (cases, columns): the index of the state observed, ``UNKNOWN``, or from the
            number of states on the place of a vector among those of the column.
        vectors: for each column the evidence vectors that its codes name, shape (vectors, states).
    """

    variables: tuple[int, ...]
    codes: Codes
    vectors: tuple[FloatArray, ...]


class Solved(NamedTuple):
    """Answers to many cases.

    Attributes:
        posteriors: P(target | evidence), shape (cases, states); 0 throughout where impossible.
        log_evidence: natural log of P(evidence), shape (cases,); ``-inf`` where impossible.
    """

    posteriors: FloatArray
    log_evidence: FloatArray


class CaseSolver:
    """Answers many cases about one variable; shared by threads.

    Attributes:
        solver: the exact method.
        target: index of the variable asked.
        never_observed: whether the target is no finding, as a cause is not.
        states: number of states of the target.
    """

    def __init__(self, solver: Solver, target: int, never_observed: bool) -> None:
        self.solver = solver
        self.target = target
        self.never_observed = never_observed
        self.states = solver.network.cardinalities[target]

    def __getstate__(self) -> dict[str, Any]:
        """A copy tabulates anew."""
        names = ("solver", "target", "never_observed", "states")
        return {name: getattr(self, name) for name in names}

    @property
    def is_tabulated(self) -> bool:
        """Whether a case without soft evidence is a product of rows, and so costs next to nothing.

        Asking makes the tables.
        """
        return bool(self._blocks)

    @kept
    def _blocks(self) -> tuple[Block, ...]:
        """Tables over findings; none where the network is too large for them."""
        hidden = (self.target,) if self.never_observed else ()
        return tabulate(self.solver.network, self.target, hidden) or ()

    @kept
    def _rows(self) -> FloatArray:
        return np.concatenate([block.rows.ravel() for block in self._blocks])

    @kept
    def _places(self) -> tuple[NDArray[np.int64], dict[int, tuple[int, int, int]]]:
        """Each block's row where nothing is known; block, stride and state count of a finding."""
        counts = self.solver.network.cardinalities
        starts = [0, *accumulate(block.rows.size for block in self._blocks)]
        base = np.array(starts[:-1], dtype=np.int64)
        places = {}
        for number, block in enumerate(self._blocks):
            for variable, stride in zip(block.variables, block.strides, strict=True):
                base[number] += counts[variable] * stride * self.states
                places[variable] = (number, stride, counts[variable])
        return base, places

    def solve(self, cases: Cases, into: FloatArray | None = None) -> Solved:
        """The answers, computed in threads where the method is compiled.

        Args:
            cases: the evidence.
            into: where to put the posteriors, shape (cases, states), contiguous; a new array when
                left out.
        """
        if isinstance(self.solver, KernelSolver):
            ready()
        count = len(cases.codes)
        if into is None:
            into = np.empty((count, self.states))
        solved = Solved(into, np.full(count, -np.inf))
        spans = [slice(start, start + CHUNK) for start in range(0, count, CHUNK)]
        if not isinstance(self.solver, KernelSolver) or len(spans) <= 1:
            for span in spans:
                self._solve(cases, span, solved)
            return solved
        from concurrent.futures import ThreadPoolExecutor

        self._solve(cases, spans[0], solved)  # compiles, and tabulates, once
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            for done in [pool.submit(self._solve, cases, span, solved) for span in spans[1:]]:
                done.result()
        return solved

    def _solve(self, cases: Cases, span: slice, solved: Solved) -> None:
        codes = cases.codes[span]
        posteriors, log_evidence = solved.posteriors[span], solved.log_evidence[span]
        counts = np.array([self.solver.network.cardinalities[v] for v in cases.variables])
        plain = np.all(codes < counts, axis=1) if self._blocks else np.zeros(len(codes), bool)
        if plain.all():
            self._multiply(cases, codes, posteriors, log_evidence)
            return
        if plain.any():
            some = np.zeros((plain.sum(), posteriors.shape[1])), np.zeros(plain.sum())
            self._multiply(cases, codes[plain], *some)
            posteriors[plain], log_evidence[plain] = some
        for rows in _same_pattern(codes, counts, np.flatnonzero(~plain)):
            posteriors[rows], log_evidence[rows] = self._share_a_plan(cases, codes[rows])

    # --- Products of rows --------------------------------------------------------------------

    def _multiply(
        self, cases: Cases, codes: Codes, posteriors: FloatArray, log_evidence: FloatArray
    ) -> None:
        """Fill in the answers to cases without soft evidence."""
        base, places = self._places
        moves = np.array([places[v] for v in cases.variables], dtype=np.int64).reshape(-1, 3)
        evidence = np.empty(len(codes))
        multiply = multiply_rows if isinstance(self.solver, KernelSolver) else _multiply_rows
        multiply(codes, moves, base, self._rows, (posteriors, evidence))
        np.log(evidence, out=log_evidence, where=evidence > 0)
        log_evidence[evidence == 0] = -np.inf

    # --- Plans for patterns of evidence ------------------------------------------------------

    def _share_a_plan(self, cases: Cases, codes: Codes) -> tuple[FloatArray, FloatArray]:
        """Answers to cases in which the same variables are observed in the same way."""
        first = self._evidence(cases, codes[0])
        found = Solved(np.zeros((len(codes), self.states)), np.full(len(codes), -np.inf))
        again = np.arange(len(codes))
        if isinstance(self.solver, KernelSolver) and self.target not in first.hard:
            status = self._ask(self.solver, cases, codes, found)
            found.posteriors[status != ANSWERED] = 0.0
            again = np.flatnonzero(status == OUT_OF_RANGE)
        for row in again:
            evidence = self._evidence(cases, codes[row])
            log_evidence, shares = self.solver.posteriors(evidence, (self.target,))
            found.log_evidence[row] = log_evidence
            found.posteriors[row] = shares.get(self.target, 0.0)
        return found

    def _ask(
        self, solver: KernelSolver, cases: Cases, codes: Codes, found: Solved
    ) -> NDArray[np.int64]:
        counts = self.solver.network.cardinalities
        observed = sorted(
            (variable, column)
            for column, variable in enumerate(cases.variables)
            if codes[0, column] != UNKNOWN
        )
        hard = [each for each in observed if codes[0, each[1]] < counts[each[0]]]
        soft = [each for each in observed if each not in hard]
        chosen = np.zeros((len(codes), len(counts)), np.int32)
        for variable, column in hard:
            chosen[:, variable] = codes[:, column]
        vectors = np.zeros((1, 0))
        if soft:
            parts = [
                cases.vectors[column][codes[:, column] - counts[variable]]
                for variable, column in soft
            ]
            vectors = np.concatenate(parts, axis=1)
        names = (tuple(v for v, _ in hard), tuple(v for v, _ in soft))
        pack = solver.planned(*names, (self.target,)).program
        status = np.zeros(len(codes), np.int64)
        ask_cases(solver.layout.tables[None], pack, chosen, vectors, (*found, status))
        return status

    def evidence(self, cases: Cases, row: int) -> Evidence:
        """What is known of one case."""
        return self._evidence(cases, cases.codes[row])

    def _evidence(self, cases: Cases, codes: Codes) -> Evidence:
        hard, soft = {}, {}
        for variable, code, column in sorted(
            zip(cases.variables, codes.tolist(), range(len(codes)), strict=True)
        ):
            count = self.solver.network.cardinalities[variable]
            if code >= count:
                soft[variable] = cases.vectors[column][code - count]
            elif code != UNKNOWN:
                hard[variable] = code
        return Evidence(hard, soft)


def case_solver(solver: Solver, target: int, never_observed: bool) -> CaseSolver:
    """The one that a solver keeps for this target, so that tables are made once."""
    made: dict[tuple[int, bool], CaseSolver] = vars(solver).setdefault("_case_solvers", {})
    key = (target, never_observed)
    if key not in made:
        made[key] = CaseSolver(solver, *key)
    return made[key]


def _same_pattern(
    codes: Codes, counts: NDArray[np.int64], rows: NDArray[np.intp]
) -> Iterator[NDArray[np.intp]]:
    """The given rows in groups that have the same variables hard, soft and unknown."""
    if not len(rows):
        return
    kinds = ((codes[rows] != UNKNOWN).astype(np.int8) + (codes[rows] >= counts)).tobytes()
    width = codes.shape[1]
    groups: dict[bytes, list[int]] = {}
    for place, row in enumerate(rows.tolist()):
        groups.setdefault(kinds[place * width : (place + 1) * width], []).append(row)
    for group in groups.values():
        yield np.array(group)


def _multiply_rows(
    codes: Codes,
    moves: NDArray[np.int64],
    base: NDArray[np.int64],
    blocks: FloatArray,
    results: tuple[FloatArray, FloatArray],
) -> None:
    """:func:`lumpbayes.inference.kernel.rows.multiply_rows` in numpy."""
    posteriors, evidence = results
    width = posteriors.shape[1]
    steps = np.where(codes < 0, 0, codes - moves[:, 2]) * moves[:, 1] * width
    posteriors[:] = 1.0
    for block, start in enumerate(base):
        rows = start + steps[:, moves[:, 0] == block].sum(axis=1)
        posteriors *= blocks[rows[:, None] + np.arange(width)]
    evidence[:] = posteriors.sum(axis=1)
    np.divide(posteriors, evidence[:, None], out=posteriors, where=evidence[:, None] > 0)
