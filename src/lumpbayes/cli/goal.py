"""``lumpbayes whatif --goal``: what would have to be found."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

from lumpbayes.cli.beside_csv import note_model
from lumpbayes.cli.printing import print_data, print_lines, window_width
from lumpbayes.cli.scenarios import Output
from lumpbayes.display.goals import goals_csv, goals_lines
from lumpbayes.display.record import record_json
from lumpbayes.engine import Diagnosis
from lumpbayes.knowledge.editing import parse_probability
from lumpbayes.reasoning.goal_seek import Limits, seek

__all__ = ["answer_goal"]

PATIENCE = 1.0
"""Seconds after which a person is told how far a search has come."""


def answer_goal(
    diagnosis: Diagnosis,
    cause: str,
    wanted: tuple[str | None, str | None],
    limits: Limits,
    output: Output,
) -> int:
    """Seek the findings that confirm or exclude a cause; ``wanted``: at least, at most."""
    if wanted.count(None) != 1:
        raise click.UsageError("Give one of --at-least, to confirm, and --at-most, to exclude.")
    at_least, at_most = (None if each is None else parse_probability(each) for each in wanted)
    with _progress() as progress:
        asked = limits._replace(progress=progress)
        goals = seek(diagnosis.situation, cause, (at_least, at_most), asked)
    if output.as_json:
        print_data(record_json(goals.to_dict()) + "\n")
    elif output.as_csv:
        print_data(goals_csv(goals))
        note_model(diagnosis.answer.model)
    else:
        print_lines(goals_lines(goals, window_width()))
    return 0


@contextmanager
def _progress() -> Iterator[Callable[[int], None]]:
    """Says on a terminal how many combinations are weighed, in one line that is then removed."""
    begun, shown = time.monotonic(), ""

    def tell(weighed: int) -> None:
        nonlocal shown
        if sys.stderr.isatty() and time.monotonic() - begun > PATIENCE:
            shown = f"{weighed:,} combinations of findings weighed"
            click.echo(f"\r{shown}", err=True, nl=False)

    try:
        yield tell
    finally:
        if shown:
            click.echo(f"\r{' ' * len(shown)}\r", err=True, nl=False)
