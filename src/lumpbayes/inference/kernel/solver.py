"""The kernel as an exact method: evidence in, posteriors out, programs kept for the next time."""

from __future__ import annotations

import math
from _thread import allocate_lock  # threading takes 2 ms of every start to import
from collections.abc import Collection
from itertools import accumulate, pairwise
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from lumpbayes.inference import sweeps
from lumpbayes.inference.derivatives import Derivatives, posterior_derivatives
from lumpbayes.inference.evidence import Evidence
from lumpbayes.inference.gradients import Gradients, check_seeds, state_gradients
from lumpbayes.inference.kernel.compiling import ready
from lumpbayes.inference.kernel.gradients import ask_derivatives, ask_gradients
from lumpbayes.inference.kernel.layout import Layout, lay_out
from lumpbayes.inference.kernel.program import Cost, Pattern, Planned, plan_program
from lumpbayes.inference.kernel.query import ANSWERED, IMPOSSIBLE, ask
from lumpbayes.inference.kernel.records import DERIVATIVES, FORWARD, POSTERIORS
from lumpbayes.inference.kernel.typing import Integers, Numbers
from lumpbayes.inference.network import EvidenceVectors, Network, one_hot, relevant
from lumpbayes.inference.plan import make_plan
from lumpbayes.inference.propagation import Posteriors, Propagation
from lumpbayes.kept import kept

__all__ = ["KernelSolver"]

MOST_PROGRAMS = 512
"""Programs that are kept; the oldest is forgotten first."""

NOTHING = np.zeros(0)

K = TypeVar("K")
V = TypeVar("V")

_Question = tuple[tuple[int, ...], tuple[int, ...], int]
"""Hard variables, soft variables, target."""

_Derivable = tuple[Integers, list[tuple[int, slice, tuple[int, ...]]]]
"""A program; for each table its variable, and where and in what shape its derivatives lie."""


