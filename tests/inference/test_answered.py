"""Posteriors after many answers are those of queries with all of it as evidence."""

import pickle

import numpy as np
import pytest

from lumpbayes.inference import answered as module
from lumpbayes.inference.answered import AnsweredCases, all_answers
from lumpbayes.inference.backends import make_solver
from lumpbayes.inference.cases import UNKNOWN, CaseSolver, case_solver
from lumpbayes.inference.evidence import Evidence
from lumpbayes.inference.next_answers import NextAnswers
from tests.random_problem import random_evidence, random_network

BACKENDS = ("sweeps", "kernel")


@pytest.fixture(params=["tabulated", "soft by vector", "planned"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """How soft evidence is worked in."""
    if request.param == "soft by vector":
        monkeypatch.setattr(module, "MOST_SUMMED", 0)
    if request.param == "planned":
        monkeypatch.setattr("lumpbayes.inference.cases.tabulate", lambda *_: None)
    return str(request.param)


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("seed", range(25))
def test_every_set_of_answers(seed: int, backend: str, way: str) -> None:
    network = random_network(seed, variables=6, most_states=3)
    evidence = Evidence.of(random_evidence(seed, network))
    solver = make_solver(backend, network)
    target = seed % 6
    known = {*evidence.hard, *evidence.soft, target}
    asked = [each for each in range(6) if each not in known]
    codes = all_answers([network.cardinalities[each] + 1 for each in asked]) - 1
    found = AnsweredCases(case_solver(solver, target, True), evidence).solve(asked, codes)
    assert len(codes) == len(found.log_evidence)
    for row, case in enumerate(codes.tolist()):
        answers = {v: code for v, code in zip(asked, case, strict=True) if code != UNKNOWN}
        expected = solver.posteriors(evidence.also(answers), (target,))
        assert np.exp(found.log_evidence[row]) == pytest.approx(
            np.exp(expected.log_evidence), abs=1e-13
        )
        shares = expected.posteriors.get(target, np.zeros(network.cardinalities[target]))
        np.testing.assert_allclose(found.posteriors[row], shares, atol=1e-12)


@pytest.mark.parametrize("seed", range(25))
def test_next_answers_after_earlier_ones(seed: int, way: str) -> None:
    network = random_network(seed, variables=6, most_states=3)
    evidence = Evidence.of(random_evidence(seed, network))
    solver = make_solver("sweeps", network)
    target = (seed + 1) % 6
    known = {*evidence.hard, *evidence.soft, target}
    asked = [each for each in range(6) if each not in known]
    following = NextAnswers(case_solver(solver, target, True), evidence, asked)
    for earlier in [{}, *({0: state} for state in range(3) if asked)]:
        if asked and earlier and earlier[0] >= network.cardinalities[asked[0]]:
            continue
        answers = {asked[place]: state for place, state in earlier.items()}
        before = solver.posteriors(evidence.also(answers), asked)
        ahead = following.ahead(earlier)
        for place, variable in enumerate(asked):
            for state in range(network.cardinalities[variable]):
                row = int(following.starts[place]) + state
                if place in earlier or not before.posteriors:
                    assert ahead.probabilities[row] == 0
                    assert not ahead.posteriors[row].any()
                    continue
                share = before.posteriors[variable][state]
                assert ahead.probabilities[row] == pytest.approx(share, abs=1e-12)
                after = solver.posteriors(evidence.also({**answers, variable: state}), (target,))
                expected = after.posteriors.get(target, np.zeros(network.cardinalities[target]))
                np.testing.assert_allclose(ahead.posteriors[row], expected, atol=1e-12)


@pytest.mark.parametrize("weight", [0.25, 0.0])
def test_a_soft_vector_that_allows_one_state(weight: float, way: str) -> None:
    """It says what the state says for certain, and is as much less probable as its weight."""
    network = random_network(3, variables=6, most_states=2)
    solver = make_solver("sweeps", network)
    vector, nothing = np.array([weight, 0.5 - 2 * weight]), np.zeros(network.cardinalities[0])
    evidence = Evidence({}, {2: vector})
    codes = all_answers([network.cardinalities[each] + 1 for each in (3, 4)]) - 1
    found = AnsweredCases(case_solver(solver, 0, True), evidence).solve((3, 4), codes)
    for row, answer in enumerate(codes.tolist()):
        answers = {v: s for v, s in zip((3, 4), answer, strict=True) if s != UNKNOWN}
        expected = solver.posteriors(evidence.also(answers), (0,))
        assert found.log_evidence[row] == pytest.approx(expected.log_evidence, abs=1e-12)
        np.testing.assert_allclose(
            found.posteriors[row], expected.posteriors.get(0, nothing), atol=1e-12
        )


def test_many_sets_are_worked_on_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    network = random_network(4, variables=6, most_states=3)
    solver = make_solver("sweeps", network)
    codes = all_answers(network.cardinalities[1:])
    whole = AnsweredCases(case_solver(solver, 0, True), Evidence({}, {})).solve(range(1, 6), codes)
    monkeypatch.setattr(module, "ROWS", 7)
    parts = AnsweredCases(case_solver(solver, 0, True), Evidence({}, {})).solve(range(1, 6), codes)
    np.testing.assert_array_equal(whole.posteriors, parts.posteriors)
    np.testing.assert_array_equal(whole.log_evidence, parts.log_evidence)


def test_all_answers() -> None:
    assert all_answers([2, 3]).tolist() == [[0, 0], [0, 1], [0, 2], [1, 0], [1, 1], [1, 2]]
    assert all_answers([]).tolist() == [[]]


def test_a_solver_keeps_one_case_solver_a_target() -> None:
    solver = make_solver("sweeps", random_network(1))
    assert case_solver(solver, 0, True) is case_solver(solver, 0, True)
    assert case_solver(solver, 0, True) is not case_solver(solver, 0, False)
    assert isinstance(case_solver(solver, 1, True), CaseSolver)


def test_a_copy_of_a_solver_tabulates_anew() -> None:
    network = random_network(1)
    solver = make_solver("sweeps", network)
    made = case_solver(solver, 0, True)
    nothing = Evidence({}, {})
    codes = all_answers(network.cardinalities[1:])
    asked = range(1, len(network.names))
    expected = AnsweredCases(made, nothing).solve(asked, codes)
    copied = pickle.loads(pickle.dumps(solver))
    again = case_solver(copied, 0, True)
    assert again.solver is copied
    assert "_blocks" not in vars(again)
    found = AnsweredCases(again, nothing).solve(asked, codes)
    np.testing.assert_array_equal(found.posteriors, expected.posteriors)


def test_more_variables_than_an_array_has_axes() -> None:
    assert all_answers([1] * 70).tolist() == [[0] * 70]
    assert all_answers([2, 1, 3]).tolist() == [
        [first, 0, last] for first in range(2) for last in range(3)
    ]
    assert all_answers([]).shape == (1, 0)
