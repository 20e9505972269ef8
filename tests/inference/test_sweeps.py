"""The two sweeps against the whole joint, against definitions, and against exact fractions."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from types import ModuleType

import numpy as np
import pytest

from lumpbayes.inference import brute_force, scaled, sweeps, wide
from lumpbayes.inference.network import FloatArray, Network, no_evidence
from lumpbayes.inference.plan import make_plan
from lumpbayes.inference.propagation import Propagation
from tests.inference.problems import all_present, assert_same, one_cause, problem

SEEDS = range(300)
FEW_SEEDS = range(0, 300, 12)


@pytest.mark.parametrize("block", range(6))
def test_the_sweeps_agree_with_the_whole_joint(block: int) -> None:
    for seed in SEEDS[block::6]:
        network, evidence = problem(seed)
        plan = make_plan(network)
        expected = brute_force.propagate(network, evidence, tables=True)
        assert_same(sweeps.propagate(network, plan, evidence, tables=True), expected)
        for arithmetic in (scaled, wide):
            assert_same(
                sweeps._propagate(arithmetic, network, plan, evidence, tables=True), expected
            )


def test_the_random_problems_are_varied() -> None:
    impossible = soft = hard = zeros = 0
    for seed in SEEDS:
        network, evidence = problem(seed)
        found = sweeps.propagate(network, make_plan(network), evidence)
        impossible += found.log_evidence == -np.inf
        hard += any(np.count_nonzero(vector) == 1 for vector in evidence)
        soft += any(0 < vector.min() < vector.max() for vector in evidence)
        zeros += any((table == 0).any() for table in network.tables)
    assert 10 < impossible < 100
    assert min(soft, hard, zeros) > 200


def test_table_derivatives_only_when_asked_for() -> None:
    network, evidence = problem(2)
    found = sweeps.propagate(network, make_plan(network), evidence)
    assert len(found.posteriors) == len(network.names)
    assert found.log_table_derivatives == ()


def test_impossible_evidence_has_no_posteriors() -> None:
    network = Network.checked(
        ["a", "b"], [["x", "y"]] * 2, [(), (0,)], [np.array([1.0, 0.0]), np.full((2, 2), 0.5)]
    )
    evidence = (np.array([0.0, 1.0]), np.ones(2))
    plan = make_plan(network)
    found = sweeps.propagate(network, plan, evidence)
    assert found.log_evidence == -np.inf
    assert not found.posteriors
    assert not found.log_evidence_derivatives
    assert not found.log_table_derivatives
    assert sweeps.log_evidence(network, plan, evidence) == -np.inf


def test_results_cannot_be_changed() -> None:
    network, evidence = problem(2)
    found = sweeps.propagate(network, make_plan(network), evidence, tables=True)
    for arrays in (
        found.posteriors,
        found.log_evidence_derivatives,
        found.log_table_derivatives,
    ):
        assert not any(array.flags.writeable for array in arrays)


# --- By definition -----------------------------------------------------------------------------


@pytest.mark.parametrize("seed", FEW_SEEDS)
def test_a_derivative_by_evidence_is_what_the_state_itself_would_say(seed: int) -> None:
    network, evidence = problem(seed)
    plan = make_plan(network)
    found = sweeps.propagate(network, plan, evidence)
    for variable, derivatives in enumerate(found.log_evidence_derivatives):
        for state, derivative in enumerate(derivatives):
            clamped = list(evidence)
            clamped[variable] = np.eye(len(derivatives))[state]
            assert sweeps.log_evidence(network, plan, tuple(clamped)) == pytest.approx(
                derivative, abs=1e-12
            )


@pytest.mark.parametrize("seed", FEW_SEEDS)
def test_a_derivative_by_a_table_entry_is_the_value_with_that_entry_alone(seed: int) -> None:
    # every product of the polynomial holds exactly one entry of each table
    network, evidence = problem(seed)
    plan = make_plan(network)
    found = sweeps.propagate(network, plan, evidence, tables=True)
    for variable, derivatives in enumerate(found.log_table_derivatives):
        for entry in np.ndindex(derivatives.shape):
            alone = np.zeros(derivatives.shape)
            alone[entry] = 1.0
            tables = (*network.tables[:variable], alone, *network.tables[variable + 1 :])
            changed = replace(network, tables=tables)
            assert sweeps.log_evidence(changed, plan, evidence) == pytest.approx(
                derivatives[entry], abs=1e-12
            )


@pytest.mark.parametrize("seed", FEW_SEEDS)
def test_without_evidence_the_polynomial_is_1(seed: int) -> None:
    network, _ = problem(seed)
    plan = make_plan(network)
    assert sweeps.log_evidence(network, plan, no_evidence(network)) == pytest.approx(0, abs=1e-14)


@pytest.mark.parametrize("seed", FEW_SEEDS)
def test_the_forward_sweep_alone_gives_the_same_log_evidence(seed: int) -> None:
    network, evidence = problem(seed)
    plan = make_plan(network)
    both = sweeps.propagate(network, plan, evidence).log_evidence
    assert sweeps.log_evidence(network, plan, evidence) == both


# --- Thousands of findings ---------------------------------------------------------------------

MANY = 5000


def exact(likelihoods: FloatArray) -> tuple[list[float], float]:
    """Posterior of one cause and log P(evidence), all findings present, by exact fractions."""
    causes = [Fraction(1, len(likelihoods))] * len(likelihoods)
    for cause, row in enumerate(likelihoods.tolist()):
        for number in set(row):
            causes[cause] *= Fraction(number) ** row.count(number)
    total = sum(causes)
    shift = total.denominator.bit_length() - total.numerator.bit_length()
    log_total = math.log(total * 2**shift) - shift * math.log(2)
    return [float(each / total) for each in causes], log_total


@pytest.fixture
def arithmetics(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Names of the kinds of arithmetic that a query went through, in order."""
    used: list[str] = []
    original = sweeps.lifted

    def lifted(arithmetic: ModuleType, arrays: Sequence[FloatArray]) -> list[object]:
        used.append(arithmetic.__name__.rpartition(".")[2])
        return original(arithmetic, arrays)

    monkeypatch.setattr(sweeps, "lifted", lifted)
    yield used


