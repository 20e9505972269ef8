"""Scenarios side by side for a terminal, and what of them is no longer as a file says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Any

from click import style
from rich.cells import cell_len

from lumpbayes.display.comparison import (
    change_lines,
    given_lines,
    models_lines,
)
from lumpbayes.display.comparison_words import percent_or_none
from lumpbayes.display.fit_words import fit_headline
from lumpbayes.display.scenarios_words import AS_SAVED, changed_text, move_text
from lumpbayes.display.words import plain
from lumpbayes.display.wrapping import NARROWEST, columns, padded, wrapped
from lumpbayes.knowledge.writing import csv_text
from lumpbayes.reasoning.scenarios import Replay, Scenarios

__all__ = ["replay_lines", "scenarios_csv", "scenarios_lines"]

INDENT = "      "
WIDE_COLUMN = 14
NARROW_COLUMN = 9
"""The longest level of urgency."""
WIDE = 60
"""Columns from which on a scenario has a wide one."""
MOST_MOVES = 20


def scenarios_lines(scenarios: Scenarios, top: int | None, width: int) -> Iterator[str]:
    """What each scenario changes, and a column each; in several tables where they do not fit.

    Args:
        scenarios: what to show.
        top: how many causes; None shows all.
        width: columns of the window.
    """
    yield from given_lines(scenarios.base, width)
    for name, comparison in scenarios.items():
        yield from wrapped(plain(name), width, bold=True)
        yield from change_lines(comparison, width)
    yield ""
    heads, rows = scenarios.rows()
    answers = (scenarios.base, *(each.after for each in scenarios.values()))
    labels = {cause: label for answer in answers for cause, label in answer.labels.items()}
    groups = {name: label for answer in answers for name, label in answer.group_labels.items()}
    texts = [(plain(labels[row[0]]), *map(percent_or_none, row[1:])) for row in rows[:top]]
    sums = [
        (plain(groups[name]), *(percent_or_none(answer.groups.get(name)) for answer in answers))
        for name in sorted(groups)
    ]
    levels = [answer.urgency.level for answer in answers]
    urgency = [("Urgency", *((level or "none").replace("_", "-") for level in levels))]
    outside = ["outside" if fit_headline(answer) else "" for answer in answers]
    fits = [("Fit to the model", *outside)] if any(outside) else []
    yield from _tables(heads, [*texts, *sums, *(urgency if any(levels) else []), *fits], width)
    rest = len(rows) - len(texts)
    if rest:
        yield from wrapped(f"and {rest} more causes (--all shows them)", width, dim=True)


def _tables(heads: Sequence[str], rows: Sequence[tuple[str, ...]], width: int) -> Iterator[str]:
    """A table whose first two columns, cause and base, stand again where it goes on below."""
    column = WIDE_COLUMN if width >= WIDE else NARROW_COLUMN
    least = max(NARROWEST, width - 2 * (column + 2)) if width >= WIDE else width - 2 * (column + 2)
    room = min(max(cell_len(row[0]) for row in rows), max(least, column))
    fit = max(1, (width - room) // (column + 2) - 1)
    others = range(2, len(heads))
    for start in range(0, max(1, len(others)), fit):
        chosen = [1, *others[start : start + fit]]
        if start:
            yield ""
        names = [columns(plain(heads[place]), column) for place in chosen]
        for line in zip_longest(*names, fillvalue=""):
            cells = (" " * (column - cell_len(name)) + name for name in line)
            yield style("  ".join((" " * room, *cells)), bold=True)
        for row in rows:
            first, *more = columns(row[0], room)
            cells = (f"{row[place]:>{column}}" for place in chosen)
            yield "  ".join((padded(first, room), *cells)).rstrip()
            yield from more


def scenarios_csv(scenarios: Scenarios, top: int | None = None) -> str:
    """A row a cause, a column a scenario, the base first; gaps are empty.

    Args:
        scenarios: what to show.
        top: how many causes; all when None.
    """
    heads, rows = scenarios.rows()
    texts = ((plain(row[0]), *map(_cell, row[1:])) for row in rows[:top])
    return csv_text([plain(each) for each in heads], texts)


def _cell(value: Any) -> Any:
    return "" if value is None else value


def replay_lines(replay: Replay, top: int | None, width: int) -> Iterator[str]:
    """The scenarios, and what is no longer as the file says.

    Args:
        replay: what to show.
        top: how many causes; None shows all.
        width: columns of the window.
    """
    yield from scenarios_lines(replay.scenarios, top, width)
    yield ""
    if replay.changed:
        yield from wrapped(changed_text(replay), width, bold=True, fg="yellow")
    if not replay.moved:
        yield from wrapped(AS_SAVED, width)
    for move in replay.moved[:MOST_MOVES]:
        yield from wrapped(f"  {move_text(move)}", width, indent=INDENT)
    if len(replay.moved) > MOST_MOVES:
        more = f"  and {len(replay.moved) - MOST_MOVES} more; --json has them all"
        yield from wrapped(more, width)
    yield ""
    yield from models_lines(replay.saved_model, replay.model, width)
