"""``lumpbayes tables show``: the variables, or all that the tables say of one name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, NamedTuple

import click

from lumpbayes.cli.candidates import shown_candidates
from lumpbayes.cli.options import data_options, load_engine, model_options
from lumpbayes.cli.printing import print_data, print_lines, print_table, window_width
from lumpbayes.display.cause_tables import (
    cause_lines,
    cause_numbers,
    causes_table,
    group_lines,
    groups_table,
)
from lumpbayes.display.cited import flag_lines, flags_table, source_record_lines, sources_table
from lumpbayes.display.record import record_json
from lumpbayes.display.shown_rows import (
    ShownRows,
    cause_number_rows,
    cause_rows,
    flag_rows,
    group_rows,
    number_rows,
    source_rows,
    variable_rows,
)
from lumpbayes.display.tables import (
    losses_table,
    numbers_table,
    source_lines,
    variable_lines,
    variables_table,
)
from lumpbayes.errors import UnknownNameError, nearest_names
from lumpbayes.knowledge.folding import folded
from lumpbayes.knowledge.matching import match_variable
from lumpbayes.knowledge.records import KnowledgeBase, RedFlag, Source, Variable
from lumpbayes.reasoning.causes import Causes, find_causes, named_causes

if TYPE_CHECKING:
    from rich.table import Table

__all__ = ["show"]


class _List(NamedTuple):
    """What can be listed: for people, and for programs."""

    table: Callable[[KnowledgeBase], Table]
    rows: Callable[[KnowledgeBase], ShownRows]


LISTS: Mapping[str, _List] = {
    "variables": _List(variables_table, variable_rows),
    "causes": _List(causes_table, cause_rows),
    "groups": _List(groups_table, group_rows),
    "red_flags": _List(flags_table, lambda knowledge: flag_rows(knowledge.red_flags)),
    "sources": _List(sources_table, lambda knowledge: source_rows(knowledge.sources.values())),
}


@click.command()
@click.argument("name", required=False, shell_complete=shown_candidates)
@data_options("Print the rows as JSON.", "Print the rows as CSV.")
@model_options
def show(
    name: str | None,
    as_json: bool,
    as_csv: bool,
    model: str | None,
    allow_outside: bool,
    lenient: bool,
) -> int:
    r"""List the variables with their states, or all that the tables say of NAME.

    NAME is a variable or its number, a cause or a group by its key or its label, a red flag by its
    id or a source by its key; 'causes', 'groups', 'red_flags' and 'sources' list these. JSON and
    CSV have the list, or the numbers that name NAME.

    \b
    Examples:
      lumpbayes tables show
      lumpbayes tables show consistency
      lumpbayes tables show causes
      lumpbayes tables show lipoma
      lumpbayes tables show R1
      lumpbayes tables show --json | jq .rows[0]
    """
    knowledge = load_engine(model, allow_outside, lenient).knowledge
    if as_json or as_csv:
        rows = _rows(knowledge, name or "variables")
        data = rows.to_csv() if as_csv else record_json(rows.to_dict(knowledge)) + "\n"
        print_data(data)
    else:
        _print(knowledge, name or "variables")
    return 0


def _found(knowledge: KnowledgeBase, name: str) -> _List | Variable | RedFlag | Source | Causes:
    """What is called so.

    Raises:
        UnknownNameError: nothing is.
    """
    flags = {folded(flag.id): flag for flag in knowledge.red_flags}
    sources = {folded(key): source for key, source in knowledge.sources.items()}
    causes = {*map(folded, knowledge.causes)}
    causes |= {folded(group.name) for group in knowledge.groups_of(knowledge.cause)}
    variable, said = match_variable(knowledge, name), folded(name)
    if variable is not None:
        return variable[0]
    if name in LISTS:
        return LISTS[name]
    if said in flags and said not in causes:
        return flags[said]
    if said in sources and said not in causes:
        return sources[said]
    if not named_causes(knowledge, name):
        raise _nothing(knowledge, name)
    return find_causes(knowledge, name)


def _nothing(knowledge: KnowledgeBase, name: str) -> UnknownNameError:
    """The error of a name that is no variable, cause, group, red flag, source or list."""
    groups = (group.name for group in knowledge.groups_of(knowledge.cause))
    flags = (flag.id for flag in knowledge.red_flags)
    names = [*knowledge.variables, *knowledge.causes, *groups, *LISTS, *flags, *knowledge.sources]
    near = nearest_names(name, names)
    tail = (
        f"did you mean {' or '.join(near)}?"
        if near
        else (
            "see lumpbayes tables show, which lists the variables, and behind it causes, groups, "
            "red_flags or sources, which list the others"
        )
    )
    return UnknownNameError(
        f"there is no variable, cause, group of causes, red flag or source {name!r}: {tail}", near
    )


def _rows(knowledge: KnowledgeBase, name: str) -> ShownRows:
    """The rows of a list, or those that name something."""
    found = _found(knowledge, name)
    if isinstance(found, _List):
        return found.rows(knowledge)
    if isinstance(found, Variable):
        return number_rows(knowledge, found)
    if isinstance(found, RedFlag):
        return flag_rows([found])
    if isinstance(found, Source):
        return source_rows([found])
    return cause_number_rows(knowledge, found.name)


def _print(knowledge: KnowledgeBase, name: str) -> None:
    """The same for people."""
    found, width = _found(knowledge, name), window_width()
    if isinstance(found, _List):
        print_table(found.table(knowledge))
    elif isinstance(found, Variable):
        _print_variable(knowledge, found)
    elif isinstance(found, RedFlag):
        print_lines(flag_lines(knowledge, found, width))
    elif isinstance(found, Source):
        print_lines(source_record_lines(knowledge, found, width))
    else:
        _print_causes(knowledge, found)


def _print_variable(knowledge: KnowledgeBase, record: Variable) -> None:
    print_lines(variable_lines(knowledge, record, window_width()))
    if knowledge.from_network:
        return  # it has no tables with a row for each number
    print_lines([""])
    print_table(numbers_table(knowledge, record))
    print_lines(["", *source_lines(knowledge, record, window_width())])
    if record.name == knowledge.cause and knowledge.losses:
        print_lines(["", "What each urgency costs when a cause is true:"])
        print_table(losses_table(knowledge))


def _print_causes(knowledge: KnowledgeBase, found: Causes) -> None:
    if found.name in knowledge.causes:
        print_lines(cause_lines(knowledge, found.name, window_width()))
    else:
        print_lines(group_lines(knowledge, found, window_width()))
    numbers = cause_numbers(knowledge, found.name)
    print_lines(["", *([] if numbers.row_count else ["No row of the tables names it."])])
    if numbers.row_count:
        print_table(numbers)
