"""From the scores of cases to an evaluation."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lumpbayes.cases.evaluation.bootstrap import resampled_counts, resampled_means
from lumpbayes.cases.evaluation.calibration import error_columns, make_calibration
from lumpbayes.cases.evaluation.confusion import cause_sensitivities, make_confusion
from lumpbayes.cases.evaluation.decision_curve import (
    DecisionCurve,
    benefit_counts,
    make_decision_curve,
)
from lumpbayes.cases.evaluation.evaluation import CaseCounts, Evaluation, Miss, TooLate
from lumpbayes.cases.evaluation.performance import WIDTH, baseline, columns_of, performance
from lumpbayes.cases.evaluation.scoring import FIRST, CaseErrors, CaseScores
from lumpbayes.cases.evaluation.triage_matrix import make_triage_matrix
from lumpbayes.inference.network import FloatArray
from lumpbayes.knowledge.advice import URGENCIES
from lumpbayes.knowledge.frozen_mapping import FrozenMapping
from lumpbayes.knowledge.records import KnowledgeBase
from lumpbayes.reasoning.answer import ModelIdentity
from lumpbayes.reasoning.causes import Causes
from lumpbayes.reasoning.triage import NO_LEVEL, Levels

__all__ = ["Scored", "Sums", "sum_up"]

MOST_MISSES = 10
"""Cases that are named, of those missed and of those answered too late."""
RESAMPLES, CHANCE, BENEFITS = 0, 1, 2
"""Streams of random numbers of one seed."""


class Sums(NamedTuple):
    """How cases are summed up.

    Attributes:
        knowledge: the model.
        needed: the urgency that each cause needs, shape (causes,).
        groups: those that have a decision curve.
        seed, draws: of the bootstrap.
        called: what cases are called, with ``{}`` for the case.
    """

    knowledge: KnowledgeBase
    needed: Levels
    groups: tuple[Causes, ...]
    seed: int
    draws: int
    called: str


class Scored(NamedTuple):
    """Cases and what each contributes, an entry a case, in the smallest types that hold it.

    Attributes:
        rows: what each is called.
        truth: index of the true cause.
        levels: the urgency answered.
        model, prior, naive: scores of the model, of the prior alone and of naive Bayes.
        reached: how many thresholds each group reaches, shape (cases, groups).
        naive_reached: the same of naive Bayes.
    """

    rows: NDArray[Any]
    truth: NDArray[np.int32]
    levels: NDArray[np.int8]
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
    by: str | None = None,
    subgroups: dict[str, Evaluation] | None = None,
) -> Evaluation:
    """The evaluation of some cases.

    Args:
        how: to sum up.
        scored: at least one case.
        counts: which cases they are.
        by: the column of the subgroups.
        subgroups: what was found of each.
    """
    kb, truth = how.knowledge, scored.truth
    three: tuple[CaseErrors, ...] = (scored.model.errors, scored.prior, scored.naive)

    def columns(lot: slice) -> FloatArray:
        found = [columns_of(each.at(lot)) for each in three]
        return np.concatenate([*found, error_columns(scored.model.at(lot))], axis=1)

    resamples = np.random.default_rng([how.seed, RESAMPLES])
    means = resampled_means(columns, len(truth), how.draws, resamples)
    *draws, errors = np.split(means, [WIDTH, 2 * WIDTH, 3 * WIDTH], axis=1)
    own, *others = (
        performance(each, drawn, len(kb.causes)) for each, drawn in zip(three, draws, strict=True)
    )
    chance = np.random.default_rng([how.seed, CHANCE])
    return Evaluation(
        model=ModelIdentity.of(kb),
        cases=counts,
        performance=own,
        baselines=tuple(
            baseline(name, other, (three[0], scores), (draws[0], drawn))
            for name, other, scores, drawn in zip(
                ("prior", "naive_bayes"), others, three[1:], draws[1:], strict=True
            )
        ),
        sensitivities=cause_sensitivities(kb.causes, truth, scored.model),
        calibration=make_calibration(scored.model, errors, chance),
        confusion=make_confusion(kb.causes, kb.state_labels[kb.cause], truth, scored.model.leading),
        triage=make_triage_matrix(kb, how.needed, truth, scored.levels),
        decision_curves=_curves(how, scored),
        too_late=_too_late(how, scored),
        misses=_misses(how, scored),
        by=by,
        subgroups=FrozenMapping(subgroups or {}, "subgroup"),
        seed=how.seed,
        draws=how.draws,
    )


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
    """The cases answered less urgently than needed, the largest gaps first, then the gravest."""
    needed, answered = how.needed[scored.truth], scored.levels
    late = np.flatnonzero((answered != NO_LEVEL) & (answered < needed))
    order = np.lexsort((-needed[late], answered[late] - needed[late]))
    return tuple(
        TooLate(
            how.called.format(scored.rows[each]),
            how.knowledge.causes[scored.truth[each]],
            URGENCIES[needed[each]],
            URGENCIES[answered[each]],
            float(scored.model.probability[each]),
        )
        for each in late[order][:MOST_MISSES].tolist()
    )


def _misses(how: Sums, scored: Scored) -> tuple[Miss, ...]:
    """The cases whose true cause does not lead, the least probable truths first."""
    own, causes = scored.model, how.knowledge.causes
    missed = np.flatnonzero(own.rank != FIRST)
    worst = missed[np.argsort(own.probability[missed], kind="stable")][:MOST_MISSES]
    return tuple(
        Miss(
            how.called.format(scored.rows[each]),
            causes[scored.truth[each]],
            float(own.probability[each]),
            int(own.rank[each]),
            causes[own.leading[each]],
            float(own.confidence[each]),
        )
        for each in worst.tolist()
    )
