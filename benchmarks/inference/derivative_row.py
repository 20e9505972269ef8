"""Row 7: all derivatives of one posterior, against the posterior alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

import lumpbayes as lb
from benchmarks.inference.bundled_rows import TEN
from benchmarks.inference.ours import bundled, standard
from benchmarks.inference.questions import Question, new_values, new_variables
from benchmarks.inference.result import Result, result
from benchmarks.inference.timing import Effort, Maker, contest
from lumpbayes.inference.derivatives import posterior_derivatives
from lumpbayes.inference.evidence import Evidence
from lumpbayes.inference.network import Network
from lumpbayes.inference.sweeps import posteriors

__all__ = ["derivatives"]

NETWORKS = ("alarm", "hailfinder", "hepar2", "barley", "munin1", "link")
SHARE = 0.2
QUESTIONS = 8
SEED = 7


def derivatives(effort: Effort) -> Iterator[Result]:
    """Row 7; both by the sweeps in numpy, plans kept."""
    engine = bundled()
    network = engine.network
    random = np.random.default_rng(SEED)
    ten = [network.index(name) for name in (*TEN, "setting")]
    questions = new_values(network, ten, QUESTIONS, random)
    yield _measured("bundled model", engine, questions, network.index("cause"), effort)
    for name in NETWORKS:
        engine = standard(name)
        network = engine.network
        count = len(network.names)
        (first,) = new_variables(network, range(count), (1, round(SHARE * count)), random)
        questions = new_values(network, list(first), QUESTIONS, random)
        target = int(random.choice([each for each in range(count) if each not in first]))
        yield _measured(name, engine, questions, target, effort)


def _measured(
    work: str,
    engine: lb.Engine,
    questions: Sequence[Question],
    target: int,
    effort: Effort,
) -> Result:
    makers = _contestants(engine.network, questions, target, engine.memory_limit)
    return result(7, work, contest(makers, effort))


def _contestants(
    network: Network, questions: Sequence[Question], target: int, limit: int
) -> dict[str, Maker]:
    evidence = [Evidence(each, {}) for each in questions]

    def moved(number: int) -> object:
        given = evidence[number % len(evidence)]
        return posterior_derivatives(network, given, target, 0, limit).slices

    def alone(number: int) -> object:
        return posteriors(network, evidence[number % len(evidence)], limit, (target,))

    return {"lumpbayes": lambda: moved, "alone sweeps": lambda: alone}
