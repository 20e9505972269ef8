"""From the scores of cases to an evaluation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lumpbayes.cases.evaluation.bootstrap import resampled_counts, resampled_means
from lumpbayes.cases.evaluation.calibration import error_columns, make_calibration
from lumpbayes.cases.evaluation.case_counts import CaseCounts, SkippedCell
from lumpbayes.cases.evaluation.confusion import cause_sensitivities, make_confusion
from lumpbayes.cases.evaluation.decision_curve import (
    DecisionCurve,
    benefit_counts,
    make_decision_curve,
)
from lumpbayes.cases.evaluation.drivers import Driver, Packed
from lumpbayes.cases.evaluation.evaluated_cases import EvaluatedCases
from lumpbayes.cases.evaluation.evaluation import Baseline, Evaluation, Performance
from lumpbayes.cases.evaluation.performance import WIDTH, baseline, columns_of, performance
from lumpbayes.cases.evaluation.scoring import CaseErrors, CaseScores
from lumpbayes.cases.evaluation.triage_matrix import Answered, make_triage_matrix
from lumpbayes.cases.evaluation.worst_cases import (
    NOTHING_KEPT,
    Miss,
    TooLate,
    late_places,
    missed_places,
)
from lumpbayes.inference.network import FloatArray
from lumpbayes.knowledge.advice import URGENCIES
from lumpbayes.knowledge.frozen_mapping import FrozenMapping
from lumpbayes.knowledge.records import KnowledgeBase
from lumpbayes.reasoning.answer import ModelIdentity
from lumpbayes.reasoning.causes import Causes
from lumpbayes.reasoning.triage import Levels

__all__ = ["Scored", "Sums", "Whole", "sum_up"]

NOTHING: Mapping[str, Evaluation] = MappingProxyType({})
SIMPLER = ("prior", "naive_bayes")
"""What the model is compared with."""
RESAMPLES, CHANCE, BENEFITS = 0, 1, 2
"""Streams of random numbers of one seed."""


class Sums(NamedTuple):
    """How cases are summed up.

    Attributes:
        knowledge: the model.
        needed: the urgency that each cause needs, shape (causes,).
        groups: those that have a decision curve.
        drivers: what may ask for an urgency.
        seed, draws: of the bootstrap.
        called: from the number of a case to what it is called.
        kept: number -> the kept cells, of the cases that may be among the worst.
        named: the column among these that names the cases, if there is one.
    """

    knowledge: KnowledgeBase
    needed: Levels
    groups: tuple[Causes, ...]
    drivers: tuple[Driver, ...]
    seed: int
    draws: int
    called: Callable[[int], str]
    kept: Mapping[int, FrozenMapping[str]]
    named: str | None = None

    def name_of(self, row: int) -> str:
        """What a case is called: by its own name, or else by its place."""
        name = self.kept.get(row, NOTHING_KEPT).get(self.named or "", "")
        return f"{self.named} {name}" if name else self.called(row)

    def kept_of(self, row: int) -> FrozenMapping[str]:
        """The kept cells of a case, but for its name."""
        cells = {name: cell for name, cell in self.kept.get(row, {}).items() if name != self.named}
        return FrozenMapping(cells, "kept column")


class Whole(NamedTuple):
    """What an evaluation says besides, and those of its subgroups do not.

    Attributes:
        by: the column of the subgroups.
        subgroups: what was found of each.
        skipped: cells for which rows were left out.
        commonest: what most of these are about: column, cell and count.
        notes: what may surprise whoever gave the cases.
    """

    by: str | None = None
    subgroups: Mapping[str, Evaluation] = NOTHING
    skipped: tuple[SkippedCell, ...] = ()
    commonest: tuple[tuple[str, str, int], ...] = ()
    notes: tuple[str, ...] = ()


A_PART = Whole()


class Scored(NamedTuple):
    """Cases and what each contributes, an entry a case, in the smallest types that hold it.

    Attributes:
        rows: the number of each.
        truth: index of the true cause.
        levels: the urgency answered.
        driving: what asks for it.
        model, prior, naive: scores of the model, of the prior alone and of naive Bayes.
        reached: how many thresholds each group reaches, shape (cases, groups).
        naive_reached: the same of naive Bayes.
    """

    rows: NDArray[np.int64]
    truth: NDArray[np.int32]
    levels: NDArray[np.int8]
    driving: Packed
    model: CaseScores
    prior: CaseErrors
    naive: CaseErrors
    reached: NDArray[np.uint8]
    naive_reached: NDArray[np.uint8]

    @classmethod
    def joined(cls, parts: list[Scored]) -> Scored:
        """Several lots of cases, one after the other; at least one."""
        return cls(
            np.concatenate([each.rows for each in parts]),
            np.concatenate([each.truth for each in parts]),
            np.concatenate([each.levels for each in parts]),
            np.concatenate([each.driving for each in parts]),
            CaseScores.joined([each.model for each in parts]),
            CaseErrors.joined([each.prior for each in parts]),
            CaseErrors.joined([each.naive for each in parts]),
            np.concatenate([each.reached for each in parts]),
            np.concatenate([each.naive_reached for each in parts]),
        )

    def at(self, rows: NDArray[np.intp]) -> Scored:
        """Some of the cases."""
        return Scored(
            self.rows[rows],
            self.truth[rows],
            self.levels[rows],
            self.driving[rows],
            self.model.at(rows),
            self.prior.at(rows),
            self.naive.at(rows),
            self.reached[rows],
            self.naive_reached[rows],
        )


def sum_up(
    how: Sums,
    scored: Scored,
    counts: CaseCounts,
    cases: EvaluatedCases,
    whole: Whole = A_PART,
) -> Evaluation:
    """The evaluation of some cases.

    Args:
        how: to sum up.
        scored: at least one case.
        counts: which cases they are.
        cases: each of them.
        whole: what is said besides, where these are all.
    """
    kb, truth = how.knowledge, scored.truth
    own, baselines, errors = _performances(how, scored)
    chance = np.random.default_rng([how.seed, CHANCE])
    return Evaluation(
        model=ModelIdentity.of(kb),
        cases=counts,
        performance=own,
        baselines=baselines,
        sensitivities=cause_sensitivities(kb.causes, truth, scored.model),
        calibration=make_calibration(scored.model, errors, chance),
        confusion=make_confusion(kb.causes, kb.state_labels[kb.cause], truth, scored.model.leading),
        triage=make_triage_matrix(
            kb, how.needed, truth, Answered(scored.levels, how.drivers, scored.driving)
        ),
        decision_curves=_curves(how, scored),
        too_late=_too_late(how, scored),
        misses=_misses(how, scored),
        skipped=whole.skipped,
        commonest=whole.commonest,
        notes=whole.notes,
        by=whole.by,
        subgroups=FrozenMapping(whole.subgroups, "subgroup"),
        seed=how.seed,
        draws=how.draws,
        each=cases,
    )


def _performances(
    how: Sums, scored: Scored
) -> tuple[Performance, tuple[Baseline, ...], FloatArray]:
    """The model's figures, what is simpler beside it, and resampled means of its errors by bin."""
    three: tuple[CaseErrors, ...] = (scored.model.errors, scored.prior, scored.naive)

    def columns(lot: slice) -> FloatArray:
        found = [columns_of(each.at(lot)) for each in three]
        return np.concatenate([*found, error_columns(scored.model.at(lot))], axis=1)

    resamples = np.random.default_rng([how.seed, RESAMPLES])
    means = resampled_means(columns, len(scored.truth), how.draws, resamples)
    *draws, errors = np.split(means, [WIDTH, 2 * WIDTH, 3 * WIDTH], axis=1)
    causes = len(how.knowledge.causes)
    own, *others = (
        performance(each, drawn, causes) for each, drawn in zip(three, draws, strict=True)
    )
    baselines = tuple(
        baseline(name, other, (three[0], scores), (draws[0], drawn))
        for name, other, scores, drawn in zip(SIMPLER, others, three[1:], draws[1:], strict=True)
    )
    return own, baselines, errors


