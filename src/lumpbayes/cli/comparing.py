"""``lumpbayes evaluate --compare``: which answers move between two versions of the tables."""

from __future__ import annotations

import os

import click
from click.core import ParameterSource

from lumpbayes.cases.csv_encoding import CsvForm
from lumpbayes.cases.movements.comparing import compare_cases
from lumpbayes.cases.movements.movement import CaseMovement
from lumpbayes.cases.movements.shared_cases import Version, file_parts
from lumpbayes.cli.candidates import BUNDLED
from lumpbayes.cli.case_options import CasesAsked
from lumpbayes.cli.printing import note, print_data, print_lines, window_width
from lumpbayes.display.movements import movement_lines, movement_markdown
from lumpbayes.display.record import record_json
from lumpbayes.knowledge.model_file import shown_path
from lumpbayes.knowledge.writing import write_whole

__all__ = ["compared", "print_movement"]

STANDARD_OUTPUT = "-"
ALONE = {
    "--by": "by",
    "--phases": "phases",
    "--without": "without",
    "--group": "groups",
    "--cases": "table",
    "--plots": "plots",
    "--format": "kind",
    "--seed": "seed",
    "--draws": "draws",
}
"""Options of an evaluation that say nothing of a comparison."""


def compared(
    asked: CasesAsked, later: str, keep: tuple[str, ...], truth: str | None, skip: bool
) -> CaseMovement:
    """Ask both versions the cases; the options are those of the command that runs.

    Args:
        asked: the cases, and the earlier version.
        later: the model file of the later version; ``bundled`` is the bundled model.
        keep: columns that are not read.
        truth: the column with the true cause; that of the variable that is asked, if it is there,
            when None.
        skip: whether rows that cannot be read are left out, and counted.

    Raises:
        UsageError: an option that says nothing of a comparison.
    """
    chosen = click.get_current_context().get_parameter_source
    for option, name in ALONE.items():
        if chosen(name) not in (None, ParameterSource.DEFAULT):
            raise click.UsageError(f"{option} says nothing with --compare: leave one of them out.")
    old, new = (
        Version(engine.knowledge, engine.solver)
        for engine in (asked.engine(), asked.engine_of(None if later == BUNDLED else later))
    )
    parts = file_parts(
        old,
        new,
        asked.cases,
        asked.reading(keep, truth=truth or old.knowledge.cause),
        form=CsvForm(asked.separator, asked.encoding),
        skip=skip,
        needs_truth=truth is not None,
        tell=note,
    )
    return compare_cases(old, new, parts)


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
