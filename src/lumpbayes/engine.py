"""The facade: an engine that answers. Frozen; every method one call downward."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from lumpbayes import interchange, panel, reasoning
from lumpbayes.asking import Asking
from lumpbayes.audit import Audit
from lumpbayes.diagnosis import Diagnosis
from lumpbayes.display import plots
from lumpbayes.display.words import plain
from lumpbayes.editable import Editable
from lumpbayes.errors import Issues
from lumpbayes.inference.backends import Solver, check_backend, make_solver
from lumpbayes.inference.network import Network
from lumpbayes.inference.plan import MEMORY_LIMIT, Plan, make_plan
from lumpbayes.kept import kept
from lumpbayes.knowledge.pgmpy_bridge import to_pgmpy
from lumpbayes.knowledge.records import KnowledgeBase
from lumpbayes.laboratory import Laboratory
from lumpbayes.reasoning.arguments import not_expected

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from pgmpy.models import DiscreteBayesianNetwork

    from lumpbayes.panel.widget import Panel
    from lumpbayes.reasoning.comparison import Comparison
    from lumpbayes.reasoning.difference import Difference
    from lumpbayes.reasoning.verification import Verification

__all__ = ["Comparison", "Diagnosis", "Engine"]


@dataclass(frozen=True, repr=False, eq=False)
class Engine(Audit, Editable, Laboratory):
    """A model, compiled once; ask it as often as you like, from as many threads as you like.

    Get one from :func:`load`. Nothing changes an engine; an edit gives a new one.

    Attributes:
        knowledge: the tables, read and checked, in words.
        network: the same in arrays.
        backend: the exact method in use: ``kernel``, ``sweeps`` or ``brute_force``.
        memory_limit: bytes that one query may need; also of engines with other tables.

    >>> import lumpbayes as lb
    >>> engine = lb.load(backend="sweeps")
    >>> engine.knowledge.variables["size"].states, engine.backend
    (('lt2cm', '2to5cm', 'gt5cm'), 'sweeps')
    """

    knowledge: KnowledgeBase
    network: Network
    backend: str = "sweeps"
    memory_limit: int = MEMORY_LIMIT

    def __reduce__(self) -> tuple[Any, ...]:
        """A copy plans anew."""
        return Engine, (self.knowledge, self.network, self.backend, self.memory_limit)

    @kept
    def solver(self) -> Solver:
        """The exact method on the network.

        >>> import lumpbayes as lb
        >>> lb.load(backend="sweeps").solver.name
        'sweeps'
        """
        return make_solver(self.backend, self.network, self.memory_limit)

    @kept
    def _asking(self) -> Asking:
        return Asking(self.knowledge, self.solver)

    @property
    def plan(self) -> Plan:
        """How to compute every derivative when nothing is known, whatever that takes; no number.

        >>> import lumpbayes as lb
        >>> print(lb.load().plan)
        87 steps, 4,469 multiplications a sweep, largest table 288 numbers, 195 KiB in all
        """
        return make_plan(self.network, sys.maxsize)

    def diagnose(
        self, evidence: Mapping[str, Any] | Diagnosis | None = None, *, setting: str | None = None
    ) -> Diagnosis:
        """The differential, given what has been observed.

        Args:
            evidence: variable -> a state, a number under its own name (``size_cm``), ``Not``,
                ``AnyOf``, ``Likelihood``, ``Probability``, ``Reliability``, their JSON forms, or a
                list of these, which multiplies. None, NaN and absent keys are unknown. The code
                of a finding (``HP:0001945``, ``R50.9``) takes yes or no. Or an answer, of which
                the stated evidence is asked again, its setting included; its JSON form too.
                The cause counts like any other variable: drop the truth (``batch`` ignores it).
            setting: where the person is seen; ``any`` averages over settings. When unknown the
                model's default is taken, and listed under ``assumed``.

        Raises:
            UnknownNameError: a variable or state that the model does not have.
            EvidenceError: a value that cannot be understood.
            ImpossibleEvidenceError: the evidence has probability 0; names a minimal set of
                findings to blame.
            TooLargeError: the brute-force backend on a large network.

        Warns:
            OtherModelWarning: an answer, or its JSON form, that another model gave.

        >>> import lumpbayes as lb
        >>> dx = lb.load().diagnose({"fever": "yes", "tenderness": "yes", "size_cm": 6.2})
        >>> next(iter(dx.posterior))
        'skin_abscess'
        """
        return self._asking.diagnose(evidence, setting)

    def verify(self, diagnosis: Diagnosis | Mapping[str, Any]) -> Verification:
        """A second opinion from pgmpy on every posterior of an answer.

        Args:
            diagnosis: an answer of this engine, or evidence, as for :meth:`diagnose`.

        Raises:
            EvidenceError: an answer of another model, or neither an answer nor evidence.

        >>> import lumpbayes as lb
        >>> engine = lb.load()
        >>> engine.verify(engine.diagnose({"fever": "yes"})).agrees
        True
        """
        own = self._own_answer(diagnosis)
        return reasoning.verification.verify_answer(
            self.network, own.vectors, own.posteriors.arrays
        )

    def with_backend(self, backend: str) -> Engine:
        """The same engine with another exact method.

        Raises:
            EvidenceError: a name other than those of ``lumpbayes.inference.backends.BACKENDS``.

        >>> import lumpbayes as lb
        >>> lb.load().with_backend("sweeps").backend
        'sweeps'
        """
        return replace(self, backend=check_backend(backend))

    def with_target(self, target: str) -> Engine:
        """The engine of a network file, asked for another of its variables.

        Raises:
            UnknownNameError: a variable that the network does not have.
            EvidenceError: a model of tables, which names its own cause.

        >>> import lumpbayes as lb
        >>> lb.load().with_target("fever")
        Traceback (most recent call last):
        lumpbayes.errors.EvidenceError: target 'fever': the model back_lump names what it asks ...
        """
        return replace(
            self, knowledge=interchange.network_knowledge.with_target(self.knowledge, target)
        )

    def _edited(self, knowledge: KnowledgeBase, network: Network) -> Engine:
        return replace(self, knowledge=knowledge, network=network)

    def difference(self, other: Engine) -> Difference:
        """What differs between this model and another, and how far their answers move.

        Both are asked the classic presentations of either, as ``lumpbayes tables diff`` does.

        Args:
            other: the engine of the other model, which counts as the later one.

        Raises:
            EvidenceError: something that is no engine.
            TooLargeError: a query would need more than an engine's ``memory_limit``.

        >>> import lumpbayes as lb
        >>> engine = lb.load(backend="sweeps")
        >>> found = engine.difference(engine.with_prior("lipoma", 0.3))
        >>> found.equal, found.priors[0].setting, len(found.presentations)
        (False, 'primary_care', 19)
        """
        if not isinstance(other, Engine):
            raise not_expected("other", other, "an engine, as lumpbayes.load() gives it")
        asked = reasoning.differing.Asked
        mine, theirs = (asked(each.knowledge, each.network, each._ranked) for each in (self, other))
        return reasoning.differing.model_difference(mine, theirs)

    def _ranked(self, evidence: Mapping[str, Any], setting: str | None) -> Mapping[str, float]:
        return self.diagnose(evidence, setting=setting).posterior

    def panel(
        self,
        evidence: Mapping[str, Any] | Diagnosis | None = None,
        *,
        setting: str | None = None,
    ) -> Panel:
        """A panel for a notebook: findings to click, and what they mean, live beside them.

        Numbers of the tables can be edited in it, and scenarios kept; this engine stays as it is.
        ``panel.diagnosis``, ``.evidence``, ``.engine`` and ``.scenarios`` are what it shows.

        Args:
            evidence: what is known at the start, as for :meth:`diagnose`.
            setting: where the person is seen, as for :meth:`diagnose`.

        Raises:
            MissingLibraryError: anywidget is not installed: ``pip install "lumpbayes[notebook]"``.
            UnknownNameError: a name that the model does not have; a network without a target.
            EvidenceError, ImpossibleEvidenceError: as :meth:`diagnose`.

        >>> import lumpbayes as lb
        >>> panel = lb.load(backend="sweeps").panel({"fever": "yes"}, setting="emergency")
        >>> panel.evidence
        {'fever': 'yes', 'setting': 'emergency'}
        """
        return panel.widget.make_panel(self, evidence, setting)

    def to_pgmpy(self) -> DiscreteBayesianNetwork:
        """The network as a checked pgmpy ``DiscreteBayesianNetwork``.

        >>> import lumpbayes as lb
        >>> len(lb.load().to_pgmpy().nodes())
        44
        """
        return to_pgmpy(self.network)

    def plot_network(self, *, ax: Axes | None = None) -> Axes:
        """The graph of the model: who depends on whom.

        Args:
            ax: where; a new figure when left out.

        Raises:
            TooLargeError: more variables than can be read.

        >>> import lumpbayes as lb
        >>> from matplotlib.figure import Figure
        >>> axes = lb.load().plot_network(ax=Figure(figsize=(10, 7)).subplots())
        >>> any("Fever" in text.get_text() for text in axes.texts)
        True
        """
        return plots.network.network(self, ax=ax)

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
    def issues(self) -> Issues:
        """Warnings and information about the tables; under a lenient policy errors too.

        A tuple, which prints a line each, and is a table in a notebook.

        >>> import lumpbayes as lb
        >>> {issue.level for issue in lb.load().issues} <= {lb.Level.WARNING, lb.Level.INFORMATION}
        True
        """
        return Issues(self.knowledge.issues)

    def __repr__(self) -> str:
        knowledge = self.knowledge
        return (
            f"Engine({knowledge.name} {plain(knowledge.version)}, {len(knowledge.causes)} causes, "
            f"{len(knowledge.variables)} variables, {knowledge.fingerprint[:12]})"
        )

    def _repr_html_(self) -> str:
        return self.knowledge._repr_html_()


def __getattr__(name: str) -> object:
    """What ``what_if`` gives is loaded when it is first named."""
    if name == "Comparison":
        return reasoning.comparison.Comparison
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
