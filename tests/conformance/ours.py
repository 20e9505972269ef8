"""Our engine, seen as the other ones are: from a mapping of words to numbers."""

from __future__ import annotations

from functools import cache
from typing import Any, Protocol

import lumpbayes as lb
from lumpbayes.inference.network import Network
from tests.conformance.answers import Answer
from tests.conformance.evidence_sets import EvidenceSet
from tests.conformance.networks import wheel_file

__all__ = ["CHECKED", "our_answer", "our_network"]

CHECKED = ("kernel", "sweeps")
"""The exact methods that are compared."""

MEMORY_LIMIT = 4 * 1024**3
"""One set of munin1 needs 2.4 GiB of the sweeps, if they should need the wide arithmetic."""


def our_network(name: str) -> Network:
    """The network of the wheel as our engine holds it."""
    return _engine(name, CHECKED[0]).network


class InOrder(Protocol):
    """Names in the order that indices follow: a network, or a reference."""

    @property
    def names(self) -> tuple[str, ...]:
        """Of the variables."""

    @property
    def states(self) -> tuple[tuple[str, ...], ...]:
        """Of each variable."""


def our_answer(name: str, theirs: InOrder, backend: str, evidence: EvidenceSet) -> Answer:
    """Every posterior and ln P(evidence).

    Args:
        name: which network of the wheel.
        theirs: the same network; gives the evidence its words, and the answer its order.
        backend: the exact method.
        evidence: by index in ``theirs``.
    """
    engine = _engine(name, backend)
    diagnosis = engine.diagnose(_words(theirs, evidence))
    arrays, positions = diagnosis.posteriors.arrays, engine.network.names
    found = tuple(arrays[positions.index(variable)] for variable in theirs.names)
    return Answer(diagnosis.log_evidence, found)


@cache
def _engine(name: str, backend: str) -> lb.Engine:
    if backend != CHECKED[0]:
        return _engine(name, CHECKED[0]).with_backend(backend)
    return lb.load(wheel_file(name), backend=backend, memory_limit=MEMORY_LIMIT)


def _words(network: InOrder, evidence: EvidenceSet) -> dict[str, Any]:
    words: dict[str, Any] = {}
    for variable, state in evidence.hard.items():
        words[network.names[variable]] = network.states[variable][state]
    for variable, vector in evidence.soft.items():
        shares = dict(zip(network.states[variable], vector.tolist(), strict=True))
        words[network.names[variable]] = lb.Likelihood(shares)
    return words
