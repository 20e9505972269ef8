"""The next question over everything unobserved, against the same by repeated queries."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

import lumpbayes as lb
from benchmarks.reasoning.patient import ENGINES, SAME
from benchmarks.reasoning.timing import alternating
from tests.conformance.agrum import agrum_network

__all__ = ["measure"]

FINDINGS = {"fever": "yes", "pain": "severe"}
GOAL = 50
Gains = dict[str, float]


def measure(quick: bool) -> dict[str, Any]:
    """All gains of every question of the bundled model, given two findings and given none."""
    engine, evidence = lb.load(), FINDINGS
    dx, nothing = engine.diagnose(evidence), engine.diagnose()
    by_states = {name: _by_states(engine, evidence, name) for name in ENGINES}
    works: dict[str, Callable[[], Any]] = {
        "query": lambda: engine.diagnose(evidence).posteriors,
        "questions": dx.next_questions,
        "prior query": lambda: engine.diagnose().posteriors,
        "prior questions": nothing.next_questions,
        "two steps": lambda: dx.next_questions(steps=2),
        "two steps, urgency": lambda: dx.next_questions(steps=2, value="urgency"),
        "stopping": dx.stopping,
        **by_states,
        "answer by answer": _by_answers(engine, evidence, "LazyPropagation"),
    }
    expected = {each.variable: each.entropy_gain for each in dx.next_questions()}
    for name in (*ENGINES, "answer by answer"):
        found = works[name]()
        assert max(abs(found[each] - gain) for each, gain in expected.items()) < SAME, name
    found = alternating(works, 3 if quick else 7)
    query, ours = found["query"], found["questions"]
    return {
        "work": f"four gains of each of {len(expected)} questions",
        "seconds": ours,
        "one_query": query,
        "times_one_query": ours / query,
        "goal": GOAL,
        "times_one_query_if": {
            "nothing is known": found["prior questions"] / found["prior query"],
            "two steps ahead": found["two steps"] / query,
            "two steps ahead, by urgency": found["two steps, urgency"] / query,
            "1,000 draws for stopping": found["stopping"] / query,
        },
        "rivals": {
            **{f"pyAgrum {name}, a query a cause": found[name] / ours for name in ENGINES},
            "pyAgrum LazyPropagation, a query an answer": found["answer by answer"] / ours,
        },
        "notes": "theirs are the entropy gains alone: no losses, red flags or urgency",
    }


def _known(engine: lb.Engine, evidence: dict[str, str]) -> dict[str, int]:
    """Evidence in pyAgrum's form, with the assumed setting."""
    network = engine.network
    given = {"setting": engine.knowledge.defaults["setting"], **evidence}
    return {
        f"v{network.index(name)}": network.states[network.index(name)].index(state)
        for name, state in given.items()
    }


def _solver(engine: lb.Engine, name: str, targets: set[int]) -> Any:
    import pyagrum

    solver = getattr(pyagrum, name)(agrum_network(engine.network))
    solver.setNumberOfThreads(1)
    solver.setTargets(targets)
    return solver


def _by_states(engine: lb.Engine, evidence: dict[str, str], name: str) -> Callable[[], Gains]:
    """One query for the cause, and one with it in each of its states."""
    network, known = engine.network, _known(engine, evidence)
    cause = network.index("cause")
    asked = engine.diagnose(evidence).situation.unasked
    first = _solver(engine, name, {cause})
    solver = _solver(engine, name, set(asked))

    def answer() -> Gains:
        first.setEvidence(known)
        first.makeInference()
        prior = first.posterior(cause).toarray()
        rows: dict[int, list[Any]] = {each: [] for each in asked}
        for state in range(len(prior)):
            solver.setEvidence({**known, f"v{cause}": state})
            solver.makeInference()
            for each in asked:
                rows[each].append(solver.posterior(each).toarray())
        found = {}
        for each in asked:
            given = np.array(rows[each])
            joint = given * prior[:, None]
            ratios = np.divide(given, joint.sum(axis=0), out=np.ones_like(joint), where=joint > 0)
            found[network.names[each]] = float((joint * np.log(ratios)).sum())
        return found

    return answer


def _by_answers(engine: lb.Engine, evidence: dict[str, str], name: str) -> Callable[[], Gains]:
    """One query for the answers, and one for the cause after each of them."""
    network, known = engine.network, _known(engine, evidence)
    cause = network.index("cause")
    asked = engine.diagnose(evidence).situation.unasked
    first = _solver(engine, name, {cause, *asked})
    solver = _solver(engine, name, {cause})

    def entropy(shares: Any) -> float:
        positive = shares[shares > 0]
        return float(-(positive * np.log(positive)).sum())

    def answer() -> Gains:
        first.setEvidence(known)
        first.makeInference()
        now = entropy(first.posterior(cause).toarray())
        found = {}
        for each in asked:
            gain = now
            for state, share in enumerate(first.posterior(each).toarray().tolist()):
                if share > 0:
                    solver.setEvidence({**known, f"v{each}": state})
                    solver.makeInference()
                    gain -= share * entropy(solver.posterior(cause).toarray())
            found[network.names[each]] = gain
        return found

    return answer
