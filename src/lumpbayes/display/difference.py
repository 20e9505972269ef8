"""What differs between two models: for a terminal, and as a dictionary."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from click import style

from lumpbayes.display.changes import decibans, number_lines
from lumpbayes.display.record import SCHEMA
from lumpbayes.display.words import plain
from lumpbayes.display.wrapping import wrapped
from lumpbayes.knowledge.comparing import CellChange, RowChange, log_odds_difference
from lumpbayes.knowledge.records import Estimate
from lumpbayes.percentages import percent
from lumpbayes.reasoning.answer import ModelIdentity
from lumpbayes.reasoning.difference import Difference, PresentationMove, PriorMove, Standing

__all__ = ["difference_lines", "difference_record"]

INDENT = "      "


def difference_lines(difference: Difference, width: int) -> Iterator[str]:
    """The models, then what differs, then what moves; ``no difference`` where nothing does."""
    for name in ("before", "after"):
        model: ModelIdentity = getattr(difference, name)
        yield f"{name:<6}  {plain(model.name)} {plain(model.version)}  {model.fingerprint}"
    if difference.equal:
        yield "no difference"
        return
    numbers = [change for change in difference.cells if not change.only_note]
    yield from _section("Numbers", number_lines(numbers, width))
    rows = [change for change in difference.rows if change.affects_answers]
    yield from _section("Other tables", _row_lines(rows, width))
    yield from _section("Without effect on answers", _silent_lines(difference, width))
    yield from _section("Priors", _prior_lines(difference.priors, width))
    yield from _presentation_section(difference, width)


def _section(heading: str, lines: Iterable[str]) -> Iterator[str]:
    """The lines under a heading; nothing where there are none."""
    listed = list(lines)
    if listed:
        yield ""
        yield style(heading, bold=True)
        yield from listed


def _row_lines(changes: Iterable[RowChange], width: int) -> Iterator[str]:
    for change in changes:
        head = " ".join(plain(part) for part in (change.table, change.key) if part)
        if change.before is None or change.after is None:
            row = change.before or change.after or {}
            told = "added" if change.before is None else "removed"
            texts = [f"{name} {text!r}" for name, text in row.items() if text]
            text = ", ".join([told, *texts])
        else:
            old, new = change.before, change.after
            text = "; ".join(f"{name} {old[name]!r} -> {new[name]!r}" for name in new)
        yield from wrapped(f"  {head}: {plain(text)}", width, indent=INDENT)


def _silent_lines(difference: Difference, width: int) -> Iterator[str]:
    for change in difference.cells:
        if change.only_note and change.before and change.after:
            place = f"{change.table} {change.variable}={change.state} given {change.given}"
            text = f"note {change.before.note!r} -> {change.after.note!r}"
            yield from wrapped(f"  {plain(place)}: {plain(text)}", width, indent=INDENT)
    yield from _row_lines(
        (change for change in difference.rows if not change.affects_answers), width
    )


def _prior_lines(moves: Iterable[PriorMove], width: int) -> Iterator[str]:
    for move in moves:
        head = " ".join(plain(part) for part in (move.setting, move.cause) if part)
        yield from wrapped(f"  {head}: {_probabilities(move)}", width, indent=INDENT)


def _probabilities(move: PriorMove) -> str:
    if move.before is None or move.after is None:
        found = move.before if move.after is None else move.after
        return f"only {'before' if move.after is None else 'after'}, {percent(found or 0.0)}"
    shown = f"{100 * move.before:.4g} % -> {100 * move.after:.4g} %"
    return f"{shown} ({decibans(move.before, move.after)})"


def _presentation_section(difference: Difference, width: int) -> Iterator[str]:
    """Presentations whose line shows a move, and how many others move less or not at all."""
    moved = [move for move in difference.presentations if move.moved]
    shown = [move for move in moved if _standing(move.before) != _standing(move.after)]
    lines = [
        line for move in shown for line in wrapped(_presentation_text(move), width, indent=INDENT)
    ]
    less, still = len(moved) - len(shown), len(difference.presentations) - len(moved)
    if less:
        lines.append(f"  less than is shown: {less}")
    if still:
        lines.append(f"  not at all: {still}")
    yield from _section("Classic presentations: probability and rank of the cause", lines)


def _presentation_text(move: PresentationMove) -> str:
    head = f"  {plain(move.id)} {plain(move.cause)}" + (
        f" in {plain(move.setting)}" if move.setting else ""
    )
    text = f"{head}: {_standing(move.before)} -> {_standing(move.after)}"
    if move.after and move.after.rank > move.max_rank:
        text += f"; should be {move.max_rank} at most"
    return f"{text}; {plain(move.problem)}" if move.problem else text


def _standing(standing: Standing | None) -> str:
    return f"{percent(standing.probability)}, rank {standing.rank}" if standing else "no answer"


def difference_record(difference: Difference) -> dict[str, Any]:
    """The difference in the form that docs/reference/difference.md describes."""
    return {
        "schema": SCHEMA,
        "equal": difference.equal,
        "same_fingerprint": difference.same_answers,
        "before": difference.before.to_dict(),
        "after": difference.after.to_dict(),
        "numbers": [_cell_record(change) for change in difference.cells],
        "rows": [
            {**change._asdict(), "affects_answers": change.affects_answers}
            for change in difference.rows
        ],
        "priors": [
            {**move._asdict(), "log_odds_difference": _log_odds(move.before, move.after)}
            for move in difference.priors
        ],
        "presentations": [
            {
                **move._asdict(),
                "before": move.before._asdict() if move.before else None,
                "after": move.after._asdict() if move.after else None,
            }
            for move in difference.presentations
        ],
    }


def _cell_record(change: CellChange) -> dict[str, Any]:
    before, after = change.before, change.after
    return {
        **change._asdict(),
        "before": _estimate_record(before),
        "after": _estimate_record(after),
        "log_odds_difference": _log_odds(
            before.probability if before else None, after.probability if after else None
        ),
        "affects_answers": not change.only_note,
    }


def _estimate_record(estimate: Estimate | None) -> dict[str, Any] | None:
    return {**estimate._asdict(), "sources": list(estimate.sources)} if estimate else None


def _log_odds(before: float | None, after: float | None) -> float | None:
    return None if before is None or after is None else log_odds_difference(before, after)
