"""What reaches a person or a program: lines, tables, data, messages."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable
from contextlib import suppress
from io import StringIO
from typing import TYPE_CHECKING, TextIO

import click

from lumpbayes.display.fitted import keep_words_whole, stacked_lines, unfolded_width
from lumpbayes.display.words import plain, writable
from lumpbayes.knowledge.model_file import shown_path

if TYPE_CHECKING:
    from rich.table import Table

__all__ = [
    "DASH",
    "complain",
    "note",
    "note_written",
    "print_data",
    "print_lines",
    "print_table",
    "silence",
    "window_width",
]

DASH = "-"
"""What a file is called that is standard output, or standard input where it is read."""

PIPED_WIDTH = 120
TRAILING = re.compile(r"\s+((?:\x1b\[[0-9;]*m)*)$")
"""Spaces at the end of a line, before the codes that end its colours."""


def print_lines(lines: Iterable[str], *, err: bool = False, nl: bool = True) -> None:
    """Lines to standard output, or error; their colours only where colour is wanted."""
    stream = sys.stderr if err else sys.stdout
    colour = _wants_colour(stream)
    for line in lines:
        click.echo(writable(line, _encoding(stream)), color=colour, err=err, nl=nl)


def print_data(text: str) -> None:
    """What a program reads, to standard output: as it is, in UTF-8 whatever the locale."""
    click.echo(text.encode(errors="backslashreplace"), nl=False)


def print_table(table: Table) -> None:
    """A rich table to standard output; no name in it is cut or split, and in a pipe no cell."""
    from rich.console import Console

    if table.title is not None:
        print_lines([click.style(str(table.title), dim=True)])
        table.title = None
    width = window_width() if _is_window() else unfolded_width(table)
    if keep_words_whole(table) > width:
        print_lines(stacked_lines(table, width))
        return
    drawn = StringIO()
    Console(
        file=drawn,
        width=width,
        force_terminal=True,
        color_system="standard",
        legacy_windows=False,
        no_color=False,
        highlight=False,
        emoji=False,
        markup=False,
    ).print(table)
    print_lines(TRAILING.sub(r"\1", line) for line in drawn.getvalue().splitlines())


def window_width(*, err: bool = False) -> int:
    """Columns of the window; pipes get wide lines, or as wide as COLUMNS says."""
    if not (sys.stderr if err else sys.stdout).isatty():
        return _asked_width() or PIPED_WIDTH
    from shutil import get_terminal_size

    return get_terminal_size().columns


def _asked_width() -> int:
    """What COLUMNS says; 0 where it says nothing."""
    asked = os.environ.get("COLUMNS", "")
    return int(asked) if asked.isdecimal() else 0


def _is_window() -> bool:
    """Whether lines go to a window, or are to be as wide as one."""
    return sys.stdout.isatty() or _asked_width() > 0


def complain(message: str, before: Iterable[str] = ()) -> None:
    """An error to standard error, without terminal escapes; lines before it as they are."""
    _to_stderr([*before, *f"Error: {message}".splitlines()])


def note(message: str) -> None:
    """A remark to standard error, without terminal escapes."""
    _to_stderr(f"Note: {message}".splitlines())


def note_written(path: str, more: str = "") -> None:
    """That a file was written.

    Args:
        path: the file.
        more: what else is to be said of it, with what parts it from the name.
    """
    note(f"wrote {shown_path(path)}{more}")


def _to_stderr(lines: Iterable[str]) -> None:
    try:
        for line in lines:
            click.echo(writable(plain(line), _encoding(sys.stderr)), err=True)
    except OSError:
        silence(sys.stderr)  # nobody is left to be told


def silence(stream: TextIO) -> None:
    """Send what is left nowhere: Python flushes at exit, would fail again, and complain."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _wants_colour(stream: TextIO) -> bool:
    """A terminal that shows colours, unless NO_COLOR says no or FORCE_COLOR yes.

    Sources: no-color.org, force-color.org; both count only where they are not empty.
    """
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or (
        stream.isatty() and os.environ.get("TERM") != "dumb"
    )


def _encoding(stream: TextIO | None) -> str:
    """The stream's encoding; a closed stream (None) takes anything."""
    return getattr(stream, "encoding", None) or "utf-8"
