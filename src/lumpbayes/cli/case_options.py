"""Options of the commands that read case files."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from lumpbayes.cli.candidates import setting_candidates, variable_candidates

__all__ = ["case_file_options"]

MARKS = {"comma": ",", "semicolon": ";", "tab": "\t", ",": ",", ";": ";", "\t": "\t"}


def case_file_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that say how a case file is read, and what is asked of a network file."""
    for option in (
        click.option(
            "--separator",
            callback=_separator,
            metavar="MARK",
            help="Of a CSV file: comma, semicolon or tab; what its header has otherwise.",
        ),
        click.option(
            "--missing",
            multiple=True,
            metavar="WORD",
            help="A word that stands for a gap, such as NA; again for each. Blank cells always do.",
        ),
        click.option(
            "--target",
            shell_complete=variable_candidates,
            metavar="VARIABLE",
            help="The variable of a network file whose states are asked.",
        ),
        click.option(
            "--setting", shell_complete=setting_candidates, help="Where the file does not say."
        ),
    ):
        command = option(command)
    return command


def _separator(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    """The mark that ``--separator`` names."""
    if value is None:
        return None
    if value not in MARKS:
        raise click.BadParameter(f"{value!r}: expected comma, semicolon or tab")
    return MARKS[value]
