"""How good the answers are: what an evaluation found, as a record."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from lumpbayes.cases.evaluation.calibration import Calibration
from lumpbayes.cases.evaluation.confusion import CauseSensitivity, Confusion
from lumpbayes.cases.evaluation.decision_curve import DecisionCurve
from lumpbayes.cases.evaluation.figures import Figure, Share
from lumpbayes.cases.evaluation.triage_matrix import TriageMatrix
from lumpbayes.knowledge.frozen_mapping import FrozenMapping
from lumpbayes.percentages import short_percent
from lumpbayes.reasoning.answer import DISCLAIMER, ModelIdentity
from lumpbayes.reasoning.recorded import SCHEMA, Recorded
from lumpbayes.views import Plotted, shown

__all__ = ["Baseline", "CaseCounts", "Evaluation", "Miss", "Performance", "TooLate"]

FEW = 100
"""Cases below which little is proved (Collins, Ogundimu, Altman, Sample size considerations for the
external validation of a multivariable prognostic model, Statistics in Medicine 35, 2016: at least
100 with the disease and 100 without)."""

TOO_FEW, MOST_TINY = 10, 5
"""Cases below which resamples hardly differ; subgroups of fewer that are named."""


@shown
class CaseCounts(NamedTuple):
    """Which cases were evaluated, and on what.

    Attributes:
        rows: how many there were.
        blank: of them, those whose true cause nobody says; left out.
        impossible: those whose findings are impossible under the model, which gives no answer;
            left out.
        scored: those that were evaluated.
        assumed: those of them whose setting was assumed.
        setting: what was assumed then; None where nothing was.
        truth: the column with the true cause.
        evidence: the columns that were read.
        ignored: the columns that were not.
        phases: those of which findings were used; None for all.
    """

    rows: int
    blank: int
    impossible: int
    scored: int
    assumed: int
    setting: str | None
    truth: str
    evidence: tuple[str, ...]
    ignored: tuple[str, ...]
    phases: tuple[str, ...] | None

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        lists = {name: list(getattr(self, name)) for name in ("evidence", "ignored")}
        phases = None if self.phases is None else list(self.phases)
        return {**self._asdict(), **lists, "phases": phases}


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


@shown
class Miss(NamedTuple):
    """A case whose true cause does not lead.

    Attributes:
        row: what the case is called: its row in a file, its index in a frame.
        truth: the true cause.
        probability: that it was given.
        rank: its place in the differential.
        leading: the cause that leads instead.
        confidence: the probability of that.
    """

    row: str
    truth: str
    probability: float
    rank: int
    leading: str
    confidence: float

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return self._asdict()


@shown
class TooLate(NamedTuple):
    """A case that was answered less urgently than its true cause needs.

    Attributes:
        row: what the case is called.
        truth: the true cause.
        needed: the urgency that it needs.
        answered: the one of the answer.
        probability: what the true cause was given.
    """

    row: str
    truth: str
    needed: str
    answered: str
    probability: float

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return self._asdict()


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
        by: the column of the subgroups; None without.
        subgroups: value -> the evaluation of these cases alone.
        seed, draws: of the bootstrap.
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
    by: str | None
    subgroups: FrozenMapping[Evaluation]
    seed: int
    draws: int

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
    cases, first = found.cases, found.performance.first
    if cases.scored < FEW:
        yield (
            f"{_counted(cases.scored)} prove little: in another sample of the same kind the true "
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
    if cases.impossible:
        yield (
            f"{_counted(cases.impossible)} with findings that are impossible under the model: it "
            "gives no answer, and they are left out of every figure. Counted as wrong, the true "
            f"cause leads in {first.cases:,} of {first.of + cases.impossible:,}."
        )
    if cases.blank:
        yield f"{_counted(cases.blank)} without a true cause: left out of every figure."
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


def _counted(cases: int) -> str:
    return f"{cases:,} case{'' if cases == 1 else 's'}"
