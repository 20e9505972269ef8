"""What says how to ask is checked alike everywhere."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import lumpbayes as lb
from lumpbayes.reasoning.arguments import (
    check_count,
    check_draws,
    check_probability,
    check_seed,
)

Ask = Callable[..., Any]


def asks(dx: lb.Diagnosis) -> dict[str, Ask]:
    """What can be asked, by name, with what it needs."""
    return {
        "explain": dx.explain,
        "conflict": dx.conflict,
        "intervals": dx.intervals,
        "stopping": dx.stopping,
        "next_questions": dx.next_questions,
        "smallest_edits": dx.smallest_edits,
        "goal": lambda **more: dx.goal("tumor", **{"at_least": 0.9, **more}),
        "tornado": lambda top: dx.sensitivity().tornado(top),
    }


@pytest.fixture
def answer(priced: lb.Engine) -> lb.Diagnosis:
    """One finding: too few for anything to be simulated."""
    return priced.diagnose({"redness": "yes"})


@pytest.mark.parametrize("name", ["explain", "conflict", "intervals", "stopping"])
@pytest.mark.parametrize("seed", [-1, 1.5, True, "1", None])
def test_a_seed_is_a_whole_number(answer: lb.Diagnosis, name: str, seed: object) -> None:
    with pytest.raises(lb.EvidenceError, match=r"^seed=.*: expected a whole number of at least 0$"):
        asks(answer)[name](seed=seed)


@pytest.mark.parametrize("name", ["conflict", "intervals", "stopping"])
@pytest.mark.parametrize("draws", [99, -5, 1000.0, True, "1000"])
def test_draws_are_a_hundred_at_least(answer: lb.Diagnosis, name: str, draws: object) -> None:
    expected = r"^draws=.*: expected a whole number of at least 100$"
    with pytest.raises(lb.EvidenceError, match=expected):
        asks(answer)[name](draws=draws)


@pytest.mark.parametrize("name", ["next_questions", "smallest_edits", "goal", "tornado"])
@pytest.mark.parametrize("top", [0, -1, 2.0, True, "2"])
def test_top_is_one_at_least(answer: lb.Diagnosis, name: str, top: object) -> None:
    with pytest.raises(lb.EvidenceError, match=r"^top=.*: expected a whole number of at least 1$"):
        asks(answer)[name](top=top)


@pytest.mark.parametrize("name", ["stopping", "goal"])
@pytest.mark.parametrize("value", [1.5, -0.1, float("nan"), True, "0.9"])
def test_a_probability_is_one(answer: lb.Diagnosis, name: str, value: object) -> None:
    with pytest.raises(lb.EvidenceError, match=r"^at_least=.*: expected a probability, 0 to 1$"):
        asks(answer)[name](at_least=value)


def test_an_interview_checks_the_same(priced: lb.Engine) -> None:
    with pytest.raises(lb.EvidenceError, match=r"seed=-1: expected a whole number of at least 0"):
        priced.interview({}, seed=-1)
    with pytest.raises(lb.EvidenceError, match=r"draws=3: expected a whole number of at least 100"):
        priced.interview({}, draws=3)


def test_numpy_s_numbers_become_python_s(answer: lb.Diagnosis) -> None:
    seed: Any = np.int64(3)
    draws: Any = np.int32(100)
    few: Any = np.int64(1)
    found = [
        check_seed(seed),
        check_draws(draws, 1, 1e6),
        check_count("top", np.uint8(2)),
        check_probability("at_least", np.float32(0.5)),
    ]
    assert found == [3, 100, 2, 0.5]
    assert {type(each) for each in found} == {int, float}
    assert type(answer.conflict(seed=seed, draws=draws).seed) is int
    assert type(answer.intervals(seed=seed, draws=draws).seed) is int
    assert answer.smallest_edits(top=few) is not None
    assert len(answer.sensitivity().tornado(few)) == 1


def test_draws_that_memory_does_not_hold() -> None:
    expected = (
        r"draws=1,000 would take 8 KiB, the limit is 1 KiB: ask for at most 128, or raise mem"
    )
    with pytest.raises(lb.TooLargeError, match=expected):
        check_draws(1000, 1, 1024)
