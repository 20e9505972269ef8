"""Evidence from a file or from standard input."""

from __future__ import annotations

import sys

from lumpbayes.cli.printing import note
from lumpbayes.engine import Engine
from lumpbayes.errors import EvidenceError
from lumpbayes.knowledge.evidence_text import EvidenceText, parse_evidence_text

__all__ = ["read_evidence"]

MOST_BYTES = 10_000_000


def read_evidence(engine: Engine, file: str) -> dict[str, object]:
    """Evidence from a file, or from standard input where its name is ``-``."""
    shown = "standard input" if file == "-" else file
    found: EvidenceText = parse_evidence_text(engine.knowledge, _text(file, shown), shown)
    if found.fingerprint not in (None, engine.fingerprint):
        note(
            f"{shown} is the answer of another model (fingerprint {found.fingerprint}); its "
            "evidence is asked of this one"
        )
    return found.evidence


def _text(file: str, shown: str) -> str:
    """The file's text without a byte-order mark; UTF-8 whatever the locale."""
    try:
        data = _bytes(file)
        text = data.decode("utf-8-sig") if len(data) <= MOST_BYTES else ""
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or error
        raise EvidenceError(
            f"{shown} cannot be read: {reason}; expected a file of evidence in UTF-8"
        ) from error
    if len(data) > MOST_BYTES:
        raise EvidenceError(f"{shown} is longer than {MOST_BYTES:,} bytes")
    return text


def _bytes(file: str) -> bytes:
    if file != "-":
        with open(file, "rb") as stream:
            return stream.read(MOST_BYTES + 1)
    if sys.stdin is None:
        raise OSError("it is closed")
    return sys.stdin.buffer.read(MOST_BYTES + 1)
