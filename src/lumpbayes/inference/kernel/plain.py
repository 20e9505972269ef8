"""The shortest way from plain evidence, exact names and states, to one posterior."""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from lumpbayes.inference.kernel.query import ANSWERED, ask
from lumpbayes.inference.kernel.solver import NOTHING, KernelSolver
from lumpbayes.inference.kernel.typing import Integers, Numbers
from lumpbayes.inference.part_solver import PartSolver

__all__ = ["Plain", "PlainQuery"]

MOST_PROGRAMS, MOST_PARTS = 4096, 16
"""Sets of observed variables that are remembered before all are forgotten; fewer where each keeps
a part of a large network."""


class _Ready(NamedTuple):
    """A program with the tables that it runs on, and which variables those are (None: all)."""

    tables: Numbers
    program: Integers
    variables: Integers | None


class Plain(NamedTuple):
    """What a plain query found: natural log of P(evidence), P(target | evidence)."""

    log_evidence: float
    posterior: Numbers


class PlainQuery:
    """Queries by exact names for one target; anything else is left to those who understand it.

    Attributes:
        solver: the kernel on the network.
        target: index of the variable asked.
    """

    def __init__(self, solver: KernelSolver | PartSolver, target: int) -> None:
        self.solver = solver
        self.target = target
        self._programs: dict[int, _Ready] = {}

    @cached_property
    def _codes(self) -> Mapping[tuple[str, Any], tuple[int, int, int]]:
        """(variable, state) -> index of the variable, of the state, and the variable's bit."""
        network = self.solver.network
        return {
            (name, state): (index, number, 1 << index)
            for index, (name, states) in enumerate(zip(network.names, network.states, strict=True))
            if index != self.target
            for number, state in enumerate(states)
        }

    @cached_property
    def _blank(self) -> array[int]:
        return array("i", [0]) * len(self.solver.network.names)

    def find(self, evidence: Mapping[Any, Any]) -> Plain | None:
        """The answer to variable -> state; None where it takes more than looking each up."""
        codes = self._codes
        chosen = self._blank[:]
        observed = 0
        try:
            for item in evidence.items():
                index, state, bit = codes[item]
                chosen[index] = state
                observed |= bit
        except (KeyError, TypeError):
            return None
        tables, program, variables = self._programs.get(observed) or self._program(observed)
        states = np.frombuffer(chosen, np.int32)
        if variables is not None:
            states = states[variables]
        status, log_evidence, posterior = ask(tables, program, states, NOTHING)
        if status != ANSWERED:
            return None
        posterior.flags.writeable = False
        return Plain(log_evidence, posterior)

    def _program(self, observed: int) -> _Ready:
        count = len(self.solver.network.names)
        hard = tuple(index for index in range(count) if observed >> index & 1)
        if isinstance(self.solver, PartSolver):
            part = self.solver.parts.part([self.target, *hard])
            solver = part.made
            assert isinstance(solver, KernelSolver)
            places = tuple(part.places[variable] for variable in hard)
            planned = solver.planned(places, (), (part.places[self.target],))
            made = _Ready(solver.layout.tables, planned.program, np.array(part.variables))
        else:
            planned = self.solver.planned(hard, (), (self.target,))
            made = _Ready(self.solver.layout.tables, planned.program, None)
        if len(self._programs) >= (MOST_PROGRAMS if made.variables is None else MOST_PARTS):
            self._programs.clear()
        self._programs[observed] = made
        return made
