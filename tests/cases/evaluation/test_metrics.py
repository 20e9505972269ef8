"""Each figure against scikit-learn's and statsmodels', or its definition where they have none."""

import math

import numpy as np
import pytest
from sklearn import metrics
from sklearn.calibration import calibration_curve
from statsmodels.stats.proportion import proportion_confint

import lumpbayes as lb
from lumpbayes.cases.evaluation.calibration import error_columns, make_calibration
from lumpbayes.cases.evaluation.confusion import cause_sensitivities, make_confusion
from lumpbayes.cases.evaluation.decision_curve import (
    THRESHOLDS,
    benefit_counts,
    curve_groups,
    make_decision_curve,
    thresholds_reached,
)
from lumpbayes.cases.evaluation.figures import percentile_figure, share_of
from lumpbayes.cases.evaluation.performance import Means, baseline, columns_of, performance
from lumpbayes.cases.evaluation.scoring import CaseScores, score_cases
from lumpbayes.errors import UnknownNameError
from lumpbayes.knowledge.frozen_mapping import FrozenMapping
from lumpbayes.reasoning.causes import Causes
from tests.cases.evaluation.random_answers import random_answers

SEEDS = range(8)
CAUSES = tuple("abcdefg")

each_seed = pytest.mark.parametrize("seed", SEEDS)


def same(value: float) -> object:
    return pytest.approx(value, rel=0, abs=1e-12)


def figures(seed: int, cases: int = 400):  # type: ignore[no-untyped-def]
    posteriors, truth = random_answers(seed, cases)
    scores = score_cases(posteriors, truth)
    return (
        posteriors,
        truth,
        scores,
        performance(scores.errors, columns_of(scores.errors)[:100], len(CAUSES)),
    )


@each_seed
def test_top_k_accuracy(seed: int) -> None:
    posteriors, truth, _, found = figures(seed)
    for most, share in ((1, found.first), (3, found.three), (5, found.five)):
        theirs = metrics.top_k_accuracy_score(truth, posteriors, k=most, labels=range(7))
        assert share is not None
        assert share.value == same(theirs)
        assert share.cases == round(theirs * len(truth))


@each_seed
def test_log_loss(seed: int) -> None:
    posteriors, truth, _, found = figures(seed)
    assert found.log_loss.value == same(metrics.log_loss(truth, posteriors, labels=range(7)))


@each_seed
def test_the_brier_score(seed: int) -> None:
    posteriors, truth, scores, found = figures(seed)
    theirs = metrics.brier_score_loss(truth, posteriors, labels=range(7), scale_by_half=False)
    assert found.brier.value == same(theirs)
    assert scores.brier.min() >= 0
    assert scores.brier.max() <= 2


@each_seed
def test_sensitivity_is_recall(seed: int) -> None:
    posteriors, truth, scores, _ = figures(seed, 60)
    found = cause_sensitivities(CAUSES, truth, scores)
    leading = posteriors.argmax(axis=1)
    theirs = metrics.recall_score(truth, leading, labels=range(7), average=None, zero_division=0)
    counts = np.bincount(truth, minlength=7)
    assert [each.cause for each in found] == [c for c, n in zip(CAUSES, counts, strict=True) if n]
    for each in found:
        at = CAUSES.index(each.cause)
        assert each.first.value == same(theirs[at])
        assert each.first.of == each.three.of == counts[at]
        own = truth == at
        assert each.three.cases == int((scores.rank[own] <= 3).sum())


@each_seed
def test_the_confusion_matrix(seed: int) -> None:
    _, truth, scores, _ = figures(seed)
    labels = FrozenMapping({cause: cause.upper() for cause in CAUSES}, "cause")
    found = make_confusion(CAUSES, labels, truth, scores.leading)
    theirs = metrics.confusion_matrix(truth, scores.leading, labels=range(7))
    assert found.counts.tolist() == theirs.tolist()
    assert not found.counts.flags.writeable
    mistakes = [count for *_, count in found.mistaken]
    assert mistakes == sorted(mistakes, reverse=True)
    assert sum(mistakes) == theirs.sum() - np.trace(theirs)
    assert found.to_dict()["a"]["b"] == theirs[0, 1]


