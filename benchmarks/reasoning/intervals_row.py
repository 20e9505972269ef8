"""Intervals from a thousand sets of tables, against a query of another engine for each set."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import count
from typing import Any

import numpy as np

import lumpbayes as lb
from benchmarks.reasoning.patient import ENGINES, FINDINGS, SAME
from benchmarks.reasoning.timing import alternating
from lumpbayes.inference.network import FloatArray, relevant
from lumpbayes.knowledge.worlds import Worlds
from tests.conformance.agrum import agrum_network

__all__ = ["measure"]

DRAWS = 1000
GOAL = 500
SAMPLE, QUICK_SAMPLE = 40, 10
"""Sets of tables that pyAgrum is asked about; its time is scaled to all of them."""


def measure(quick: bool) -> dict[str, Any]:
    """Intervals of the bundled model's causes given two and twelve findings, warm and cold."""
    engine, few = lb.load(), dict(list(FINDINGS.items())[2:4])
    dx, two = engine.diagnose(FINDINGS), engine.diagnose(few)
    seeds = count(1)
    sample = QUICK_SAMPLE if quick else SAMPLE
    works: dict[str, Callable[[], Any]] = {
        "query": lambda: engine.diagnose(FINDINGS).posteriors,
        "cold": lambda: dx.intervals(seed=next(seeds), draws=DRAWS),  # other worlds each time
        "cold, two": lambda: two.intervals(seed=next(seeds), draws=DRAWS),
    }
    warm: dict[str, Callable[[], Any]] = {  # apart: other seeds would push out what is kept
        "query": works["query"],
        "warm": lambda: dx.intervals(draws=DRAWS),
        "warm, two": lambda: two.intervals(draws=DRAWS),
    }
    tables = _tables(engine, sample)
    rivals = {name: _agrum(engine, FINDINGS, tables, name) for name in ENGINES}
    expected = dx.intervals(draws=max(sample, 100)).worlds[:sample]
    for name, answers in rivals.items():
        assert np.abs(expected - answers()).max() < SAME, name
    rounds = 3 if quick else 7
    found, kept = alternating(works, rounds), alternating(warm, rounds)
    theirs = alternating(rivals, 3)
    query = found["query"]
    return {
        "work": f"intervals of {len(engine.causes)} causes, {DRAWS:,} sets of tables, 12 findings",
        "seconds": found["cold"],
        "one_query": query,
        "times_one_query": found["cold"] / query,
        "goal": GOAL,
        "times_one_query_if": {
            "two findings": found["cold, two"] / query,
            "drawn before": kept["warm"] / kept["query"],
            "two findings, drawn before": kept["warm, two"] / kept["query"],
        },
        "rivals": {
            f"pyAgrum {name}": theirs[name] * DRAWS / sample / found["cold"] for name in ENGINES
        },
        "notes": (
            f"all drawing is in ours and none in theirs; theirs measured on {sample} sets of "
            "tables, of which they change those that matter, and scaled"
        ),
    }


def _tables(engine: lb.Engine, draws: int) -> dict[int, FloatArray]:
    """Variable -> its table in each of the first worlds; only tables that the question needs."""
    network = engine.network
    asked = relevant(network, map(network.index, (engine.knowledge.cause, *FINDINGS)))
    found = Worlds(engine.knowledge, network, 0, draws).sliced(asked, {}).following(draws)
    return dict(zip(asked, found, strict=True))


def _agrum(
    engine: lb.Engine, evidence: Mapping[str, str], tables: Mapping[int, FloatArray], name: str
) -> Callable[[], FloatArray]:
    """Posteriors of the cause in each world: tables changed in place, then a new inference."""
    import pyagrum

    network = engine.network
    model = agrum_network(network)
    cause = network.index(engine.knowledge.cause)
    given = {"setting": engine.knowledge.defaults["setting"], **evidence}
    known = {
        f"v{network.index(each)}": network.states[network.index(each)].index(state)
        for each, state in given.items()
    }
    worlds: list[dict[int, list[float]]] = []
    for world in range(max(table.shape[-1] for table in tables.values())):
        worlds.append({})
        for variable, table in tables.items():
            ours = [f"v{each}" for each in (variable, *network.parents[variable])]
            axes = [ours.index(each) for each in reversed(model.cpt(variable).names)]
            own = table[..., min(world, table.shape[-1] - 1)]
            worlds[-1][variable] = own.transpose(axes).ravel().tolist()

    def answer() -> FloatArray:
        found = []
        for world in worlds:
            for variable, table in world.items():
                model.cpt(variable).fillWith(table)
            solver = getattr(pyagrum, name)(model)
            solver.setNumberOfThreads(1)
            solver.setTargets({cause})
            solver.setEvidence(known)
            solver.makeInference()
            found.append(solver.posterior(cause).toarray())
        return np.array(found)

    return answer
