"""The shell: the only module that prints, reads arguments or exits."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

import click

from lumpbayes import __version__
from lumpbayes.display.record import answer_csv
from lumpbayes.display.tables import (
    check_lines,
    numbers_table,
    source_lines,
    variable_lines,
    variables_table,
)
from lumpbayes.display.terminal import answer_lines
from lumpbayes.display.words import plain
from lumpbayes.engine import Diagnosis, Engine, load
from lumpbayes.errors import Level, LumpBayesError, TablesError, VerificationError
from lumpbayes.knowledge.copying import copy_tables
from lumpbayes.knowledge.words import parse_words

if TYPE_CHECKING:
    from rich.table import Table

__all__ = ["main"]

PIPED_WIDTH = 120


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code.

    0 answered, 1 a bug, 2 wrong usage or evidence, 3 invalid tables, 4 impossible evidence,
    5 too large or a second opinion disagrees, 130 interrupted.
    """
    try:
        result = lumpbayes.main(arguments, prog_name="lumpbayes", standalone_mode=False)
        sys.stdout.flush()
        return int(result or 0)
    except click.exceptions.Abort:
        return 130
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except LumpBayesError as error:
        _complain(str(error))
        return error.exit_code
    except BrokenPipeError:
        sys.stderr.close()  # the reader has gone; nothing is left to say
        return 0
    except Exception as error:
        _complain(
            f"this is a bug in LumpBayes: {type(error).__name__}: {error}\n"
            "Please report it with the command and the model; LumpBayes answered nothing."
        )
        return 1


def _complain(message: str) -> None:
    lines = [plain(line) for line in message.splitlines()]
    click.echo("Error: " + "\n".join(lines), err=True)


def _print(lines: Iterable[str]) -> None:
    """Lines to standard output; colours only on a terminal, and not where NO_COLOR is set."""
    colour = False if os.environ.get("NO_COLOR") else None
    for line in lines:
        click.echo(line, color=colour)


def _print_table(table: Table) -> None:
    from rich.console import Console

    Console(highlight=False, emoji=False, markup=False, width=_width()).print(table)


def _width() -> int:
    """Columns of the window; pipes get wide lines."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else PIPED_WIDTH


def model_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that choose a model."""
    for option in (
        click.option("--model", metavar="FILE", help="Model file; the bundled model otherwise."),
        click.option("--allow-outside", is_flag=True, help="Tables may lie outside its folder."),
        click.option("--lenient", is_flag=True, help="Go on where an error can be mended."),
    ):
        command = option(command)
    return command


def _load(model: str | None, allow_outside: bool, lenient: bool) -> Engine:
    policy = "lenient" if lenient else "strict"
    engine = load(model, allow_outside=allow_outside, policy=policy)
    if model is not None and engine.issues:
        counts = [(level, sum(i.level is level for i in engine.issues)) for level in Level]
        shown = ", ".join(f"{count} {level.value}" for level, count in counts if count)
        click.echo(f"Note: {shown} in the tables; see: lumpbayes tables check", err=True)
    return engine


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="lumpbayes")
def lumpbayes() -> None:
    r"""Probabilistic differential diagnosis from editable tables.

    \b
    Examples:
      lumpbayes query fever=yes tenderness=yes size_cm=3
      lumpbayes tables show consistency
      lumpbayes tables check --model models/mine.toml

    Supports decisions and teaching; it is not a medical device.
    """


