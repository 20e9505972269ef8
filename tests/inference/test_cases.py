"""Many cases at once: each gets what it would get alone, to the byte, and what is right."""

import os
import subprocess
import sys
from types import ModuleType

import numpy as np
import pytest

from lumpbayes.inference import brute_force, tabulation
from lumpbayes.inference import cases as cases_module
from lumpbayes.inference.backends import SweepsSolver, make_solver
from lumpbayes.inference.cases import UNKNOWN, Cases, CaseSolver, Solved
from lumpbayes.inference.kernel import rows as rows_module
from lumpbayes.inference.network import Network
from lumpbayes.inference.plan import MEMORY_LIMIT
from tests.inference.kernel.uncompiled import uncompiled
from tests.inference.problems import TOLERANCE, one_cause
from tests.random_problem import random_network

SOFT = 3
"""Vectors of each column."""


def drawn_cases(seed: int, network: Network, count: int, kinds: str = "hard soft unknown") -> Cases:
    """Random cases over all but the first variable, in a random order of columns."""
    random = np.random.default_rng(seed)
    columns = random.permutation(np.arange(1, len(network.names))).tolist()
    codes = np.full((count, len(columns)), UNKNOWN, np.int16)
    vectors = []
    for place, variable in enumerate(columns):
        states = network.cardinalities[variable]
        kind = random.random(count)
        if "hard" in kinds:
            codes[kind < 0.4, place] = random.integers(0, states, (kind < 0.4).sum())
        if "soft" in kinds:
            codes[kind > 0.8, place] = states + random.integers(0, SOFT, (kind > 0.8).sum())
        vectors.append(random.random((SOFT, states)) / 2 + 0.5)
    return Cases(tuple(columns), codes, tuple(vectors))


def check(network: Network, solver: CaseSolver, cases: Cases) -> Solved:
    """Compare with the whole joint, case by case."""
    solved = solver.solve(cases)
    for row in range(len(cases.codes)):
        vectors = solver.evidence(cases, row).vectors(network)
        truth = brute_force.propagate(network, vectors)
        np.testing.assert_allclose(
            solved.log_evidence[row], truth.log_evidence, rtol=TOLERANCE, atol=TOLERANCE
        )
        expected = truth.posteriors[solver.target] if truth.posteriors else 0.0
        np.testing.assert_allclose(solved.posteriors[row], expected, rtol=TOLERANCE, atol=TOLERANCE)
    return solved


def case_solver(module: ModuleType, network: Network, backend: str, target: int) -> CaseSolver:
    if module is not cases_module and backend == "kernel":
        solver = uncompiled().solver.KernelSolver(network, MEMORY_LIMIT)
    else:
        solver = make_solver(backend, network)
    return module.CaseSolver(solver, target, target == 0)  # type: ignore[no-any-return]


@pytest.fixture(params=["compiled", "python"])
def module(request: pytest.FixtureRequest) -> ModuleType:
    return cases_module if request.param == "compiled" else uncompiled().cases


@pytest.mark.parametrize("backend", ["kernel", "sweeps", "brute_force"])
@pytest.mark.parametrize("seed", range(8))
def test_against_the_whole_joint(module: ModuleType, backend: str, seed: int) -> None:
    network = random_network(seed, variables=3 + seed % 4)
    for kinds in ("hard unknown", "soft unknown", "hard soft unknown", "unknown"):
        cases = drawn_cases(seed, network, 12, kinds)
        for target in (0, 1):  # the second is observed itself in some cases
            check(network, case_solver(module, network, backend, target), cases)


def test_the_problems_are_varied() -> None:
    impossible = soft = plain = 0
    for seed in range(8):
        network = random_network(seed, variables=3 + seed % 4)
        cases = drawn_cases(seed, network, 12)
        solver = case_solver(cases_module, network, "kernel", 0)
        impossible += np.isneginf(solver.solve(cases).log_evidence).sum()
        counts = np.array([network.cardinalities[v] for v in cases.variables])
        soft += (cases.codes >= counts).any(axis=1).sum()
        plain += (cases.codes < counts).all(axis=1).sum()
    assert min(impossible, soft, plain) > 5


