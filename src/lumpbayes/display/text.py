"""Answers as plain text."""

from __future__ import annotations

from rich.cells import cell_len

from lumpbayes.display.fit_words import fit_headline, fit_lines
from lumpbayes.display.urgency_words import headline, reason_lines, unknown_line
from lumpbayes.display.words import plain
from lumpbayes.display.wrapping import padded
from lumpbayes.percentages import percent
from lumpbayes.reasoning.answer import Answer

__all__ = ["answer_text"]

SHOWN = 5


def answer_text(answer: Answer) -> str:
    """A few lines: the model, the evidence, how urgent it is, the leading causes."""
    top = list(answer.posterior.items())[:SHOWN]
    labels = [plain(answer.labels[cause]) for cause, _ in top]
    width = max(map(cell_len, labels), default=0)
    lines = [
        f"  {padded(label, width)}  {percent(probability):>8}"
        for label, (_, probability) in zip(labels, top, strict=True)
    ]
    rest = len(answer.posterior) - len(top)
    if rest > 0:
        lines.append(f"  and {rest} more")
    if not answer.posterior:
        lines.append("  no target: engine.with_target(...) names the variable that is asked")
    model = answer.model
    given = "; ".join(plain(phrase) for phrase in answer.given) or "no evidence"
    head = f"Diagnosis by {plain(model.name)} {plain(model.version)} ({model.fingerprint[:12]})"
    fit = [fit_headline(answer), *(f"  {line}" for line in fit_lines(answer))]
    reasons = (f"  {line}" for line in reason_lines(answer))
    urgency = [headline(answer), *reasons, unknown_line(answer)]
    shown = [f"  {line}" for line in (*fit, *urgency) if line]
    return "\n".join([head, f"  given {given}", *shown, *lines])
