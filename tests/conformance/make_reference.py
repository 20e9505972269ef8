"""Make the stored answers anew: by pyAgrum, each checked by pgmpy.

Run from the repository's folder: python -m tests.conformance.make_reference [NETWORK ...]
"""

from __future__ import annotations

import sys
from importlib.metadata import version
from typing import Any

import numpy as np

from lumpbayes.inference.network import Network
from tests.conformance.agrum import agrum_answer, agrum_network
from tests.conformance.answers import Answer
from tests.conformance.evidence_sets import SETS, EvidenceSet, evidence_set, targets
from tests.conformance.networks import NETWORKS, as_pgmpy_reads
from tests.conformance.pgmpy_targets import PgmpyTargets, Skipped
from tests.conformance.reference import Reference, StoredCase, content_hash, write_reference

SMALL = 80
"""Networks of at most this many variables keep every set and every posterior."""
BIG_SETS = range(4)
BIG_TARGETS = 12
CHECKED_TARGETS = 5
TOLERANCE = 1e-9


def main() -> None:
    """Write the files of the networks that are named, of all when none is."""
    for name in sys.argv[1:] or NETWORKS:
        reference, worst, skipped = _reference(name)
        size = write_reference(name, reference)
        done = f"{len(reference.cases)} cases, {size} bytes"
        sys.stdout.write(f"{name}: {done}, pgmpy differs by {worst:.1e}, {skipped} skipped\n")
        sys.stdout.flush()


def _reference(name: str) -> tuple[Reference, float, int]:
    import pyagrum

    network = as_pgmpy_reads(name)
    model = agrum_network(network)
    small = len(network.names) <= SMALL
    cases, worst, skipped = [], 0.0, 0
    with PgmpyTargets(network) as second:
        for number in range(SETS) if small else BIG_SETS:
            evidence = evidence_set(name, network, number)
            answer = agrum_answer(pyagrum.LazyPropagation(model), evidence)
            checked = targets(name, network, number, CHECKED_TARGETS)
            differences = _differences(second, answer, evidence, checked)
            worst = max([worst, *differences])
            skipped += len(checked) - len(differences)
            cases.append(_case(name, network, number, answer))
    assert worst <= TOLERANCE, f"{name}: pyAgrum and pgmpy differ by {worst}"
    engines = f"pyAgrum {pyagrum.__version__}, checked by pgmpy {version('pgmpy')}"
    about: tuple[Any, ...] = (content_hash(name), engines, network.names, network.states)
    return Reference(*about, tuple(cases)), worst, skipped


def _differences(
    second: PgmpyTargets, answer: Answer, evidence: EvidenceSet, checked: list[int]
) -> list[float]:
    found = [(each, second.posterior(each, evidence)) for each in checked]
    return [
        float(np.abs(answer.posteriors[each] - posterior).max())
        for each, posterior in found
        if not isinstance(posterior, Skipped)
    ]


def _case(name: str, network: Network, number: int, answer: Answer) -> StoredCase:
    count = len(network.names) if len(network.names) <= SMALL else BIG_TARGETS
    kept = targets(name, network, number, count)
    posteriors = {each: answer.posteriors[each] for each in kept}
    return StoredCase(evidence_set(name, network, number), answer.log_evidence, posteriors)


if __name__ == "__main__":
    main()
