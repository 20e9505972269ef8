"""One-way functions of every number, against an edit and a query at both ends of each interval."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

import lumpbayes as lb
from benchmarks.reasoning.patient import CAUSE, ENGINES, FINDINGS, SAME
from benchmarks.reasoning.timing import alternating
from lumpbayes.inference.network import FloatArray
from lumpbayes.reasoning.sensitivity import Sensitivity
from lumpbayes.reasoning.table_cells import TableCells
from tests.conformance.agrum import agrum_network

__all__ = ["measure"]

GOAL = 3
COUNTS = (3, 6, 12, 31)
"""Findings with which it is measured; 31 are all that can be asked or examined."""
MAIN = 6
"""What the row reports."""
SAMPLE, QUICK_SAMPLE = 24, 6
"""Numbers that are edited; the time is scaled to all of them."""


def measure(quick: bool) -> dict[str, Any]:
    """Every number's function, derivative and tornado bar of one cause of the bundled model."""
    engine = lb.load()
    rounds = 3 if quick else 9
    found = {count: alternating(_works(engine, _first(engine, count)), rounds) for count in COUNTS}
    ratios = {count: each["arrays"] / each["query"] for count, each in found.items()}
    dx = engine.diagnose(_first(engine, MAIN))
    sample = _sample(dx.sensitivity(CAUSE), QUICK_SAMPLE if quick else SAMPLE)
    rivals = {name: _agrum(engine, _first(engine, MAIN), sample, name) for name in ENGINES}
    rivals["our own edits"] = _edits(engine, _first(engine, MAIN), sample)
    _check(dx.sensitivity(CAUSE), sample, rivals)
    slow = alternating(rivals, 3)
    scale = len(dx.sensitivity(CAUSE).cells) / len(sample.cells)
    edits = alternating({"edits": dx.smallest_edits, "query": lambda: _asked(engine, MAIN)}, rounds)
    return {
        "work": f"sensitivity of one cause to all {len(sample.every)} numbers, {MAIN} findings",
        "seconds": found[MAIN]["arrays"],
        "one_query": found[MAIN]["query"],
        "times_one_query": ratios[MAIN],
        "goal": GOAL,
        "rivals": {name: each * scale / found[MAIN]["arrays"] for name, each in slow.items()},
        "notes": {
            "times_one_query_by_findings": ratios,
            "solver_alone_by_findings": {
                count: each["solver_arrays"] / each["solver_query"] for count, each in found.items()
            },
            "smallest_edits_times_one_query": edits["edits"] / edits["query"],
            "rivals": f"two queries a number, measured on {len(sample.cells)} and scaled; the "
            "tables for pyAgrum are made beforehand, those of our own edits are not",
        },
    }


def _first(engine: lb.Engine, count: int) -> dict[str, str]:
    """So many findings: those above, then others in their reference states."""
    others = {
        name: variable.states[-1]
        for name, variable in engine.knowledge.variables.items()
        if variable.role in ("context", "finding", "test")
    }
    return dict(list({**FINDINGS, **others, **FINDINGS}.items())[:count])


def _asked(engine: lb.Engine, count: int) -> object:
    return engine.diagnose(_first(engine, count)).posteriors


def _works(engine: lb.Engine, evidence: dict[str, str]) -> dict[str, Callable[[], Any]]:
    """An answer with every posterior, and the arrays of a sensitivity; with words and without."""
    dx = engine.diagnose(evidence)
    known = dx.situation.evidence

    def arrays() -> object:
        found = dx.sensitivity(CAUSE)
        return found.derivative, found.a, found.b, found.c, found.d, found.at_low, found.at_high

    def solver_arrays() -> object:
        return dx.sensitivity(CAUSE).ends

    return {
        "query": lambda: engine.diagnose(evidence).posteriors,
        "arrays": arrays,
        "solver_query": lambda: engine.solver.posteriors(known),
        "solver_arrays": solver_arrays,
    }


class _Sample:
    """Some of the numbers that matter, and each of them at both ends of its interval."""

    def __init__(self, found: Sensitivity, cells: list[int]) -> None:
        self.every: TableCells = found.cells
        self.cells = cells
        self.edits = [
            (cell, float(value)) for cell in cells for value in (found.low[cell], found.high[cell])
        ]


def _sample(found: Sensitivity, count: int) -> _Sample:
    """Spread evenly over those that move the posterior."""
    moving = found.moving
    places = np.linspace(0, len(moving) - 1, count).astype(int)
    return _Sample(found, moving[places].tolist())


def _edited(engine: lb.Engine, sample: _Sample, cell: int, value: float) -> lb.Engine:
    named = sample.every.named(cell)
    if named.table == "priors":
        setting = dict(named.given)["setting"]
        return engine.with_prior(named.state, value, setting=setting)
    given = dict(named.given)
    return engine.with_likelihood(named.variable, named.state, value, given=given)


def _edits(
    engine: lb.Engine, evidence: dict[str, str], sample: _Sample
) -> Callable[[], list[float]]:
    return lambda: [
        _edited(engine, sample, *edit).diagnose(evidence)[CAUSE] for edit in sample.edits
    ]


def _agrum(
    engine: lb.Engine, evidence: dict[str, str], sample: _Sample, name: str
) -> Callable[[], list[float]]:
    """pyAgrum: a number's table is replaced in its network, and the query repeated."""
    import pyagrum

    network = engine.network
    cause = network.index("cause")
    state = network.states[cause].index(CAUSE)
    known = {"setting": engine.knowledge.defaults["setting"], **evidence}
    question = {
        f"v{network.index(v)}": network.states[network.index(v)].index(value)
        for v, value in known.items()
    }
    model = agrum_network(network)
    tables = []
    for edit in sample.edits:
        other = agrum_network(_edited(engine, sample, *edit).network)
        index = network.index(sample.every.named(edit[0]).variable)
        tables.append((index, other.cpt(index).toarray(), model.cpt(index).toarray()))

    def answer() -> list[float]:
        found = []
        for index, changed, before in tables:
            model.cpt(index).fillWith(changed.ravel().tolist())
            solver = getattr(pyagrum, name)(model)
            solver.setNumberOfThreads(1)
            solver.setTargets({cause})
            solver.setEvidence(question)
            solver.makeInference()
            found.append(float(solver.posterior(cause)[state]))
            model.cpt(index).fillWith(before.ravel().tolist())
        return found

    return answer


def _check(found: Sensitivity, sample: _Sample, rivals: dict[str, Callable[[], Any]]) -> None:
    """Everybody gives the same posteriors at both ends of the intervals."""
    ours: FloatArray = np.stack([found.at_low, found.at_high], axis=1)[sample.cells].ravel()
    for name, answer in rivals.items():
        assert np.abs(np.array(answer()) - ours).max() < SAME, name
