"""Text that is safe to show."""

from __future__ import annotations

import re

__all__ = ["plain", "shown_in_json", "writable"]

INVISIBLE = r"\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e007f"
"""Takes no room, or turns text around."""
UNSEEN = re.compile(rf"[\x7f-\x9f\u2028\u2029{INVISIBLE}]")
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


def shown_in_json(text: str) -> str:
    r"""JSON text in which no character is unseen: those that JSON lets stand are escaped too.

    >>> shown_in_json('{"label": "a\u202eb"}')
    '{"label": "a\\u202eb"}'
    """
    return UNSEEN.sub(lambda found: _json_escape(found.group()), text)


def _json_escape(character: str) -> str:
    units = character.encode("utf-16-be").hex()
    return "".join(f"\\u{units[i : i + 4]}" for i in range(0, len(units), 4))


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