def test_a_network_without_tables_over_findings(
    module: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tabulation, "MOST_ENTRIES", 1)
    for seed in range(8):
        network = random_network(seed, variables=5)
        for target in (0, 1):
            solver = case_solver(module, network, "kernel", target)
            assert solver._blocks == ()
            check(network, solver, drawn_cases(seed, network, 20))


def test_cases_without_columns_and_without_rows(module: ModuleType) -> None:
    network = random_network(3)
    for backend in ("kernel", "sweeps"):
        solver = case_solver(module, network, backend, 0)
        check(network, solver, Cases((), np.zeros((3, 0), np.int16), ()))
        none = solver.solve(Cases((1,), np.zeros((0, 1), np.int16), (np.zeros((0, 4)),)))
        assert none.posteriors.shape == (0, network.cardinalities[0])


def test_answers_go_where_they_are_asked_to(module: ModuleType) -> None:
    network = random_network(3)
    solver = case_solver(module, network, "kernel", 0)
    cases = drawn_cases(1, network, 10)
    into = np.full((10, network.cardinalities[0]), np.nan)
    solved = solver.solve(cases, into)
    assert solved.posteriors is into
    np.testing.assert_array_equal(into, solver.solve(cases).posteriors)


# --- A case's answer does not depend on its batch ----------------------------------------------


def taken(cases: Cases, rows: np.ndarray) -> Cases:
    return cases._replace(codes=cases.codes[rows])


