"""Talking with a person, or with a pipe: lines in, lines out."""

from __future__ import annotations

import sys
from collections.abc import Iterable

from lumpbayes.cli.printing import print_lines, window_width
from lumpbayes.display.words import plain
from lumpbayes.errors import EvidenceError

__all__ = ["Dialogue"]

PROMPT = "> "
LONGEST_LINE = 4096
MOST_BLANK = 1000
"""Blank lines that are read to find out whether an answer follows."""


class Dialogue:
    """Lines from standard input; lines to standard output, or to standard error.

    Attributes:
        err: whether standard error is spoken to, where standard output is for a program.
        heard: how many lines were heard.
    """

    def __init__(self, err: bool) -> None:
        self.err = err
        self.heard = 0

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
        line = _line()
        heard = plain(line.decode("utf-8-sig", "replace")) if line else None
        self.heard += heard is not None
        if not self.is_person:
            self.say([f"{PROMPT}{heard}"] if heard is not None else [])
        elif heard is None:
            self.say([""])  # below the prompt
        return heard

    def has_ended(self) -> bool:
        """Whether nothing but blank lines is left; reads them, and the first that is not blank."""
        for _ in range(MOST_BLANK):
            line = _line()
            if line.strip():
                return False
            if not line:
                return True
        return False


def _line() -> bytes:
    """The next line, or as much of it as an answer may be; empty at the end."""
    assert sys.stdin is not None
    try:
        line = rest = sys.stdin.buffer.readline(LONGEST_LINE)
        while len(rest) == LONGEST_LINE and not rest.endswith(b"\n"):
            rest = sys.stdin.buffer.readline(LONGEST_LINE)
    except OSError as error:
        reason = error.strerror or error
        raise EvidenceError(
            f"standard input cannot be read: {reason}; expected answers, one a line"
        ) from error
    return line
