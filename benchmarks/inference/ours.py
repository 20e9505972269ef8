"""Our contestants; all that the benchmarks know of the engine's interface stands here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import lumpbayes as lb
from benchmarks.inference.timing import Maker
from lumpbayes.inference.network import FloatArray
from lumpbayes.inference.part_solver import PartSolver
from tests.conformance.networks import wheel_file

__all__ = ["Words", "bundled", "everything", "forget_plans", "our_all", "our_one", "standard"]

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


def forget_plans(engine: lb.Engine) -> None:
    """Let the engine plan anew at its next query; there is no public way, for nobody needs it."""
    solver: Any = engine.solver
    if isinstance(solver, PartSolver):
        solver.parts._kept.clear()
        solver.parts._size = 0
    else:
        solver._planned.clear()
    if engine._plain is not None:
        engine._plain._programs.clear()


def our_one(engine: lb.Engine, questions: Sequence[Words], planned: bool) -> dict[str, Maker]:
    """From a mapping of words to the ranked mapping of the cause.

    Args:
        engine: who is asked.
        questions: in turn.
        planned: whether plans of earlier questions may be used.
    """

    def answer(number: int) -> Any:
        if not planned:
            forget_plans(engine)
        return engine.diagnose(questions[number % len(questions)]).posterior

    return {"lumpbayes": lambda: answer}


def our_all(engine: lb.Engine, questions: Sequence[Words], planned: bool) -> dict[str, Maker]:
    """From a mapping of words to every posterior; arguments as for :func:`our_one`."""

    def answer(number: int) -> Any:
        if not planned:
            forget_plans(engine)
        return everything(engine, questions[number % len(questions)])

    return {"lumpbayes": lambda: answer}