@each_seed
def test_the_reliability_table(seed: int) -> None:
    _, _, scores, _ = figures(seed)
    found = make_calibration(scores, error_columns(scores)[:100], np.random.default_rng(0))
    right = scores.rank == 1
    observed, stated = calibration_curve(right, scores.confidence, n_bins=10)
    assert [each.observed.value for each in found.bins] == same(list(observed))
    assert [each.stated for each in found.bins] == same(list(stated))
    assert sum(each.observed.of for each in found.bins) == len(right)


@each_seed
def test_the_expected_calibration_error_by_its_definition(seed: int) -> None:
    _, _, scores, _ = figures(seed)
    found = make_calibration(scores, error_columns(scores)[:100], np.random.default_rng(0))
    error = 0.0
    for low in range(10):
        inside = [
            row
            for row, p in enumerate(scores.confidence.tolist())
            if low / 10 < p <= (low + 1) / 10 or (p == low == 0)
        ]
        if inside:
            right = sum(scores.rank[row] == 1 for row in inside) / len(inside)
            stated = sum(scores.confidence[row] for row in inside) / len(inside)
            error += len(inside) / len(scores.rank) * abs(right - stated)
    assert found.error.value == same(error)
    assert found.stated == same(float(scores.confidence.mean()))


def test_chance_alone_makes_an_error_of_few_cases() -> None:
    random = np.random.default_rng(0)
    confidence = random.uniform(0.3, 1.0, 20_000)
    rank = np.where(random.random(20_000) < confidence, 1, 2)
    errors = []
    for count in (20, 20_000):
        part = CaseScores(rank, rank, confidence, confidence, confidence).at(np.arange(count))
        found = make_calibration(part, error_columns(part)[:100], random)
        assert found.by_chance.low <= found.error.value <= found.by_chance.high
        errors.append(found.by_chance.value)
    assert errors[0] > 0.1
    assert errors[1] < 0.02


@pytest.mark.parametrize(
    ("count", "of"), [(0, 1), (1, 1), (0, 20), (13, 20), (20, 20), (999, 1000), (5, 100_000)]
)
def test_wilsons_interval(count: int, of: int) -> None:
    low, high = proportion_confint(count, of, method="wilson")
    found = share_of(count, of)
    assert (found.low, found.high) == (same(max(low, 0.0)), same(min(high, 1.0)))
    assert found.low <= found.value <= found.high
    assert found.to_dict() == {**found._asdict()}


def test_an_interval_between_percentiles_keeps_what_is_infinite() -> None:
    draws = np.array([*np.linspace(0, 1, 90), *[np.inf] * 10])
    found = percentile_figure(math.inf, draws)
    assert found.value == found.high == math.inf
    assert math.isfinite(found.low)
    assert found.to_dict() == {"value": None, "low": found.low, "high": None}


@each_seed
def test_net_benefit_by_its_definition(seed: int) -> None:
    posteriors, truth, _, _ = figures(seed)
    group = Causes("g", "a group", ("b", "d"), (1, 3))
    has = np.isin(truth, group.indices)
    counts = benefit_counts(thresholds_reached(posteriors, group), has)
    flat = np.full_like(posteriors, 1 / 7)
    naive = benefit_counts(thresholds_reached(flat, group), has)
    curve = make_decision_curve(group, counts, np.stack([counts] * 100).astype(float), naive)
    probability = posteriors[:, [1, 3]].sum(axis=1)
    for place, threshold in enumerate(THRESHOLDS):
        odds = threshold / (1 - threshold)
        act = probability >= threshold
        benefit = (has & act).mean() - (~has & act).mean() * odds
        assert curve.model[place].value == same(float(benefit))
        assert curve.treat_all[place] == same(float(has.mean() - (1 - has.mean()) * odds))
        expected = curve.treat_all[place] if threshold <= 2 / 7 else 0.0
        assert curve.naive_bayes[place] == same(expected)
    assert curve.prevalence.value == same(float(has.mean()))
    better = [
        t
        for t, own, all_ in zip(curve.thresholds, curve.model, curve.treat_all, strict=True)
        if own.value > max(all_, 0) + 1e-12
    ]
    for ranges in (curve.useful, curve.surely_useful):  # all resamples are the cases themselves
        inside = [t for t in curve.thresholds if any(a <= t <= b for a, b in ranges)]
        assert inside == better


