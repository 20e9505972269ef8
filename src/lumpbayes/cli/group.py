"""A group of commands that helps: its own help when called alone, the nearest to a wrong name."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click

from lumpbayes.errors import or_nearest

__all__ = ["HelpfulGroup", "nested"]

SYNONYMS = {"validate": "check", "list": "show"}
"""What commands of groups are called elsewhere."""


class HelpfulGroup(click.Group):
    """Alone it prints its help, and succeeds; an unknown command is told the nearest.

    Commands may be loaded when they are named (click's documentation, Lazily loading subcommands).
    """

    def __init__(self, *arguments: Any, lazy: Mapping[str, str] | None = None, **options: Any):
        """As click's group.

        Args:
            *arguments: for click.
            lazy: name -> ``module:command`` of commands to be loaded when they are named.
            **options: for click.
        """
        super().__init__(*arguments, **options)
        self._lazy = dict(lazy or {})
        _keep_lines(self)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of the commands, sorted."""
        return sorted({*self._lazy, *self.commands})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, loaded if it has to be."""
        if cmd_name in self._lazy and cmd_name not in self.commands:
            module, _, name = self._lazy[cmd_name].partition(":")
            self.add_command(getattr(import_module(module), name), cmd_name)
        return super().get_command(ctx, cmd_name)

    def add_command(self, cmd: click.Command, name: str | None = None) -> None:
        r"""As click does; a raw docstring may keep its lines with ``\b``."""
        _keep_lines(cmd)
        super().add_command(cmd, name)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """As click does, with ``--help`` for nothing."""
        nothing = not args and not ctx.resilient_parsing
        return super().parse_args(ctx, ["--help"] if nothing else args)

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[Any, Any, list[str]]:
        """As click does, save for what it says of an unknown command."""
        name = args[0]
        if self.get_command(ctx, name) is None and not ctx.resilient_parsing:
            hint = or_nearest(name, self.list_commands(ctx))
            below = nested(self, ctx, SYNONYMS.get(name, name))
            if below is not None:
                hint = f"did you mean: {ctx.command_path} {below}?"
            elif "=" in name and "query" in self.list_commands(ctx):
                hint = f"did you mean: {ctx.command_path} query {name}?"
            ctx.fail(f"there is no command {name!r}: {hint}")
        return super().resolve_command(ctx, args)


def nested(group: click.Group, context: click.Context, name: str) -> str | None:
    """The words of the command of that name in a group of a group; None where there is none."""
    for each in group.list_commands(context):
        command = group.get_command(context, each)
        if isinstance(command, click.Group) and name in command.list_commands(context):
            return f"{each} {name}"
    return None


def _keep_lines(command: click.Command) -> None:
    """In a raw docstring click's mark of a paragraph to leave alone is two characters."""
    command.help = (command.help or "").replace("\\b\n", "\b\n")
