"""Telling two models apart: what differs, and what each answers to the classic presentations."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from lumpbayes.errors import EvidenceError
from lumpbayes.inference.network import Network
from lumpbayes.knowledge.comparing import cell_changes, row_changes, table_changes
from lumpbayes.knowledge.priors import prior_columns
from lumpbayes.knowledge.records import KnowledgeBase, Presentation
from lumpbayes.knowledge.words import parse_words
from lumpbayes.reasoning.answer import ModelIdentity
from lumpbayes.reasoning.difference import (
    ROUNDING,
    Difference,
    PresentationMove,
    PriorChange,
    Standing,
)

__all__ = ["Asked", "model_difference"]

Ask = Callable[[Mapping[str, Any], str | None], Mapping[str, float]]
"""Evidence and setting -> cause -> probability, most probable first."""


class Asked(NamedTuple):
    """A model that can be asked."""

    knowledge: KnowledgeBase
    network: Network
    ask: Ask


def model_difference(before: Asked, after: Asked) -> Difference:
    """Compare two models, and ask both the classic presentations of either."""
    old, new = before.knowledge, after.knowledge
    presentations = {each.id: each for each in (*old.presentations, *new.presentations)}
    return Difference(
        ModelIdentity.of(old),
        ModelIdentity.of(new),
        cell_changes(old, new),
        table_changes(old, new, (before.network, after.network)),
        row_changes(old, new),
        _prior_moves(old, new),
        tuple(_presentation_move(before, after, each) for each in presentations.values()),
    )


def _prior_moves(before: KnowledgeBase, after: KnowledgeBase) -> tuple[PriorChange, ...]:
    old, new = _priors(before), _priors(after)
    moves = (PriorChange(*key, old.get(key), new.get(key)) for key in dict.fromkeys((*old, *new)))
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
