"""What an engine can be asked of many cases at once, in frames and in files."""

from __future__ import annotations

import os
from abc import abstractmethod
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from lumpbayes import cases as many
from lumpbayes.asking import Asking
from lumpbayes.inference.backends import Solver
from lumpbayes.modelled import Modelled
from lumpbayes.reasoning.answer import ModelIdentity
from lumpbayes.reasoning.arguments import check_path
from lumpbayes.reasoning.recorded import signed

if TYPE_CHECKING:
    import pandas
    import pyarrow

    from lumpbayes.cases.arrow_mapper import ArrowMapper
    from lumpbayes.cases.batch_run import BatchOptions, BatchResult, Progress
    from lumpbayes.cases.encoding import EncodedCases

__all__ = ["Casework"]


class Casework(Modelled):
    """The work of an engine on many cases, which says how it answers."""

    @property
    @abstractmethod
    def solver(self) -> Solver:
        """The exact method on the network."""

    @property
    @abstractmethod
    def _asking(self) -> Asking:
        """The short ways from evidence to an answer."""

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
        keep: str | Sequence[str] = (),
        on_error: str = "fail",
    ) -> pandas.DataFrame:
        """Posteriors of many cases: a row a case, a column a cause.

        A case's answer does not depend on the others. Memory beyond what goes in and comes out does
        not grow with their number.

        Args:
            cases: a DataFrame with a row a case and a column a variable (by its name, its number's
                name or a code); or a list of mappings; or what :meth:`encode` returns. A cell takes
                what :meth:`diagnose` takes for a variable, but for ``Probability``; None, NaN
                and blank text are unknown. The cause's column is never read. What two columns say
                of a variable has to be the same in each row.
            targets: the variables asked, each once; the cause when left out. Several have columns
                such as ``inflammation=yes``.
            setting: where the cases do not say; ``any`` averages; the model's default otherwise.
            keep: columns that are copied through, before the answers; a first column ``case``, as
                ``lumpbayes simulate`` writes it, always is.
            on_error: what to do about a row that cannot be read: ``fail``, ``skip``, which leaves
                it out, or ``mark``, which keeps it with its ``problem``. Impossible rows are left
                out by ``skip`` alone.

        Returns:
            Posterior probabilities; ``log_evidence``, the natural log of P(evidence); and
            ``problem``, None or why a case has no answer: its probabilities are then missing. Its
            ``attrs`` name the model.

        Raises:
            UnknownNameError: a column, state or target that the model does not have.
            EvidenceError: cells that cannot be understood, where those shall stop; says how many,
                and names row and column of the first.
            TooLargeError: a case would need more than the engine's ``memory_limit``.

        >>> import lumpbayes as lb
        >>> answers = lb.load().batch([{"fever": "yes", "redness": "yes"}, {"punctum": "yes"}])
        >>> answers[["skin_abscess", "epidermoid_cyst"]].idxmax(axis=1).tolist()
        ['skin_abscess', 'epidermoid_cyst']
        """
        solvers = self._asking.case_solvers(targets)
        options = many.batch.FrameOptions.of(setting, keep, on_error)
        answers = many.batch.answer_cases(self.knowledge, solvers, cases, options)
        return signed(answers, ModelIdentity.of(self.knowledge))

    def batch_file(  # noqa: PLR0913 - each is a keyword that may be left out
        self,
        source: str | os.PathLike[str],
        target: str | os.PathLike[str],
        options: BatchOptions | None = None,
        *,
        keep: str | Sequence[str] = (),
        missing: str | Sequence[str] = (),
        setting: str | None = None,
        recode: Mapping[str, Mapping[str, str | None]] | None = None,
        separator: str | None = None,
        encoding: str = "utf-8",
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
            recode: words of columns and what they stand for, such as ``{"sex": {"M": "male"}}``;
                None is a gap.
            separator: of a CSV file: ``,``, ``;`` or a tab; what its header has when left out.
            encoding: of a CSV file, by any name that Python knows it by.
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
        said = run.BatchOptions(
            many.case_columns.CaseReading.of(keep, missing, setting, recode),
            on_error=on_error,
            separator=separator,
            force=force,
            encoding=encoding,
        )
        chosen = run.chosen_options(options, said)
        return run.run_batch(self.knowledge, self.solver, cases, answers, chosen, progress)

    def arrow_mapper(
        self,
        columns: pyarrow.Schema | pyarrow.Table | pyarrow.RecordBatch,
        *,
        keep: str | Sequence[str] = (),
        missing: str | Sequence[str] = (),
        setting: str | None = None,
        recode: Mapping[str, Mapping[str, str | None]] | None = None,
        on_error: str = "fail",
    ) -> ArrowMapper:
        """A function from Arrow record batches of cases to those of answers, which can be pickled.

        Spark's ``mapInArrow``, Ray and Dask take it as it is. Its ``schema`` is that of the
        answers, which are those of :meth:`batch_file`, to the bit.

        Args:
            columns: the schema of the cases, or some of them, which have it: a row a case, a column
                a variable.
            keep: columns that are copied through.
            missing: words that stand for a gap, such as ``NA``.
            setting: where the cases do not say; ``any`` averages; the model's default otherwise.
            recode: words of columns and what they stand for, such as ``{"sex": {"M": "male"}}``;
                None is a gap.
            on_error: what to do about a bad row: ``fail``, ``skip`` or ``mark``.

        Raises:
            UnknownNameError: a column or a setting that the model does not have.
            EvidenceError: columns that cannot be read, or that are no schema.

        >>> import lumpbayes as lb
        >>> import pyarrow as pa
        >>> cases = pa.RecordBatch.from_pydict({"id": [7], "punctum": ["yes"]})
        >>> mapper = lb.load().arrow_mapper(cases.schema, keep=["id"])
        >>> [answers] = mapper([cases])
        >>> answers.select(["id", "leading_cause", "urgency"]).to_pylist()
        [{'id': 7, 'leading_cause': 'epidermoid_cyst', 'urgency': 'routine'}]
        """
        reading = many.case_columns.CaseReading.of(keep, missing, setting, recode)
        mapping = many.arrow_mapper
        schema = mapping.schema_of(columns)
        return mapping.ArrowMapper(self.knowledge, self.solver, schema, reading, on_error=on_error)

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
