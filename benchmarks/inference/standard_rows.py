"""Rows 4 and 5: every discrete network of the pgmpy wheel, all posteriors."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

import lumpbayes as lb
from benchmarks.inference.agreement import check_same
from benchmarks.inference.agrum_side import Task, kept, made_anew, read_all
from benchmarks.inference.ours import everything, our_all, standard
from benchmarks.inference.pgmpy_side import pgmpy_all
from benchmarks.inference.questions import Question, in_words, new_values, new_variables
from benchmarks.inference.result import Result, result
from benchmarks.inference.timing import Effort, Maker, contest
from lumpbayes.inference.network import FloatArray, Network
from tests.conformance.agrum import agrum_network
from tests.conformance.networks import as_pgmpy_reads

__all__ = ["first_queries", "kept_plans"]

SHARE = 0.2
QUESTIONS = 8
FIRST_QUESTIONS = 60
MOST_FOR_PGMPY = 250
"""Variables up to which pgmpy takes part in row 4."""


class _Network(NamedTuple):
    """One network, in both forms."""

    name: str
    network: Network
    model: Any
    engine: lb.Engine
    random: np.random.Generator


def kept_plans(names: Sequence[str], effort: Effort) -> Iterator[Result]:
    """Row 4: the same variables observed, with new values; plan and engine are kept.

    Which variables are observed decides how hard a network is: several choices are measured.
    """
    for each in _networks(names):
        sizes = (effort.patterns, _observed(each))
        for observed in new_variables(each.network, range(_count(each)), sizes, each.random):
            questions = new_values(each.network, list(observed), QUESTIONS, each.random)
            task = Task(each.model, questions, read_all(_count(each)))
            _check(each, task, questions[0])
            second, scale = _pgmpy(each, questions)
            makers = _ours(each, questions, True) | kept(task) | second
            timings = contest(makers, effort)
            yield result(4, each.name, timings, {"pgmpy": scale}, _notes(each))


def first_queries(names: Sequence[str], effort: Effort) -> Iterator[Result]:
    """Row 5: other variables observed each time, nothing planned before.

    pyAgrum's engine is made anew for each question, or kept and given the evidence; the faster
    counts.
    """
    for each in _networks(names):
        sizes = (FIRST_QUESTIONS, _observed(each))
        questions = new_variables(each.network, range(_count(each)), sizes, each.random)
        task = Task(each.model, questions, read_all(_count(each)))
        _check(each, task, questions[0])
        makers = _ours(each, questions, False) | made_anew(task) | kept(task)
        yield result(5, each.name, contest(makers, effort, alike=False), notes=_notes(each))


def _pgmpy(each: _Network, questions: Sequence[Question]) -> tuple[dict[str, Maker], float]:
    """Its contestants, and what their times are multiplied by; none where it takes minutes."""
    return pgmpy_all(each.network, questions) if _count(each) <= MOST_FOR_PGMPY else ({}, 1.0)


def _networks(names: Sequence[str]) -> Iterator[_Network]:
    for name in names:
        network = as_pgmpy_reads(name)
        random = np.random.default_rng([zlib.crc32(name.encode()), 4])
        yield _Network(name, network, agrum_network(network), standard(name), random)


def _ours(each: _Network, questions: Sequence[Question], planned: bool) -> dict[str, Maker]:
    return our_all(each.engine, in_words(each.network, questions), planned)


def _count(each: _Network) -> int:
    return len(each.network.names)


def _observed(each: _Network) -> int:
    return max(1, round(SHARE * _count(each)))


def _notes(each: _Network) -> str:
    return f"{_count(each)} variables, {_observed(each)} observed"


def _check(each: _Network, task: Task, question: Question) -> None:
    """All posteriors of the first question, ours and pyAgrum's."""
    found = everything(each.engine, in_words(each.network, [question])[0])
    ours: list[FloatArray] = [found[each.engine.network.index(n)] for n in each.network.names]
    engine = task.engine("LazyPropagation", 1)
    engine.setEvidence(task.evidence()[0])
    engine.makeInference()
    check_same({"lumpbayes": ours, "pyAgrum": task.read(engine)})
