"""Programs against the whole joint: any evidence, any question, compiled and as plain Python."""

import itertools
from collections.abc import Callable

import numpy as np
import pytest

from lumpbayes.inference import brute_force, sweeps
from lumpbayes.inference.evidence import Evidence
from lumpbayes.inference.kernel import solver as compiled_solver
from lumpbayes.inference.kernel.query import ANSWERED, IMPOSSIBLE, OUT_OF_RANGE
from lumpbayes.inference.network import EvidenceVectors, FloatArray, Network
from lumpbayes.inference.plan import MEMORY_LIMIT
from tests.inference.kernel.uncompiled import uncompiled
from tests.inference.problems import TOLERANCE, all_present, hard_problem, one_cause, problem
from tests.random_problem import random_evidence, random_network

Make = Callable[[Network], compiled_solver.KernelSolver]


MODULES = (compiled_solver, uncompiled().solver)


@pytest.fixture(params=MODULES, ids=["compiled", "python"])
def make(request: pytest.FixtureRequest) -> Make:
    """Makes a solver."""
    return lambda network: request.param.KernelSolver(network, MEMORY_LIMIT)


def check(
    kernel: compiled_solver.KernelSolver,
    vectors: EvidenceVectors,
    questions: list[tuple[int, ...] | None],
) -> str:
    """Compare with the whole joint; what kind of evidence it was."""
    evidence = Evidence.of(vectors)
    truth = brute_force.propagate(kernel.network, vectors)
    for wanted in questions:
        found = kernel.posteriors(evidence, wanted)
        asked = list(range(len(vectors))) if wanted is None else sorted(set(wanted))
        np.testing.assert_allclose(
            found.log_evidence, truth.log_evidence, rtol=TOLERANCE, atol=TOLERANCE
        )
        if np.isneginf(truth.log_evidence):
            assert found == (-np.inf, {})
            continue
        assert list(found.posteriors) == asked
        for variable, share in found.posteriors.items():
            np.testing.assert_allclose(
                share, truth.posteriors[variable], rtol=TOLERANCE, atol=TOLERANCE
            )
            assert not share.flags.writeable
    return "impossible" if np.isneginf(truth.log_evidence) else "possible"


@pytest.mark.parametrize("seed", range(60))
def test_against_the_whole_joint(make: Make, seed: int) -> None:
    network, vectors = (problem if seed % 3 else hard_problem)(seed)
    count = len(network.names)
    few = tuple(np.random.default_rng(seed).permutation(count)[:3].tolist())
    questions = [None, *((v,) for v in range(count)), few, few[:2] * 2]
    check(make(network), vectors, questions)


def test_hundreds_more() -> None:
    kinds = {"possible": 0, "impossible": 0}
    for seed in range(60, 500):
        network, vectors = (problem if seed % 2 else hard_problem)(seed)
        kernel = compiled_solver.KernelSolver(network, MEMORY_LIMIT)
        kinds[check(kernel, vectors, [None, (seed % 3,), (0, 2)])] += 1
    assert min(kinds.values()) > 40


def test_larger_networks_agree_with_the_sweeps() -> None:
    for seed in range(30):
        network = random_network(seed, variables=20, zero_share=0.05)
        evidence = Evidence.of(random_evidence(seed, network, soft_share=0.2))
        kernel = compiled_solver.KernelSolver(network, MEMORY_LIMIT)
        for wanted in (None, (3,), (3, 7, 19)):
            one = kernel.posteriors(evidence, wanted)
            other = sweeps.posteriors(network, evidence, MEMORY_LIMIT, wanted)
            np.testing.assert_allclose(one.log_evidence, other.log_evidence, atol=TOLERANCE)
            assert list(one.posteriors) == list(other.posteriors)
            for variable, share in one.posteriors.items():
                np.testing.assert_allclose(share, other.posteriors[variable], atol=TOLERANCE)


def test_every_evidence_on_a_small_network(make: Make) -> None:
    """Unknown, each state, and a soft vector for each of three variables."""
    network = random_network(11, variables=3, most_states=3)
    kernel = make(network)
    choices = [
        [np.ones(n), *np.eye(n), np.linspace(0.0, 1.0, n), np.linspace(0.5, 1.0, n)]
        for n in network.cardinalities
    ]
    for vectors in itertools.product(*choices):
        check(kernel, vectors, [None, (0,), (1, 2)])


