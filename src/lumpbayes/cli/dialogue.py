"""Talking with a person, or with a pipe: lines in, lines out."""

from __future__ import annotations

import sys
from collections.abc import Iterable

from lumpbayes.cli.printing import print_lines, window_width
from lumpbayes.display.words import plain

__all__ = ["Dialogue"]

PROMPT = "> "
LONGEST_LINE = 4096


class Dialogue:
    """Lines from standard input; lines to standard output, or to standard error.

    Attributes:
        err: whether standard error is spoken to, where standard output is for a program.
    """

    def __init__(self, err: bool) -> None:
        self.err = err

    @property
    def is_person(self) -> bool:
        """Whether somebody types."""
        return sys.stdin is not None and sys.stdin.isatty()

    @property
    def width(self) -> int:
        """Columns of the window."""
        return window_width(err=self.err)

    def say(self, lines: Iterable[str]) -> None:
        """Lines, and no waiting: whoever answers must see them first."""
        print_lines(lines, err=self.err)

    def hear(self) -> str | None:
        """The next line without what a terminal would act on; None when there are no more."""
        if sys.stdin is None:
            return None
        if self.is_person:
            print_lines([PROMPT], err=self.err, nl=False)
        line = sys.stdin.buffer.readline(LONGEST_LINE)
        rest = line
        while len(rest) == LONGEST_LINE and not rest.endswith(b"\n"):
            rest = sys.stdin.buffer.readline(LONGEST_LINE)  # of a line too long to be an answer
        heard = plain(line.decode("utf-8-sig", "replace")) if line else None
        if not self.is_person:
            self.say([f"{PROMPT}{heard}"] if heard is not None else [])
        elif heard is None:
            self.say([""])  # below the prompt
        return heard
