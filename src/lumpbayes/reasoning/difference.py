"""What differs between two models, and how far their answers move."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from lumpbayes.errors import EvidenceError
from lumpbayes.knowledge.comparing import CellChange, RowChange, cell_changes, row_changes
from lumpbayes.knowledge.priors import prior_columns
from lumpbayes.knowledge.records import KnowledgeBase, Presentation
from lumpbayes.knowledge.words import parse_words
from lumpbayes.reasoning.answer import ModelIdentity

__all__ = ["Asked", "Difference", "PresentationMove", "PriorMove", "Standing", "model_difference"]

ROUNDING = 1e-12
"""A probability that moves by no more has not moved."""

Ask = Callable[[Mapping[str, Any], str | None], Mapping[str, float]]
"""Evidence and setting -> cause -> probability, most probable first."""


class Asked(NamedTuple):
    """A model that can be asked."""

    knowledge: KnowledgeBase
    ask: Ask


class PriorMove(NamedTuple):
    """A prior that moved; None where a model has no such cause or setting."""

    setting: str
    cause: str
    before: float | None
    after: float | None


class Standing(NamedTuple):
    """Where a cause stands in a differential; ``rank`` counts from 1."""

    probability: float
    rank: int


class PresentationMove(NamedTuple):
    """How a classic presentation is answered by both models.

    Attributes:
        id, cause, setting, max_rank: of the presentation, in the second model if it has it.
        before, after: where its cause stands; None where a model cannot be asked.
        problem: why a model cannot be asked, or an empty text.
    """

    id: str
    cause: str
    setting: str
    max_rank: int
    before: Standing | None
    after: Standing | None
    problem: str

    @property
    def moved(self) -> bool:
        """Whether the two answers differ."""
        if self.before is None or self.after is None:
            return True
        apart = abs(self.before.probability - self.after.probability)
        return self.before.rank != self.after.rank or apart > ROUNDING


class Difference(NamedTuple):
    """What differs between two models.

    Attributes:
        before, after: which models.
        cells: priors and likelihoods that differ.
        rows: rows of other tables that differ.
        priors: how the prior differential moved, per setting and cause.
        presentations: every classic presentation of either model, moved or not.
    """

    before: ModelIdentity
    after: ModelIdentity
    cells: tuple[CellChange, ...]
    rows: tuple[RowChange, ...]
    priors: tuple[PriorMove, ...]
    presentations: tuple[PresentationMove, ...]

    @property
    def equal(self) -> bool:
        """Whether nothing differs, notes and sources included."""
        return not (self.cells or self.rows) and self.same_answers

    @property
    def same_answers(self) -> bool:
        """Whether no more differs than what the fingerprint leaves out."""
        return self.before.fingerprint == self.after.fingerprint


def model_difference(before: Asked, after: Asked) -> Difference:
    """Compare two models, and ask both the classic presentations of either."""
    old, new = before.knowledge, after.knowledge
    presentations = {each.id: each for each in (*old.presentations, *new.presentations)}
    return Difference(
        ModelIdentity.of(old),
        ModelIdentity.of(new),
        cell_changes(old, new),
        row_changes(old, new),
        _prior_moves(old, new),
        tuple(_presentation_move(before, after, each) for each in presentations.values()),
    )


def _prior_moves(before: KnowledgeBase, after: KnowledgeBase) -> tuple[PriorMove, ...]:
    old, new = _priors(before), _priors(after)
    moves = (PriorMove(*key, old.get(key), new.get(key)) for key in dict.fromkeys((*old, *new)))
    return tuple(
        move
        for move in moves
        if move.before is None or move.after is None or abs(move.before - move.after) > ROUNDING
    )


def _priors(knowledge: KnowledgeBase) -> dict[tuple[str, str], float]:
    """(setting, cause) -> prior, in table order."""
    columns = prior_columns(knowledge.priors, knowledge.causes)
    return {
        (setting, cause): value
        for setting, column in columns.items()
        for cause, value in zip(knowledge.causes, column, strict=True)
    }


def _presentation_move(before: Asked, after: Asked, presentation: Presentation) -> PresentationMove:
    problems: list[str] = []
    return PresentationMove(
        presentation.id,
        presentation.cause,
        presentation.setting,
        presentation.max_rank,
        _standing("before", before, presentation, problems),
        _standing("after", after, presentation, problems),
        "; ".join(problems),
    )


def _standing(
    which: str, model: Asked, presentation: Presentation, problems: list[str]
) -> Standing | None:
    try:
        evidence = parse_words(model.knowledge, presentation.evidence)
        posterior = model.ask(evidence, presentation.setting or None)
        probability = posterior[presentation.cause]
    except EvidenceError as error:
        problems.append(f"{which}: {error}")
        return None
    return Standing(probability, 1 + list(posterior).index(presentation.cause))
