"""Our contestants; all that the benchmarks know of the engine's interface stands here."""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from typing import Any

import lumpbayes as lb
from benchmarks.inference.timing import Maker, Prepared
from lumpbayes.inference.network import FloatArray
from tests.conformance.networks import wheel_file

__all__ = ["Words", "bundled", "everything", "our_all", "our_one", "standard"]

Words = dict[str, Any]
"""A question as ``Engine.diagnose`` takes it: variable -> state."""


def bundled() -> lb.Engine:
    """The bundled model's engine."""
    return lb.load()


def standard(name: str) -> lb.Engine:
    """The engine of a network of the pgmpy wheel."""
    return lb.load(wheel_file(name))


def everything(engine: lb.Engine, words: Words) -> tuple[FloatArray, ...]:
    """Every posterior as a numpy array, in network order."""
    return engine.diagnose(words).posteriors.arrays


Asked = Callable[[lb.Engine, Words], Any]


class Unprepared(Prepared):
    """Each question to an engine that has answered one before, about other variables."""

    def __init__(self, engine: lb.Engine, questions: Sequence[Words], ask: Asked) -> None:
        self._engine = engine
        self._questions = questions
        self._ask = ask
        self._engines: dict[int, lb.Engine] = {}

    def prepare(self, first: int, count: int) -> None:
        """Engines without plans for what comes; a copy of an engine plans anew."""
        self._engines.clear()
        for number in range(first, first + count):
            self._engines[number] = copy.copy(self._engine)
            self._ask(self._engines[number], self._other(number))

    def __call__(self, number: int) -> Any:
        """The answer."""
        return self._ask(self._engines[number], self._question(number))

    def _question(self, number: int) -> Words:
        return self._questions[number % len(self._questions)]

    def _other(self, number: int) -> Words:
        observed = self._question(number).keys()
        later = (self._question(number + step) for step in range(1, len(self._questions)))
        return next(each for each in later if each.keys() != observed)


def our_one(engine: lb.Engine, questions: Sequence[Words], planned: bool) -> dict[str, Maker]:
    """From a mapping of words to the ranked mapping of the cause.

    Args:
        engine: who is asked.
        questions: in turn.
        planned: whether plans of earlier questions may be used.
    """
    return _asking(engine, questions, planned, lambda one, words: one.diagnose(words).posterior)


def our_all(engine: lb.Engine, questions: Sequence[Words], planned: bool) -> dict[str, Maker]:
    """From a mapping of words to every posterior; arguments as for :func:`our_one`."""
    return _asking(engine, questions, planned, everything)


def _asking(
    engine: lb.Engine, questions: Sequence[Words], planned: bool, ask: Asked
) -> dict[str, Maker]:
    if not planned:
        return {"lumpbayes": lambda: Unprepared(engine, questions, ask)}
    return {"lumpbayes": lambda: lambda number: ask(engine, questions[number % len(questions)])}
