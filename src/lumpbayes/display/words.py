"""Text that is safe to show, and numbers as people read them."""

from __future__ import annotations

import re

__all__ = ["percent", "plain"]

ESCAPES = re.compile(
    r"\x1b\[[0-?]*[ -/]*[@-~]"  # control sequences such as colours
    r"|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?"  # operating-system commands such as window titles
    r"|\x1b[PX^_][^\x1b]*(?:\x1b\\)?"
    r"|\x1b."
    r"|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]"
    r"|[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"  # invisible, or turns text around
)
SMALLEST_SHOWN = 0.0001


def plain(text: object) -> str:
    r"""Text on one line without terminal escapes, control or direction characters.

    >>> plain("red\x1b[31m lump\n")
    'red lump'
    """
    return " ".join(ESCAPES.sub("", str(text)).split())


def percent(probability: float) -> str:
    """A probability as a percentage that never claims 0 or 100 % for what is neither.

    >>> percent(0.7134), percent(0.0003), percent(1e-9), percent(0.99999), percent(1.0)
    ('71.3 %', '0.03 %', '<0.01 %', '>99.9 %', '100 %')
    """
    if probability in (0, 1):
        return f"{probability:.0%}".replace("%", " %")
    if probability < SMALLEST_SHOWN:
        return "<0.01 %"
    if probability > 1 - 10 * SMALLEST_SHOWN / 2:
        return ">99.9 %"
    return f"{100 * probability:.{2 if probability < 10 * SMALLEST_SHOWN else 1}f} %"
