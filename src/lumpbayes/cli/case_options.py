"""Options of the commands that read case files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import click

from lumpbayes.cases.batch_outputs import check_apart
from lumpbayes.cases.case_columns import CaseReading
from lumpbayes.cases.csv_encoding import UTF_8
from lumpbayes.cases.recode import Recode, recodes_of_file
from lumpbayes.cli.candidates import setting_candidates, variable_candidates
from lumpbayes.cli.library_notes import note_what_is_logged
from lumpbayes.cli.options import gathered, load_engine
from lumpbayes.engine import Engine
from lumpbayes.inference.backends import default_backend

__all__ = ["CasesAsked", "case_file_options", "on_error_option"]

MARKS = {"comma": ",", "semicolon": ";", "tab": "\t", ",": ",", ";": ";", "\t": "\t"}


class CasesAsked(NamedTuple):
    """What the options of :func:`case_file_options` and ``model_options`` say."""

    cases: str
    setting: str | None
    target: str | None
    missing: tuple[str, ...]
    separator: str | None
    encoding: str
    recode: str | None
    model: str | None
    allow_outside: bool
    lenient: bool

    def engine(self) -> Engine:
        """The engine that the options choose, fit for many cases."""
        return self.engine_of(self.model)

    def engine_of(self, model: str | None) -> Engine:
        """The engine of another model file, chosen by the same options."""
        note_what_is_logged()
        engine = load_engine(model, self.allow_outside, self.lenient, self.target)
        return engine.with_backend(default_backend())

    def reading(
        self, keep: tuple[str, ...], keep_all: bool = False, truth: str | None = None
    ) -> CaseReading:
        """What is said of the columns, by these options and those of one command."""
        return CaseReading(keep, keep_all, self.missing, truth, self.setting, self.recodes)

    @property
    def recodes(self) -> tuple[Recode, ...]:
        """What the words of the file stand for."""
        return () if self.recode is None else recodes_of_file(self.recode)

    def check_written(self, written: Mapping[str, str | None], later: str | None = None) -> None:
        """Refuse to write over a file that these options name, and to write one twice.

        Args:
            written: the option that names a file -> the file.
            later: the model file of another version, which is read too.

        Raises:
            WriteError: says which.
        """
        read = {"the case file": self.cases, "the recode file": self.recode}
        models = {"the model file": self.model, "the model file of --compare": later}
        check_apart({**read, **models}, written)


def case_file_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The case file, how it is read, and what is asked of a network file.

    First of all decorators but ``command``; with the options of ``model_options`` they reach the
    command as one argument, ``asked``.
    """
    return gathered(command, CasesAsked, CasesAsked._fields, _case_file_options())


def _case_file_options() -> tuple[Callable[..., Any], ...]:
    """In the order of the help."""
    return (
        click.argument("cases", type=click.Path(allow_dash=True)),
        click.option(
            "--setting", shell_complete=setting_candidates, help="Where the file does not say."
        ),
        click.option(
            "--target",
            shell_complete=variable_candidates,
            metavar="VARIABLE",
            help="The variable of a network file whose states are asked.",
        ),
        click.option(
            "--missing",
            multiple=True,
            metavar="WORD",
            help="A word that stands for a gap, such as NA; again for each. Blank cells always do.",
        ),
        click.option(
            "--separator",
            callback=_separator,
            metavar="MARK",
            help="Of a CSV file: comma, semicolon or tab; what its header has otherwise.",
        ),
        click.option(
            "--encoding",
            default=UTF_8,
            show_default=True,
            metavar="NAME",
            help="Of a CSV file: such as cp1252, or utf-16 for Excel's 'Unicode Text'.",
        ),
        click.option(
            "--recode",
            type=click.Path(),
            metavar="FILE",
            help="A CSV file with the columns column,value,state: what words of the cases stand "
            "for, such as sex,M,male; a blank state is unknown.",
        ),
    )


def on_error_option(choices: tuple[str, ...], text: str) -> Callable[..., Any]:
    """The option ``--on-error``.

    Args:
        choices: what may be done about a bad row; the first one otherwise.
        text: its help.
    """
    return click.option(
        "--on-error", type=click.Choice(choices), default=choices[0], show_default=True, help=text
    )


def _separator(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    """The mark that ``--separator`` names."""
    if value is None:
        return None
    if value not in MARKS:
        raise click.BadParameter(f"{value!r}: expected comma, semicolon or tab")
    return MARKS[value]
