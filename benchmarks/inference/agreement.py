"""Whether all contestants give the same numbers, before anybody is timed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from benchmarks.inference.timing import Maker, Prepared

__all__ = ["check_same", "first_answers"]

TOLERANCE = 1e-9


def first_answers(makers: Mapping[str, Maker]) -> dict[str, Any]:
    """What everybody says to question 0."""
    found = {}
    for name, make in makers.items():
        contestant = make()
        if isinstance(contestant, Prepared):
            contestant.prepare(0, 1)
        found[name] = contestant(0)
    return found


def check_same(answers: Mapping[str, Any]) -> float:
    """The largest difference of any number from the first one's.

    Raises:
        AssertionError: it is more than 1e-9, or one side has other numbers.
    """
    (first, expected), *others = ((name, _numbers(each)) for name, each in answers.items())
    worst = 0.0
    for name, found in others:
        assert found.shape == expected.shape, f"{name} and {first}: other numbers"
        difference = float(np.abs(found - expected).max())
        assert difference <= TOLERANCE, f"{name} and {first} differ by {difference}"
        worst = max(worst, difference)
    return worst


def _numbers(answer: Mapping[str, float] | Sequence[Any]) -> Any:
    if isinstance(answer, Mapping):
        return np.array([answer[state] for state in sorted(answer)])
    return np.concatenate([np.asarray(each, dtype=np.float64) for each in answer])
