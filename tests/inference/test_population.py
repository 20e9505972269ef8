"""The cases that a network produces, drawn and gone through, and how rare a score is."""

from gc import collect
from weakref import ref

import numpy as np
import pytest

from lumpbayes.errors import TooLargeError
from lumpbayes.inference import population as module
from lumpbayes.inference.backends import Solver, make_solver
from lumpbayes.inference.evidence import Evidence
from lumpbayes.inference.network import Network
from lumpbayes.inference.population import (
    LEAST,
    MOST_ENUMERATED,
    Population,
    is_cheap,
    make_population,
)
from lumpbayes.inference.sampling import sample_states
from lumpbayes.inference.straw_models import Scores
from tests.inference.problems import one_cause
from tests.random_problem import random_network

NOTHING = Evidence({}, {})
DRAWS = 20_000


def two_causes(findings: int) -> Network:
    shares = np.random.default_rng(3).uniform(0.05, 0.95, (2, findings))
    return one_cause(shares, np.array([0.8, 0.2]))


def population(network: Network, background: Evidence, *variables: int) -> Population:
    solver = make_solver("sweeps", network)
    return make_population(solver, 0, background, variables, (DRAWS, 0))


def test_few_combinations_are_gone_through() -> None:
    found = population(two_causes(12), NOTHING, *range(1, 13))
    assert found.weights is not None
    assert len(found.weights) == MOST_ENUMERATED
    assert found.weights.sum() == pytest.approx(1, abs=1e-12)
    np.testing.assert_allclose(np.exp(found.scores.log_evidence), found.weights)


def test_many_are_drawn_and_agree() -> None:
    network = two_causes(13)
    drawn = population(network, NOTHING, *range(1, 14))
    assert drawn.weights is None
    assert len(drawn.scores.log_conflict) == DRAWS
    # The first 12 say nearly what all 13 do: with the last uninformative, exactly.
    flat = one_cause(np.hstack([_shares(two_causes(12)), np.full((2, 1), 0.5)]), network.tables[0])
    more, fewer = population(flat, NOTHING, *range(1, 14)), population(flat, NOTHING, *range(1, 13))
    for at in (-0.5, 0.0, 0.5, 1.0, 2.0):
        one = more.rarity(more.scores.log_conflict, at)
        exact = fewer.rarity(fewer.scores.log_conflict, at)
        assert exact.standard_error == 0
        assert abs(one.p_value - exact.p_value) < 5 * one.standard_error + 2 / DRAWS


def _shares(network: Network) -> np.ndarray:
    return np.stack([table[0] for table in network.tables[1:]], axis=1)


@pytest.mark.parametrize(
    "background",
    [
        Evidence({1: 0}, {}),
        Evidence({}, {1: np.array([1.0, 0.3])}),
        Evidence({2: 1}, {1: np.ones(2)}),
    ],
    ids=["hard", "soft", "both"],
)
def test_log_evidence_is_that_of_the_network(background: Evidence) -> None:
    network = two_causes(16)
    solver = make_solver("sweeps", network)
    variables = tuple(range(3, 17))
    found = make_population(solver, 0, background, variables, (200, 0))
    assert found.weights is None
    base = solver.posteriors(background, ()).log_evidence
    states = _redrawn(solver, background, variables, 200)
    for row in range(0, 200, 20):
        case = background.also(dict(zip(variables, states[row].tolist(), strict=True)))
        expected = solver.posteriors(case, ()).log_evidence - base
        assert found.scores.log_evidence[row] == pytest.approx(expected, abs=1e-10)


def _redrawn(
    solver: Solver, background: Evidence, variables: tuple[int, ...], count: int
) -> np.ndarray:
    chance = np.random.default_rng(0)
    return sample_states(solver.network, background, variables, count, chance)


def test_populations_go_with_their_engine() -> None:
    solver = make_solver("sweeps", two_causes(4))
    make_population(solver, 0, NOTHING, (2, 3), (100, 0))
    alive = ref(solver)
    assert alive() in module._MADE
    before = len(module._MADE)
    del solver
    collect()
    assert alive() is None
    assert len(module._MADE) < before