def _curves(how: Sums, scored: Scored) -> tuple[DecisionCurve, ...]:
    generator = np.random.default_rng([how.seed, BENEFITS])
    found = []
    for place, group in enumerate(how.groups):
        has = np.isin(scored.truth, group.indices)
        own = benefit_counts(scored.reached[:, place], has)
        naive = benefit_counts(scored.naive_reached[:, place], has)
        drawn = resampled_counts(own, how.draws, generator)
        found.append(make_decision_curve(group, own, drawn, naive))
    return tuple(found)


def _too_late(how: Sums, scored: Scored) -> tuple[TooLate, ...]:
    needed = how.needed[scored.truth]
    return tuple(
        TooLate(
            how.name_of(int(scored.rows[each])),
            how.knowledge.causes[scored.truth[each]],
            URGENCIES[needed[each]],
            URGENCIES[scored.levels[each]],
            float(scored.model.probability[each]),
            how.kept_of(int(scored.rows[each])),
        )
        for each in late_places(needed, scored.levels).tolist()
    )


def _misses(how: Sums, scored: Scored) -> tuple[Miss, ...]:
    own, causes = scored.model, how.knowledge.causes
    return tuple(
        Miss(
            how.name_of(int(scored.rows[each])),
            causes[scored.truth[each]],
            float(own.probability[each]),
            int(own.rank[each]),
            causes[own.leading[each]],
            float(own.confidence[each]),
            how.kept_of(int(scored.rows[each])),
        )
        for each in missed_places(own).tolist()
    )
