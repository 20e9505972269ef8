"""Text that is safe to show."""

from __future__ import annotations

import re

from lumpbayes.knowledge.json_text import INVISIBLE

__all__ = ["plain", "writable"]

ESCAPES = re.compile(
    r"\x1b\[[0-?]*[ -/]*[@-~]"  # control sequences such as colours
    r"|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?"  # operating-system commands such as window titles
    r"|\x1b[PX^_][^\x1b]*(?:\x1b\\)?"
    r"|\x1b."
    r"|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]"
    rf"|[{INVISIBLE}]"
)
IN_ASCII = str.maketrans(
    {
        **dict.fromkeys("█▉▊▋▌", "#"),
        **dict.fromkeys("▍▎▏·–—", "-"),
        **dict.fromkeys("\u2018\u2019", "'"),
        **dict.fromkeys("\u201c\u201d", '"'),
        "…": "~",
        "\xa0": " ",
    }
)
"""One column for one column, so that what is aligned stays aligned."""


def plain(text: object) -> str:
    r"""Text on one line without terminal escapes, control or direction characters.

    >>> plain("red\x1b[31m lump\n")
    'red lump'
    """
    return " ".join(ESCAPES.sub("", str(text)).split())


def writable(text: str, encoding: str) -> str:
    """Text that a stream of that encoding takes: bars and punctuation in ASCII, the rest as ``?``.

    >>> writable("█▌ café…", "ascii"), writable("█▌ café…", "utf-8")
    ('## caf?~', '█▌ café…')
    """
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return text.translate(IN_ASCII).encode(encoding, "replace").decode(encoding)
    return text
