"""Text that fits: measured in points before anything is drawn, wrapped, at last cut short."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from lumpbayes.display.words import plain

__all__ = ["LINE", "cut", "text_width", "widest", "wrap"]

LINE = 1.25
"""Height of a line, in sizes of its font."""
ELLIPSIS = "…"
PERCENT, BOUND = " %", "\xa0%"
"""A number and its unit stay together."""
UNIT = 100.0
"""Size at which text is measured: what is hinted away there is nothing."""


def text_width(text: str, size: float) -> float:
    """Width of one line of text, in points, 4 % to be on the safe side.

    Args:
        text: a line.
        size: of the font, in points.
    """
    import matplotlib as mpl

    return 1.04 * size * _unit_width(text, tuple(mpl.rcParams["font.family"]))


@lru_cache(maxsize=4096)
def _unit_width(text: str, family: tuple[str, ...]) -> float:
    """Width of a line, in sizes of the font."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import text_to_path

    font = FontProperties(family=family, size=UNIT)
    width, _, _ = text_to_path.get_text_width_height_descent(text, font, ismath=False)
    return float(width) / UNIT


def widest(texts: Sequence[str], size: float) -> float:
    """Width of the widest line of some texts, in points; 0 for none."""
    lines = [line for text in texts for line in text.split("\n")]
    return max((text_width(line, size) for line in lines), default=0.0)


def cut(text: str, room: float, size: float) -> str:
    """A line that is cut short where it would be wider than there is room for."""
    if text_width(text, size) <= room:
        return text
    shown = text
    while len(shown) > 1 and text_width(shown.rstrip() + ELLIPSIS, size) > room:
        shown = shown[:-1]
    return shown.rstrip() + ELLIPSIS


def wrap(text: str, room: float, size: float, most: int = 2) -> str:
    """Text in lines no wider than there is room for; what ``most`` lines do not hold is cut.

    Args:
        text: whatever the tables say; control characters are left out.
        room: width in points.
        size: of the font, in points.
        most: lines.
    """
    words = plain(text).replace(PERCENT, BOUND).split(" ")
    lines = list(_lines(words, room, size))
    if len(lines) > most:
        lines = [*lines[: most - 1], " ".join(lines[most - 1 :])]
    return "\n".join(cut(line, room, size) for line in lines).replace(BOUND, PERCENT)


def _lines(words: Sequence[str], room: float, size: float) -> Iterator[str]:
    """The words in lines; a word wider than a line has its own."""
    line = ""
    for word in words:
        longer = f"{line} {word}".lstrip(" ")
        if line and text_width(longer, size) > room:
            yield line
            line = word
        else:
            line = longer
    yield line
