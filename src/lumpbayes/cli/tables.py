"""``lumpbayes tables``: look at, check, copy, edit and compare what the answers rest on."""

from __future__ import annotations

import click

from lumpbayes.cli.candidates import variable_candidates
from lumpbayes.cli.diff import diff
from lumpbayes.cli.edit import edit, normalise
from lumpbayes.cli.group import HelpfulGroup
from lumpbayes.cli.options import load_engine, model_options, policy_of
from lumpbayes.cli.printing import print_lines, print_table, window_width
from lumpbayes.display.tables import (
    check_lines,
    losses_table,
    numbers_table,
    source_lines,
    variable_lines,
    variables_table,
)
from lumpbayes.display.words import plain
from lumpbayes.errors import TablesError
from lumpbayes.knowledge.copying import copy_tables
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
        print_lines(check_lines(error.issues, None, quiet))
        return error.exit_code
    print_lines(check_lines(engine.issues, engine.knowledge, quiet))
    return 0


@tables.command("show")
@click.argument("variable", required=False, shell_complete=variable_candidates)
@model_options
def show(variable: str | None, model: str | None, allow_outside: bool, lenient: bool) -> int:
    r"""List the variables with their states, or one VARIABLE with its numbers and sources.

    \b
    Examples:
      lumpbayes tables show
      lumpbayes tables show consistency
    """
    knowledge = load_engine(model, allow_outside, lenient).knowledge
    if variable is None:
        print_table(variables_table(knowledge))
        return 0
    record = knowledge.variables[variable]
    print_lines(variable_lines(knowledge, record, window_width()))
    if knowledge.from_network:
        return 0  # it has no tables with a row for each number
    print_lines([""])
    print_table(numbers_table(knowledge, record))
    print_lines(["", *source_lines(knowledge, record, window_width())])
    if variable == knowledge.cause and knowledge.losses:
        print_lines(["", "What each urgency costs when a cause is true:"])
        print_table(losses_table(knowledge))
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
    engine = load_engine(model, allow_outside, lenient)
    path = plain(copy_tables(engine.knowledge, folder))
    print_lines([f"Edit the tables, then use: --model {path}"])
    return 0


for command in (edit, normalise, diff):
    tables.add_command(command)
