"""Resamples: seeded, of whole cases, as many as asked, and as wide as theory says."""

import numpy as np

from lumpbayes.cases.evaluation import bootstrap
from lumpbayes.cases.evaluation.bootstrap import resampled_counts, resampled_means


def generator(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


def test_the_same_seed_gives_the_same_resamples() -> None:
    columns = generator(1).random((50, 3))
    first, again = (resampled_means(columns, 200, generator(5)) for _ in range(2))
    assert first.tobytes() == again.tobytes()
    other = resampled_means(columns, 200, generator(6))
    assert not np.array_equal(first, other)
    counts = np.array([5, 0, 45])
    assert np.array_equal(
        resampled_counts(counts, 200, generator(5)), resampled_counts(counts, 200, generator(5))
    )


def test_cases_are_drawn_whole() -> None:
    values = generator(1).random(40)
    means = resampled_means(np.stack([values, 2 * values, values**0], axis=1), 300, generator())
    assert np.allclose(means[:, 1], 2 * means[:, 0], rtol=0, atol=1e-12)
    assert np.allclose(means[:, 2], 1, rtol=0, atol=1e-12)


def test_many_cases_take_no_more_weights_than_are_held_together(monkeypatch) -> None:  # type: ignore[no-untyped-def]
    columns = generator(1).random((64, 2))
    whole = resampled_means(columns, 101, generator(5))
    monkeypatch.setattr(bootstrap, "TOGETHER", 200)
    assert np.allclose(resampled_means(columns, 101, generator(5)), whole, rtol=0, atol=1e-15)
    monkeypatch.setattr(bootstrap, "TOGETHER", 1)
    assert np.allclose(resampled_means(columns, 101, generator(5)), whole, rtol=0, atol=1e-15)


def test_the_spread_is_the_standard_error() -> None:
    hits = np.repeat([1.0, 0.0], [300, 700])
    means = resampled_means(hits[:, None], 4000, generator())
    error = np.sqrt(0.3 * 0.7 / 1000)
    assert abs(means.mean() - 0.3) < 4 * error / np.sqrt(4000)
    assert abs(means.std() / error - 1) < 0.05
    counted = resampled_counts(np.array([300, 700]), 4000, generator())[:, 0] / 1000
    assert abs(counted.std() / error - 1) < 0.05