class KernelSolver:
    """Answers queries on one network; shared by threads.

    Attributes:
        name: ``kernel``.
        network: the numbers.
        memory_limit: bytes that a query may take.
    """

    name = "kernel"

    def __init__(self, network: Network, memory_limit: int) -> None:
        self.network = network
        self.memory_limit = memory_limit
        self._planned: dict[tuple[Any, ...], Planned] = {}
        self._derivable: dict[_Question, _Derivable] = {}
        self._lock = allocate_lock()

    def __repr__(self) -> str:
        return f"KernelSolver({self.network!r})"

    def __reduce__(self) -> tuple[Any, ...]:
        """A copy plans anew."""
        return KernelSolver, (self.network, self.memory_limit)

    @kept
    def layout(self) -> Layout:
        """The network's tables in one buffer."""
        ready()
        return lay_out(self.network)

    @kept
    def _spans(self) -> list[tuple[int, int]]:
        """Where each variable's posterior lies among all of them."""
        return list(pairwise([0, *accumulate(self.network.cardinalities)]))

    def planned(
        self, hard: tuple[int, ...], soft: tuple[int, ...], wanted: Collection[int] | None
    ) -> Planned:
        """The program for a pattern of evidence, made or remembered.

        Args:
            hard: the variables observed with certainty, increasing.
            soft: those with an evidence vector, increasing.
            wanted: the variables asked; all when None. One hidden variable takes a forward sweep.

        Raises:
            TooLargeError: a query would take more than ``memory_limit`` bytes.
        """
        hidden = None
        if wanted is not None:
            hidden = tuple(sorted(variable for variable in wanted if variable not in hard))
        key = (hard, soft, hidden)
        found = self._planned.get(key)
        return self._plan(key) if found is None else found

    def _plan(self, key: tuple[Any, ...]) -> Planned:
        hard, soft, hidden = key
        tables: Collection[int] = range(len(self.network.names))
        if hidden is not None:
            tables = relevant(self.network, {*hard, *soft, *hidden})
        forward_only = hidden is not None and len(hidden) <= 1
        kept = hidden[0] if forward_only and hidden else -1
        purpose = FORWARD if forward_only else POSTERIORS
        pattern = Pattern(list(tables), hard, soft, kept, purpose)
        made = plan_program(self.layout, pattern, self.memory_limit)
        return self._remember(self._planned, key, made)

    def _remember(self, made: dict[K, V], key: K, value: V) -> V:
        with self._lock:
            while len(made) >= MOST_PROGRAMS:
                del made[next(iter(made))]
            made[key] = value
        return value

    def plan(self, evidence: Evidence, wanted: Collection[int] | None = None) -> Cost:
        """What :meth:`posteriors` takes; prints itself."""
        return self.planned(tuple(evidence.hard), tuple(evidence.soft), wanted).cost

    def posteriors(self, evidence: Evidence, wanted: Collection[int] | None = None) -> Posteriors:
        """As :func:`lumpbayes.inference.sweeps.posteriors`.

        Raises:
            TooLargeError: it would take more than the memory limit.
        """
        hard, soft = tuple(evidence.hard), tuple(evidence.soft)
        if not (hard or soft or wanted is None or wanted):
            return Posteriors(0.0, {})
        program = self.planned(hard, soft, wanted).program
        chosen, vectors = self._given(evidence)
        status, log_evidence, found = ask(self.layout.tables, program, chosen, vectors)
        if status == IMPOSSIBLE:
            return Posteriors(-np.inf, {})
        if status != ANSWERED:
            return sweeps.posteriors(self.network, evidence, self.memory_limit, wanted)
        found.setflags(write=False)
        return Posteriors(float(log_evidence), self._by_variable(found, evidence, wanted))

    def _given(self, evidence: Evidence) -> tuple[NDArray[np.int32], Numbers]:
        chosen = np.zeros(len(self.network.names), np.int32)
        for variable, state in evidence.hard.items():
            chosen[variable] = state
        soft = list(evidence.soft.values())
        return chosen, np.concatenate(soft) if soft else NOTHING

    def derivatives(self, evidence: Evidence, target: int, state: int) -> Derivatives:
        """As :func:`lumpbayes.inference.derivatives.posterior_derivatives`.

        Raises:
            TooLargeError: it would take more than the memory limit.
        """
        count = self.network.cardinalities[target] if 0 <= target < len(self._spans) else 0
        if target not in evidence.hard and 0 <= state < count:
            key = (tuple(evidence.hard), tuple(evidence.soft), target)
            pack, places = self._derivable.get(key) or self._make_derivable(key)
            status, log_evidence, posterior, found = ask_derivatives(
                self.layout.tables, pack, *self._given(evidence), state
            )
            if status == ANSWERED:
                found.setflags(write=False)
                slices = {v: found[span].reshape(shape) for v, span, shape in places}
                return Derivatives(log_evidence, posterior, slices, self.network, evidence.hard)
        return posterior_derivatives(self.network, evidence, target, state, self.memory_limit)

    def gradients(self, evidence: Evidence, target: int, seeds: Numbers) -> Gradients:
        """As :func:`lumpbayes.inference.gradients.state_gradients`.

        Raises:
            ValueError: a target or seeds that do not fit.
            TooLargeError: it would take more than the memory limit.
        """
        rows = check_seeds(self.network, target, seeds)
        if target not in evidence.hard:
            key = (tuple(evidence.hard), tuple(evidence.soft), target)
            pack, places = self._derivable.get(key) or self._make_derivable(key)
            status, log_evidence, posterior, values = ask_gradients(
                self.layout.tables, pack, *self._given(evidence), rows
            )
            if status == ANSWERED:
                posterior.setflags(write=False)
                values.setflags(write=False)
                tables = tuple([variable for variable, _, _ in places])
                hard = dict(evidence.hard)
                return Gradients(log_evidence, posterior, rows @ posterior, tables, values, hard)
        return state_gradients(self.network, evidence, target, rows, self.memory_limit)

    def _make_derivable(self, key: _Question) -> _Derivable:
        """The program, and where each table's derivatives lie, without the axes of hard ones."""
        hard, soft, target = key
        tables = relevant(self.network, {*hard, *soft, target})
        pattern = Pattern(tables, hard, soft, target, DERIVATIVES)
        program = plan_program(self.layout, pattern, self.memory_limit).program
        places, begin = [], 0
        for variable in tables:
            family = (variable, *self.network.parents[variable])
            shape = tuple(self.network.cardinalities[v] for v in family if v not in hard)
            places.append((variable, slice(begin, begin + math.prod(shape)), shape))
            begin += math.prod(shape)
        return self._remember(self._derivable, key, (program, places))

    def propagate(self, evidence: EvidenceVectors, tables: bool = False) -> Propagation:
        """Every posterior and derivative: by the sweeps in numpy, on the plan without slices.

        Raises:
            TooLargeError: it would take more than the memory limit.
        """
        plan = make_plan(self.network, self.memory_limit)
        return sweeps.propagate(self.network, plan, evidence, tables)

    def _by_variable(
        self, found: Numbers, evidence: Evidence, wanted: Collection[int] | None
    ) -> dict[int, Numbers]:
        if wanted is None:
            return {v: found[a:b] for v, (a, b) in enumerate(self._spans)}
        hidden = [variable for variable in wanted if variable not in evidence.hard]
        shares = {}
        for variable in sorted(set(wanted)):
            if variable in evidence.hard:
                count = self.network.cardinalities[variable]
                shares[variable] = one_hot(count, evidence.hard[variable])
            elif len(hidden) == 1:
                shares[variable] = found
            else:
                begin, end = self._spans[variable]
                shares[variable] = found[begin:end]
        return shares
