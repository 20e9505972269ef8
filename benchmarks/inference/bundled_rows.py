"""Rows 1 and 2: the bundled model, one question at a time."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

import lumpbayes as lb
from benchmarks.inference.agreement import check_same, first_answers
from benchmarks.inference.agrum_side import Task, kept, made_anew, read_all, read_one
from benchmarks.inference.ours import bundled, our_all, our_one
from benchmarks.inference.pgmpy_side import pgmpy_all, pgmpy_one
from benchmarks.inference.questions import Question, in_words, new_values, new_variables
from benchmarks.inference.result import Result, result
from benchmarks.inference.timing import Effort, contest
from lumpbayes.inference.network import Network
from tests.conformance.agrum import agrum_network

__all__ = ["TEN", "every_variable", "findings", "one_cause"]

TEN = (
    "age_group",
    "fever",
    "mobility",
    "onset",
    "pain",
    "redness",
    "sex",
    "size",
    "tenderness",
    "warmth",
)
"""Ten findings of a first visit."""
QUESTIONS = 300
SEED = 4


SAME = "the same 10 findings, new values"
OTHER = "another 10 findings each time, planning included"


def findings(engine: lb.Engine) -> list[int]:
    """Every variable that a person can be asked about or examined for."""
    variables, asked = engine.knowledge.variables, ("context", "finding", "test")
    names = enumerate(engine.network.names)
    return [index for index, name in names if variables[name].role in asked]


def one_cause(effort: Effort) -> Iterator[Result]:
    """Row 1: from a mapping of words to the ranked mapping of the cause."""
    engine = bundled()
    network = engine.network
    cause = network.index("cause")
    model, states = agrum_network(network), network.states[cause]
    for work, questions in _both_kinds(engine).items():
        task = Task(model, questions, read_one(cause, states), cause)
        makers = our_one(engine, in_words(network, questions), work == SAME)
        makers |= kept(task) | made_anew(task) | pgmpy_one(network, questions, cause)
        check_same(first_answers(makers))
        yield result(1, f"cause, {work}", contest(makers, effort, work == SAME))


def every_variable(effort: Effort) -> Iterator[Result]:
    """Row 2: every posterior."""
    engine = bundled()
    network = engine.network
    model = agrum_network(network)
    for work, questions in _both_kinds(engine).items():
        task = Task(model, questions, read_all(len(network.names)))
        makers = our_all(engine, in_words(network, questions), work == SAME)
        makers |= kept(task) | made_anew(task)
        check_same(first_answers(makers))
        second, scale = pgmpy_all(network, questions)
        timings = contest(makers | second, effort, work == SAME)
        yield result(2, f"every posterior, {work}", timings, {"pgmpy": scale})


def _both_kinds(engine: lb.Engine) -> dict[str, list[Question]]:
    network = engine.network
    setting = network.index("setting")
    ten = [network.index(name) for name in TEN]
    random = np.random.default_rng(SEED)
    same = new_values(network, [*ten, setting], QUESTIONS, random)
    other = new_variables(network, findings(engine), (QUESTIONS, len(TEN)), random)
    return {SAME: same, OTHER: [_with(each, setting, network) for each in other]}


def _with(question: Question, setting: int, network: Network) -> Question:
    """The question with the setting that we assume when it is not named."""
    assumed = network.states[setting].index("primary_care")
    return dict(sorted({**question, setting: assumed}.items()))
