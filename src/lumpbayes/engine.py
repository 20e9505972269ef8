"""The facade: an engine that answers. Frozen; every method one call downward."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from lumpbayes import cases as many
from lumpbayes import interchange, panel, reasoning
from lumpbayes.asking import Asking
from lumpbayes.diagnosis import Diagnosis
from lumpbayes.display import plots
from lumpbayes.display.words import plain
from lumpbayes.editable import Editable
from lumpbayes.errors import Issues
from lumpbayes.inference.backends import BACKENDS, Solver, make_solver
from lumpbayes.inference.network import Network
from lumpbayes.inference.plan import MEMORY_LIMIT, Plan, make_plan
from lumpbayes.kept import kept
from lumpbayes.knowledge.pgmpy_bridge import to_pgmpy
from lumpbayes.knowledge.records import KnowledgeBase
from lumpbayes.laboratory import Laboratory
from lumpbayes.reasoning.arguments import check_count, check_path, not_expected

if TYPE_CHECKING:
    import pandas
    import pyarrow
    from matplotlib.axes import Axes
    from pgmpy.models import DiscreteBayesianNetwork

    from lumpbayes.cases.arrow_mapper import ArrowMapper
    from lumpbayes.cases.batch_run import BatchOptions, BatchResult, Progress
    from lumpbayes.cases.encoding import EncodedCases
    from lumpbayes.cases.evaluation.evaluation import Evaluation
    from lumpbayes.cases.movements.movement import CaseMovement
    from lumpbayes.panel.widget import Panel
    from lumpbayes.reasoning.difference import Difference
    from lumpbayes.reasoning.verification import Verification

__all__ = ["Diagnosis", "Engine"]


@dataclass(frozen=True, repr=False, eq=False)
class Engine(Editable, Laboratory):
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
        """How to compute every derivative when nothing is known; holds no number.

        >>> import lumpbayes as lb
        >>> print(lb.load().plan)
        87 steps, 4,469 multiplications a sweep, largest table 288 numbers, 195 KiB in all
        """
        return make_plan(self.network, self.memory_limit)

    def diagnose(
        self, evidence: Mapping[str, Any] | Diagnosis | None = None, *, setting: str | None = None
    ) -> Diagnosis:
        """The differential, given what has been observed.

        Args:
            evidence: variable -> a state, a number under its own name (``size_cm``), ``Not``,
                ``AnyOf``, ``Likelihood``, ``Probability``, ``Reliability``, their JSON forms, or a
                list of these, which multiplies. None, NaN and absent keys are unknown. The code
                of a finding (``HP:0001945``, ``R50.9``) takes yes or no. Or an answer, of which
                the stated evidence is asked again, its setting included.
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
        return self._asking.diagnose(evidence, setting)

    def encode(self, cases: object, *, setting: str | None = None) -> EncodedCases:
        """Cases as integer codes, so that reading their words is paid for once.

        Args:
            cases: as for :meth:`batch`.
            setting: where the cases do not say; ``any`` averages; the model's default otherwise.

        Raises:
            UnknownNameError: a column or a state that the model does not have.
            EvidenceError: a cell that cannot be understood; names its row and column.

        >>> import lumpbayes as lb
        >>> encoded = lb.load().encode([{"fever": "yes"}, {"fever": None}])
        >>> encoded.names, encoded.cases.codes.tolist()
        (('fever', 'setting'), [[0, 0], [-1, 0]])
        """
        encoding = many.encoding
        return encoding.encode(self.knowledge, self.network, encoding.framed(cases), setting)

    def batch(
        self,
        cases: object,
        *,
        targets: Sequence[str] | None = None,
        setting: str | None = None,
    ) -> pandas.DataFrame:
        """Posteriors of many cases: a row a case, a column a cause.

        A case's answer does not depend on the others. Memory beyond what goes in and comes out does
        not grow with their number.

        Args:
            cases: a DataFrame with a row a case and a column a variable (by its name, its number's
                name or a code); or a list of mappings; or what :meth:`encode` returns. A cell takes
                what :meth:`diagnose` takes for a variable, but for ``Probability``; None and NaN
                are unknown. The cause's column is never read.
            targets: the variables asked; the cause when left out. Several have columns such as
                ``inflammation=yes``.
            setting: where the cases do not say; ``any`` averages; the model's default otherwise.

        Returns:
            Posterior probabilities; ``log_evidence``, the natural log of P(evidence); and
            ``problem``, None or why a case is impossible: its probabilities are then missing.

        Raises:
            UnknownNameError: a column, state or target that the model does not have.
            EvidenceError: a cell that cannot be understood; names its row and column.
            TooLargeError: a case would need more than the engine's ``memory_limit``.

        >>> import lumpbayes as lb
        >>> answers = lb.load().batch([{"fever": "yes", "redness": "yes"}, {"punctum": "yes"}])
        >>> answers[["skin_abscess", "epidermoid_cyst"]].idxmax(axis=1).tolist()
        ['skin_abscess', 'epidermoid_cyst']
        """
        solvers = self._asking.case_solvers(targets)
        return many.batch.answer_cases(self.knowledge, solvers, cases, setting)

    def batch_file(  # noqa: PLR0913 - each is a keyword that may be left out
        self,
        source: str | os.PathLike[str],
        target: str | os.PathLike[str],
        options: BatchOptions | None = None,
        *,
        keep: Sequence[str] = (),
        missing: Sequence[str] = (),
        setting: str | None = None,
        on_error: str = "fail",
        force: bool = False,
        progress: Progress | None = None,
    ) -> BatchResult:
        r"""Answer every case of a file, in bounded memory; an interrupted run goes on.

        Args:
            source: CSV (``.gz`` too) or Parquet: a row a case, a column a variable.
            target: ``.parquet``, ``.csv`` or ``.csv.gz``: a row a case, a column a cause, and what
                else an answer says.
            options: how, where the keywords do not do; see
                ``lumpbayes.cases.batch_run.BatchOptions``.
            keep: columns that are copied through.
            missing: words that stand for a gap, such as ``NA``.
            setting: where the cases do not say; ``any`` averages; the model's default otherwise.
            on_error: what to do about a bad row: ``fail``, ``skip`` or ``mark``.
            force: whether an output that is there is replaced.
            progress: is told how many cases are done, and which share of the file.

        Raises:
            UnknownNameError: a column that the model does not have.
            EvidenceError: a file, a row or a cell that cannot be read, where that shall stop;
                options and keywords at once.
            WriteError: an output that is there already, or cannot be written.

        >>> import os, tempfile
        >>> import lumpbayes as lb
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     cases, answers = (os.path.join(folder, name) for name in ("in.csv", "out.csv"))
        ...     with open(cases, "w") as file:
        ...         _ = file.write("fever,redness\nyes,yes\n")
        ...     lb.load().batch_file(cases, answers).answered
        1
        """
        cases, answers = (check_path(each, "cases.parquet") for each in (source, target))
        run = many.batch_run
        chosen = run.chosen_options(options, keep, missing, setting, on_error, force)
        return run.run_batch(self.knowledge, self.solver, cases, answers, chosen, progress)

    def arrow_mapper(
        self,
        columns: pyarrow.Schema,
        *,
        keep: Sequence[str] = (),
        missing: Sequence[str] = (),
        setting: str | None = None,
        on_error: str = "fail",
    ) -> ArrowMapper:
        """A function from Arrow record batches of cases to those of answers, which can be pickled.

        Spark's ``mapInArrow``, Ray and Dask take it as it is. Its ``schema`` is that of the
        answers, which are those of :meth:`batch_file`, to the bit.

        Args:
            columns: the schema of the cases: a row a case, a column a variable.
            keep: columns that are copied through.
            missing: words that stand for a gap, such as ``NA``.
            setting: where the cases do not say; ``any`` averages; the model's default otherwise.
            on_error: what to do about a bad row: ``fail``, ``skip`` or ``mark``.

        Raises:
            UnknownNameError: a column or a setting that the model does not have.
            EvidenceError: columns that cannot be read.

        >>> import lumpbayes as lb
        >>> import pyarrow as pa
        >>> cases = pa.RecordBatch.from_pydict({"id": [7], "punctum": ["yes"]})
        >>> mapper = lb.load().arrow_mapper(cases.schema, keep=["id"])
        >>> [answers] = mapper([cases])
        >>> answers.select(["id", "leading_cause", "urgency"]).to_pylist()
        [{'id': 7, 'leading_cause': 'epidermoid_cyst', 'urgency': 'routine'}]
        """
        reading = many.case_columns.CaseReading.of(keep, missing, setting)
        return many.arrow_mapper.ArrowMapper(
            self.knowledge, self.solver, columns, reading, on_error=on_error
        )

    def simulate(
        self,
        count: int,
        *,
        seed: int = 0,
        setting: str | None = None,
        missing: Any = None,
    ) -> pandas.DataFrame:
        """Patients drawn from the model: exact, independent draws.

        The first patients are the same however many are drawn, and whatever is missing.

        Args:
            count: how many.
            seed: the same seed gives the same patients.
            setting: where they are seen; ``any`` draws it for each; the model's default otherwise.
            missing: which findings nobody recorded: None for no gaps; a rate of 0 to 1 for every
                finding; a mapping of variables to rates; or a frame of cases, whose patterns of
                gaps are taken as often as they are there. The cause, which is the truth, is never
                missing.

        Returns:
            A row a case, numbered from 1; a column a variable, the cause first, then all that can
            be observed. States are categories, gaps are missing. :meth:`batch` takes it as it is:
            it does not read the cause.

        Raises:
            EvidenceError: a count, seed, setting or rate that cannot be.
            UnknownNameError: a setting or a variable that the model does not have.
            ImpossibleEvidenceError: the setting has probability 0.
            TooLargeError: drawing would take more than the engine's ``memory_limit``.

        >>> import lumpbayes as lb
        >>> patients = lb.load(backend="sweeps").simulate(1000, missing={"fever": 0.5})
        >>> patients.shape, bool(0.4 < patients["fever"].isna().mean() < 0.6)
        ((1000, 40), True)
        >>> patients["cause"].iloc[0]
        'skin_abscess'
        """
        simulation = many.simulating.simulation_of(
            self.knowledge,
            self.network,
            count,
            seed=seed,
            setting=setting,
            missing=missing,
            memory_limit=self.memory_limit,
        )
        return simulation.frame()

    def compare_cases(
        self,
        other: Engine,
        cases: object,
        *,
        setting: str | None = None,
        truth: str | None = None,
        worst: int = 10,
    ) -> CaseMovement:
        """Which answers move between this version of the tables and another, and because of what.

        Each change of the tables is also applied alone to this version, so that the rows that move
        the answers are named. What only one version knows is left out, and listed.

        Args:
            other: the engine of the other version, which counts as the later one.
            cases: as for :meth:`batch`, but for encoded ones.
            setting: where the cases do not say; ``any`` averages; each version's default otherwise.
            truth: the column with the true cause, if there is one; it is never evidence.
            worst: how many of the cases that move most the record lists.

        Raises:
            UnknownNameError: a column that neither version has, or a truth that is not there.
            EvidenceError: a cell that cannot be understood; versions that ask for different
                variables; something that is no engine.
            TooLargeError: a case would need more than an engine's ``memory_limit``.

        >>> import lumpbayes as lb
        >>> engine = lb.load(backend="sweeps")
        >>> infective = {"systemic_inflammation": "infective"}
        >>> edited = engine.with_likelihood("fever", "yes", 0.9, given=infective)
        >>> found = engine.compare_cases(edited, engine.simulate(100), truth="cause")
        >>> found.because.effects[0].rows.numbers[0].place
        'likelihoods.csv (edited, was 0.58)'
        >>> found.because.effects[0].alone == found.spread
        True
        """
        if not isinstance(other, Engine):
            raise not_expected("other", other, "an engine, as lumpbayes.load() gives it")
        shared, most = many.movements.shared_cases, check_count("worst", worst, 0)
        old, new = (shared.Version(each.knowledge, each.solver) for each in (self, other))
        frame = many.encoding.framed(cases)
        parts = shared.frame_parts(old, new, frame, setting, truth)
        return many.movements.comparing.compare_cases(old, new, parts, worst=most)

    def evaluate(  # noqa: PLR0913 - each is a keyword that may be left out
        self,
        cases: object,
        *,
        truth: str = "cause",
        by: str | None = None,
        keep: Sequence[str] = (),
        setting: str | None = None,
        groups: Sequence[str] | None = None,
        phases: Sequence[str] | None = None,
        without: Sequence[str] = (),
        missing: Sequence[str] = (),
        separator: str | None = None,
        seed: int = 0,
        draws: int = 1000,
    ) -> Evaluation:
        """How good the answers are on cases whose cause is known.

        Beside the model stand the prior alone and naive Bayes on the same numbers.

        Args:
            cases: the name of a case file (CSV or Parquet), or a DataFrame or mappings as for
                :meth:`batch`. Cases without a true cause, and impossible ones, are left out and
                counted.
            truth: the column with the true cause; it is never evidence.
            by: a column whose values are evaluated side by side too.
            keep: columns that are no variables; they are not read.
            setting: where the cases do not say; ``any`` averages; the model's default otherwise.
            groups: causes or groups that have a decision curve; those that need urgent care when
                left out.
            phases: use only what these find, such as ``["history", "exam"]``.
            without: variables that are withheld, as if nobody had recorded them.
            missing: words of a file that mean a gap.
            separator: of a CSV file; what its header has when left out.
            seed: of the bootstrap that gives intervals.
            draws: how many resamples.

        Raises:
            UnknownNameError: a column, cause, state or group that there is not.
            EvidenceError: a cell or file that cannot be read, no case that can be evaluated, or an
                argument that cannot be meant.
            TooLargeError: more draws than the engine's ``memory_limit`` holds.

        >>> import lumpbayes as lb
        >>> cases = [{"punctum": "yes", "cause": "epidermoid_cyst"}, {"cause": None}]
        >>> lb.load().evaluate(cases).performance.first
        Share(value=1.0, low=0.206..., high=1.0, cases=1, of=1)
        """
        evaluating = many.evaluation.evaluating
        evaluating.check_asked(self.knowledge)
        solvers = self._asking.case_solvers(None)
        reading = evaluating.Reading(truth, by, keep, setting, missing, separator, without)
        question = evaluating.Question(reading, groups, phases, seed, draws)
        return evaluating.evaluate_cases(
            self.knowledge, solvers[self.knowledge.cause], cases, question
        )

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
            ValueError: a name other than those of ``lumpbayes.inference.backends.BACKENDS``.

        >>> import lumpbayes as lb
        >>> lb.load().with_backend("sweeps").backend
        'sweeps'
        """
        if backend not in BACKENDS:
            raise ValueError(f"backend {backend!r}: choose from {', '.join(BACKENDS)}")
        return replace(self, backend=backend)

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
        asked = reasoning.difference.Asked
        mine, theirs = asked(self.knowledge, self._ranked), asked(other.knowledge, other._ranked)
        return reasoning.difference.model_difference(mine, theirs)

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
