"""Whether it is worth acting on a probability: net benefit against acting on all and on none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lumpbayes.cases.evaluation.figures import Figure, Share, percentile_figure, share_of
from lumpbayes.inference.network import FloatArray
from lumpbayes.knowledge.records import KnowledgeBase
from lumpbayes.reasoning.causes import Causes, find_causes
from lumpbayes.reasoning.triage import ROUNDING, Levels
from lumpbayes.views import Plotted, Shown

__all__ = [
    "THRESHOLDS",
    "DecisionCurve",
    "benefit_counts",
    "curve_groups",
    "make_decision_curve",
    "thresholds_reached",
]

THRESHOLDS = np.arange(1, 51) / 100
"""From 1 % to 50 %: who would wait until cancer is more probable than not does not weigh up."""
URGENT = 3
"""Index of ``urgent`` among the urgencies."""


@dataclass(frozen=True, slots=True)
class DecisionCurve(Shown, Plotted):
    """The net benefit of acting where a group of causes is at least as probable as a threshold.

    Net benefit is true positives per case less false positives per case weighted by the odds of
    the threshold (Vickers, Elkin, Decision curve analysis: a novel method for evaluating prediction
    models, Medical Decision Making 26, 2006): 0.05 is as good as finding 5 in 100 with the disease
    while troubling nobody else.

    Attributes:
        causes: the cause or group.
        prevalence: the share of cases that have it.
        thresholds: probabilities from which on somebody would act.
        model: net benefit of acting on the model, each with a bootstrap interval.
        naive_bayes: the same of naive Bayes.
        treat_all: of acting on everyone; on no one it is 0.
        gain: of the model over the better of these two, each with a bootstrap interval.
    """

    causes: Causes
    prevalence: Share
    thresholds: tuple[float, ...]
    model: tuple[Figure, ...]
    naive_bayes: tuple[float, ...]
    treat_all: tuple[float, ...]
    gain: tuple[Figure, ...]

    @property
    def useful(self) -> tuple[tuple[float, float], ...]:
        """The ranges of thresholds where the model does better than acting on all and on none."""
        return self._where([each.value > ROUNDING for each in self.gain])

    @property
    def surely_useful(self) -> tuple[tuple[float, float], ...]:
        """Those where the 95 % interval of its gain lies above 0."""
        return self._where([each.low > ROUNDING for each in self.gain])

    def _where(self, holds: Sequence[bool]) -> tuple[tuple[float, float], ...]:
        """Runs of neighbouring thresholds for which something holds."""
        found: list[tuple[float, float]] = []
        before = False
        for threshold, now in zip(self.thresholds, holds, strict=True):
            if now:
                start = found.pop()[0] if before else threshold
                found.append((start, threshold))
            before = now
        return tuple(found)

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        lists = (self.thresholds, self.model, self.naive_bayes, self.treat_all, self.gain)
        return {
            "causes": self.causes.name,
            "label": self.causes.label,
            "prevalence": self.prevalence.to_dict(),
            "net_benefit": [
                {
                    "threshold": threshold,
                    "model": own.to_dict(),
                    "naive_bayes": naive,
                    "treat_all": everyone,
                    "treat_none": 0.0,
                    "gain": gain.to_dict(),
                }
                for threshold, own, naive, everyone, gain in zip(*lists, strict=True)
            ],
        }


def curve_groups(
    knowledge: KnowledgeBase, needed: Levels, names: Sequence[str] | None
) -> tuple[Causes, ...]:
    """The groups of causes that have a curve.

    Args:
        knowledge: the model.
        needed: the urgency that each cause needs.
        names: of causes or groups; when None, the groups all of whose causes need urgent care.

    Raises:
        UnknownNameError: neither a cause nor a group.
    """
    if names is not None:
        return tuple(find_causes(knowledge, name) for name in names)
    groups = (
        Causes.of(knowledge, group.states, group.name, group.label)
        for group in knowledge.groups_of(knowledge.cause)
    )
    return tuple(each for each in groups if (needed[list(each.indices)] >= URGENT).all())


def thresholds_reached(posteriors: FloatArray, causes: Causes) -> NDArray[np.int64]:
    """How many of the thresholds the probability of some causes reaches, shape (cases,)."""
    probability = posteriors[:, list(causes.indices)].sum(axis=1)
    reached = np.searchsorted(THRESHOLDS, probability + ROUNDING, side="right")
    found: NDArray[np.int64] = reached.astype(np.int64)
    return found


def benefit_counts(reached: NDArray[np.integer[Any]], has: NDArray[np.bool_]) -> NDArray[np.int64]:
    """How many cases reach so many thresholds: first of those without it, then of those with it."""
    size = len(THRESHOLDS) + 1
    return np.bincount(reached + size * has, minlength=2 * size)


def make_decision_curve(
    causes: Causes,
    counts: NDArray[np.int64],
    resampled: FloatArray,
    naive: NDArray[np.int64],
) -> DecisionCurve:
    """The curve of a group.

    Args:
        causes: the group.
        counts: of the model's answers, by :func:`benefit_counts`.
        resampled: the same of each resample, shape (draws, cells).
        naive: of naive Bayes.
    """
    own, draws = _net_benefit(counts.astype(float)), _net_benefit(resampled)
    everyone, drawn = _treat_all(counts.astype(float)), _treat_all(resampled)
    gain, gains = own - np.maximum(everyone, 0.0), draws - np.maximum(drawn, 0.0)
    return DecisionCurve(
        causes,
        share_of(int(counts[len(counts) // 2 :].sum()), int(counts.sum())),
        tuple(THRESHOLDS.tolist()),
        _figures(own, draws),
        tuple(_net_benefit(naive.astype(float)).tolist()),
        tuple(everyone.tolist()),
        _figures(gain, gains),
    )


def _figures(values: FloatArray, draws: FloatArray) -> tuple[Figure, ...]:
    return tuple(percentile_figure(*each) for each in zip(values.tolist(), draws.T, strict=True))


def _treat_all(counts: FloatArray) -> FloatArray:
    """Net benefit of acting on everyone, shape (..., thresholds)."""
    share = counts[..., counts.shape[-1] // 2 :].sum(axis=-1) / counts.sum(axis=-1)
    found: FloatArray = share[..., None] - (1 - share[..., None]) * _odds()
    return found


def _odds() -> FloatArray:
    return THRESHOLDS / (1 - THRESHOLDS)


def _net_benefit(sums: FloatArray) -> FloatArray:
    """Net benefit at each threshold, shape (..., thresholds), from sums, shape (..., cells)."""
    half = sums.shape[-1] // 2
    false, true = _reaching(sums[..., :half]), _reaching(sums[..., half:])
    found: FloatArray = (true - false * _odds()) / sums.sum(axis=-1, keepdims=True)
    return found


def _reaching(sums: FloatArray) -> FloatArray:
    """How many reach each threshold, from how many reach just so many of them."""
    found: FloatArray = sums[..., ::-1].cumsum(axis=-1)[..., ::-1][..., 1:]
    return found
