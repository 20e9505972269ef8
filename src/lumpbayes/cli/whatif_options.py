"""Which options of ``lumpbayes whatif`` go together."""

from __future__ import annotations

from collections.abc import Mapping

import click
from click.core import ParameterSource

from lumpbayes.cli.printing import DASH
from lumpbayes.cli.scenarios import Output

__all__ = ["check_companions", "check_modes"]

COMPANIONS = {
    "--goal": ("at_least", "at_most", "most", "phases", "with_context"),
    "--save": ("name", "force"),
}
"""Options that say nothing without another."""


def check_modes(
    output: Output,
    edits: tuple[bool, bool],
    save: str | None,
    scenarios: str | None,
    goal: str | None,
) -> None:
    """Refuse options that do not go together; ``edits``: any at all, and another model."""
    changed, other_model = edits
    if output.as_json and output.as_csv:
        raise click.UsageError("--json and --csv exclude each other.")
    modes = [
        name
        for name, given in (
            ("a change", changed),
            ("--scenarios", scenarios is not None),
            ("--goal", goal is not None),
        )
        if given
    ]
    if not modes:
        raise click.UsageError(
            "Say what shall be otherwise (--change, --retract, --to-setting, --prior, "
            "--likelihood, --to-model), what shall be reached (--goal) or what shall be asked "
            "again (--scenarios)."
        )
    if len(modes) > 1:
        raise click.UsageError(f"{' and '.join(modes)} exclude each other.")
    if save is not None and not changed:
        raise click.UsageError("--save goes with a change.")
    if save == DASH and (output.as_json or output.as_csv):
        other = "--json" if output.as_json else "--csv"
        raise click.UsageError(f"{other} and --save - exclude each other.")
    if save is not None and other_model:
        raise click.UsageError(
            "--save and --to-model exclude each other: a file of scenarios holds no model."
        )


def check_companions(needed: Mapping[str, str | None]) -> None:
    """Refuse options that would be ignored; ``needed``: option -> its value."""
    context = click.get_current_context()
    for option, names in COMPANIONS.items():
        given = [
            f"--{name.replace('_', '-')}"
            for name in names
            if context.get_parameter_source(name) is ParameterSource.COMMANDLINE
        ]
        if given and needed[option] is None:
            goes = "go" if len(given) > 1 else "goes"
            raise click.UsageError(f"{' and '.join(given)} {goes} with {option}.")
    everything = context.get_parameter_source("everything") is ParameterSource.COMMANDLINE
    if everything and needed["--goal"] is not None:
        raise click.UsageError("--all shows every cause; with --goal give --top.")