def test_everything_observed(make: Make) -> None:
    network = random_network(3, variables=6, zero_share=0)
    vectors = tuple(np.eye(n)[n - 1] for n in network.cardinalities)
    check(make(network), vectors, [None, (2,), (4, 1)])


def test_nothing_observed_and_nothing_asked(make: Make) -> None:
    kernel = make(random_network(3))
    assert kernel.posteriors(Evidence({}, {}), ()) == (0.0, {})
    found = kernel.posteriors(Evidence({0: 0}, {}), ())
    assert found.posteriors == {}
    truth = brute_force.propagate(kernel.network, Evidence({0: 0}, {}).vectors(kernel.network))
    assert found.log_evidence == pytest.approx(truth.log_evidence, rel=TOLERANCE)


def test_one_variable(make: Make) -> None:
    network = Network.checked(["a"], [["x", "y", "z"]], [()], [np.array([0.2, 0.3, 0.5])])
    for vector in ([1.0, 1, 1], [0, 1.0, 0], [1.0, 0.5, 0]):
        check(make(network), (np.array(vector),), [None, (0,)])


def test_variables_of_one_state(make: Make) -> None:
    network = Network.checked(
        ["a", "b", "c", "d"],
        [["only"], ["x", "y"], ["only"], ["x", "y"]],
        [(), (0,), (1,), (2, 1)],
        [np.ones(1), np.array([[0.3], [0.7]]), np.ones((1, 2)), np.full((2, 1, 2), 0.5)],
    )
    kernel = make(network)
    for b, d in itertools.product(([1.0, 1], [0.0, 1], [1.0, 0.5]), repeat=2):
        vectors = (np.ones(1), np.array(b), np.ones(1), np.array(d))
        check(kernel, vectors, [None, (0,), (1,), (2, 3)])
    found = kernel.posteriors(Evidence({0: 0, 2: 0}, {}), None)
    np.testing.assert_allclose(found.posteriors[1], [0.3, 0.7], rtol=1e-15)


def test_parts_that_nothing_connects(make: Make) -> None:
    coin = np.array([0.25, 0.75])
    network = Network.checked(
        list("abcdef"), [["x", "y"]] * 6, [()] * 5 + [(0,)], [coin] * 5 + [np.full((2, 2), 0.5)]
    )
    soft = np.array([1.0, 0.5])
    for vectors in (
        (np.ones(2),) * 6,
        (np.ones(2), soft, np.eye(2)[0], np.ones(2), np.ones(2), soft),
        (np.eye(2)[1],) * 6,
    ):
        check(make(network), vectors, [None, (0,), (3,), (0, 4)])


def test_impossible_evidence(make: Make) -> None:
    certain = np.array([1.0, 0.0])
    network = Network.checked(
        ["a", "b"], [["x", "y"]] * 2, [(), (0,)], [certain, np.full((2, 2), 0.5)]
    )
    kernel = make(network)
    for evidence in (Evidence({0: 1}, {}), Evidence({}, {0: np.array([0.0, 0.5])})):
        for wanted in (None, (0,), (1,), (0, 1), ()):
            assert kernel.posteriors(evidence, wanted) == (-np.inf, {})
    zeros = Evidence({}, {1: np.zeros(2)})
    assert kernel.posteriors(zeros) == kernel.posteriors(zeros, (0,)) == (-np.inf, {})


# --- Out of the range of doubles ---------------------------------------------------------------


