"""What reaches a person: lines, tables, messages."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from lumpbayes.display.words import plain

if TYPE_CHECKING:
    from rich.table import Table

__all__ = ["complain", "note", "print_lines", "print_table", "window_width"]

PIPED_WIDTH = 120


def print_lines(lines: Iterable[str]) -> None:
    """Lines to standard output; colours only on a terminal, and not where NO_COLOR is set."""
    colour = False if os.environ.get("NO_COLOR") else None
    for line in lines:
        click.echo(line, color=colour)


def print_table(table: Table) -> None:
    """A rich table to standard output."""
    from rich.console import Console

    Console(highlight=False, emoji=False, markup=False, width=window_width()).print(table)


def window_width() -> int:
    """Columns of the window; pipes get wide lines."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else PIPED_WIDTH


def complain(message: str) -> None:
    """An error to standard error, without terminal escapes."""
    _to_stderr("Error: ", message)


def note(message: str) -> None:
    """A remark to standard error, without terminal escapes."""
    _to_stderr("Note: ", message)


def _to_stderr(head: str, message: str) -> None:
    click.echo(head + "\n".join(plain(line) for line in message.splitlines()), err=True)
