"""``lumpbayes help``: topics that no command's own help has room for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import TYPE_CHECKING

import click

from lumpbayes.cli.candidates import completions
from lumpbayes.cli.group import nested
from lumpbayes.cli.printing import print_lines, window_width
from lumpbayes.display.topics import TOPICS, topic_lines, topics_list
from lumpbayes.errors import or_nearest

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

__all__ = ["help_command"]

WIDEST = 100


def topic_candidates(
    context: click.Context, _: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """The topics of ``lumpbayes help``, and the commands: behind a group's name those in it."""
    before = context.params.get("words") or ()
    if before:
        inner = _command(context.find_root(), before)
        return completions(_commands(inner) if inner else (), incomplete)
    topics = ((name, topic.title) for name, topic in TOPICS.items())
    return completions(chain(topics, _commands(context.find_root())), incomplete)


def _commands(context: click.Context) -> Iterator[tuple[str, str]]:
    """The commands of a group, and what each does."""
    group = context.command
    if isinstance(group, click.Group):
        for name in group.list_commands(context):
            command = group.get_command(context, name)
            yield name, command.get_short_help_str() if command else ""


@click.command("help")
@click.argument("words", metavar="[TOPIC]", nargs=-1, shell_complete=topic_candidates)
@click.pass_context
def help_command(context: click.Context, words: tuple[str, ...]) -> int:
    r"""Explain a TOPIC, such as the evidence language, or a command; or list the topics.

    \b
    Examples:
      lumpbayes help
      lumpbayes help evidence
      lumpbayes help tables edit
    """
    width = min(window_width(), WIDEST)
    names = [word.strip().casefold() for word in words]
    command = _command(context.find_root(), names) if names else None
    if not names:
        print_lines(topics_list(width))
    elif len(names) == 1 and names[0] in TOPICS:
        print_lines(topic_lines(names[0], width))
    elif command is not None:
        print_lines(command.get_help().splitlines())
    else:
        raise click.UsageError(_unknown(context.find_root(), " ".join(words)))
    return 0


def _command(root: click.Context, names: Sequence[str]) -> click.Context | None:
    """A context of the command of these words; None where there is none."""
    context = root
    for name in names:
        group = context.command
        command = group.get_command(context, name) if isinstance(group, click.Group) else None
        if command is None:
            return None
        context = click.Context(command, parent=context, info_name=name)
    return context


def _unknown(root: click.Context, asked: str) -> str:
    """That there is no such topic, and the nearest."""
    group = root.command
    assert isinstance(group, click.Group)
    below = nested(group, root, asked)
    close = or_nearest(asked, [*TOPICS, *group.list_commands(root)])
    hint = close if below is None else f"did you mean: {root.command_path} help {below}?"
    return f"there is no topic {asked!r}: {hint}"
