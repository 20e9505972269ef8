"""Errors of a replay say where in the file they come from; a replay says what has moved."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from lumpbayes.errors import EvidenceError, ImpossibleEvidenceError, UnknownNameError
from lumpbayes.reasoning.answer import ModelIdentity
from lumpbayes.reasoning.scenario_file import ScenarioFile
from lumpbayes.reasoning.scenarios import BASE, Replay, Scenarios, moved_answers

__all__ = ["placed", "replayed"]


@contextmanager
def placed(place: str) -> Iterator[None]:
    """Errors of evidence that are raised within name a place."""
    try:
        yield
    except ImpossibleEvidenceError as error:
        raise ImpossibleEvidenceError(f"{place}: {error}", error.findings) from error
    except UnknownNameError as error:
        raise UnknownNameError(f"{place}: {error}", error.nearest) from error
    except EvidenceError as error:
        raise EvidenceError(f"{place}: {error}") from error


def replayed(file: ScenarioFile, model: ModelIdentity, scenarios: Scenarios) -> Replay:
    """What a file's scenarios give now, beside what it says that they gave.

    Args:
        file: as read.
        model: the model asked now.
        scenarios: its answers.
    """
    answers = {BASE: scenarios.base, **{name: each.after for name, each in scenarios.items()}}
    saved = {BASE: file.base, **file.saved}
    changed = tuple(
        name
        for name, answer in answers.items()
        if saved[name].fingerprint not in (None, answer.model.fingerprint)
    )
    moved = tuple(
        move for name in answers for move in moved_answers(name, saved[name], answers[name])
    )
    return Replay(file.shown, file.model, model, scenarios, changed, moved)
