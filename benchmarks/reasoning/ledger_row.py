"""Exact Shapley shares of twelve findings, against a query for each of their subsets."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

import lumpbayes as lb
from benchmarks.reasoning.patient import CAUSE, ENGINES, FINDINGS, SAME
from benchmarks.reasoning.timing import alternating
from lumpbayes.reasoning.shapley import exact_shares
from tests.conformance.agrum import agrum_network

__all__ = ["measure"]

GOAL = 500
SAMPLE, QUICK_SAMPLE = 512, 64
"""Subsets that pyAgrum is asked; its time is scaled to all of them."""


def measure(quick: bool) -> dict[str, Any]:
    """The ledger of twelve findings of the bundled model: ours, and by repeated queries."""
    engine = lb.load()
    evidence = FINDINGS
    every = 2 ** len(evidence)
    dx = engine.diagnose(evidence)
    subsets = _subsets(len(evidence), QUICK_SAMPLE if quick else SAMPLE)
    works: dict[str, Callable[[], Any]] = {
        "query": lambda: engine.diagnose(evidence).posteriors,
        "ledger": lambda: dx.explain(CAUSE),
        "ours": lambda: _asked(engine, evidence, subsets),
    }
    for name in ENGINES:
        works[name] = _agrum(engine, evidence, subsets, name)
    _check(engine, evidence, works)
    found = alternating(works, 3 if quick else 7)
    scale = every / len(subsets)
    return {
        "work": f"exact Shapley shares of {len(evidence)} findings ({every} subsets), with rows",
        "seconds": found["ledger"],
        "one_query": found["query"],
        "times_one_query": found["ledger"] / found["query"],
        "goal": GOAL,
        "rivals": {
            **{f"pyAgrum {name}": found[name] * scale / found["ledger"] for name in ENGINES},
            "our own repeated queries": found["ours"] * scale / found["ledger"],
        },
        "notes": f"repeated queries measured on {len(subsets)} subsets and scaled",
    }


def _subsets(count: int, sample: int) -> list[tuple[int, ...]]:
    """Random subsets; the same each time."""
    members = np.random.default_rng(0).random((sample, count)) < 0.5
    return [tuple(np.flatnonzero(row).tolist()) for row in members]


def _chosen(evidence: dict[str, str], subset: tuple[int, ...]) -> dict[str, str]:
    items = list(evidence.items())
    return dict(items[place] for place in subset)


def _asked(
    engine: lb.Engine, evidence: dict[str, str], subsets: list[tuple[int, ...]]
) -> list[float]:
    return [engine.diagnose(_chosen(evidence, subset))[CAUSE] for subset in subsets]


def _agrum(
    engine: lb.Engine, evidence: dict[str, str], subsets: list[tuple[int, ...]], name: str
) -> Callable[[], list[float]]:
    import pyagrum

    network = engine.network
    model = agrum_network(network)
    cause = network.index("cause")
    state = network.states[cause].index(CAUSE)
    setting = {"setting": engine.knowledge.defaults["setting"]}
    questions = [
        {
            f"v{network.index(variable)}": network.states[network.index(variable)].index(value)
            for variable, value in {**setting, **_chosen(evidence, subset)}.items()
        }
        for subset in subsets
    ]
    solver = getattr(pyagrum, name)(model)
    solver.setNumberOfThreads(1)
    solver.setTargets({cause})

    def answer() -> list[float]:
        found = []
        for question in questions:
            solver.setEvidence(question)
            solver.makeInference()
            found.append(float(solver.posterior(cause)[state]))
        return found

    return answer


def _check(
    engine: lb.Engine, evidence: dict[str, str], works: dict[str, Callable[[], Any]]
) -> None:
    """Everybody answers alike, and the shares are those of a query for each subset."""
    ours = np.array(works["ours"]())
    for name in ENGINES:
        assert np.abs(ours - np.array(works[name]())).max() < SAME, name
    worths = np.array([_log_odds(engine, evidence, subset) for subset in _every(len(evidence))])
    shares = exact_shares(
        lambda members: worths[members @ (1 << np.arange(members.shape[1]))], len(evidence)
    )
    rows = {row.variable: row.log_share for row in works["ledger"]().rows}
    for name, share in zip(evidence, shares.values, strict=True):
        assert abs(rows[name] - share) < SAME, name


def _every(count: int) -> Iterator[tuple[int, ...]]:
    """Every subset, in the order of its number; finding ``i`` is its digit ``i``."""
    for digits in itertools.product((0, 1), repeat=count):
        yield tuple(place for place, digit in enumerate(reversed(digits)) if digit)


def _log_odds(engine: lb.Engine, evidence: dict[str, str], subset: tuple[int, ...]) -> float:
    probability = engine.diagnose(_chosen(evidence, subset))[CAUSE]
    return float(np.log(probability) - np.log1p(-probability))