def test_a_probability_reaches_the_threshold_that_it_equals() -> None:
    group = Causes("g", "a group", ("a", "b"), (0, 1))
    posteriors = np.array([[0.1, 0.2, 0.7], [0.0, 0.0, 1.0], [0.3, 0.7, 0.0]])
    assert thresholds_reached(posteriors, group).tolist() == [30, 0, 50]


def test_groups_that_have_a_curve(engine: lb.Engine) -> None:
    kb = engine.knowledge
    levels = np.zeros(len(kb.causes), np.int64)
    assert curve_groups(kb, levels, None) == ()
    every = curve_groups(kb, levels + 3, None)
    assert [each.name for each in every] == [group.name for group in kb.groups_of(kb.cause)]
    (named,) = curve_groups(kb, levels, ["lipoma"])
    assert named.states == ("lipoma",)
    with pytest.raises(UnknownNameError, match="no group of causes, 'cancerr'"):
        curve_groups(kb, levels, ["cancerr"])


def test_ranks_of_equal_probabilities_are_those_of_a_differential() -> None:
    posteriors = np.array([[0.4, 0.4, 0.2], [0.4, 0.4, 0.2], [0.0, 1.0, 0.0]])
    scores = score_cases(posteriors, np.array([1, 0, 2]))
    assert scores.rank.tolist() == [2, 1, 3]
    assert scores.leading.tolist() == [0, 0, 1]


def test_a_true_cause_of_probability_0_is_infinite_and_counted() -> None:
    posteriors = np.array([[1.0, 0.0], [0.5, 0.5], [0.9, 0.1]])
    scores = score_cases(posteriors, np.array([1, 0, 0]))
    assert scores.errors.log_loss[0] == math.inf
    columns = columns_of(scores.errors)
    assert np.isfinite(columns).all()
    found = performance(scores.errors, columns, 2)
    assert found.log_loss.value == found.log_loss.high == math.inf
    assert found.impossible_truths == 1
    assert found.to_dict()["log_loss"]["value"] is None
    assert (found.three, found.five) == (None, None)
    assert found.to_dict()["three"] is None
    other = score_cases(np.full((3, 2), 0.5), np.array([1, 0, 0]))
    own = performance(other.errors, columns_of(other.errors), 2)
    beside = baseline(
        "prior", own, (scores.errors, other.errors), (columns, columns_of(other.errors))
    )
    assert beside.log_loss is None
    assert beside.three is None
    assert beside.to_dict()["model_less_this"]["log_loss"] is None
    assert Means.of(columns).log_loss.tolist()[1:] == scores.errors.log_loss.tolist()[1:]


@each_seed
def test_differences_are_those_of_paired_cases(seed: int) -> None:
    posteriors, truth, scores, own = figures(seed)
    other = score_cases(np.roll(posteriors, 1, axis=0), truth)
    theirs = performance(other.errors, columns_of(other.errors)[:100], 7)
    draws = columns_of(scores.errors)[:100], columns_of(other.errors)[:100]
    found = baseline("prior", theirs, (scores.errors, other.errors), draws)
    assert found.log_loss is not None
    assert found.log_loss.value == same(own.log_loss.value - theirs.log_loss.value)
    assert found.first.value == same(own.first.value - theirs.first.value)
    assert found.brier.value == same(own.brier.value - theirs.brier.value)
    low, high = np.quantile(draws[0][:, 4] - draws[1][:, 4], (0.025, 0.975), method="inverted_cdf")
    assert (found.brier.low, found.brier.high) == (low, high)


def test_a_probability_that_is_a_threshold_but_for_rounding_reaches_it() -> None:
    """0.1 + 0.2 is a little more than 0.3, and 0.3 - 0.2 a little less than 0.1."""
    group = Causes("both", "both", ("a", "b"), (0, 1))
    posteriors = np.array([[0.1, 0.2, 0.7], [0.3 - 0.2, 0.0, 0.9], [0.0999, 0.0, 0.9001]])
    assert 0.3 - 0.2 < 0.1
    assert thresholds_reached(posteriors, group).tolist() == [30, 10, 9]
