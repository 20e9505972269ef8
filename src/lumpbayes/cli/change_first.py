"""Evidence words that follow ``--change`` on the command line, and read as if they were changes."""

from __future__ import annotations

from collections.abc import Sequence

import click

from lumpbayes.cli.printing import note

__all__ = ["WordsInOrder"]

CHANGES = ("--change", "--retract")


class WordsInOrder(click.Command):
    """Says of words after ``--change`` or ``--retract`` that they are evidence all the same."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """As click does, after the remark."""
        late = () if ctx.resilient_parsing else self._late(ctx, args)
        if late:
            are = "are" if len(late) > 1 else "is"
            note(
                f"{', '.join(late)} {are} taken as known beforehand, though written after a "
                "change; repeat --change for each change"
            )
        return super().parse_args(ctx, args)

    def _late(self, ctx: click.Context, args: Sequence[str]) -> tuple[str, ...]:
        """The words that stand after the first change."""
        places = [place for place, each in enumerate(args) if each.partition("=")[0] in CHANGES]
        if not places:
            return ()
        try:
            early = self._words(ctx, args[: places[0]])
            return self._words(ctx, args)[len(early) :]
        except click.UsageError:  # which is said in a moment
            return ()

    def _words(self, ctx: click.Context, args: Sequence[str]) -> tuple[str, ...]:
        found = self.make_parser(ctx).parse_args(list(args))[0].get("words")
        return found if isinstance(found, tuple) else ()
