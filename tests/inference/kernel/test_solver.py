"""The solver around programs: what it keeps, copies, refuses; the same plan every time."""

import copy
import hashlib
import os
import pickle
import re
import subprocess
import sys
import tracemalloc
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from lumpbayes.errors import TooLargeError
from lumpbayes.inference.evidence import Evidence
from lumpbayes.inference.kernel import solver as solver_module
from lumpbayes.inference.kernel.program import TRIES, Cost
from lumpbayes.inference.kernel.solver import KernelSolver
from lumpbayes.inference.network import Network
from lumpbayes.inference.plan import MEMORY_LIMIT
from tests.inference.kernel.uncompiled import uncompiled
from tests.inference.problems import problem
from tests.random_problem import random_network


def dense_network() -> Network:
    """Costly enough that several orders are tried."""
    return random_network(8, variables=40, most_parents=4)


def digest(network: Network) -> str:
    """Of the program for every posterior given a few findings."""
    kernel = KernelSolver(network, MEMORY_LIMIT)
    program = kernel.planned((1, 5), (7,), None).program
    return hashlib.sha256(program.tobytes()).hexdigest()


def test_the_same_question_gets_the_same_plan() -> None:
    assert digest(dense_network()) == digest(dense_network())


@pytest.mark.parametrize("seed", ["0", "1"])
def test_whatever_the_hash_seed_is(seed: str) -> None:
    code = (
        "from tests.inference.kernel.test_solver import dense_network, digest;"
        "print(digest(dense_network()))"
    )
    run = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONHASHSEED": seed},
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.strip() == digest(dense_network())


def test_restarts_never_cost_more(monkeypatch: pytest.MonkeyPatch) -> None:
    nothing = Evidence({}, {})
    tried = KernelSolver(dense_network(), MEMORY_LIMIT).plan(nothing)
    monkeypatch.setattr("lumpbayes.inference.kernel.program.TRIES", ())
    plain = KernelSolver(dense_network(), MEMORY_LIMIT).plan(nothing)
    assert isinstance(tried, Cost)
    assert tried.multiplications < plain.multiplications
    assert len(set(TRIES)) == len(TRIES) > 4


def test_restarts_as_plain_python() -> None:
    kernel = uncompiled().solver.KernelSolver(dense_network(), MEMORY_LIMIT)
    with np.errstate(over="ignore"):  # numbers modulo 2**64, on purpose
        program = kernel.planned((1, 5), (7,), None).program
    assert hashlib.sha256(program.tobytes()).hexdigest() == digest(dense_network())


def test_a_plan_prints_itself() -> None:
    plan = KernelSolver(problem(3)[0], MEMORY_LIMIT).plan(Evidence({}, {}))
    pattern = r"\d+ steps?, [\d,]+ multiplications a sweep, largest table [\d,]+ numbers, "
    assert re.fullmatch(pattern + r"[\d,]+ KiB in all", str(plan))
    assert str(Cost(1, 2.0, 1234.0, 2048.0)) == (
        "1 step, 2 multiplications a sweep, largest table 1,234 numbers, 2 KiB in all"
    )


def test_a_plan_is_of_what_is_asked() -> None:
    network = random_network(8, variables=12)
    kernel = KernelSolver(network, MEMORY_LIMIT)
    every = kernel.plan(Evidence({}, {}))
    sliced = kernel.plan(Evidence(dict.fromkeys(range(1, 9), 0), {}))
    assert sliced.multiplications < every.multiplications / 2
    roots = [v for v, parents in enumerate(network.parents) if not parents]
    assert kernel.plan(Evidence({}, {}), (roots[0],)).steps < every.steps


def test_the_limit_is_found_before_anything_is_allocated() -> None:
    count = 26
    tables = [np.array([0.5, 0.5])] * count + [np.full((2, 2, 2), 0.5)] * (count * (count - 1) // 2)
    parents = [()] * count + [(a, b) for a in range(count) for b in range(a)]
    names = [f"v{number}" for number in range(len(parents))]
    network = Network.checked(names, [["x", "y"]] * len(names), parents, tables)
    observed = Evidence(dict.fromkeys(range(count, len(names)), 0), {})
    kernel = KernelSolver(network, 2**24)
    kernel.plan(Evidence({}, {}), (0,))
    tracemalloc.start()
    try:
        with pytest.raises(
            TooLargeError,
            match=r"needs 2.0 GiB \(\d+ steps, .* the limit is 16 MiB: raise memory_limit",
        ):
            kernel.posteriors(observed)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 2**23
    with pytest.raises(TooLargeError, match="raise memory_limit, or remove links"):
        kernel.plan(observed, (0,))
    with pytest.raises(TooLargeError, match="exact inference on this network needs"):
        kernel.propagate(observed.vectors(network))


@pytest.mark.parametrize(
    "copied", [copy.copy, copy.deepcopy, lambda value: pickle.loads(pickle.dumps(value))]
)
def test_a_copy_answers_alike(copied: object) -> None:
    network, vectors = problem(9)
    kernel = KernelSolver(network, 12345678)
    first = kernel.posteriors(Evidence.of(vectors))
    again = copied(kernel)  # type: ignore[operator]
    assert again.memory_limit == 12345678
    assert not again._planned
    second = again.posteriors(Evidence.of(vectors))
    assert second.log_evidence == first.log_evidence
    for variable, share in first.posteriors.items():
        assert second.posteriors[variable].tobytes() == share.tobytes()


def test_programs_are_kept_within_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(solver_module, "MOST_PROGRAMS", 3)
    kernel = KernelSolver(random_network(4), MEMORY_LIMIT)
    made = [kernel.planned((variable,), (), None) for variable in range(5)]
    assert len(kernel._planned) == 3
    assert kernel.planned((4,), (), None) is made[4]
    assert kernel.planned((0,), (), None) is not made[0]
    assert len(kernel._planned) == 3


def test_what_is_observed_needs_no_program_of_its_own() -> None:
    kernel = KernelSolver(random_network(4), MEMORY_LIMIT)
    assert kernel.planned((1,), (), (1, 2)) is kernel.planned((1,), (), (2,))


def test_threads_get_the_same_bytes() -> None:
    network, vectors = problem(8)
    kernel = KernelSolver(network, MEMORY_LIMIT)
    evidence = Evidence.of(vectors)
    asked = [None, (0,), (1, 2), None, (0,)] * 40

    def answer(wanted: tuple[int, ...] | None) -> bytes:
        found = kernel.posteriors(evidence, wanted)
        return b"".join(share.tobytes() for share in found.posteriors.values())

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(answer, asked))
    assert found == [answer(wanted) for wanted in asked]


def test_the_layout_has_the_tables_one_after_the_other() -> None:
    network = random_network(6)
    layout = KernelSolver(network, MEMORY_LIMIT).layout
    for variable, table in enumerate(network.tables):
        begin = layout.base[variable]
        flat = layout.tables[begin : begin + table.size]
        assert flat.tobytes() == table.tobytes()
        positive = flat[flat > 0]
        assert 2.0 ** layout.low[variable] <= positive.min()
        assert positive.max() <= 2.0 ** layout.high[variable]
