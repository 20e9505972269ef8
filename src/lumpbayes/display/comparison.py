"""What-ifs for a terminal: what was changed, and before -> after."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from click import style
from rich.cells import cell_len

from lumpbayes.display import comparison_words as words
from lumpbayes.display.changes import decibans
from lumpbayes.display.fit_words import fit_headline, fit_lines
from lumpbayes.display.identity import change_of_model
from lumpbayes.display.words import plain
from lumpbayes.display.wrapping import NARROWEST, columns, padded, wrapped
from lumpbayes.knowledge.writing import csv_text
from lumpbayes.reasoning.answer import DISCLAIMER, Answer, ModelIdentity
from lumpbayes.reasoning.comparison import Comparison, Move

__all__ = [
    "change_lines",
    "comparison_csv",
    "comparison_lines",
    "given_lines",
    "models_lines",
]

INDENT = "      "
PERCENT_WIDTH = 7
BEFORE_LABEL = 4
"""Columns of a rank and the spaces after it."""


def comparison_lines(comparison: Comparison, top: int | None, width: int) -> Iterator[str]:
    """What is given and what is changed, the differential before -> after, the models.

    Args:
        comparison: what to show.
        top: how many causes; None shows all.
        width: columns of the window.
    """
    yield from given_lines(comparison.before, width)
    yield from change_lines(comparison, width)
    yield ""
    yield from _fits(comparison, width)
    yield from _urgency(comparison, width)
    yield ""
    shown = comparison.causes[:top]
    room = _room((*shown, *comparison.groups), width)
    yield from _moves(shown, room, width)
    rest = len(comparison.causes) - len(shown)
    if rest:
        yield from wrapped(f"    and {rest} more (--all shows them)", width, dim=True)
    if comparison.groups:
        yield ""
        yield from _moves(comparison.groups, room, width)
    yield ""
    yield from models_lines(comparison.before.model, comparison.after.model, width)


def given_lines(answer: Answer, width: int) -> Iterator[str]:
    """The model's title, and what is known."""
    yield from wrapped(plain(answer.model.title), width, bold=True)
    given = "; ".join(plain(phrase) for phrase in answer.given) or "nothing"
    yield from wrapped(f"Given {given}", width, dim=True)


def change_lines(comparison: Comparison, width: int) -> Iterator[str]:
    """What the scenario changes, a line each; that nothing is changed where that is so."""
    for text in words.change_texts(comparison):
        yield from wrapped(f"  {text}", width, indent=INDENT)


def _fits(comparison: Comparison, width: int) -> Iterator[str]:
    """Which of the two answers is outside the model, and why the new one is."""
    for which, answer in (("Before", comparison.before), ("Now", comparison.after)):
        if fit_headline(answer):
            text = f"{which}: {fit_headline(answer)}"
            yield from wrapped(text, width, bold=True, fg="red")
    for line in fit_lines(comparison.after):
        yield from wrapped(f"  {line}", width, indent="    ")


def _urgency(comparison: Comparison, width: int) -> Iterator[str]:
    """The level before and after, and why it is another; nothing where neither model has one."""
    if words.urgency_text(comparison):
        yield from wrapped(words.urgency_text(comparison), width, bold=True)
    for text in (*words.reason_texts(comparison), *words.flag_texts(comparison)):
        yield from wrapped(f"  {text}", width, indent="    ")
    if words.leading_text(comparison):
        yield from wrapped(words.leading_text(comparison), width, bold=True)


def _room(moves: Sequence[Move], width: int) -> int:
    """Columns for labels beside their numbers; 0 where those stand below the labels."""
    numbers = max((len(_numbers(move)) for move in moves), default=0)
    longest = max((cell_len(plain(move.label)) for move in moves), default=0)
    room = min(longest, width - BEFORE_LABEL - len("  ") - numbers)
    return room if room >= min(longest, NARROWEST) else 0


def _moves(moves: Sequence[Move], room: int, width: int) -> Iterator[str]:
    """Rank, label, before -> after, decibans, the rank before if it was another."""
    for move in moves:
        ranks = move.rank_after is not None or move.rank_before is not None
        number = style(f"{move.rank_after or '-':>2}" if ranks else "  ", dim=True)
        first, *more = columns(plain(move.label), room or max(NARROWEST, width - BEFORE_LABEL))
        bold = move.rank_after == 1
        beside = f"  {_numbers(move)}" if room else ""
        yield f"{number}  {style(padded(first, room) if room else first, bold=bold)}{beside}"
        for line in more:
            yield f"{' ' * BEFORE_LABEL}{style(line, bold=bold)}"
        if not room:
            yield from _below(_numbers(move), width)


def _below(numbers: str, width: int) -> Iterator[str]:
    """Numbers in their columns, or folded where even those do not fit."""
    line = f"{' ' * BEFORE_LABEL}{numbers}"
    folded = f"{' ' * BEFORE_LABEL}{' '.join(numbers.split())}"
    yield from [line] if len(line) <= width else wrapped(folded, width, indent=INDENT)


def _numbers(move: Move) -> str:
    before, after = (words.percent_or_none(each) for each in (move.before, move.after))
    text = f"{before:>{PERCENT_WIDTH}} -> {after:>{PERCENT_WIDTH}}  {_weight(move)}"
    return text.rstrip()


def _weight(move: Move) -> str:
    """The difference in decibans, and the rank before where it was another."""
    if move.before is None or move.after is None:
        return ""
    text = f"{decibans(move.before, move.after):>14}" if move.before != move.after else " " * 14
    if move.rank_before != move.rank_after:
        text += f"  was {move.rank_before}"
    return text


def models_lines(before: ModelIdentity, after: ModelIdentity, width: int) -> Iterator[str]:
    """Which models answered, and what they are not."""
    yield from wrapped(f"{change_of_model(before, after)}. {DISCLAIMER}", width, dim=True)


def comparison_csv(comparison: Comparison, top: int | None = None) -> str:
    """A row a cause: before, after, the difference in log-odds (nats), ranks; gaps are empty.

    Args:
        comparison: what to show.
        top: how many causes; all when None.
    """
    header = ("cause", "label", "before", "after", "log_odds_difference", "rank_before")
    rows = (
        (plain(m.name), plain(m.label), m.before, m.after, m.log_odds_difference, *m[4:])
        for m in comparison.causes[:top]
    )
    cells = (["" if each is None else each for each in row] for row in rows)
    return csv_text((*header, "rank_after"), cells)