def test_those_used_longest_ago_go_first() -> None:
    solver = make_solver("sweeps", two_causes(6))
    first, second = (make_population(solver, 0, NOTHING, (2, 3), (100, seed)) for seed in (0, 1))
    for seed in range(2, module.MOST_KEPT + 1):
        assert make_population(solver, 0, NOTHING, (2, 3), (100, 0)) is first
        make_population(solver, 0, NOTHING, (2, 3), (100, seed))
    assert len(module._MADE[solver]) == module.MOST_KEPT
    assert make_population(solver, 0, NOTHING, (2, 3), (100, 1)) is not second


def test_cases_count_against_the_limit_before_they_are_drawn() -> None:
    network = two_causes(13)
    solver = make_solver("sweeps", network, 2**20)
    message = r"10,000,000 cases of 13 variables need .* GiB, the limit is .*: raise memory_limit"
    with pytest.raises(TooLargeError, match=message):
        make_population(solver, 0, NOTHING, tuple(range(1, 14)), (10_000_000, 0))


def test_what_is_cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    solver = make_solver("sweeps", two_causes(13))
    few, many = (1, 2, 3), tuple(range(1, 14))
    soft = Evidence({}, {1: np.array([1.0, 0.3])})
    assert is_cheap(solver, 0, soft, few)
    assert is_cheap(solver, 0, soft, many[1:])
    monkeypatch.setattr("lumpbayes.inference.cases.tabulate", lambda *_: None)
    other = make_solver("sweeps", two_causes(13))
    assert is_cheap(other, 0, NOTHING, few)
    assert not is_cheap(other, 0, NOTHING, many)


def test_no_probability_is_below_that_of_the_case() -> None:
    """Doubles do not hold the combinations that are as improbable, so that they are missing."""
    found = population(one_cause(np.full((2, 8), 1e-50)), NOTHING, *range(1, 9))
    assert found.weights is not None
    scores = -found.scores.log_evidence
    log_evidence = 8 * np.log(1e-50)
    assert found.rarity(scores, -log_evidence, log_evidence).p_value == LEAST
    assert found.rarity(scores, -log_evidence, -600.0).p_value == np.exp(-600.0)


def test_what_was_asked_before_is_remembered() -> None:
    network = two_causes(4)
    solver = make_solver("sweeps", network)
    first = make_population(solver, 0, Evidence({1: 0}, {}), (2, 3), (100, 0))
    assert make_population(solver, 0, Evidence({1: 0}, {}), (2, 3), (100, 0)) is first
    assert make_population(solver, 0, Evidence({1: 1}, {}), (2, 3), (100, 0)) is not first
    soft = [Evidence({}, {1: np.array([1.0, share])}) for share in (0.5, 0.5, 0.6)]
    one, same, other = (make_population(solver, 0, each, (2, 3), (100, 0)) for each in soft)
    assert one is same
    assert one is not other


def test_rarity_counts_ties_as_reached() -> None:
    scores = np.array([0.0, 1.0, 1.0 + 1e-12, 2.0])
    drawn = Population(
        population(two_causes(2), NOTHING, 1).straw_models, Scores(*[scores] * 3), None
    )
    assert drawn.rarity(scores, 1.0 + 1e-12).p_value == pytest.approx(4 / 5)
    assert drawn.rarity(scores, 3.0).p_value == pytest.approx(1 / 5)
    weighed = drawn._replace(weights=np.array([0.4, 0.3, 0.2, 0.1]))
    assert weighed.rarity(scores, 1.0 + 1e-12) == (pytest.approx(0.6), 0.0)
    assert weighed.rarity(scores, -1.0) == (pytest.approx(1.0), 0.0)
    assert weighed.rarity(scores, -1.0).p_value <= 1


@pytest.mark.parametrize("seed", range(20))
def test_a_probability_holds_its_level(seed: int) -> None:
    """P(p <= a) <= a under the network, for every a that is reached."""
    network = random_network(seed, variables=6, most_states=3)
    found = population(network, NOTHING, 1, 2, 3, 4, 5)
    assert found.weights is not None
    for scores in (
        found.scores.log_conflict,
        -found.scores.log_evidence,
        found.scores.log_combined,
    ):
        values = np.array([found.rarity(scores, score).p_value for score in scores])
        for level in np.unique(values):
            assert found.weights[values <= level].sum() <= level + 1e-9
