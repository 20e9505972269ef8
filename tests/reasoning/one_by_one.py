"""What answers would do, worked out one diagnosis at a time: what questions are checked against."""

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

import lumpbayes as lb
from lumpbayes.inference.network import Network
from lumpbayes.interchange.writing import write_network
from tests.random_problem import random_network

__all__ = [
    "EVIDENCE",
    "Now",
    "entropy",
    "evidence_for",
    "fixed",
    "joint_answers",
    "network_engine",
    "open_names",
]


EVIDENCE: list[dict[str, Any]] = [
    {},
    {"redness": "yes"},
    {"pain": "severe", "setting": "hospital"},
    {"pain": lb.Not("none"), "age_years": 20},
    {"redness": lb.Likelihood({"yes": 0.3, "no": 0.9}), "size": lb.AnyOf("medium", "large")},
    {"redness": lb.Probability({"yes": 0.4, "no": 0.6}), "biopsy": lb.Reliability("positive", 0.8)},
    {"cause": lb.Not("cyst"), "size": "small"},
    {"cause": "tumor"},
    {"biopsy": "positive", "pain": "severe", "redness": "yes", "size": "large"},
]
"""Of the tiny model: hard, soft, fitted; of the cause too."""


def network_engine(folder: Path, seed: int, backend: str = "sweeps", **sizes: int) -> lb.Engine:
    """A random network, read from a file and asked for one of its variables."""
    network: Network = random_network(seed, **sizes)
    path = folder / f"random{seed}.bif"
    if not path.exists():
        write_network(network, "random", str(path), "bif")
    return lb.load(path, target=network.names[seed % len(network.names)], backend=backend)


def evidence_for(engine: lb.Engine, seed: int, known: int = 2) -> dict[str, Any]:
    """Some findings, hard and soft, that are possible together."""
    generator = np.random.default_rng(seed)
    names = [v.name for v in engine.knowledge.variables.values() if v.role in ("finding", "test")]
    while True:
        chosen = generator.permutation(names)[:known].tolist()
        evidence: dict[str, Any] = {}
        for place, name in enumerate(chosen):
            states = engine.knowledge.variables[name].states
            weights = generator.random(len(states)).tolist()
            hard = states[int(generator.integers(len(states)))]
            soft = lb.Likelihood(dict(zip(states, weights, strict=True)))
            evidence[name] = soft if place % 2 else hard
        try:
            engine.diagnose(evidence)
        except lb.ImpossibleEvidenceError:
            continue
        return evidence


def fixed(engine: lb.Engine, evidence: Mapping[str, Any]) -> dict[str, Any]:
    """The same evidence with what Jeffrey's rule fitted to it held fixed, as reasoning does."""
    found = dict(evidence)
    situation = engine.diagnose(evidence).situation
    for name, value in evidence.items():
        if isinstance(value, lb.Probability):
            vector = situation.evidence.soft[situation.network.index(name)].tolist()
            states = engine.knowledge.variables[name].states
            found[name] = lb.Likelihood(dict(zip(states, vector, strict=True)))
    return found


def open_names(engine: lb.Engine, evidence: Mapping[str, Any]) -> list[str]:
    """What can still be asked, in table order."""
    return [
        variable.name
        for variable in engine.knowledge.variables.values()
        if variable.role in ("context", "finding", "test") and variable.name not in evidence
    ]


def answered(
    engine: lb.Engine, evidence: Mapping[str, Any], name: str
) -> Iterator[tuple[str, float, lb.Diagnosis]]:
    """Each possible answer, its probability, and the diagnosis after it."""
    before = engine.diagnose(evidence).log_evidence
    for state in engine.knowledge.variables[name].states:
        try:
            after = engine.diagnose({**evidence, name: state})
        except lb.ImpossibleEvidenceError:
            continue
        yield state, math.exp(after.log_evidence - before), after


def leads(dx: lb.Diagnosis, before: lb.Diagnosis) -> bool:
    """Whether another cause leads, by more than rounding."""
    leading = next(iter(before.posterior))
    return max(dx.posterior.values()) > dx[leading] + 1e-12


class Now:
    """An answer, and what others are worth against it."""

    def __init__(self, engine: lb.Engine, evidence: Mapping[str, Any]) -> None:
        self.engine = engine
        self.evidence = dict(evidence)
        self.dx = engine.diagnose(evidence)

    def utility(self, measure: str, dx: lb.Diagnosis) -> float:
        if measure == "entropy":
            return entropy(self.dx) - entropy(dx)
        if measure == "expected_loss":
            return least_loss(self.dx) - least_loss(dx)
        if measure == "leading_cause":
            return float(leads(dx, self.dx))
        return float(dx.urgency.level != self.dx.urgency.level)

    def gain(self, measure: str, name: str, known: Mapping[str, str] | None = None) -> float:
        """Expected utility of a question, after some answers."""
        evidence = {**self.evidence, **(known or {})}
        return sum(
            probability * self.utility(measure, dx)
            for _, probability, dx in answered(self.engine, evidence, name)
        )

    def two_steps(self, measure: str, name: str, names: Sequence[str], weight: float) -> float:
        """The value of a question with the best second one after each answer."""
        variables = self.engine.knowledge.variables
        value = -weight * variables[name].cost
        for state, probability, dx in answered(self.engine, self.evidence, name):
            options = [self.utility(measure, dx)]
            options += [
                self.gain(measure, other, {name: state}) - weight * variables[other].cost
                for other in names
                if other != name
            ]
            value += probability * max(options)
        return value


def entropy(dx: lb.Diagnosis) -> float:
    return -math.fsum(p * math.log(p) for p in dx.posterior.values() if p > 0)


def least_loss(dx: lb.Diagnosis) -> float:
    losses: dict[str, float] = {}
    for row in dx.knowledge.losses:
        losses[row.urgency] = losses.get(row.urgency, 0.0) + row.loss * dx[row.cause]
    return min(losses.values())


def joint_answers(
    engine: lb.Engine, evidence: Mapping[str, Any], names: Sequence[str]
) -> Iterator[tuple[float, lb.Diagnosis]]:
    """Every possible set of answers: its probability, and the diagnosis after it."""
    before = engine.diagnose(evidence).log_evidence
    for states in itertools.product(*(engine.knowledge.variables[name].states for name in names)):
        try:
            dx = engine.diagnose({**evidence, **dict(zip(names, states, strict=True))})
        except lb.ImpossibleEvidenceError:
            continue
        yield math.exp(dx.log_evidence - before), dx
