"""``lumpbayes evaluate --compare``: which answers move between two versions of the tables."""

from __future__ import annotations

import os
from typing import NamedTuple

import click
from click.core import ParameterSource

from lumpbayes.cases.case_columns import CaseReading
from lumpbayes.cases.movements.comparing import compare_cases
from lumpbayes.cases.movements.movement import CaseMovement
from lumpbayes.cases.movements.shared_cases import Version, file_parts
from lumpbayes.cli.diff import BUNDLED
from lumpbayes.cli.options import load_engine
from lumpbayes.cli.printing import note, print_data, print_lines, window_width
from lumpbayes.display.movements import movement_lines, movement_markdown
from lumpbayes.display.record import record_json
from lumpbayes.engine import Engine
from lumpbayes.inference.backends import default_backend
from lumpbayes.knowledge.model_file import shown_path
from lumpbayes.knowledge.writing import write_whole

__all__ = ["CasesAsked", "compared", "print_movement"]

STANDARD_OUTPUT = "-"
ALONE = {
    "--by": "by",
    "--phases": "phases",
    "--without": "without",
    "--group": "groups",
    "--plots": "plots",
    "--format": "kind",
    "--seed": "seed",
    "--draws": "draws",
}
"""Options of an evaluation that say nothing of a comparison."""


class CasesAsked(NamedTuple):
    """The cases that both versions are asked.

    Attributes:
        path: the file.
        reading: what a person says of its columns.
        separator: of a CSV file.
    """

    path: str
    reading: CaseReading
    separator: str | None


def compared(
    asked: CasesAsked,
    versions: tuple[str | None, str],
    target: str | None,
    allow_outside: bool,
    lenient: bool,
) -> CaseMovement:
    """Ask both versions the cases; the options are those of the command that runs.

    Args:
        asked: the cases.
        versions: the model files of the earlier version, None for the bundled model, and of the
            later one; ``bundled`` is the bundled model.
        target: the variable of network files that both are asked for.
        allow_outside: whether tables may lie outside the model's folder.
        lenient: whether to go on where an error can be mended.

    Raises:
        UsageError: an option that says nothing of a comparison.
    """
    chosen = click.get_current_context().get_parameter_source
    for option, name in ALONE.items():
        if chosen(name) not in (None, ParameterSource.DEFAULT):
            raise click.UsageError(f"{option} says nothing with --compare: leave one of them out.")
    old, new = (
        _version(load_engine(each, allow_outside, lenient, target))
        for each in (versions[0], None if versions[1] == BUNDLED else versions[1])
    )
    named = chosen("truth") != ParameterSource.DEFAULT
    separator = asked.separator
    parts = file_parts(old, new, asked.path, asked.reading, separator=separator, needs_truth=named)
    return compare_cases(old, new, parts)


def _version(engine: Engine) -> Version:
    fast = engine.with_backend(default_backend())
    return Version(fast.knowledge, fast.solver)


def print_movement(
    movement: CaseMovement, as_json: bool, markdown: str | None, force: bool
) -> None:
    """What moves, for a person or a program.

    Args:
        movement: what to show.
        as_json: as JSON.
        markdown: a file to write as Markdown too; - prints it instead of the text.
        force: whether that file may be replaced.
    """
    if as_json:
        print_data(record_json(movement.to_dict()) + "\n")
    elif markdown == STANDARD_OUTPUT:
        print_data(movement_markdown(movement))
    else:
        print_lines(movement_lines(movement, window_width()))
    if markdown not in (None, STANDARD_OUTPUT):
        assert markdown is not None
        write_whole(markdown, movement_markdown(movement), new=not force)
        note(f"wrote {shown_path(os.path.abspath(markdown))}")