@lumpbayes.command()
@click.argument("evidence", nargs=-1)
@click.option("--setting", help="Where the person is seen; 'any' averages over settings.")
@click.option(
    "--top",
    type=click.IntRange(min=1),
    default=10,
    show_default=True,
    help="How many causes to show.",
)
@click.option("--all", "everything", is_flag=True, help="Show every cause.")
@click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
@click.option("--csv", "as_csv", is_flag=True, help="Print the differential as CSV.")
@click.option("--verify", is_flag=True, help="Recompute with pgmpy; exit 5 if it disagrees.")
@model_options
def query(
    evidence: tuple[str, ...],
    setting: str | None,
    top: int,
    everything: bool,
    as_json: bool,
    as_csv: bool,
    verify: bool,
    model: str | None,
    allow_outside: bool,
    lenient: bool,
) -> int:
    r"""Answer: how probable is each cause, given EVIDENCE?

    EVIDENCE is words such as fever=yes, redness!=yes (not), consistency=soft,fluctuant (either)
    or size_cm=6.2 (a number). 'lumpbayes tables show' lists the variables.

    \b
    Examples:
      lumpbayes query fever=yes tenderness=yes redness=yes --setting emergency
      lumpbayes query age_years=67 cancer_history=yes pain=severe --all
      lumpbayes query punctum=yes consistency=firm --json | jq .posterior[0]
    """
    if as_json and as_csv:
        raise click.UsageError("--json and --csv exclude each other.")
    engine = _load(model, allow_outside, lenient)
    diagnosis = engine.diagnose(parse_words(engine.knowledge, evidence), setting=setting)
    if as_json:
        click.echo(diagnosis.to_json())
    elif as_csv:
        click.echo(answer_csv(diagnosis.answer), nl=False)
    else:
        _print(answer_lines(diagnosis.answer, None if everything else top, _width()))
    if verify:
        _verify(engine, diagnosis)
    return 0


def _verify(engine: Engine, diagnosis: Diagnosis) -> None:
    second = engine.verify(diagnosis)
    message = (
        f"{second.engine} differs by at most {second.largest_difference:.2g} "
        f"(at {second.variable}={second.state})"
    )
    if not second.agrees:
        raise VerificationError(message + ": more than 1e-9. Please report this.")
    click.echo(f"Verified: {message}.", err=True)


@lumpbayes.group()
def tables() -> None:
    """Look at, check and copy the tables behind the answers."""


@tables.command("check")
@model_options
@click.option("--quiet", is_flag=True, help="Only errors and the summary.")
def tables_check(model: str | None, allow_outside: bool, lenient: bool, quiet: bool) -> int:
    r"""Show every problem in the tables, and how many numbers have a source.

    \b
    Examples:
      lumpbayes tables check
      lumpbayes tables check --model models/mine.toml
    """
    try:
        policy = "lenient" if lenient else "strict"
        engine = load(model, allow_outside=allow_outside, policy=policy)
    except TablesError as error:
        _print(check_lines(error.issues, None, quiet))
        return error.exit_code
    _print(check_lines(engine.issues, engine.knowledge, quiet))
    return 0


@tables.command("show")
@click.argument("variable", required=False)
@model_options
def tables_show(variable: str | None, model: str | None, allow_outside: bool, lenient: bool) -> int:
    r"""List the variables with their states, or one VARIABLE with its numbers and sources.

    \b
    Examples:
      lumpbayes tables show
      lumpbayes tables show consistency
    """
    knowledge = _load(model, allow_outside, lenient).knowledge
    if variable is None:
        _print_table(variables_table(knowledge))
        return 0
    record = knowledge.variables[variable]
    _print(variable_lines(knowledge, record, _width()))
    _print([""])
    _print_table(numbers_table(knowledge, record))
    _print(["", *source_lines(knowledge, record, _width())])
    return 0


@tables.command("copy")
@click.argument("folder", type=click.Path(file_okay=False))
@model_options
def tables_copy(folder: str, model: str | None, allow_outside: bool, lenient: bool) -> int:
    r"""Copy the model and its tables into a new FOLDER, to be edited there.

    \b
    Examples:
      lumpbayes tables copy mine
      lumpbayes query fever=yes --model mine/models/back_lump.toml
    """
    engine = _load(model, allow_outside, lenient)
    click.echo(f"Edit the tables, then use: --model {copy_tables(engine.knowledge, folder)}")
    return 0
