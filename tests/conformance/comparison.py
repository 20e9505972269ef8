"""One network, twenty evidence sets, and how far the engines lie apart."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

import numpy as np

from tests.conformance.agrum import agrum_answer, agrum_network
from tests.conformance.answers import Answer, worst_difference
from tests.conformance.evidence_sets import EvidenceSet, evidence_set, targets
from tests.conformance.networks import as_pgmpy_reads
from tests.conformance.ours import CHECKED, our_answer
from tests.conformance.pgmpy_targets import PgmpyTargets, Skipped

__all__ = ["COLUMNS", "Comparison", "compare"]

PGMPY_TARGETS = 5
COLUMNS = (
    "network",
    "variables",
    "sets",
    "posteriors - pyAgrum",
    "log P(e) - pyAgrum",
    "posteriors - pgmpy",
    "pgmpy targets",
    "skipped",
    "between backends",
)


@dataclass
class Comparison:
    """The largest absolute differences so far; NaN, once found, stays.

    Attributes:
        name: of the network.
        variables: how many it has.
        sets: how many evidence sets were compared.
        agrum: of any posterior from pyAgrum's.
        agrum_log: of ln P(evidence) from pyAgrum's.
        pgmpy: of a target's posterior from pgmpy's.
        backends: of any posterior and of ln P(evidence) between two of our own methods.
        asked: questions that pgmpy answered.
        skipped: why it did not answer the others.
    """

    name: str
    variables: int
    sets: int = 0
    agrum: float = 0.0
    agrum_log: float = 0.0
    pgmpy: float = 0.0
    backends: float = 0.0
    asked: int = 0
    skipped: list[str] = field(default_factory=list)

    def row(self) -> tuple[str, ...]:
        """The cells of the summary, in the order of ``COLUMNS``."""
        return (
            self.name,
            str(self.variables),
            str(self.sets),
            f"{self.agrum:.1e}",
            f"{self.agrum_log:.1e}",
            f"{self.pgmpy:.1e}",
            str(self.asked),
            f"{len(self.skipped)} {', '.join(sorted(set(self.skipped)))}".strip(),
            f"{self.backends:.1e}",
        )


def compare(name: str, sets: int) -> Comparison:
    """Put ``sets`` evidence sets to every engine."""
    import pyagrum

    theirs = as_pgmpy_reads(name)
    found = Comparison(name, len(theirs.names))
    pyagrum.setNumberOfThreads(1)  # tests share the cores
    model = agrum_network(theirs)
    with PgmpyTargets(theirs) as second:
        for number in range(sets):
            evidence = evidence_set(name, theirs, number)
            ours = [our_answer(name, theirs, backend, evidence) for backend in CHECKED]
            _with_agrum(found, ours, agrum_answer(pyagrum.LazyPropagation(model), evidence))
            _with_each_other(found, ours)
            _with_pgmpy(
                found, ours, second, (evidence, targets(name, theirs, number, PGMPY_TARGETS))
            )
            found.sets += 1
    return found


def _with_agrum(found: Comparison, ours: list[Answer], agrum: Answer) -> None:
    for answer in ours:
        found.agrum = _worse(found.agrum, worst_difference(answer.posteriors, agrum.posteriors))
        found.agrum_log = _worse(found.agrum_log, answer.log_evidence - agrum.log_evidence)


def _with_each_other(found: Comparison, ours: list[Answer]) -> None:
    for one, other in combinations(ours, 2):
        posteriors = worst_difference(one.posteriors, other.posteriors)
        logs = one.log_evidence - other.log_evidence
        found.backends = _worse(_worse(found.backends, posteriors), logs)


def _with_pgmpy(
    found: Comparison,
    ours: list[Answer],
    second: PgmpyTargets,
    question: tuple[EvidenceSet, list[int]],
) -> None:
    evidence, variables = question
    for variable in variables:
        posterior = second.posterior(variable, evidence)
        if isinstance(posterior, Skipped):
            found.skipped.append(posterior)
            continue
        found.asked += 1
        for answer in ours:
            difference: Any = np.abs(answer.posteriors[variable] - posterior).max()
            found.pgmpy = _worse(found.pgmpy, difference)


def _worse(so_far: float, difference: float) -> float:
    """The larger one in size; ``max`` would lose a NaN."""
    return float(np.maximum(so_far, abs(difference)))
