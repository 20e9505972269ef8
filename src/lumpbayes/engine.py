"""The facade: an engine that answers, and its answer. Frozen; every method one call downward."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from lumpbayes.display.html import answer_html
from lumpbayes.display.record import answer_frame, answer_record, record_json
from lumpbayes.display.text import answer_text
from lumpbayes.errors import Issue
from lumpbayes.inference.backends import BACKENDS, propagate_with
from lumpbayes.inference.network import Network
from lumpbayes.inference.plan import MEMORY_LIMIT, Plan, make_plan
from lumpbayes.inference.propagation import Propagation
from lumpbayes.knowledge.building import build_network
from lumpbayes.knowledge.evidence import Interpretation, interpret
from lumpbayes.knowledge.loading import load_knowledge
from lumpbayes.knowledge.pgmpy_bridge import to_pgmpy
from lumpbayes.knowledge.records import FrozenMapping, KnowledgeBase
from lumpbayes.reasoning.answer import Answer, make_answer, ranked
from lumpbayes.reasoning.impossible import raise_impossible
from lumpbayes.reasoning.verification import Verification, verify_answer

if TYPE_CHECKING:
    import pandas
    from pgmpy.models import DiscreteBayesianNetwork

__all__ = ["Diagnosis", "Engine", "load"]


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Engine:
    """A model, compiled once; ask it as often as you like, from as many threads as you like.

    Get one from :func:`load`. Nothing changes an engine.

    Attributes:
        knowledge: the tables, read and checked, in words.
        network: the same in arrays.
        plan: how to compute; holds no number.
        backend: the exact method in use, ``sweeps`` or ``brute_force``.
    """

    knowledge: KnowledgeBase
    network: Network
    plan: Plan
    backend: str = "sweeps"

    def diagnose(
        self, evidence: Mapping[str, Any] | None = None, *, setting: str | None = None
    ) -> Diagnosis:
        """The differential, given what has been observed.

        Args:
            evidence: variable -> a state, a number under its own name (``size_cm``), ``Not``,
                ``AnyOf``, ``Likelihood``, or a list of these, which multiplies. None, NaN and
                absent keys are unknown.
            setting: where the person is seen; ``any`` averages over settings. When unknown the
                model's default is taken, and listed under ``assumed``.

        Raises:
            UnknownNameError: a variable or state that the model does not have.
            EvidenceError: a value that cannot be understood.
            ImpossibleEvidenceError: the evidence has probability 0; names a minimal set of
                findings to blame.
            TooLargeError: the brute-force backend on a large network.

        >>> import lumpbayes as lb
        >>> dx = lb.load().diagnose({"fever": "yes", "tenderness": "yes", "size_cm": 6.2})
        >>> next(iter(dx.posterior))
        'skin_abscess'
        """
        understood = interpret(self.knowledge, evidence or {}, setting)
        vectors = understood.arrays(self.network.names, self.network.cardinalities)
        found = propagate_with(self.backend, self.network, self.plan, vectors)
        if not found.posteriors:
            raise_impossible(self.network, self.plan, vectors, understood)
        cause = found.posteriors[self.network.index(self.knowledge.cause)]
        answer = make_answer(self.knowledge, understood, self.backend, found.log_evidence, cause)
        return Diagnosis(self, answer, understood, found)

    def verify(self, diagnosis: Diagnosis) -> Verification:
        """A second opinion from pgmpy on every posterior of an answer.

        >>> import lumpbayes as lb
        >>> engine = lb.load()
        >>> engine.verify(engine.diagnose({"fever": "yes"})).agrees
        True
        """
        return verify_answer(self.network, diagnosis.understood, diagnosis.propagation)

    def with_backend(self, backend: str) -> Engine:
        """The same engine with another exact method.

        Raises:
            ValueError: a name other than those of ``lumpbayes.inference.backends.BACKENDS``.

        >>> import lumpbayes as lb
        >>> lb.load().with_backend("sweeps").backend
        'sweeps'
        """
        if backend not in BACKENDS:
            raise ValueError(f"backend {backend!r}: choose from {', '.join(BACKENDS)}")
        return replace(self, backend=backend)

    def to_pgmpy(self) -> DiscreteBayesianNetwork:
        """The network as a checked pgmpy ``DiscreteBayesianNetwork``.

        >>> import lumpbayes as lb
        >>> len(lb.load().to_pgmpy().nodes())
        44
        """
        return to_pgmpy(self.network)

    @property
    def fingerprint(self) -> str:
        """SHA-256 over the content of the tables, in hexadecimal."""
        return self.knowledge.fingerprint

    @property
    def causes(self) -> tuple[str, ...]:
        """The causes, in table order."""
        return self.knowledge.causes

    @property
    def issues(self) -> tuple[Issue, ...]:
        """Warnings and information about the tables."""
        return self.knowledge.issues

    def __repr__(self) -> str:
        knowledge = self.knowledge
        return (
            f"Engine({knowledge.name} {knowledge.version}, {len(knowledge.causes)} causes, "
            f"{len(knowledge.variables)} variables, {knowledge.fingerprint[:12]})"
        )


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Diagnosis:
    """An answer: the differential, what it rests on, and what else can be asked of it.

    Attributes:
        engine: the engine that gave it.
        answer: the answer as plain data.
        understood: the evidence, understood.
        propagation: posteriors and derivatives of every variable, as arrays in network order.
    """

    engine: Engine
    answer: Answer
    understood: Interpretation
    propagation: Propagation

    @property
    def posterior(self) -> FrozenMapping[float]:
        """Cause -> probability, most probable first."""
        return self.answer.posterior

    @property
    def groups(self) -> FrozenMapping[float]:
        """Group of causes -> summed probability, such as ``malignancy``."""
        return self.answer.groups

    @property
    def log_evidence(self) -> float:
        """Natural log of P(evidence), what was assumed included; soft vectors scaled to 1."""
        return self.answer.log_evidence

    @property
    def evidence(self) -> FrozenMapping[Any]:
        """The evidence in its JSON form, sorted by name."""
        return self.answer.evidence

    @property
    def assumed(self) -> FrozenMapping[str]:
        """Variable -> state that was taken from the model's defaults."""
        return self.answer.assumed

    def __getitem__(self, cause: str) -> float:
        """Posterior probability of one cause; UnknownNameError names the nearest."""
        return self.answer.posterior[cause]

    def of(self, variable: str) -> FrozenMapping[float]:
        """Any variable's posterior: state -> probability, most probable first.

        Raises:
            UnknownNameError: a variable that the model does not have.

        >>> import lumpbayes as lb
        >>> dx = lb.load().diagnose({"redness": "yes", "warmth": "yes"})
        >>> next(iter(dx.of("inflammation")))
        'yes'
        """
        states = self.engine.knowledge.variables[variable].states
        index = self.engine.network.index(variable)
        return ranked(states, self.propagation.posteriors[index], f"state of {variable}")

    def to_dict(self) -> dict[str, Any]:
        """The answer in the documented JSON form, schema 1."""
        return answer_record(self.answer)

    def to_json(self) -> str:
        """The answer as JSON text."""
        return record_json(self.to_dict())

    def to_frame(self) -> pandas.DataFrame:
        """The differential as a frame: cause, label, probability, most probable first."""
        return answer_frame(self.answer)

    def __repr__(self) -> str:
        return answer_text(self.answer)

    def _repr_html_(self) -> str:
        return answer_html(self.answer)


def load(
    path: str | os.PathLike[str] | None = None,
    *,
    allow_outside: bool = False,
    policy: str = "strict",
    memory_limit: int = MEMORY_LIMIT,
) -> Engine:
    """Read a model's tables, check them, and compile them into an engine.

    Args:
        path: a model file (TOML); the bundled model of a lump on the back when left out.
        allow_outside: tables may lie outside the model file's own folder.
        policy: ``strict`` stops at any error in the tables; ``lenient`` goes on where an error
            can be mended in a stated way, and keeps it among ``engine.issues``.
        memory_limit: bytes that one query may need.

    Raises:
        TablesError: the tables are invalid; carries every problem as ``issues``.
        TooLargeError: exact inference would need more than ``memory_limit``.
        ValueError: an unknown policy.

    >>> import lumpbayes as lb
    >>> len(lb.load().causes)
    18
    """
    knowledge = load_knowledge(
        None if path is None else os.fspath(path), allow_outside=allow_outside, policy=policy
    )
    network = build_network(knowledge)
    return Engine(knowledge, network, make_plan(network, memory_limit))
