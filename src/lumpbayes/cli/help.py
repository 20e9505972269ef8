"""``lumpbayes help``: topics that no command's own help has room for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from lumpbayes.cli.candidates import completions
from lumpbayes.cli.printing import print_lines, window_width
from lumpbayes.display.topics import TOPICS, topic_lines, topics_list
from lumpbayes.errors import or_nearest

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

__all__ = ["help_command"]

WIDEST = 100


def topic_candidates(
    _: click.Context, __: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """The topics of ``lumpbayes help``."""
    return completions(((name, topic.title) for name, topic in TOPICS.items()), incomplete)


@click.command("help")
@click.argument("topic", required=False, shell_complete=topic_candidates)
@click.pass_context
def help_command(context: click.Context, topic: str | None) -> int:
    r"""Explain a TOPIC, such as the evidence language, or list the topics.

    \b
    Examples:
      lumpbayes help
      lumpbayes help evidence
    """
    width = min(window_width(), WIDEST)
    if topic is None:
        print_lines(topics_list(width))
        return 0
    name = topic.strip().casefold()
    if name in TOPICS:
        print_lines(topic_lines(name, width))
        return 0
    root = context.find_root()
    group = root.command
    commands = group.list_commands(root) if isinstance(group, click.Group) else []
    command = group.get_command(root, name) if isinstance(group, click.Group) else None
    if command is None:
        raise click.UsageError(
            f"there is no topic {topic!r}: {or_nearest(name, [*TOPICS, *commands])}"
        )
    with click.Context(command, parent=root, info_name=name) as inner:
        print_lines(command.get_help(inner).splitlines())
    return 0
