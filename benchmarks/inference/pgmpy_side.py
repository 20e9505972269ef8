"""pgmpy's contestant: variable elimination on an engine that is kept."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np

from benchmarks.inference.questions import Question
from benchmarks.inference.timing import Contestant, Maker
from lumpbayes.inference.network import Network
from tests.conformance.evidence_sets import EvidenceSet
from tests.conformance.pgmpy_targets import PgmpyEngine

__all__ = ["SAMPLED", "pgmpy_all", "pgmpy_one", "quiet"]

SAMPLED = 20
"""Of larger networks so many posteriors are asked, and the time is multiplied."""


def quiet() -> None:
    """Let pgmpy and what it imports neither log nor warn."""
    logging.disable(logging.WARNING)
    warnings.simplefilter("ignore")


ORDERS = {"pgmpy": "greedy", "pgmpy-MinFill": "MinFill"}
"""Side -> elimination order: the default, and the usual choice among the others."""


def pgmpy_one(network: Network, questions: Sequence[Question], target: int) -> dict[str, Maker]:
    """One posterior as a mapping, the most probable state first; each order is a side."""
    states = network.states[target]
    evidence = [EvidenceSet(each, {}) for each in questions]

    def make(order: str) -> Contestant:
        engine = PgmpyEngine(network)

        def answer(number: int) -> Any:
            array = engine.posterior(target, evidence[number % len(evidence)], order)
            numbers = array.tolist()
            ranking = np.argsort(-array, kind="stable").tolist()
            return {states[each]: numbers[each] for each in ranking}

        return answer

    return {
        f"{side} VariableElimination, {order}": partial(make, order)
        for side, order in ORDERS.items()
    }


def pgmpy_all(network: Network, questions: Sequence[Question]) -> tuple[dict[str, Maker], float]:
    """Every posterior, a query each; and what to multiply the time by."""
    evidence = [EvidenceSet(each, {}) for each in questions]
    unknown = len(network.names) - len(questions[0])
    asked = min(unknown, SAMPLED)
    random = np.random.default_rng(0)
    variables = [int(each) for each in random.permutation(len(network.names))]

    def make() -> Contestant:
        engine = PgmpyEngine(network)

        def answer(number: int) -> Any:
            given = evidence[number % len(evidence)]
            chosen = [each for each in variables if each not in given.hard][:asked]
            return [engine.posterior(each, given) for each in chosen]

        return answer

    return {"pgmpy VariableElimination, greedy": make}, unknown / asked
