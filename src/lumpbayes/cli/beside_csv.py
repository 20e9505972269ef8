"""What a CSV has no place for, said on standard error: which model answered, and what is urgent."""

from __future__ import annotations

from lumpbayes.cli.printing import note
from lumpbayes.display.fit_words import fit_headline, fit_lines
from lumpbayes.display.identity import identity_words
from lumpbayes.display.urgency_words import headline, reason_lines
from lumpbayes.reasoning.answer import Answer, ModelIdentity

__all__ = ["note_answer", "note_model"]


def note_model(model: ModelIdentity) -> None:
    """Name, version and fingerprint of the model that answered."""
    note(identity_words(model))


def note_answer(answer: Answer) -> None:
    """Whether the patient is outside the model, the urgency with its reasons, and the model."""
    for line in (fit_headline(answer), *fit_lines(answer), headline(answer), *reason_lines(answer)):
        if line:
            note(line)
    note_model(answer.model)
