"""A group of commands that helps: its own help when called alone, the nearest to a wrong name."""

from __future__ import annotations

from typing import Any

import click

from lumpbayes.errors import or_nearest

__all__ = ["HelpfulGroup"]


class HelpfulGroup(click.Group):
    """Alone it prints its help, and succeeds; an unknown command is told the nearest."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        _keep_lines(self)

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
            if "=" in name and "query" in self.commands:
                hint = f"did you mean: {ctx.command_path} query {name}?"
            ctx.fail(f"there is no command {name!r}: {hint}")
        return super().resolve_command(ctx, args)


def _keep_lines(command: click.Command) -> None:
    """In a raw docstring click's mark of a paragraph to leave alone is two characters."""
    command.help = (command.help or "").replace("\\b\n", "\b\n")
