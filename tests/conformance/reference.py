"""Stored answers of other engines, small enough to be kept beside the tests."""

from __future__ import annotations

import gzip
import hashlib
import json
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from lumpbayes.inference.network import FloatArray, read_only
from tests.conformance.evidence_sets import EvidenceSet
from tests.conformance.networks import wheel_file

__all__ = ["Reference", "StoredCase", "content_hash", "read_reference", "write_reference"]

FOLDER = Path(__file__).parent / "reference"
DIGITS = 12
"""Decimal places kept: a thousandth of the tolerance that the numbers are compared at."""


class StoredCase(NamedTuple):
    """The answer to one evidence set, of all variables or of some.

    Attributes:
        evidence: what is known, by index.
        log_evidence: ln P(evidence).
        posteriors: variable index -> P(state | evidence), shape (states,).
    """

    evidence: EvidenceSet
    log_evidence: float
    posteriors: dict[int, FloatArray]


class Reference(NamedTuple):
    """What is stored of one network.

    Attributes:
        content: SHA-256 of the decompressed BIF file.
        engines: who answered, with versions.
        names, states: in the order that the indices of the cases follow.
        cases: the answers.
    """

    content: str
    engines: str
    names: tuple[str, ...]
    states: tuple[tuple[str, ...], ...]
    cases: tuple[StoredCase, ...]

    def states_of(self) -> dict[str, tuple[str, ...]]:
        """Variable -> states."""
        return dict(zip(self.names, self.states, strict=True))


def content_hash(name: str) -> str:
    """SHA-256 of a network's decompressed BIF file, in hexadecimal."""
    return hashlib.sha256(gzip.decompress(wheel_file(name).read_bytes())).hexdigest()


def read_reference(name: str) -> Reference:
    """The stored answers for a network."""
    stored = json.loads(gzip.decompress(_path(name).read_bytes()))
    return Reference(
        stored["content"],
        stored["engines"],
        tuple(stored["names"]),
        tuple(tuple(each) for each in stored["states"]),
        tuple(_case(each) for each in stored["cases"]),
    )


def write_reference(name: str, reference: Reference) -> int:
    """Store answers; the same answers give the same bytes, whose number is returned."""
    stored: dict[str, Any] = reference._asdict() | {"cases": [_plain(c) for c in reference.cases]}
    text = json.dumps(stored, separators=(",", ":"))
    return _path(name).write_bytes(gzip.compress(text.encode(), mtime=0))


def _path(name: str) -> Path:
    return FOLDER / f"{name}.json.gz"


def _case(stored: dict[str, Any]) -> StoredCase:
    soft = {int(each): read_only(np.array(v)) for each, v in stored["soft"].items()}
    hard = {int(each): state for each, state in stored["hard"].items()}
    posteriors = {int(each): np.array(v) for each, v in stored["posteriors"].items()}
    return StoredCase(EvidenceSet(hard, soft), stored["log_evidence"], posteriors)


def _plain(case: StoredCase) -> dict[str, Any]:
    return {
        "hard": dict(case.evidence.hard),
        "soft": {each: vector.tolist() for each, vector in case.evidence.soft.items()},
        "log_evidence": round(case.log_evidence, DIGITS),
        "posteriors": {each: np.round(v, DIGITS).tolist() for each, v in case.posteriors.items()},
    }
