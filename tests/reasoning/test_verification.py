"""A second opinion: agreeing where it should, and loud where it does not."""

import numpy as np
import pytest

import lumpbayes as lb
from lumpbayes.reasoning.verification import verify_answer


def changed(
    posteriors: tuple[np.ndarray, ...], index: int, posterior: np.ndarray
) -> tuple[np.ndarray, ...]:
    """The posteriors with one replaced."""
    return (*posteriors[:index], posterior, *posteriors[index + 1 :])


@pytest.mark.parametrize(
    "evidence",
    [{}, {"barks": "yes"}, {"furry": lb.Likelihood({"yes": 0.3, "no": 0.6}), "weight_kg": 3}],
    ids=repr,
)
def test_pgmpy_agrees(animals: lb.Engine, evidence: dict[str, object]) -> None:
    second = animals.verify(animals.diagnose(evidence, setting="any"))
    assert second.agrees
    assert second.engine == "pgmpy"
    assert second.largest_difference < 1e-12


def test_a_wrong_answer_is_found(animals: lb.Engine) -> None:
    dx = animals.diagnose({"furry": "yes"})
    index = animals.network.index("weight")
    right = dx.posteriors.arrays[index]
    wrong = changed(dx.posteriors.arrays, index, right + np.array([2e-9, -1e-9]))
    second = verify_answer(animals.network, dx.vectors, wrong)
    assert not second.agrees
    assert second.largest_difference == pytest.approx(2e-9, rel=1e-6)
    assert (second.variable, second.state) == ("weight", "light")


def test_nan_is_a_difference(animals: lb.Engine) -> None:
    dx = animals.diagnose({"furry": "yes"})
    index = animals.network.index("barks")
    wrong = changed(dx.posteriors.arrays, index, np.array([np.nan, 1.0]))
    second = verify_answer(animals.network, dx.vectors, wrong)
    assert not second.agrees
    assert np.isnan(second.largest_difference)
    assert second.variable == "barks"
