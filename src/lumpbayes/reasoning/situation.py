"""What there is to reason about: a model, what was observed, and what that made of the cause."""

from __future__ import annotations

from dataclasses import dataclass

from lumpbayes.inference.backends import Solver
from lumpbayes.inference.evidence import Evidence
from lumpbayes.inference.network import FloatArray, Network
from lumpbayes.knowledge.evidence import Interpretation
from lumpbayes.knowledge.records import KnowledgeBase

__all__ = ["ASKED", "Situation"]

ASKED = ("context", "finding", "test")
"""Roles of what a person can be asked or examined for."""


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Situation:
    """An answer as the reasoning modules read it; equal to itself alone.

    Attributes:
        knowledge: the model in words.
        solver: the exact method on its network.
        understood: the evidence in words.
        evidence: the same by index; what Jeffrey's rule fitted is a soft vector here, and stays
            fixed in everything that is reasoned from it.
        log_evidence: natural log of P(evidence).
        cause_posterior: P(cause | evidence), shape (causes,), in table order.
        closed: indices of what shall not be asked: nobody can answer it, or somebody could not.
    """

    knowledge: KnowledgeBase
    solver: Solver
    understood: Interpretation
    evidence: Evidence
    log_evidence: float
    cause_posterior: FloatArray
    closed: frozenset[int] = frozenset()

    def __repr__(self) -> str:
        names = ", ".join(self.understood.findings)
        return f"Situation({self.knowledge!r}, known: {names or 'nothing'})"

    @property
    def network(self) -> Network:
        """The network, in arrays."""
        return self.solver.network

    @property
    def cause(self) -> int:
        """Index of the cause in the network."""
        return self.network.positions[self.knowledge.cause]

    @property
    def background(self) -> Evidence:
        """What is known of the setting alone: findings are weighed against it."""
        setting = self.knowledge.setting
        return self.evidence.only(() if setting is None else (self.network.positions[setting],))

    @property
    def findings(self) -> tuple[int, ...]:
        """Indices of what was observed or assumed, but the setting and the cause; increasing."""
        apart = {self.cause, *self.background.hard, *self.background.soft}
        observed = {*self.evidence.hard, *self.evidence.soft} - apart
        return tuple(sorted(observed))

    @property
    def observed(self) -> int:
        """How many findings somebody observed; those that were assumed do not count."""
        names, assumed = self.network.names, self.understood.assumed
        return sum(names[index] not in assumed for index in self.findings)

    @property
    def unasked(self) -> tuple[int, ...]:
        """Indices of what could still be asked: not observed, hidden or closed; in table order."""
        positions = self.network.positions
        known = {*self.evidence.hard, *self.evidence.soft, *self.closed}
        return tuple(
            positions[variable.name]
            for variable in self.knowledge.variables.values()
            if variable.role in ASKED and positions[variable.name] not in known
        )
