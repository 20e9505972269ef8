"""An exact method on a network too large to be laid out: each query on what it looks at."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Any, Protocol

from lumpbayes.inference.derivatives import Derivatives
from lumpbayes.inference.evidence import Evidence
from lumpbayes.inference.gradients import Gradients
from lumpbayes.inference.kernel.program import Cost
from lumpbayes.inference.network import EvidenceVectors, FloatArray, Network
from lumpbayes.inference.parts import Part, Parts
from lumpbayes.inference.plan import Plan
from lumpbayes.inference.propagation import Posteriors, Propagation

__all__ = ["PartSolver"]


class _Method(Protocol):
    """What answers on a part: any of the exact methods."""

    def posteriors(
        self, evidence: Evidence, wanted: Collection[int] | None = None
    ) -> Posteriors: ...

    def plan(self, evidence: Evidence, wanted: Collection[int] | None = None) -> Plan | Cost: ...

    def derivatives(self, evidence: Evidence, target: int, state: int) -> Derivatives: ...

    def gradients(self, evidence: Evidence, target: int, seeds: FloatArray) -> Gradients: ...

    def propagate(self, evidence: EvidenceVectors, tables: bool = False) -> Propagation: ...


class PartSolver:
    """A method on the parts of a network; shared by threads.

    Time and memory go with what is observed and asked, not with what there is.

    Attributes:
        name: of the method.
        network: the whole network.
        memory_limit: bytes that a query may take.
        parts: the parts that queries have looked at.
    """

    def __init__(
        self,
        name: str,
        make: Callable[[Network, int], _Method],
        network: Network,
        memory_limit: int,
    ) -> None:
        """Nothing is laid out yet.

        Args:
            name: of the method.
            make: the method on a network with a memory limit.
            network: the whole network.
            memory_limit: bytes that a query may take.
        """
        self.name = name
        self.network = network
        self.memory_limit = memory_limit
        self._make = make
        self.parts = Parts(network, self._made, memory_limit)

    def __repr__(self) -> str:
        return f"PartSolver({self.name}, {self.network!r})"

    def __reduce__(self) -> tuple[Any, ...]:
        """A copy makes its parts anew."""
        return PartSolver, (self.name, self._make, self.network, self.memory_limit)

    def _made(self, network: Network) -> _Method:
        return self._make(network, self.memory_limit)

    def posteriors(self, evidence: Evidence, wanted: Collection[int] | None = None) -> Posteriors:
        """As :func:`lumpbayes.inference.sweeps.posteriors`.

        Raises:
            TooLargeError: it would take more than the memory limit.
        """
        part, inner = self._part(evidence, wanted)
        found = part.made.posteriors(part.evidence(evidence), inner)
        return Posteriors(found.log_evidence, part.whole(found.posteriors))

    def plan(self, evidence: Evidence, wanted: Collection[int] | None = None) -> Plan | Cost:
        """What :meth:`posteriors` takes; prints itself."""
        part, inner = self._part(evidence, wanted)
        return part.made.plan(part.evidence(evidence), inner)

    def _part(
        self, evidence: Evidence, wanted: Collection[int] | None
    ) -> tuple[Part[_Method], list[int] | None]:
        """The part that a question is about, and the variables wanted by their places in it."""
        asked = range(len(self.network.names)) if wanted is None else wanted
        part = self.parts.part([*asked, *evidence.hard, *evidence.soft])
        return part, None if wanted is None else [part.places[variable] for variable in wanted]

    def derivatives(self, evidence: Evidence, target: int, state: int) -> Derivatives:
        """As :func:`lumpbayes.inference.derivatives.posterior_derivatives`.

        Raises:
            TooLargeError: it would take more than the memory limit.
        """
        part, _ = self._part(evidence, (target,))
        found = part.made.derivatives(part.evidence(evidence), part.places[target], state)
        slices = part.whole(found.slices)
        return Derivatives(found.log_evidence, found.posterior, slices, self.network, evidence.hard)

    def gradients(self, evidence: Evidence, target: int, seeds: FloatArray) -> Gradients:
        """As :func:`lumpbayes.inference.gradients.state_gradients`.

        Raises:
            ValueError: a target or seeds that do not fit.
            TooLargeError: it would take more than the memory limit.
        """
        part, _ = self._part(evidence, (target,))
        found = part.made.gradients(part.evidence(evidence), part.places[target], seeds)
        tables = tuple([part.variables[place] for place in found.tables])
        return replace(found, tables=tables, hard=dict(evidence.hard))

    def propagate(self, evidence: EvidenceVectors, tables: bool = False) -> Propagation:
        """Every posterior and derivative there is; this lays out the whole network.

        Raises:
            TooLargeError: it would take more than the memory limit.
        """
        return self._made(self.network).propagate(evidence, tables)
