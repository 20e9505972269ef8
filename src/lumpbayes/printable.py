"""Text that a terminal, or a line of a message, can show as it is."""

from __future__ import annotations

__all__ = ["printable"]


def printable(text: str) -> str:
    r"""Text in which what cannot be seen is written as an escape; line ends stay.

    What stands in a table, or in somebody's evidence, must not reach a terminal as an escape.

    >>> printable("red\x1b[31m lump")
    'red\\x1b[31m lump'
    """
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() or c == "\n" else ascii(c)[1:-1] for c in text)
