"""Whole outputs in plain files, to compare with and to read.

To renew them after a wanted change: ``LUMPBAYES_RENEW=1 .venv/bin/pytest tests/cli``, then look at
the difference before you keep it. Fingerprints are left out and long numbers shortened, so that
only what a person would see makes a difference.
"""

import os
import re
from pathlib import Path

FOLDER = Path(__file__).parent / "snapshots"
FINGERPRINT = re.compile(r"\b(?:[0-9a-f]{64}|(?<=fingerprint )[0-9a-f]{12})\b")
LONG_NUMBER = re.compile(r"-?\d+\.\d{7,}(?:e-?\d+)?|-?\d+(?:\.\d+)?e-\d+")


def check_snapshot(name: str, text: str) -> None:
    """Compare a text with the file of that name."""
    text = FINGERPRINT.sub("(fingerprint)", text)
    text = LONG_NUMBER.sub(lambda found: f"{float(found.group()):.5g}", text)
    path = FOLDER / name
    if os.environ.get("LUMPBAYES_RENEW"):
        path.write_text(text, encoding="utf-8", newline="\n")
    assert path.exists(), f"{path} is not there yet: run with LUMPBAYES_RENEW=1"
    assert text == path.read_text(encoding="utf-8"), f"{path} is different: see its module"
