"""Probability after a likelihood ratio."""

import math

import pytest

import lumpbayes as lb


@pytest.mark.parametrize(
    ("before", "ratio", "after"),
    [
        (0.5, 1, 0.5),
        (0.5, 3, 0.75),
        (0.2, 4, 0.5),
        (0.5, 0, 0.0),
        (0.5, math.inf, 1.0),
        (0, 7, 0.0),
        (0.0, 0, 0.0),
        (1, 7, 1.0),
        (1, math.inf, 1.0),
        (1e-300, 1e300, 0.5),
        (0.5, 1e-320, 1e-320),
    ],
)
def test_odds_times_ratio(before: float, ratio: float, after: float) -> None:
    assert lb.post_test(before, ratio) == pytest.approx(after, rel=1e-12)


def test_two_tests_one_after_the_other_multiply() -> None:
    once = lb.post_test(lb.post_test(0.1, 8), 0.25)
    assert once == pytest.approx(lb.post_test(0.1, 2), rel=1e-14)


@pytest.mark.parametrize(
    ("before", "ratio", "message"),
    [
        (-0.1, 1, r"pre_test=-0\.1: expected a probability from 0 to 1"),
        (1.1, 1, r"pre_test=1\.1: expected a probability"),
        (math.nan, 1, "pre_test=nan: expected a probability"),
        (0.5, -1, "likelihood_ratio=-1: expected a number of at least 0"),
        (0.5, math.nan, "likelihood_ratio=nan: expected a number of at least 0"),
        (0, math.inf, "pre_test=0 and likelihood_ratio=inf contradict each other"),
        (1, 0, "pre_test=1 and likelihood_ratio=0 contradict each other"),
    ],
)
def test_arguments_that_are_refused(before: float, ratio: float, message: str) -> None:
    with pytest.raises(lb.EvidenceError, match=message):
        lb.post_test(before, ratio)
