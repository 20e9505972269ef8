"""The page of the command line: what each command's own ``--help`` says, and the help topics."""

from __future__ import annotations

from collections.abc import Iterator

import click

from lumpbayes.cli.app import lumpbayes
from lumpbayes.display.topics import TOPICS, topic_lines
from website.markdown import Page

__all__ = ["PATH", "commands_page"]

PATH = "reference/command-line.md"
WIDTH = 90
HEAD = """# The command line

What `lumpbayes --help`, `lumpbayes COMMAND --help` and `lumpbayes help TOPIC` print; made from the
program itself when this site is built.

| exit code | meaning |
|---|---|
| 0 | answered |
| 1 | a bug in LumpBayes |
| 2 | wrong usage or evidence |
| 3 | the tables are invalid |
| 4 | the evidence is impossible under the model |
| 5 | too large for the memory limit, or a second opinion disagrees |
| 130 | interrupted |

"""


def commands_page() -> Page:
    """Every command, then every topic."""
    root = click.Context(lumpbayes, info_name="lumpbayes", terminal_width=WIDTH)
    parts = [HEAD, *_command(lumpbayes, root), "## Topics { #topics }\n\n"]
    for name in TOPICS:
        lines = (click.unstyle(line).rstrip() for line in topic_lines(name, WIDTH))
        parts.append(_section(f"lumpbayes help {name}", 3, "\n".join(lines)))
    return Page(PATH, "Command line", "".join(parts))


def _command(command: click.Command, context: click.Context) -> Iterator[str]:
    """The help of a command and of those below it."""
    level = 2 + (context.command_path.count(" ") > 1)
    yield _section(context.command_path, level, command.get_help(context))
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            assert below is not None, name
            inner = click.Context(below, parent=context, info_name=name, terminal_width=WIDTH)
            yield from _command(below, inner)


def _section(heading: str, level: int, shown: str) -> str:
    fragment = heading.replace(" ", "-")
    return f"{'#' * level} {heading} {{ #{fragment} }}\n\n```text\n{shown}\n```\n\n"
