"""Row 3: the bundled model, many cases at once, posterior of the cause."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from graphlib import TopologicalSorter
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

import lumpbayes as lb
from benchmarks.inference.agreement import check_same
from benchmarks.inference.agrum_side import Task, kept, read_array
from benchmarks.inference.bundled_rows import TEN, findings
from benchmarks.inference.ours import bundled
from benchmarks.inference.questions import Question
from benchmarks.inference.result import Result, result
from benchmarks.inference.timing import Effort, Maker, contest
from lumpbayes.inference.network import FloatArray, Network
from tests.conformance.agrum import agrum_network

__all__ = ["many_cases"]

ASKED_OF_AGRUM = 2000
CHECKED = 50
UNKNOWN = -1
SEED = 5
SETTING = "primary_care"

Codes = NDArray[np.int64]


class _Cases(NamedTuple):
    """Cases: the variables of the columns, and codes of shape (cases, columns)."""

    variables: list[int]
    codes: Codes


def many_cases(effort: Effort) -> Iterator[Result]:
    """Row 3: codes in, then words in; against a loop over cases, and one matrix product.

    The product is that of the one-hot evidence, shape (cases, columns), with as many rows of
    numbers as a model without mechanisms would have, shape (columns, causes); both in doubles.
    """
    engine = bundled()
    for work, cases in _both_kinds(engine, effort.cases).items():
        frame = _frame(engine.network, cases)
        encoded = engine.encode(frame)
        others = _loop(engine, cases) | _product(engine.network, cases)
        _check(engine, frame, others)
        scale = {"pyAgrum": float(effort.cases)}
        timings = contest(_batch(engine, encoded) | others, effort)
        yield result(3, f"codes, {work}", timings, scale, f"{effort.cases:,} cases")
        timings = contest(_batch(engine, frame) | others, effort)
        yield result(3, f"strings, {work}", timings, scale, f"{effort.cases:,} cases")


def _both_kinds(engine: lb.Engine, count: int) -> dict[str, _Cases]:
    random = np.random.default_rng(SEED)
    network = engine.network
    drawn = _draw(network, random, count)
    ten, every = [network.index(name) for name in TEN], findings(engine)
    some = drawn[:, every]
    places = np.argsort(random.random(some.shape), axis=1)
    np.put_along_axis(some, places[:, len(ten) :], UNKNOWN, axis=1)
    return {
        "the same 10 findings": _Cases(ten, drawn[:, ten]),
        "10 findings of its own for each case": _Cases(every, some),
    }


def _draw(network: Network, random: np.random.Generator, count: int) -> Codes:
    """Cases from the network itself in the setting that we assume, shape (cases, variables)."""
    drawn = np.zeros((count, len(network.names)), np.int64)
    for variable in TopologicalSorter(dict(enumerate(network.parents))).static_order():
        columns = np.cumsum(network.tables[variable], axis=0)
        chosen = columns[(slice(None), *drawn[:, network.parents[variable]].T)]
        chosen = np.broadcast_to(chosen.reshape(len(columns), -1), (len(columns), count))
        drawn[:, variable] = np.sum(random.random(count) * chosen[-1] >= chosen, axis=0)
        if network.names[variable] == "setting":
            drawn[:, variable] = network.states[variable].index(SETTING)
    return drawn


def _frame(network: Network, cases: _Cases) -> pd.DataFrame:
    columns = {}
    for variable, codes in zip(cases.variables, cases.codes.T, strict=True):
        words = np.array([*network.states[variable], None], dtype=object)  # UNKNOWN is the last
        columns[network.names[variable]] = words[codes]
    return pd.DataFrame(columns)


def _batch(engine: lb.Engine, cases: object) -> dict[str, Maker]:
    return {"lumpbayes": lambda: lambda _: engine.batch(cases)}


def _loop(engine: lb.Engine, cases: _Cases) -> dict[str, Maker]:
    network, cause = engine.network, engine.network.index("cause")
    setting = network.index("setting")
    assumed = {setting: network.states[setting].index(SETTING)}
    questions: list[Question] = [
        dict(sorted((assumed | _observed(cases.variables, row)).items()))
        for row in cases.codes[:ASKED_OF_AGRUM].tolist()
    ]
    return kept(Task(agrum_network(network), questions, read_array(cause), cause))


def _observed(variables: Sequence[int], row: Sequence[int]) -> Question:
    return {v: code for v, code in zip(variables, row, strict=True) if code != UNKNOWN}


def _product(network: Network, cases: _Cases) -> dict[str, Maker]:
    def make() -> Any:
        counts = [network.cardinalities[each] for each in cases.variables]
        starts = np.cumsum([0, *counts])
        one_hot: FloatArray = np.zeros((len(cases.codes), starts[-1]))
        for start, codes in zip(starts, cases.codes.T, strict=False):
            rows = np.flatnonzero(codes != UNKNOWN)
            one_hot[rows, start + codes[rows]] = 1.0
        causes = network.cardinalities[network.index("cause")]
        weights = np.random.default_rng(0).random((one_hot.shape[1], causes))
        return lambda _: one_hot @ weights

    return {"product numpy": make}


def _check(engine: lb.Engine, frame: pd.DataFrame, others: dict[str, Maker]) -> None:
    ours = engine.batch(frame[:CHECKED])[list(engine.causes)].to_numpy()
    theirs = next(make for name, make in others.items() if name.startswith("pyAgrum Lazy"))()
    check_same({"lumpbayes": list(ours), "pyAgrum": [theirs(n) for n in range(CHECKED)]})
