"""``lumpbayes tables``: look at, check, copy, edit and compare what the answers rest on."""

from __future__ import annotations

import click

from lumpbayes.cli.candidates import shown_candidates
from lumpbayes.cli.diff import diff
from lumpbayes.cli.edit import edit, normalise
from lumpbayes.cli.group import HelpfulGroup
from lumpbayes.cli.options import load_engine, model_options, policy_of
from lumpbayes.cli.printing import print_lines, print_table, window_width
from lumpbayes.display.cause_tables import (
    cause_lines,
    cause_numbers,
    causes_table,
    group_lines,
    groups_table,
)
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
from lumpbayes.knowledge.records import KnowledgeBase, Variable
from lumpbayes.opening import load
from lumpbayes.reasoning.causes import find_causes

__all__ = ["tables"]

LISTS = {"causes": causes_table, "groups": groups_table}
"""What can be listed beside the variables."""


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


@tables.command("show")
@click.argument("name", required=False, shell_complete=shown_candidates)
@model_options
def show(name: str | None, model: str | None, allow_outside: bool, lenient: bool) -> int:
    r"""List the variables with their states, or all that the tables say of NAME.

    NAME is a variable, a cause or a group, by its key or its label; 'causes' and 'groups' list
    these with their keys, as --cause, --against and --goal take them.

    \b
    Examples:
      lumpbayes tables show
      lumpbayes tables show consistency
      lumpbayes tables show causes
      lumpbayes tables show groups
      lumpbayes tables show lipoma
    """
    knowledge = load_engine(model, allow_outside, lenient).knowledge
    if name is None:
        print_table(variables_table(knowledge))
    elif name in knowledge.variables:
        _show_variable(knowledge, knowledge.variables[name])
    elif name in LISTS:
        print_table(LISTS[name](knowledge))
    else:
        _show_causes(knowledge, name)
    return 0


def _show_variable(knowledge: KnowledgeBase, record: Variable) -> None:
    print_lines(variable_lines(knowledge, record, window_width()))
    if knowledge.from_network:
        return  # it has no tables with a row for each number
    print_lines([""])
    print_table(numbers_table(knowledge, record))
    print_lines(["", *source_lines(knowledge, record, window_width())])
    if record.name == knowledge.cause and knowledge.losses:
        print_lines(["", "What each urgency costs when a cause is true:"])
        print_table(losses_table(knowledge))


def _show_causes(knowledge: KnowledgeBase, name: str) -> None:
    """A cause or a group of causes.

    Raises:
        UnknownNameError: there is neither, and no variable of that name.
    """
    found = find_causes(knowledge, name, others=(*knowledge.variables, *LISTS))
    if found.name in knowledge.causes:
        print_lines(cause_lines(knowledge, found.name, window_width()))
    else:
        print_lines(group_lines(knowledge, found, window_width()))
    numbers = cause_numbers(knowledge, found.name)
    print_lines(["", *([] if numbers.row_count else ["No row of the tables names it."])])
    if numbers.row_count:
        print_table(numbers)


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
    print_lines([f"Edit the tables, then use: --model {plain(path)}"])
    return 0


for command in (edit, normalise, diff):
    tables.add_command(command)
