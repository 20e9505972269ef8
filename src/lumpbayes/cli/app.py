"""The command line as a whole, and its exit codes."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click

from lumpbayes import __version__
from lumpbayes.cli.group import HelpfulGroup
from lumpbayes.cli.printing import complain, silence
from lumpbayes.errors import LumpBayesError, TablesError

__all__ = ["lumpbayes", "main"]

BUG, USAGE, INTERRUPTED = 1, 2, 130
MOST_ISSUES = 20


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code.

    0 answered, 1 a bug, 2 wrong usage or evidence, 3 invalid tables, 4 impossible evidence,
    5 too large or a second opinion disagrees, 130 interrupted.
    """
    try:
        if sys.stdout is None:
            raise click.ClickException("standard output is closed; nothing can be answered")
        return _run(sys.argv[1:] if arguments is None else arguments)
    except KeyboardInterrupt:
        complain("interrupted", before=[""])  # below the ^C that a terminal shows
        return INTERRUPTED
    except OSError as error:
        return _cannot_write(error)
    except Exception as error:
        return _report(error)


def _run(arguments: Sequence[str]) -> int:
    """Not ``lumpbayes.main``: click would exit with 1 where the reader of a pipe has gone."""
    try:
        with lumpbayes.make_context("lumpbayes", list(arguments)) as context:
            code = lumpbayes.invoke(context)
    except click.exceptions.Exit as done:
        code = done.exit_code
    sys.stdout.flush()
    return int(code or 0)


def _report(error: Exception) -> int:
    """Say what went wrong; the exit code."""
    if isinstance(error, click.ClickException):
        complain(error.format_message(), before=_usage(error))
        return USAGE
    if isinstance(error, LumpBayesError):
        complain(_unusable(error) if isinstance(error, TablesError) else str(error))
        return error.exit_code
    complain(
        f"this is a bug in LumpBayes: {type(error).__name__}: {error}\n"
        "Please report it with the command and the model; LumpBayes answered nothing."
    )
    return BUG


def _unusable(error: TablesError) -> str:
    shown = [str(issue) for issue in error.issues[:MOST_ISSUES]]
    more = len(error.issues) - len(shown)
    rest = [f"and {more} more; 'lumpbayes tables check' lists them all"] if more else []
    return "\n".join(["the model cannot be used:", *shown, *rest])


def _usage(error: click.ClickException) -> list[str]:
    """The usage of the command that was called wrongly, and where its help is."""
    context = getattr(error, "ctx", None)
    if context is None:
        return []
    return [
        *context.get_usage().splitlines(),
        f"Try '{context.command_path} --help' for help.",
        "",
    ]


def _cannot_write(error: OSError) -> int:
    """A write failed. The reader of a pipe may have seen enough; a full disk is an error."""
    if error.filename is not None:
        return _report(error)  # no write: a file was opened without care
    silence(sys.stdout)
    if isinstance(error, BrokenPipeError):
        return 0
    complain(f"standard output cannot be written: {error.strerror or error}")
    return USAGE


COMMANDS = {
    "query": "lumpbayes.cli.query:query",
    "explain": "lumpbayes.cli.explain:explain",
    "next": "lumpbayes.cli.next:next_command",
    "interview": "lumpbayes.cli.interview:interview",
    "whatif": "lumpbayes.cli.whatif:whatif",
    "evaluate": "lumpbayes.cli.evaluate:evaluate",
    "sensitivity": "lumpbayes.cli.sensitivity:sensitivity",
    "batch": "lumpbayes.cli.batch:batch",
    "simulate": "lumpbayes.cli.simulate:simulate",
    "tables": "lumpbayes.cli.tables:tables",
    "convert": "lumpbayes.cli.convert:convert",
    "help": "lumpbayes.cli.help:help_command",
    "completion": "lumpbayes.cli.completion:completion",
}
"""Name -> module and command; loaded when it is named, so that a query starts fast."""


@click.group(
    cls=HelpfulGroup,
    lazy=COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="lumpbayes")
def lumpbayes() -> None:
    r"""Probabilistic differential diagnosis from editable tables.

    \b
    Examples:
      lumpbayes query fever=yes tenderness=yes size_cm=3
      lumpbayes tables show consistency
      lumpbayes tables check --model models/mine.toml
      lumpbayes help evidence

    Supports decisions and teaching; it is not a medical device.
    """
