"""The facade: an engine that answers. Frozen; every method one call downward."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from lumpbayes.diagnosis import Diagnosis
from lumpbayes.display.words import plain
from lumpbayes.errors import Issue
from lumpbayes.inference.backends import BACKENDS, propagate_with
from lumpbayes.inference.jeffrey import fit_targets
from lumpbayes.inference.network import EvidenceVectors, Network
from lumpbayes.inference.plan import MEMORY_LIMIT, Plan, make_plan
from lumpbayes.inference.propagation import Propagation
from lumpbayes.knowledge.building import build_network
from lumpbayes.knowledge.evidence import interpret
from lumpbayes.knowledge.loading import load_knowledge
from lumpbayes.knowledge.pgmpy_bridge import to_pgmpy
from lumpbayes.knowledge.records import KnowledgeBase
from lumpbayes.knowledge.replacing import table_frame, with_tables
from lumpbayes.reasoning.answer import make_answer
from lumpbayes.reasoning.edits import with_likelihood, with_prior
from lumpbayes.reasoning.impossible import raise_impossible
from lumpbayes.reasoning.verification import Verification, verify_answer

if TYPE_CHECKING:
    import pandas
    from pgmpy.models import DiscreteBayesianNetwork

__all__ = ["Diagnosis", "Engine", "load"]


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Engine:
    """A model, compiled once; ask it as often as you like, from as many threads as you like.

    Get one from :func:`load`. Nothing changes an engine; an edit gives a new one.

    Attributes:
        knowledge: the tables, read and checked, in words.
        network: the same in arrays.
        plan: how to compute; holds no number.
        backend: the exact method in use, ``sweeps`` or ``brute_force``.
        memory_limit: bytes that one query may need; also of engines with other tables.

    >>> import lumpbayes as lb
    >>> engine = lb.load()
    >>> engine.knowledge.variables["size"].states, engine.backend
    (('lt2cm', '2to5cm', 'gt5cm'), 'sweeps')
    """

    knowledge: KnowledgeBase
    network: Network
    plan: Plan
    backend: str = "sweeps"
    memory_limit: int = MEMORY_LIMIT

    def diagnose(
        self, evidence: Mapping[str, Any] | None = None, *, setting: str | None = None
    ) -> Diagnosis:
        """The differential, given what has been observed.

        Args:
            evidence: variable -> a state, a number under its own name (``size_cm``), ``Not``,
                ``AnyOf``, ``Likelihood``, ``Probability``, ``Reliability``, their JSON forms, or a
                list of these, which multiplies. None, NaN and absent keys are unknown. The code
                of a finding (``HP:0001945``, ``R50.9``) takes yes or no.
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
        understood = interpret(self.knowledge, evidence, setting)
        names = self.network.names
        vectors = understood.arrays(names, self.network.cardinalities)
        targets = understood.targets(names)
        if targets:
            vectors = fit_targets(names, self._propagate, vectors, targets)
        found = self._propagate(vectors)
        if not found.posteriors:
            raise_impossible(self.network, self.plan, vectors, understood)
        cause = found.posteriors[self.network.index(self.knowledge.cause)]
        answer = make_answer(self.knowledge, understood, self.backend, found.log_evidence, cause)
        return Diagnosis(self.knowledge, self.network, answer, understood, vectors, found)

    def _propagate(self, vectors: EvidenceVectors) -> Propagation:
        return propagate_with(self.backend, self.network, self.plan, vectors)

    def verify(self, diagnosis: Diagnosis) -> Verification:
        """A second opinion from pgmpy on every posterior of an answer.

        >>> import lumpbayes as lb
        >>> engine = lb.load()
        >>> engine.verify(engine.diagnose({"fever": "yes"})).agrees
        True
        """
        return verify_answer(self.network, diagnosis.vectors, diagnosis.propagation)

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

    def with_prior(self, cause: str, probability: float, *, setting: str | None = None) -> Engine:
        """A new engine with P(cause | setting) set and the other causes in proportion.

        Args:
            cause: which cause.
            probability: its new prior, 0 to 1.
            setting: where; the model's default setting when left out, every one for ``any``.

        Raises:
            UnknownNameError: a cause or setting that the model does not have.
            EvidenceError: a probability outside 0..1, or no setting named and no default.

        >>> import lumpbayes as lb
        >>> engine = lb.load().with_prior("lipoma", 0.5)
        >>> round(engine.diagnose()["lipoma"], 12)
        0.5
        """
        changed = with_prior(self.knowledge, cause, probability, setting)
        return replace(self, knowledge=changed, network=build_network(changed))

    def with_likelihood(
        self,
        variable: str,
        state: str,
        probability: float,
        *,
        given: Mapping[str, object] | str | None = None,
    ) -> Engine:
        """A new engine with P(state | given) set and the row's other states in proportion.

        Args:
            variable: whose likelihood.
            state: which of its states.
            probability: the new number, 0 to 1.
            given: the group of rows to edit, by exactly the parents that it names, such as
                ``{"inflammation": "yes", "cause": "skin_abscess"}`` or, as the tables write it,
                ``"inflammation=yes;cause=skin_abscess"``; a selector may be ``@group``. A group
                that the tables do not have is created; it starts from P(variable | given) under
                the model, or from the mean of its rows where ``given`` has probability 0. Left
                out: the row without condition.

        Raises:
            UnknownNameError: a variable, state or group that the model does not have.
            EvidenceError: a probability outside 0..1, something that is no parent or no condition,
                or a row that would hold nowhere because more specific ones do.
            TablesError: the new rows tie with others.

        Warns:
            HiddenStructureWarning: the new rows remove the dependence on a parent they leave out.

        >>> import lumpbayes as lb
        >>> fever = {"systemic_inflammation": "infective"}
        >>> engine = lb.load().with_likelihood("fever", "yes", 0.7, given=fever)
        >>> round(engine.diagnose(fever).of("fever")["yes"], 12)
        0.7
        """
        condition = {} if given is None else given
        changed = with_likelihood(
            self.knowledge, self.network, self.plan, variable, (state, probability), condition
        )
        return replace(self, knowledge=changed, network=build_network(changed))

    def with_tables(self, **tables: pandas.DataFrame | str | os.PathLike[str]) -> Engine:
        """A new engine with whole tables replaced.

        Args:
            **tables: table name (``priors``, ``likelihoods``, ...) -> a frame with the table's
                columns, or the path of a CSV file. The other tables stay as they are. All are
                checked under the policy that the engine was loaded with.

        Raises:
            UnknownNameError: a table that models do not have.
            TablesError: the tables do not fit together, or one is no table; carries every problem.
            TooLargeError: a query would need more than the engine's ``memory_limit``.

        >>> import lumpbayes as lb
        >>> engine = lb.load()
        >>> engine.with_tables(priors=engine.table("priors")).fingerprint == engine.fingerprint
        True
        """
        changed = with_tables(self.knowledge, tables, self.memory_limit)
        network = build_network(changed)
        plan = make_plan(network, self.memory_limit)
        return replace(self, knowledge=changed, network=network, plan=plan)

    def table(self, name: str) -> pandas.DataFrame:
        """One of the model's tables as a frame, in the columns of its CSV file.

        Raises:
            UnknownNameError: a table that the model does not have.

        >>> import lumpbayes as lb
        >>> list(lb.load().table("groups").columns)
        ['variable', 'group', 'label', 'state']
        """
        return table_frame(self.knowledge, name)

    def to_pgmpy(self) -> DiscreteBayesianNetwork:
        """The network as a checked pgmpy ``DiscreteBayesianNetwork``.

        >>> import lumpbayes as lb
        >>> len(lb.load().to_pgmpy().nodes())
        44
        """
        return to_pgmpy(self.network)

    @property
    def fingerprint(self) -> str:
        """SHA-256 over the content of the tables, in hexadecimal.

        >>> import lumpbayes as lb
        >>> engine = lb.load()
        >>> engine.fingerprint == engine.with_prior("lipoma", 0.3).fingerprint
        False
        """
        return self.knowledge.fingerprint

    @property
    def causes(self) -> tuple[str, ...]:
        """The causes, in table order.

        >>> import lumpbayes as lb
        >>> lb.load().causes[:3]
        ('epidermoid_cyst', 'sebaceous_cyst', 'lipoma')
        """
        return self.knowledge.causes

    @property
    def issues(self) -> tuple[Issue, ...]:
        """Warnings and information about the tables; under a lenient policy errors too.

        >>> import lumpbayes as lb
        >>> {issue.level for issue in lb.load().issues} <= {lb.Level.WARNING, lb.Level.INFORMATION}
        True
        """
        return self.knowledge.issues

    def __repr__(self) -> str:
        knowledge = self.knowledge
        return (
            f"Engine({knowledge.name} {plain(knowledge.version)}, {len(knowledge.causes)} causes, "
            f"{len(knowledge.variables)} variables, {knowledge.fingerprint[:12]})"
        )


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
        memory_limit: bytes that one query may need, whatever arithmetic its evidence asks for.

    Raises:
        TablesError: the tables are invalid; carries every problem as ``issues``.
        TooLargeError: exact inference would need more than ``memory_limit``; no table was laid
            out.
        ValueError: an unknown policy, or a limit that is no positive number.

    >>> import lumpbayes as lb
    >>> len(lb.load().causes)
    18
    """
    knowledge = load_knowledge(
        None if path is None else os.fspath(path),
        allow_outside=allow_outside,
        policy=policy,
        memory_limit=memory_limit,
    )
    network = build_network(knowledge)
    plan = make_plan(network, memory_limit)
    return Engine(knowledge, network, plan, memory_limit=memory_limit)
