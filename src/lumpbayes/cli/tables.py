"""``lumpbayes tables``: look at, check, copy, edit and compare what the answers rest on."""

from __future__ import annotations

import click

from lumpbayes.cli.diff import diff
from lumpbayes.cli.edit import edit, normalise
from lumpbayes.cli.group import HelpfulGroup
from lumpbayes.cli.options import load_engine, model_options, policy_of
from lumpbayes.cli.printing import note_written, print_lines, window_width
from lumpbayes.cli.show import show
from lumpbayes.display.tables import check_lines
from lumpbayes.errors import TablesError
from lumpbayes.knowledge.model_file import shown_path
from lumpbayes.knowledge.starting import start_tables
from lumpbayes.opening import load

__all__ = ["tables"]


@click.group(cls=HelpfulGroup)
def tables() -> None:
    """Look at, check, copy, edit and compare the tables behind the answers."""


@tables.command("check")
@model_options
@click.option("--quiet", is_flag=True, help="Only errors and the summary.")
def check(model: str | None, allow_outside: bool, lenient: bool, quiet: bool) -> int:
    r"""Show every problem in the tables, and how many numbers have a source.

    \b
    Examples:
      lumpbayes tables check
      lumpbayes tables check --model models/mine.toml
    """
    try:
        engine = load(
            model, allow_outside=allow_outside, policy=policy_of(lenient), backend="sweeps"
        )
    except TablesError as error:
        print_lines(check_lines(error.issues, None, quiet, window_width()))
        return error.exit_code
    print_lines(check_lines(engine.issues, engine.knowledge, quiet, window_width()))
    return 0


@tables.command("copy")
@click.argument("folder", type=click.Path(file_okay=False))
@model_options
def copy(folder: str, model: str | None, allow_outside: bool, lenient: bool) -> int:
    r"""Copy the model and its tables into a new FOLDER, to be edited there.

    \b
    Examples:
      lumpbayes tables copy mine
      lumpbayes query fever=yes --model mine/models/back_lump.toml
    """
    path = load_engine(model, allow_outside, lenient).copy_tables(folder)
    note_written(str(path), f"; edit the tables, then use: --model {shown_path(str(path))}")
    return 0


@tables.command("new")
@click.argument("folder", type=click.Path(file_okay=False))
def new(folder: str) -> int:
    r"""Write a small model with invented numbers into a new FOLDER, to begin your own with.

    It is the sore throat of 'Write your own complaint' in the documentation: three causes, a hidden
    process, four findings.

    \b
    Examples:
      lumpbayes tables new mine
      lumpbayes query cough=no tonsils=coated --model mine/throat.toml
    """
    path = shown_path(str(start_tables(folder)))
    note_written(path, f" and its tables; edit them, then use: --model {path}")
    return 0


for command in (show, edit, normalise, diff):
    tables.add_command(command)
