"""Scenarios replayed, in words that terminal and HTML share."""

from __future__ import annotations

from lumpbayes.display.changes import decibans
from lumpbayes.display.comparison_words import percent_or_none
from lumpbayes.display.words import plain
from lumpbayes.reasoning.scenarios import AnswerMove, Replay

__all__ = ["AS_SAVED", "changed_text", "move_text"]

AS_SAVED = "Every answer is as the file says."


def changed_text(replay: Replay) -> str:
    """For which scenarios the model is another."""
    names = ", ".join(plain(name) for name in replay.changed)
    return f"The model is not what it was when {plain(replay.file)} was written, for {names}."


def move_text(move: AnswerMove) -> str:
    """A probability that is not what the file says."""
    before, after = percent_or_none(move.before), percent_or_none(move.after)
    apart = ""
    if move.before is not None and move.after is not None:
        apart = f" ({decibans(move.before, move.after)})"
    return f"{plain(move.scenario)}: {plain(move.cause)} {before} -> {after}{apart}"
