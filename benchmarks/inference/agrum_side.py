"""pyAgrum's contestants: each of its exact engines, in each way its documentation advises."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from benchmarks.inference.questions import Question
from benchmarks.inference.timing import Contestant, GaveUpError, Maker
from lumpbayes.inference.network import FloatArray

__all__ = ["Task", "kept", "made_anew", "read_all", "read_array", "read_one"]

ENGINES = ("LazyPropagation", "ShaferShenoyInference", "VariableElimination")
THREADS = (1, 2)
LONGEST = 20.0
"""Seconds after which reading all posteriors one by one is given up."""

Reader = Callable[[Any], Any]


class Task(NamedTuple):
    """What pyAgrum is asked.

    Attributes:
        model: its network.
        questions: in turn.
        read: takes the answer out of an engine.
        target: the only variable asked; every one when None.
    """

    model: Any
    questions: Sequence[Question]
    read: Reader
    target: int | None = None

    def evidence(self) -> list[dict[str, int]]:
        """The questions by pyAgrum's names: what its engines take."""
        names = [self.model.variable(each).name() for each in range(self.model.size())]
        return [{names[v]: state for v, state in each.items()} for each in self.questions]

    def engine(self, name: str, threads: int) -> Any:
        """A new engine."""
        import pyagrum

        engine = getattr(pyagrum, name)(self.model)
        engine.setNumberOfThreads(threads)
        if self.target is not None:
            engine.setTargets({self.target})
        return engine


def read_all(variables: int) -> Reader:
    """Every posterior as a numpy array.

    Raises:
        GaveUpError: when it takes too long, as variable elimination on large networks does.
    """

    def read(engine: Any) -> list[FloatArray]:
        found = []
        start = time.perf_counter()
        for each in range(variables):
            found.append(engine.posterior(each).toarray())
            if each % 64 == 0 and time.perf_counter() - start > LONGEST:
                raise GaveUpError
        return found

    return read


def read_one(variable: int, states: Sequence[str]) -> Reader:
    """One posterior as a mapping, the most probable state first."""

    def read(engine: Any) -> dict[str, float]:
        array: FloatArray = engine.posterior(variable).toarray()
        numbers = array.tolist()
        return {states[each]: numbers[each] for each in np.argsort(-array, kind="stable").tolist()}

    return read


def read_array(variable: int) -> Reader:
    """One posterior as a numpy array."""
    return lambda engine: engine.posterior(variable).toarray()


def kept(task: Task) -> dict[str, Maker]:
    """An engine that is kept; evidence is changed, or set anew.

    ``updateEvidence`` changes the values of what is observed already, and needs no new structure.
    It never erases: it is left out where other variables are observed each time.
    """
    same = len({tuple(each) for each in task.questions}) == 1
    ways = ("updateEvidence", "setEvidence") if same else ("setEvidence",)
    return {
        f"pyAgrum {name}, {way}, threads={threads}": partial(_keeping, task, name, way, threads)
        for name in ENGINES
        for way in ways
        for threads in THREADS
    }


def made_anew(task: Task) -> dict[str, Maker]:
    """A new engine for each question."""
    return {
        f"pyAgrum {name}, new, threads={threads}": partial(_making, task, name, threads)
        for name in ENGINES
        for threads in THREADS
    }


def _keeping(task: Task, name: str, way: str, threads: int) -> Contestant:
    engine, evidence, read = task.engine(name, threads), task.evidence(), task.read
    engine.setEvidence(evidence[-1])
    change = getattr(engine, way)

    def answer(number: int) -> Any:
        change(evidence[number % len(evidence)])
        engine.makeInference()
        return read(engine)

    return answer


def _making(task: Task, name: str, threads: int) -> Contestant:
    evidence, read = task.evidence(), task.read

    def answer(number: int) -> Any:
        engine = task.engine(name, threads)
        engine.setEvidence(evidence[number % len(evidence)])
        engine.makeInference()
        return read(engine)

    return answer
