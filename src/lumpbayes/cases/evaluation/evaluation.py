"""How good the answers are: what an evaluation found, as a record."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from lumpbayes.cases.evaluation.calibration import Calibration
from lumpbayes.cases.evaluation.case_counts import CaseCounts, SkippedCell
from lumpbayes.cases.evaluation.confusion import CauseSensitivity, Confusion
from lumpbayes.cases.evaluation.decision_curve import DecisionCurve
from lumpbayes.cases.evaluation.evaluated_cases import EvaluatedCases
from lumpbayes.cases.evaluation.figures import Figure, Share
from lumpbayes.cases.evaluation.triage_matrix import TriageMatrix
from lumpbayes.cases.evaluation.worst_cases import Miss, TooLate
from lumpbayes.knowledge.frozen_mapping import FrozenMapping
from lumpbayes.percentages import percent, short_percent
from lumpbayes.reasoning.answer import DISCLAIMER, ModelIdentity
from lumpbayes.reasoning.recorded import SCHEMA, Recorded, signed
from lumpbayes.views import Plotted, shown

if TYPE_CHECKING:
    import pandas

__all__ = ["TOO_FEW", "Baseline", "Evaluation", "Performance"]

FEW = 100
"""Cases below which little is proved (Collins, Ogundimu, Altman, Sample size considerations for the
external validation of a multivariable prognostic model, Statistics in Medicine 35, 2016: at least
100 with the disease and 100 without)."""

MOST_ABOUT = 3
"""Kinds of cells that are named for which rows were left out."""

TOO_FEW, MOST_TINY = 10, 5
"""Cases below which resamples hardly differ; subgroups of fewer that are named."""


@shown
class Performance(NamedTuple):
    """How well something names the true cause.

    Attributes:
        first, three, five: how often it is the leading cause, and among the first three and five;
            None where a model has no more causes than that.
        log_loss: the mean of -ln P(true cause), in nats, with a bootstrap interval; infinite where
            a true cause was held impossible.
        impossible_truths: cases whose true cause had probability 0.
        brier: the mean of the sum over causes of squared errors, 0 to 2, with a bootstrap interval.
    """

    first: Share
    three: Share | None
    five: Share | None
    log_loss: Figure
    impossible_truths: int
    brier: Figure

    def to_dict(self) -> dict[str, Any]:
        """Plain data; a log loss that is infinite is None."""
        return {
            "first": self.first.to_dict(),
            "three": None if self.three is None else self.three.to_dict(),
            "five": None if self.five is None else self.five.to_dict(),
            "log_loss": self.log_loss.to_dict(),
            "impossible_truths": self.impossible_truths,
            "brier": self.brier.to_dict(),
        }


@shown
class Baseline(NamedTuple):
    """Something simpler, on the same cases.

    Attributes:
        name: ``prior`` or ``naive_bayes``.
        performance: its own.
        first, three: share of the model less its own, with a bootstrap interval that keeps cases
            paired; ``three`` is None where the model has no more causes than that.
        log_loss: the same; None where one of them is infinite. Negative: the model is better.
        brier: the same.
    """

    name: str
    performance: Performance
    first: Figure
    three: Figure | None
    log_loss: Figure | None
    brier: Figure

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        names = ("first", "three", "log_loss", "brier")
        found = {name: getattr(self, name) for name in names}
        less = {name: None if each is None else each.to_dict() for name, each in found.items()}
        return {**self.performance.to_dict(), "model_less_this": less}


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Evaluation(Recorded, Plotted):
    """How good the answers are on cases whose cause is known.

    Intervals hold 95 %. Those of shares are Wilson's; the others are bootstrap percentiles over
    cases. They say what another sample of the same kind of case could have shown, and nothing of
    other kinds.

    Attributes:
        model: which model answered.
        cases: which cases, and what of them.
        performance: of the model.
        baselines: the prior alone, and naive Bayes.
        sensitivities: of each cause that some case has, in table order.
        calibration: of the leading cause's probability.
        confusion: which cause is taken for which.
        triage: needed against answered urgency; None in a model without either.
        decision_curves: a group of causes each.
        too_late: the cases answered less urgently than needed, at most ten, the largest gaps first.
        misses: the cases whose true cause was given least, at most ten.
        skipped: the first cells for which rows were left out, at most ten; empty in a subgroup.
        commonest: what most of those cells are about: column, cell and count, most first.
        notes: what may surprise whoever gave a case file, a sentence each; empty in a subgroup.
        by: the column of the subgroups; None without.
        subgroups: value -> the evaluation of these cases alone.
        seed, draws: of the bootstrap.
        each: what became of each case; :meth:`to_frame` shows it.
    """

    model: ModelIdentity
    cases: CaseCounts
    performance: Performance
    baselines: tuple[Baseline, ...]
    sensitivities: tuple[CauseSensitivity, ...]
    calibration: Calibration
    confusion: Confusion
    triage: TriageMatrix | None
    decision_curves: tuple[DecisionCurve, ...]
    too_late: tuple[TooLate, ...]
    misses: tuple[Miss, ...]
    skipped: tuple[SkippedCell, ...]
    commonest: tuple[tuple[str, str, int], ...]
    notes: tuple[str, ...]
    by: str | None
    subgroups: FrozenMapping[Evaluation]
    seed: int
    draws: int
    each: EvaluatedCases

    def to_frame(self) -> pandas.DataFrame:
        """A row a case, also of those left out, by what it is called.

        Columns: those that were kept; ``truth``; ``probability``, what the true cause was given,
        and ``rank``, its place in the differential; ``leading_cause`` and ``confidence``, its
        probability; ``urgency``, and ``needed_urgency``, what the true cause needs;
        ``urgency_because``, what asked for that urgency, ``;`` between them; and ``problem``, why
        a case is in no figure.

        Raises:
            EvidenceError: a kept column has the name of another one; cases that were written to a
                file instead.
        """
        return signed(self.each.frame(), self.model)

    def to_dict(self) -> dict[str, Any]:
        """The record in the form of schema 1 (docs/reference/json.md)."""
        return {
            "schema": SCHEMA,
            "disclaimer": DISCLAIMER,
            "model": self.model.to_dict(),
            "seed": self.seed,
            "draws": self.draws,
            **self._own(),
            "by": self.by,
            "subgroups": {name: each._own() for name, each in self.subgroups.items()},
        }

    def _own(self) -> dict[str, Any]:
        return {
            "cases": self.cases.to_dict(),
            "cautions": list(self.cautions),
            "performance": self.performance.to_dict(),
            "baselines": {each.name: each.to_dict() for each in self.baselines},
            "sensitivities": [each.to_dict() for each in self.sensitivities],
            "calibration": self.calibration.to_dict(),
            "confusion": self.confusion.to_dict(),
            "triage": None if self.triage is None else self.triage.to_dict(),
            "decision_curves": [each.to_dict() for each in self.decision_curves],
            "too_late": [each.to_dict() for each in self.too_late],
            "misses": [each.to_dict() for each in self.misses],
            "skipped": [each.to_dict() for each in self.skipped],
            "skipped_because": [
                {"column": column, "value": value, "cells": count}
                for column, value, count in self.commonest
            ],
        }

    @property
    def cautions(self) -> tuple[str, ...]:
        """What to bear in mind before anything is concluded, a sentence or two each."""
        return tuple(_cautions(self))

    def __repr__(self) -> str:
        first = self.performance.first
        return (
            f"Evaluation({self.cases.scored:,} cases, first {first.cases:,}, "
            f"log loss {self.performance.log_loss.value:.3g}, Brier "
            f"{self.performance.brier.value:.3g})"
        )


def _cautions(found: Evaluation) -> Iterator[str]:
    if found.cases.skipped:
        yield _skipped(found)
    yield from _few(found)
    yield from _left_out(found)
    yield from (f"{note[:1].upper()}{note[1:]}." for note in found.notes)
    if found.performance.impossible_truths:
        yield (
            f"The model gave probability 0 to the true cause of "
            f"{_counted(found.performance.impossible_truths)}: the log loss is infinite."
        )
    missing = len(found.confusion.causes) - len(found.sensitivities)
    if missing:
        yield (
            f"{missing} of the model's {len(found.confusion.causes)} causes are the true cause of "
            "no case: nothing is learnt of how well they are found."
        )


def _few(found: Evaluation) -> Iterator[str]:
    """What so few cases cannot prove."""
    cases, first = found.cases, found.performance.first
    if cases.scored < FEW:
        prove = "proves" if cases.scored == 1 else "prove"
        yield (
            f"{_counted(cases.scored)} {prove} little: in another sample of the same kind the true "
            f"cause might lead in {short_percent(first.low)} or in {short_percent(first.high)}. "
            f"Expect to need at least {FEW} cases with a disease, and {FEW} without it, before "
            "anything can be said of that disease."
        )
    if cases.scored < TOO_FEW:
        yield f"Intervals by resampling say nothing of fewer than {TOO_FEW} cases: too narrow."
    tiny = [name for name, each in found.subgroups.items() if each.cases.scored < TOO_FEW]
    if tiny:
        more = f" and {len(tiny) - MOST_TINY:,} more" if len(tiny) > MOST_TINY else ""
        yield (
            f"Fewer than {TOO_FEW} cases are in {', '.join(tiny[:MOST_TINY])}{more}: nothing can "
            "be said of subgroups so small."
        )


def _left_out(found: Evaluation) -> Iterator[str]:
    """Cases that could be read and are in no figure."""
    cases, first = found.cases, found.performance.first
    if cases.impossible:
        yield (
            f"{_counted(cases.impossible)} with findings that are impossible under the model: it "
            "gives no answer, and they are left out of every figure. Counted as wrong, the true "
            f"cause leads in {first.cases:,} of {first.of + cases.impossible:,}."
        )
    if cases.blank:
        both = cases.blank_impossible
        too = f"; the findings of {both:,} of them are impossible under the model" if both else ""
        yield f"{_counted(cases.blank)} without a true cause: left out of every figure{too}."


def _skipped(found: Evaluation) -> str:
    """That figures are of the rows that could be read, and what is wrong with the others."""
    cases = found.cases
    about = "; ".join(
        f"column {column}, {value!r} ({count:,})" if column else f"whole rows ({count:,})"
        for column, value, count in found.commonest[:MOST_ABOUT]
    )
    were = "was" if cases.skipped == 1 else "were"
    most = f" Most are about: {about}." if about else ""
    return (
        f"{cases.skipped:,} of {cases.rows:,} rows ({percent(cases.skipped / cases.rows)}) could "
        f"not be read and {were} skipped: every figure is of the others, which may be another kind "
        f"of patient.{most} Mend these cells before you conclude anything."
    )


def _counted(cases: int) -> str:
    return f"{cases:,} case{'' if cases == 1 else 's'}"
