"""Asking: from evidence to an answer, by the shortest way that is right for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from lumpbayes.diagnosis import Diagnosis
from lumpbayes.errors import EvidenceError
from lumpbayes.inference.backends import Solver
from lumpbayes.inference.cases import CaseSolver, case_solver
from lumpbayes.inference.evidence import Evidence
from lumpbayes.inference.jeffrey import fit_targets
from lumpbayes.inference.kernel.plain import PlainQuery
from lumpbayes.inference.kernel.solver import KernelSolver
from lumpbayes.inference.part_solver import PartSolver
from lumpbayes.kept import kept
from lumpbayes.knowledge.evidence import Interpretation, interpret, tell_of_another
from lumpbayes.knowledge.matching import find_variable
from lumpbayes.knowledge.records import KnowledgeBase
from lumpbayes.reasoning.impossible import raise_impossible
from lumpbayes.reasoning.posteriors import Posteriors

__all__ = ["Asking"]


class Asking:
    """What an engine keeps to answer with; shared by threads.

    Attributes:
        knowledge: the model in words.
        solver: the exact method on its network.
    """

    def __init__(self, knowledge: KnowledgeBase, solver: Solver) -> None:
        self.knowledge = knowledge
        self.solver = solver
        self._defaults = dict(knowledge.defaults)

    @kept
    def _plain(self) -> PlainQuery | None:
        """Queries by exact names, where the kernel is in use and there is a cause."""
        if self.solver.name != "kernel" or not self.knowledge.cause:
            return None
        assert isinstance(self.solver, KernelSolver | PartSolver)
        target = self.solver.network.index(self.knowledge.cause)
        return PlainQuery(self.solver, target, self._defaults, self.knowledge.setting)

    def diagnose(
        self, evidence: Mapping[str, Any] | Diagnosis | None, setting: str | None
    ) -> Diagnosis:
        """See ``Engine.diagnose``."""
        if type(evidence) is dict:
            found = self._plain and self._plain.find(evidence, setting)
            if found:
                plain = (MappingProxyType(evidence.copy()), setting)
                return Diagnosis(self.knowledge, self.solver, plain, *found)
            if not self.knowledge.cause and setting is None:
                everything = self._everything(evidence)
                if everything is not None:
                    return everything
        elif isinstance(evidence, Diagnosis):
            tell_of_another(evidence.knowledge.fingerprint, self.knowledge.fingerprint)
            evidence = evidence.evidence
        return self._diagnose(interpret(self.knowledge, evidence, setting))

    def _everything(self, evidence: dict[Any, Any]) -> Diagnosis | None:
        """The answer where all is asked and evidence has exact names; None otherwise."""
        try:
            known = Evidence.named(self.solver.network, evidence)
        except (KeyError, TypeError, ValueError):
            return None
        found = self.solver.posteriors(known)
        if not found.posteriors:
            return None
        plain = (MappingProxyType(evidence.copy()), None)
        diagnosis = Diagnosis(self.knowledge, self.solver, plain, found.log_evidence, None)
        arrays = tuple(found.posteriors.values())
        vars(diagnosis)["posteriors"] = Posteriors(self.solver.network, arrays)
        return diagnosis

    def _diagnose(self, understood: Interpretation) -> Diagnosis:
        solver, network = self.solver, self.solver.network
        targets = understood.targets(network.names)
        known, fitted = understood.evidence(network.positions), None
        if targets:
            vectors = understood.arrays(network.names, network.cardinalities)
            fitted = fit_targets(network.names, solver.propagate, vectors, targets)
            known = Evidence.of(fitted)
        cause = network.index(self.knowledge.cause) if self.knowledge.cause else None
        found = solver.posteriors(known, None if cause is None else (cause,))
        if not found.posteriors:
            raise_impossible(self.knowledge, solver, known, understood)
        own = (found.log_evidence, None if cause is None else found.posteriors[cause])
        diagnosis = Diagnosis.understood_as(self.knowledge, solver, understood, fitted, own)
        if cause is None:
            arrays = tuple(found.posteriors.values())
            vars(diagnosis)["posteriors"] = Posteriors(network, arrays)
        return diagnosis

    def case_solvers(self, targets: Sequence[str] | None) -> dict[str, CaseSolver]:
        """What answers many cases about each target, the cause when None.

        Raises:
            UnknownNameError: a target that the model does not have.
            EvidenceError: none named, and no cause; one named twice.
        """
        if isinstance(targets, str) or (targets is not None and not len(targets)):
            example = targets or self.solver.network.names[0]
            raise EvidenceError(
                f"targets={targets!r}: expected a list of variables, such as [{example!r}]"
            )
        if targets is None and not self.knowledge.cause:
            raise EvidenceError(
                f"{self.knowledge.name} was loaded without a target: name targets, such as "
                f"batch(cases, targets=[{self.solver.network.names[0]!r}])"
            )
        names = [self.knowledge.cause] if targets is None else list(targets)
        found = [find_variable(self.knowledge, name)[0].name for name in names]
        twice = next((name for at, name in enumerate(found) if name in found[:at]), None)
        if twice is not None:
            raise EvidenceError(f"targets={names!r}: {twice} is named twice; name it once")
        return {target: self._case_solver(target) for target in found}

    def _case_solver(self, target: str) -> CaseSolver:
        index = self.solver.network.index(target)
        return case_solver(self.solver, index, target == self.knowledge.cause)
