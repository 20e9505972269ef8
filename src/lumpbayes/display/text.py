"""Answers as plain text."""

from __future__ import annotations

from lumpbayes.display.words import percent, plain
from lumpbayes.reasoning.answer import Answer

__all__ = ["answer_text"]

SHOWN = 5


def answer_text(answer: Answer) -> str:
    """A few lines: the leading causes, the evidence, the model."""
    top = list(answer.posterior.items())[:SHOWN]
    width = max(len(plain(answer.labels[cause])) for cause, _ in top)
    lines = [
        f"  {plain(answer.labels[cause]):<{width}}  {percent(probability):>8}"
        for cause, probability in top
    ]
    rest = len(answer.posterior) - len(top)
    if rest > 0:
        lines.append(f"  and {rest} more")
    model = answer.model
    given = "; ".join(plain(phrase) for phrase in answer.given) or "no evidence"
    head = f"Diagnosis by {plain(model.name)} {plain(model.version)} ({model.fingerprint[:12]})"
    return "\n".join([head, f"  given {given}", *lines])
