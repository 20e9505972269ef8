"""The oracle itself: against sums written out by hand, and its limits."""

import math
from itertools import product

import numpy as np
import pytest

from lumpbayes.errors import TooLargeError
from lumpbayes.inference import brute_force
from lumpbayes.inference.network import no_evidence
from tests.inference.problems import one_cause, problem


@pytest.mark.parametrize("seed", range(8))
def test_against_sums_written_out(seed: int) -> None:
    network, evidence = problem(seed)
    weights: dict[tuple[int, ...], float] = {}
    for states in product(*map(range, network.cardinalities)):
        weights[states] = math.prod(
            table[(states[index], *(states[parent] for parent in parents))] * vector[states[index]]
            for index, (parents, table, vector) in enumerate(
                zip(network.parents, network.tables, evidence, strict=True)
            )
        )
    total = math.fsum(weights.values())
    found = brute_force.propagate(network, evidence)
    if total == 0:
        assert found.log_evidence == -np.inf
        return
    assert found.log_evidence == pytest.approx(math.log(total), abs=1e-13)
    for variable, posterior in enumerate(found.posteriors):
        for state, probability in enumerate(posterior):
            share = math.fsum(w for states, w in weights.items() if states[variable] == state)
            assert probability == pytest.approx(share / total, abs=1e-14)


def test_products_below_the_range_of_doubles_are_not_impossible() -> None:
    network = one_cause(np.full((2, 3), 1e-200))
    yes = np.array([1.0, 0.0])
    found = brute_force.propagate(network, (np.array([1.0, 3.0]), yes, yes, yes))
    np.testing.assert_allclose(found.posteriors[0], [0.25, 0.75], rtol=1e-12)
    assert found.log_evidence == pytest.approx(math.log(2) + 600 * math.log(0.1), rel=1e-14)


def test_too_many_joint_states() -> None:
    network = one_cause(np.full((2, 24), 0.5))
    with pytest.raises(TooLargeError, match=r"at most 16,777,216 .* has 3.36e\+07 of 25: use the"):
        brute_force.propagate(network, no_evidence(network))


def test_too_many_variables_for_axes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(brute_force, "JOINT_LIMIT", 2**80)
    network = one_cause(np.full((2, 60), 0.5))
    with pytest.raises(TooLargeError, match="at most 60 variables"):
        brute_force.propagate(network, no_evidence(network))
