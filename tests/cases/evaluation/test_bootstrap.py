"""Resamples: seeded, of whole cases, as many as asked, and as wide as theory says."""

import numpy as np
import pytest

from lumpbayes.cases.evaluation import bootstrap
from lumpbayes.cases.evaluation.bootstrap import resampled_counts, resampled_means
from lumpbayes.inference.network import FloatArray


def generator(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


def test_the_same_seed_gives_the_same_resamples() -> None:
    columns = generator(1).random((50, 3))
    first, again = (resampled_means(columns.__getitem__, 50, 200, generator(5)) for _ in range(2))
    assert first.tobytes() == again.tobytes()
    other = resampled_means(columns.__getitem__, 50, 200, generator(6))
    assert not np.array_equal(first, other)
    counts = np.array([5, 0, 45])
    assert np.array_equal(
        resampled_counts(counts, 200, generator(5)), resampled_counts(counts, 200, generator(5))
    )


def test_cases_are_drawn_whole() -> None:
    values = generator(1).random(40)
    columns = np.stack([values, 2 * values, values**0], axis=1)
    means = resampled_means(columns.__getitem__, 40, 300, generator())
    assert np.allclose(means[:, 1], 2 * means[:, 0], rtol=0, atol=1e-12)
    assert np.allclose(means[:, 2], 1, rtol=0, atol=1e-12)


def test_many_cases_take_no_more_than_is_held_together(monkeypatch: pytest.MonkeyPatch) -> None:
    columns = generator(1).random((64, 2))
    asked: list[slice] = []

    def some(lot: slice) -> FloatArray:
        asked.append(lot)
        return columns[lot]

    whole = resampled_means(some, 64, 101, generator(5))
    assert {lot.stop - lot.start for lot in asked} == {bootstrap.LOT}
    for name, size in (("TOGETHER", 200), ("TOGETHER", 1), ("WEIGHED", 100), ("LOT", 10)):
        monkeypatch.setattr(bootstrap, name, size)
        lots = resampled_means(some, 64, 101, generator(5))
        assert np.allclose(lots, whole, rtol=0, atol=1e-15)
    assert asked[-1] == slice(60, 70)


def test_the_spread_is_the_standard_error() -> None:
    hits = np.repeat([1.0, 0.0], [300, 700])
    means = resampled_means(hits[:, None].__getitem__, 1000, 4000, generator())
    error = np.sqrt(0.3 * 0.7 / 1000)
    assert abs(means.mean() - 0.3) < 4 * error / np.sqrt(4000)
    assert abs(means.std() / error - 1) < 0.05
    counted = resampled_counts(np.array([300, 700]), 4000, generator())[:, 0] / 1000
    assert abs(counted.std() / error - 1) < 0.05
