"""Row 7: all derivatives of one posterior, against the posterior alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from benchmarks.inference.bundled_rows import TEN
from benchmarks.inference.ours import bundled, standard
from benchmarks.inference.questions import Question, new_values, new_variables
from benchmarks.inference.result import Result, result
from benchmarks.inference.timing import Effort, Maker, contest
from lumpbayes.inference.backends import Solver, make_solver
from lumpbayes.inference.evidence import Evidence
from lumpbayes.inference.network import Network

__all__ = ["derivatives"]

NETWORKS = ("alarm", "hailfinder", "hepar2", "barley", "munin1", "link")
SHARE = 0.2
QUESTIONS = 8
SEED = 7


def derivatives(effort: Effort) -> Iterator[Result]:
    """Row 7, by the kernel and by the sweeps in numpy; plans kept."""
    engine = bundled()
    network = engine.network
    random = np.random.default_rng(SEED)
    ten = [network.index(name) for name in (*TEN, "setting")]
    questions = new_values(network, ten, QUESTIONS, random)
    yield from _measured("bundled model", network, questions, network.index("cause"), effort)
    for name in NETWORKS:
        network = standard(name).network
        count = len(network.names)
        (first,) = new_variables(network, range(count), (1, round(SHARE * count)), random)
        questions = new_values(network, list(first), QUESTIONS, random)
        target = int(random.choice([each for each in range(count) if each not in first]))
        yield from _measured(name, network, questions, target, effort)


def _measured(
    work: str, network: Network, questions: Sequence[Question], target: int, effort: Effort
) -> Iterator[Result]:
    for backend in ("kernel", "sweeps"):
        makers = _contestants(make_solver(backend, network), questions, target)
        yield result(7, f"{work}, {backend}", contest(makers, effort))


def _contestants(solver: Solver, questions: Sequence[Question], target: int) -> dict[str, Maker]:
    evidence = [Evidence(each, {}) for each in questions]

    def moved(number: int) -> object:
        return solver.derivatives(evidence[number % len(evidence)], target, 0).slices

    def alone(number: int) -> object:
        return solver.posteriors(evidence[number % len(evidence)], (target,))

    return {"lumpbayes": lambda: moved, "alone posterior": lambda: alone}
