"""The shortest way from plain evidence, exact names and states, to one posterior."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from operator import call, getitem
from typing import Any, NamedTuple

from lumpbayes.inference.kernel.packing import renumbered
from lumpbayes.inference.kernel.query import ask_plain
from lumpbayes.inference.kernel.solver import KernelSolver
from lumpbayes.inference.kernel.typing import Integers, Numbers
from lumpbayes.inference.part_solver import PartSolver

__all__ = ["PlainQuery"]

MOST_PROGRAMS, MOST_PARTS = 4096, 16
"""Lists of observed variables that are remembered before all are forgotten; fewer where each keeps
a part of a large network."""

MOST_BYTES = 2**26
"""What their programs may take together."""

Answer = tuple[float, Numbers, Integers]
"""As :func:`lumpbayes.inference.kernel.query.ask_plain` gives it, but read-only."""


class _Ready(NamedTuple):
    """What is known before the states are.

    Attributes:
        tables: that the program runs on.
        program: made for variables numbered as they are given.
        states: for each variable given, its state's index by name.
        assumed: the indices of the states that are assumed, after those given.
    """

    tables: Numbers
    program: Integers
    states: list[Callable[[Any], int]]
    assumed: bytes


class PlainQuery:
    """Queries by exact names for one target; anything else is left to those who understand it.

    Attributes:
        solver: the kernel on the network, or on its parts.
        target: index of the variable asked.
        defaults: variable -> state that is assumed where nothing is said of it.
        setting: the variable that a query's setting is about, if any.
    """

    def __init__(
        self,
        solver: KernelSolver | PartSolver,
        target: int,
        defaults: Mapping[str, str],
        setting: str | None,
    ) -> None:
        self.solver = solver
        self.target = target
        self.defaults = defaults
        self.setting = setting
        self._bytes = 0
        self._ready: dict[tuple[Any, str | None], _Ready | None] = {}

    def find(self, evidence: dict[Any, Any], setting: str | None) -> Answer | None:
        """The answer to variable -> state; None where it takes more than looking each up."""
        key = (tuple(evidence), setting)
        try:
            ready = self._ready[key]
        except KeyError:
            ready = self._make_ready(key)
        except TypeError:
            return None
        if ready is None:
            return None
        tables, program, states, assumed = ready
        try:
            chosen = bytes(map(call, states, evidence.values()))
            answer: Answer = ask_plain(tables, program, chosen + assumed)
        except (KeyError, TypeError, ValueError):  # ValueError: more states than a byte counts
            return None
        if not len(answer[1]):
            return None
        answer[1].flags.writeable = answer[2].flags.writeable = False
        return answer

    def _make_ready(self, key: tuple[tuple[Any, ...], str | None]) -> _Ready | None:
        ready = self._prepared(*key)
        large = isinstance(self.solver, PartSolver)
        self._bytes += 0 if ready is None else ready.program.nbytes
        if len(self._ready) >= (MOST_PARTS if large else MOST_PROGRAMS) or self._bytes > MOST_BYTES:
            self._ready.clear()
            self._bytes = 0
        self._ready[key] = ready
        return ready

    def _prepared(self, names: tuple[Any, ...], setting: str | None) -> _Ready | None:
        network = self.solver.network
        assumed: dict[str, Any] = {
            name: state for name, state in self.defaults.items() if name not in names
        }
        if setting is not None:
            if self.setting is None or self.setting in names:
                return None
            assumed[self.setting] = setting
        positions = [network.positions.get(name) for name in (*names, *assumed)]
        if None in positions or self.target in positions:
            return None
        observed = [position for position in positions if position is not None]
        numbers = [{s: i for i, s in enumerate(network.states[each])} for each in observed]
        try:
            fixed = bytes(map(getitem, numbers[len(names) :], assumed.values()))
        except (KeyError, TypeError, ValueError):
            return None
        tables, program = self._program(observed)
        getters = [of.__getitem__ for of in numbers[: len(names)]]
        return _Ready(tables, program, getters, fixed)

    def _program(self, observed: list[int]) -> tuple[Numbers, Integers]:
        """Tables and program, in which variables are numbered as in the list."""
        solver, target, hard = self.solver, self.target, observed
        if isinstance(solver, PartSolver):
            part = solver.parts.part([target, *observed])
            target = part.places[target]
            hard = [part.places[variable] for variable in observed]
            assert isinstance(part.made, KernelSolver)
            solver = part.made
        program = solver.planned(tuple(sorted(hard)), (), (target,)).program
        return solver.layout.tables, renumbered(program, hard)