def doubtful(findings: int, least: float = 0.1) -> FloatArray:
    """Half of the findings speak for one cause, the other half for the other."""
    first = np.tile([[0.9], [least]], findings // 2)
    return np.hstack([first, first[::-1]])


def status_of(
    kernel: compiled_solver.KernelSolver,
    evidence: Evidence,
    wanted: tuple[int, ...] | None = None,
) -> int:
    """How the program itself ends, without what the solver falls back to."""
    program = kernel.planned(tuple(evidence.hard), tuple(evidence.soft), wanted).program
    chosen = np.zeros(len(kernel.network.names), np.int32)
    for variable, state in evidence.hard.items():
        chosen[variable] = state
    vectors = np.concatenate([*evidence.soft.values(), np.zeros(0)])
    ask = type(kernel).posteriors.__globals__["ask"]
    return int(ask(kernel.layout.tables, program, chosen, vectors)[0])


@pytest.mark.parametrize("wanted", [(0,), None])
def test_products_that_leave_doubles(make: Make, wanted: tuple[int, ...] | None) -> None:
    """Hundreds of findings for one cause, and then as many for the other."""
    network = one_cause(doubtful(400, 0.01))
    found = make(network).posteriors(Evidence.of(all_present(network)), wanted)
    np.testing.assert_allclose(found.posteriors[0], [0.5, 0.5], rtol=1e-11)
    assert found.log_evidence == pytest.approx(200 * np.log(0.009), rel=1e-13)


@pytest.mark.parametrize("wanted", [(0,), None])
def test_slots_are_rescaled_on_the_way(make: Make, wanted: tuple[int, ...] | None) -> None:
    """P(evidence) is 1e-910, and the program itself answers."""
    likelihoods = np.hstack([np.array([[0.9, 0.01], [0.01, 0.9]])] * 223)
    network = one_cause(likelihoods)
    kernel = make(network)
    evidence = Evidence.of(all_present(network))
    assert status_of(kernel, evidence, wanted) == ANSWERED
    found = kernel.posteriors(evidence, wanted)
    np.testing.assert_allclose(found.posteriors[0], [0.5, 0.5], rtol=1e-11)
    assert found.log_evidence == pytest.approx(223 * np.log(0.009), rel=1e-13)


def test_soft_findings_that_leave_doubles(make: Make) -> None:
    network = one_cause(doubtful(400, 0.01))
    soft = np.array([1.0, 1e-9])
    vectors = (np.ones(2), *[soft] * 400)
    found = make(network).posteriors(Evidence.of(vectors), (0,))
    np.testing.assert_allclose(found.posteriors[0], [0.5, 0.5], rtol=1e-11)
    expected = 200 * (np.log(0.9 + 0.1e-9) + np.log(0.01 + 0.99e-9))
    assert found.log_evidence == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("wanted", [None, (0,), (0, 3)])
def test_what_doubles_cannot_hold_goes_to_the_wide_sweeps(
    make: Make, wanted: tuple[int, ...] | None
) -> None:
    """One slot holds entries that are further apart than doubles reach."""
    network = one_cause(np.array([[1e-300, 0.5, 1e-300], [0.5, 1e-300, 1e-300]]))
    evidence = Evidence({1: 0, 2: 0}, {3: np.array([1.0, 1e-300])})
    expected = sweeps.posteriors(network, evidence, MEMORY_LIMIT, wanted)
    found = make(network).posteriors(evidence, wanted)
    assert found.log_evidence == pytest.approx(expected.log_evidence, rel=1e-13)
    assert list(found.posteriors) == list(expected.posteriors)
    for variable, posterior in found.posteriors.items():
        np.testing.assert_allclose(posterior, expected.posteriors[variable], rtol=1e-12)


@pytest.mark.parametrize("reverse", [False, True])
def test_a_program_says_when_doubles_do_not_reach(make: Make, reverse: bool) -> None:
    """Entries of 1e-200 and 1 in one slot, many times over, cannot be scaled into range."""
    kernel = make(one_cause(np.array([[1e-200, 1.0] * 6, [1.0, 1e-200] * 6])))
    evidence = Evidence(dict.fromkeys(range(1, 13), 0), {})
    found = kernel.posteriors(evidence, None if reverse else (0,))
    np.testing.assert_allclose(found.posteriors[0], [0.5, 0.5], rtol=1e-12)
    assert found.log_evidence == pytest.approx(1200 * np.log(0.1), rel=1e-12)


def test_both_forms_end_alike() -> None:
    """Answered, impossible or out of range: plain Python and compiled code agree."""
    seen = set()
    reaching = np.array([[1e-200, 1.0] * 6, [1.0, 1e-200] * 6])
    problems = [(problem(seed)[0], Evidence.of(problem(seed)[1])) for seed in range(40)]
    hard = Evidence(dict.fromkeys(range(1, 13), 0), {})
    problems.append((one_cause(reaching), hard))
    for network, evidence in problems:
        kernels = [module.KernelSolver(network, MEMORY_LIMIT) for module in MODULES]
        one, other = (status_of(kernel, evidence) for kernel in kernels)
        assert one == other
        seen.add(one)
    assert seen == {ANSWERED, IMPOSSIBLE, OUT_OF_RANGE}