@pytest.mark.parametrize("backend", ["kernel", "sweeps"])
@pytest.mark.parametrize("tabulated", [True, False])
def test_alone_in_any_order_and_beside_any_other(
    backend: str, tabulated: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not tabulated:
        monkeypatch.setattr(tabulation, "MOST_ENTRIES", 1)
    network = random_network(5, variables=8)
    solver = CaseSolver(make_solver(backend, network), 0, True)
    cases = drawn_cases(2, network, 60)
    whole = solver.solve(cases)
    order = np.random.default_rng(0).permutation(60)
    shuffled = solver.solve(taken(cases, order))
    assert shuffled.posteriors.tobytes() == whole.posteriors[order].tobytes()
    assert shuffled.log_evidence.tobytes() == whole.log_evidence[order].tobytes()
    for row in range(60):
        alone = solver.solve(taken(cases, np.array([row])))
        assert alone.posteriors.tobytes() == whole.posteriors[row].tobytes()
        assert alone.log_evidence.tobytes() == whole.log_evidence[row : row + 1].tobytes()


@pytest.mark.parametrize("backend", ["kernel", "sweeps"])
def test_other_columns_do_not_matter(backend: str) -> None:
    network = random_network(5, variables=8)
    solver = CaseSolver(make_solver(backend, network), 0, True)
    whole = drawn_cases(2, network, 40)
    codes = whole.codes.copy()
    codes[:, 3:] = UNKNOWN
    found = solver.solve(whole._replace(codes=codes))
    few = solver.solve(Cases(whole.variables[:3], codes[:, :3].copy(), whole.vectors[:3]))
    assert few.posteriors.tobytes() == found.posteriors.tobytes()
    assert few.log_evidence.tobytes() == found.log_evidence.tobytes()
    turned = solver.solve(
        Cases(whole.variables[::-1], codes[:, ::-1].copy(), tuple(whole.vectors[::-1]))
    )
    assert turned.posteriors.tobytes() == found.posteriors.tobytes()
    wide = solver.solve(whole._replace(codes=codes.astype(np.int32)))
    assert wide.posteriors.tobytes() == found.posteriors.tobytes()


def test_many_chunks_in_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    network = random_network(5, variables=8)
    cases = drawn_cases(2, network, 200)
    whole = CaseSolver(make_solver("kernel", network), 0, True).solve(cases)
    monkeypatch.setattr(cases_module, "CHUNK", 7)
    for backend in ("kernel", "sweeps"):
        chunked = CaseSolver(make_solver(backend, network), 0, True).solve(cases)
        np.testing.assert_allclose(chunked.posteriors, whole.posteriors, rtol=1e-12)
        if backend == "kernel":
            assert chunked.posteriors.tobytes() == whole.posteriors.tobytes()
            assert chunked.log_evidence.tobytes() == whole.log_evidence.tobytes()


# --- Two forms of one loop ---------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(6))
def test_numpy_and_compiled_products_agree(seed: int) -> None:
    network = random_network(seed, variables=8)
    cases = drawn_cases(seed, network, 50, "hard unknown")
    kernel = CaseSolver(make_solver("kernel", network), 0, True).solve(cases)
    sweeps = CaseSolver(SweepsSolver(network, MEMORY_LIMIT), 0, True).solve(cases)
    plain = case_solver(uncompiled().cases, network, "kernel", 0).solve(cases)
    for one in (sweeps, plain):
        np.testing.assert_allclose(one.posteriors, kernel.posteriors, rtol=1e-15, atol=1e-15)
        np.testing.assert_allclose(one.log_evidence, kernel.log_evidence, rtol=1e-15, atol=1e-15)
    assert rows_module.multiply_rows is not uncompiled().rows.multiply_rows


# --- Out of the range of doubles ---------------------------------------------------------------


@pytest.mark.parametrize("backend", ["kernel", "sweeps"])
def test_cases_that_leave_doubles(module: ModuleType, backend: str) -> None:
    """Half of the findings for each cause; in the last case all but one for the first."""
    count = 400
    half = np.tile([[0.9], [0.01]], count // 2)
    network = one_cause(np.hstack([half, half[::-1]]))
    codes = np.zeros((3, count), np.int16)
    codes[1] = UNKNOWN
    codes[2, count // 2 :] = 1
    columns = tuple(range(1, count + 1))
    solver = case_solver(module, network, backend, 0)
    assert solver._blocks == ()
    solved = solver.solve(Cases(columns, codes, tuple(np.zeros((0, 2)) for _ in columns)))
    np.testing.assert_allclose(solved.posteriors[:2], 0.5, rtol=1e-11)
    assert solved.posteriors[2, 0] == pytest.approx(1, abs=1e-300)
    expected = count // 2 * np.log(0.009)
    assert solved.log_evidence[0] == pytest.approx(expected, rel=1e-12)
    assert solved.log_evidence[1] == pytest.approx(0, abs=1e-14)
    assert solved.log_evidence[2] == pytest.approx(
        count // 2 * np.log(0.9 * 0.99) - np.log(2), rel=1e-12
    )


# --- Memory ------------------------------------------------------------------------------------

PEAK = """
import resource, sys
import numpy as np
from lumpbayes.inference.backends import make_solver
from lumpbayes.inference.cases import Cases, CaseSolver
from tests.random_problem import random_network

network = random_network(5, variables=8)
columns = tuple(range(1, 8))
solver = CaseSolver(make_solver("kernel", network), 0, True)
count = int(sys.argv[1])
codes = np.full((count, 7), -1, np.int16)
codes[::2, ::2] = 0
if sys.argv[2] == "soft":
    codes[:, 1] = network.cardinalities[2]
vectors = tuple(np.full((1, network.cardinalities[v]), 0.5) for v in columns)
warm = Cases(columns, codes[:40000], vectors)
solver.solve(warm)
into = np.ones((count, network.cardinalities[0]))
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
solver.solve(Cases(columns, codes, vectors), into)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


@pytest.mark.parametrize("kind", ["hard", "soft"])
def test_memory_does_not_grow_with_the_cases(kind: str) -> None:
    """But for log P(evidence), 8 bytes a case, which comes out."""
    pytest.importorskip("resource")
    extra = []
    for count in (200_000, 800_000):
        run = subprocess.run(
            [sys.executable, "-c", PEAK, str(count), kind],
            capture_output=True,
            text=True,
            check=True,
            cwd=os.curdir,
        )
        extra.append(int(run.stdout))
    assert extra[1] - extra[0] < 600_000 * 8 / 1024 + 4096  # KiB
