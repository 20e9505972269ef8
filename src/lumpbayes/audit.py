"""What an engine's answers are worth on many cases: beside the truth, and beside other tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from lumpbayes import cases as many
from lumpbayes.casework import Casework
from lumpbayes.reasoning.arguments import check_count, not_expected

if TYPE_CHECKING:
    from lumpbayes.cases.evaluation.evaluation import Evaluation
    from lumpbayes.cases.movements.movement import CaseMovement

__all__ = ["Audit"]


class Audit(Casework):
    """The audit of an engine's casework."""

    def compare_cases(
        self,
        other: Casework,
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
        if not isinstance(other, Casework):
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
        truth: str | None = None,
        by: str | None = None,
        keep: str | Sequence[str] = (),
        setting: str | None = None,
        groups: str | Sequence[str] | None = None,
        phases: str | Sequence[str] | None = None,
        without: str | Sequence[str] = (),
        missing: str | Sequence[str] = (),
        separator: str | None = None,
        encoding: str = "utf-8",
        recode: Mapping[str, Mapping[str, str | None]] | None = None,
        on_error: str = "fail",
        seed: int = 0,
        draws: int = 1000,
    ) -> Evaluation:
        """How good the answers are on cases whose cause is known.

        Beside the model stand the prior alone and naive Bayes on the same numbers.

        Args:
            cases: the name of a case file (CSV or Parquet), or a DataFrame or mappings as for
                :meth:`batch`. Cases without a true cause, and impossible ones, are left out and
                counted.
            truth: the column with the true cause, which is never evidence; the one named as the
                variable that is asked (``cause``) when left out.
            by: a column whose values are evaluated side by side too.
            keep: columns that are no variables, such as an identifier: they are no evidence, and
                stand beside the answers in ``to_frame()`` and beside the worst cases. A first
                column ``case``, as ``lumpbayes simulate`` writes it, names the cases by itself.
            setting: where the cases do not say; ``any`` averages; the model's default otherwise.
            groups: causes or groups that have a decision curve; those that need urgent care when
                left out.
            phases: use only what these find, such as ``["history", "exam"]``.
            without: variables that are withheld, as if nobody had recorded them.
            missing: words of a file that mean a gap.
            separator: of a CSV file; what its header has when left out.
            encoding: of a CSV file, by any name that Python knows it by.
            recode: words of a file's columns and what they stand for, such as
                ``{"sex": {"M": "male"}}``; None is a gap.
            on_error: what to do about a row that cannot be read: ``fail``, or ``skip``, which
                leaves it out, counts it and names what is wrong with it.
            seed: of the bootstrap that gives intervals.
            draws: how many resamples.

        Raises:
            UnknownNameError: a column, cause, state or group that there is not.
            EvidenceError: a file that cannot be read, or a cell where that shall stop; no case that
                can be evaluated; an argument that cannot be meant.
            TooLargeError: more draws than the engine's ``memory_limit`` holds.

        >>> import lumpbayes as lb
        >>> cases = [{"punctum": "yes", "cause": "epidermoid_cyst"}, {"cause": None}]
        >>> found = lb.load().evaluate(cases)
        >>> found.performance.first
        Share(value=1.0, low=0.206..., high=1.0, cases=1, of=1)
        >>> found.to_frame()[["truth", "leading_cause", "rank", "urgency"]].values.tolist()[0]
        ['epidermoid_cyst', 'epidermoid_cyst', 1, 'routine']
        """
        evaluating = many.evaluation.evaluating
        evaluating.check_asked(self.knowledge)
        solvers = self._asking.case_solvers(None)
        reading = evaluating.Reading(
            truth,
            by,
            keep,
            setting,
            missing,
            separator,
            without,
            encoding,
            many.recode.recodes_of(recode),
        )
        question = evaluating.Question(reading, groups, phases, seed, draws, on_error)
        return evaluating.evaluate_cases(
            self.knowledge, solvers[self.knowledge.cause], cases, question
        )