def check_many(likelihoods: FloatArray) -> Propagation:
    """Propagate with all findings present, and compare with exact fractions."""
    network = one_cause(likelihoods)
    found = sweeps.propagate(network, make_plan(network), all_present(network))
    posterior, log_evidence = exact(likelihoods)
    np.testing.assert_allclose(found.posteriors[0], posterior, rtol=1e-10, atol=0)
    assert found.log_evidence == pytest.approx(log_evidence, rel=1e-12)
    assert all(np.isfinite(each).all() for each in found.log_evidence_derivatives)
    return found


def test_5000_findings_that_leave_a_doubt(arithmetics: list[str]) -> None:
    likelihoods = np.tile([[0.02], [0.02 * (1 + 2e-4)]], MANY)
    found = check_many(likelihoods)
    assert 0.7 < found.posteriors[0][1] < 0.8
    assert found.log_evidence < -19_000  # far below the logs of doubles, -745
    assert arithmetics == ["scaled"]


def test_5000_findings_for_one_cause_leave_the_other_its_true_log() -> None:
    network = one_cause(np.tile([[0.9], [0.1]], MANY))
    found = sweeps.propagate(network, make_plan(network), all_present(network))
    assert found.posteriors[0].tolist() == [1.0, 0.0]  # 9**-5000 is below every double
    odds = found.log_evidence_derivatives[0][1] - found.log_evidence_derivatives[0][0]
    assert odds == pytest.approx(-MANY * math.log(9), rel=1e-12)


def test_findings_for_one_cause_and_then_for_the_other(arithmetics: list[str]) -> None:
    half = MANY // 2
    first = np.tile([[0.9], [0.1]], half)
    found = check_many(np.hstack([first, first[::-1]]))
    np.testing.assert_allclose(found.posteriors[0], [0.5, 0.5], rtol=1e-12)
    assert arithmetics == ["scaled", "wide"]


def test_the_last_finding_decides_after_a_draw() -> None:
    first = np.tile([[0.9], [0.1]], MANY // 2)
    found = check_many(np.hstack([first, first[::-1], [[0.6], [0.2]]]))
    np.testing.assert_allclose(found.posteriors[0], [0.75, 0.25], rtol=1e-11)


def test_a_third_cause_wins_that_was_never_the_best_so_far() -> None:
    half = MANY // 2
    first = np.tile([[0.9], [0.1], [0.5]], half)
    second = np.tile([[0.1], [0.9], [0.5]], half)
    found = check_many(np.hstack([first, second]))
    assert found.posteriors[0][2] == pytest.approx(1.0)


# --- Extreme likelihoods -----------------------------------------------------------------------


def test_extreme_likelihoods_in_tables(arithmetics: list[str]) -> None:
    check_many(np.array([[1e-300, 0.5, 1e-300], [0.5, 1e-300, 1e-300]]))
    assert arithmetics[-1] == "wide"


def test_extreme_soft_evidence() -> None:
    network = one_cause(np.array([[0.5, 0.25], [0.5, 0.75]]))
    plan = make_plan(network)
    one, other = np.array([1e-300, 1.0]), np.array([1.0, 1e-300])
    found = sweeps.propagate(network, plan, (np.ones(2), one, other))
    # only no/yes counts: 0.5 * 0.25 against 0.5 * 0.75
    np.testing.assert_allclose(found.posteriors[0], [0.25, 0.75], rtol=1e-12)
    assert found.log_evidence == pytest.approx(math.log(0.25), rel=1e-12)


@pytest.mark.parametrize("factor", [1e-300, 1e-5, 3.0, 1e300])
def test_scaling_a_soft_vector_moves_the_log_evidence_alone(factor: float) -> None:
    network, evidence = problem(1)
    plan = make_plan(network)
    before = sweeps.propagate(network, plan, evidence)
    scaled_up = (evidence[0] * factor, *evidence[1:])
    after = sweeps.propagate(network, plan, scaled_up)
    np.testing.assert_allclose(after.posteriors[1], before.posteriors[1], rtol=1e-12)
    assert after.log_evidence == pytest.approx(before.log_evidence + math.log(factor), rel=1e-12)


def test_subnormal_evidence_is_still_evidence() -> None:
    network = one_cause(np.array([[0.9], [0.1]]))
    found = sweeps.propagate(network, make_plan(network), (np.ones(2), np.array([5e-324, 0.0])))
    np.testing.assert_allclose(found.posteriors[0], [0.9, 0.1], rtol=1e-14)


def test_a_network_of_one_variable() -> None:
    coin = Network.checked(["coin"], [["heads", "tails"]], [()], [np.array([0.25, 0.75])])
    found = sweeps.propagate(coin, make_plan(coin), (np.array([1.0, 0.5]),), tables=True)
    np.testing.assert_allclose(found.posteriors[0], [0.4, 0.6], rtol=1e-15)
    assert found.log_evidence == pytest.approx(math.log(0.625))


def test_a_variable_of_one_state_is_certain() -> None:
    sure = Network.checked(["sure"], [["yes"]], [()], [np.ones(1)])
    found = sweeps.propagate(sure, make_plan(sure), (np.ones(1),))
    assert found.posteriors[0].tolist() == [1.0]
