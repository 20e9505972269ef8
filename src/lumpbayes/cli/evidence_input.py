"""Evidence from a file or from standard input."""

from __future__ import annotations

import sys

from lumpbayes.cli.printing import DASH, note
from lumpbayes.engine import Engine
from lumpbayes.errors import EvidenceError
from lumpbayes.knowledge.evidence_text import EvidenceText, parse_evidence_text
from lumpbayes.knowledge.utf_8 import decoded

__all__ = ["read_bytes", "read_evidence"]

MOST_BYTES = 10_000_000


def read_evidence(engine: Engine, file: str) -> dict[str, object]:
    """Evidence from a file, or from standard input where its name is ``-``."""
    expected = "a file of evidence in UTF-8"
    shown, data = read_bytes(file, MOST_BYTES, expected)
    try:
        text = decoded(data)
    except ValueError as error:
        raise EvidenceError(f"{shown} cannot be read: {error}; expected {expected}") from error
    found: EvidenceText = parse_evidence_text(engine.knowledge, text, shown)
    if found.fingerprint not in (None, engine.fingerprint):
        note(
            f"{shown} is the answer of another model (fingerprint {found.fingerprint}); its "
            "evidence is asked of this one"
        )
    if not found.evidence:
        note(f"there is no evidence in {shown}")
    return found.evidence


def read_bytes(file: str, most: int, expected: str) -> tuple[str, bytes]:
    """What messages call a file, and all that it holds; standard input where its name is ``-``.

    Args:
        file: its name.
        most: bytes that it may have.
        expected: what it should be, for messages.

    Raises:
        EvidenceError: it cannot be read, or is longer.
    """
    shown = "standard input" if file == DASH else file
    try:
        data = _bytes(file, most + 1)
    except OSError as error:
        reason = error.strerror or error
        raise EvidenceError(f"{shown} cannot be read: {reason}; expected {expected}") from error
    if len(data) > most:
        raise EvidenceError(f"{shown} is longer than {most:,} bytes")
    return shown, data


def _bytes(file: str, most: int) -> bytes:
    if file != DASH:
        with open(file, "rb") as stream:
            return stream.read(most)
    if sys.stdin is None:
        raise OSError("it is closed")
    return sys.stdin.buffer.read(most)
