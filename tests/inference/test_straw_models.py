"""What models of straw say of evidence, against sums over the whole joint."""

import math

import numpy as np
import pytest

from lumpbayes.errors import TooLargeError
from lumpbayes.inference import brute_force
from lumpbayes.inference.backends import make_solver
from lumpbayes.inference.evidence import Evidence
from lumpbayes.inference.straw_models import RANDOM_SHARE, make_straw_models
from tests.inference.problems import one_cause
from tests.random_problem import random_network


@pytest.mark.parametrize("seed", range(30))
def test_scores_of_every_case(seed: int) -> None:
    network = random_network(seed, variables=5, most_states=3)
    solver = make_solver("sweeps", network)
    background = (
        Evidence({0: 0}, {})
        if seed % 2
        else Evidence({0: 0}, {1: np.linspace(0.4, 1, network.cardinalities[1])})
    )
    background = background if seed % 3 else Evidence({}, {})
    variables = (2, 3, 4)
    joint = np.exp(brute_force.log_joint(network, background.vectors(network)))
    if not joint.any():
        return
    shares = joint.sum(axis=(0, 1)) / joint.sum()
    states = np.argwhere(shares)
    log_evidence = np.log(shares[tuple(states.T)])
    found = make_straw_models(solver, background, variables)
    scores = found.scores(states, log_evidence)
    alone = [shares.sum(axis=tuple({0, 1, 2} - {axis})) for axis in range(3)]
    for row, case in enumerate(states.tolist()):
        unrelated = math.prod(alone[axis][state] for axis, state in enumerate(case))
        random = 1 / math.prod(shares.shape)
        mixed = (1 - RANDOM_SHARE) * unrelated + RANDOM_SHARE * random
        share = shares[tuple(case)]
        assert scores.log_conflict[row] == pytest.approx(math.log(unrelated / share), abs=1e-10)
        assert scores.log_combined[row] == pytest.approx(math.log(mixed / share), abs=1e-10)
    assert found.log_background == pytest.approx(math.log(joint.sum()), abs=1e-12)
    # Ratios of likelihoods have a mean of at most 1 under the network.
    weights = np.exp(log_evidence)
    assert weights @ np.exp(scores.log_conflict) <= 1 + 1e-12
    assert weights @ np.exp(scores.log_combined) <= 1 + 1e-12


def test_nothing_observed() -> None:
    network = one_cause(np.array([[0.2], [0.7]]))
    found = make_straw_models(make_solver("sweeps", network), Evidence({}, {}), ())
    scores = found.scores(np.zeros((2, 0), np.int32), np.zeros(2))
    np.testing.assert_allclose(scores, np.zeros((3, 2)), atol=1e-15)


def test_the_limit() -> None:
    network = one_cause(np.full((2, 8), 0.5))
    solver = make_solver("sweeps", network, 200)
    with pytest.raises(TooLargeError, match="exact inference on this network needs"):
        make_straw_models(solver, Evidence({}, {}), (1, 2, 3))
