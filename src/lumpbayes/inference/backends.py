"""The exact methods, by name; every one gives the same answers."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any, Protocol

from lumpbayes.errors import EvidenceError
from lumpbayes.inference import brute_force, sweeps
from lumpbayes.inference.derivatives import Derivatives, posterior_derivatives
from lumpbayes.inference.evidence import Evidence
from lumpbayes.inference.gradients import Gradients, state_gradients
from lumpbayes.inference.kernel.compiling import is_available
from lumpbayes.inference.kernel.program import Cost
from lumpbayes.inference.kernel.solver import KernelSolver
from lumpbayes.inference.network import EvidenceVectors, FloatArray, Network
from lumpbayes.inference.part_solver import PartSolver
from lumpbayes.inference.plan import MEMORY_LIMIT, Plan, make_plan
from lumpbayes.inference.propagation import Posteriors, Propagation
from lumpbayes.inference.tables import Tables

__all__ = ["BACKENDS", "Solver", "check_backend", "default_backend", "make_solver"]


class Solver(Protocol):
    """An exact method on one network."""

    def __hash__(self) -> int:
        """By identity: what follows from a method and its network can be remembered by it."""

    @property
    def name(self) -> str:
        """What it is called among ``BACKENDS``."""

    @property
    def network(self) -> Network:
        """The numbers."""

    @property
    def memory_limit(self) -> int:
        """Bytes that a query may take."""

    def posteriors(self, evidence: Evidence, wanted: Collection[int] | None = None) -> Posteriors:
        """P(evidence), and the posteriors of the variables wanted, of all when None.

        Raises:
            TooLargeError: it would take more than ``memory_limit`` bytes.
        """

    def plan(self, evidence: Evidence, wanted: Collection[int] | None = None) -> Plan | Cost:
        """What :meth:`posteriors` takes; prints itself."""

    def derivatives(self, evidence: Evidence, target: int, state: int) -> Derivatives:
        """Derivatives of P(target = state | evidence) by every number of the tables.

        Raises:
            TooLargeError: it would take more than ``memory_limit`` bytes.
        """

    def gradients(self, evidence: Evidence, target: int, seeds: FloatArray) -> Gradients:
        """Derivatives of weighted sums of P(target = state, evidence) by every table that matters.

        Raises:
            ValueError: a target or seeds that do not fit.
            TooLargeError: it would take more than ``memory_limit`` bytes.
        """

    def propagate(self, evidence: EvidenceVectors, tables: bool = False) -> Propagation:
        """Every posterior and derivative, of the table entries too if asked.

        Raises:
            TooLargeError: it would take more than ``memory_limit`` bytes.
        """


class _Method:
    """What the methods share: they hold a network, and are copied as such."""

    def __init__(self, network: Network, memory_limit: int) -> None:
        self.network = network
        self.memory_limit = memory_limit

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.network!r})"

    def plan(self, evidence: Evidence, wanted: Collection[int] | None = None) -> Plan | Cost:
        """See :class:`Solver`."""
        return sweeps.posterior_plan(self.network, evidence, self.memory_limit, wanted)

    def derivatives(self, evidence: Evidence, target: int, state: int) -> Derivatives:
        """See :class:`Solver`."""
        return posterior_derivatives(self.network, evidence, target, state, self.memory_limit)

    def gradients(self, evidence: Evidence, target: int, seeds: FloatArray) -> Gradients:
        """See :class:`Solver`."""
        return state_gradients(self.network, evidence, target, seeds, self.memory_limit)


class SweepsSolver(_Method):
    """Two sweeps over a plan, in numpy: the reference, and all that the shell needs."""

    name = "sweeps"

    def posteriors(self, evidence: Evidence, wanted: Collection[int] | None = None) -> Posteriors:
        """See :class:`Solver`."""
        return sweeps.posteriors(self.network, evidence, self.memory_limit, wanted)

    def propagate(self, evidence: EvidenceVectors, tables: bool = False) -> Propagation:
        """See :class:`Solver`."""
        plan = make_plan(self.network, self.memory_limit)
        return sweeps.propagate(self.network, plan, evidence, tables)


class BruteForceSolver(_Method):
    """Every joint state, one by one: for small networks, and to check the others."""

    name = "brute_force"

    def posteriors(self, evidence: Evidence, wanted: Collection[int] | None = None) -> Posteriors:
        """See :class:`Solver`."""
        found = self.propagate(evidence.vectors(self.network))
        asked = range(len(self.network.names)) if wanted is None else sorted(set(wanted))
        shares = {each: found.posteriors[each] for each in (asked if found.posteriors else ())}
        return Posteriors(found.log_evidence, shares)

    def propagate(self, evidence: EvidenceVectors, tables: bool = False) -> Propagation:
        """See :class:`Solver`."""
        return brute_force.propagate(self.network, evidence, tables)


_SOLVERS: dict[str, Callable[[Network, int], Any]] = {
    "kernel": KernelSolver,
    "sweeps": SweepsSolver,
    "brute_force": BruteForceSolver,
}

BACKENDS = tuple(_SOLVERS)


def default_backend() -> str:
    """``kernel`` where numba is installed, otherwise ``sweeps``."""
    return "kernel" if is_available() else "sweeps"


def check_backend(backend: str) -> str:
    """The name of a backend.

    Raises:
        EvidenceError: there is none of that name.
    """
    if backend not in BACKENDS:
        raise EvidenceError(f"backend {backend!r}: choose from {', '.join(BACKENDS)}")
    return backend


def make_solver(backend: str, network: Network, memory_limit: int = MEMORY_LIMIT) -> Solver:
    """The named method on a network; on parts of it where it is too large to be laid out.

    Raises:
        EvidenceError: a name other than those of ``BACKENDS``.
    """
    make = _SOLVERS[check_backend(backend)]
    if isinstance(network.tables, Tables):
        return PartSolver(backend, make, network, memory_limit)
    solver: Solver = make(network, memory_limit)
    return solver
