"""Colours that the colour-blind tell apart, on white and on dark (Okabe and Ito, 2008)."""

from __future__ import annotations

from typing import NamedTuple

__all__ = [
    "AGAINST",
    "BLUE",
    "FOR",
    "GREEN",
    "GREY",
    "LINES",
    "ORANGE",
    "PURPLE",
    "SKY",
    "VERMILLION",
    "Line",
    "text_colour",
]

BLUE = "#0072B2"
VERMILLION = "#D55E00"
GREEN = "#009E73"
SKY = "#56B4E9"
ORANGE = "#E69F00"
PURPLE = "#CC79A7"
GREY = "#8A8A8A"
FOR, AGAINST = BLUE, VERMILLION
LINES = (BLUE, VERMILLION, GREEN, ORANGE, PURPLE, SKY)
"""Of lines, in this order; whose colours repeat differs by its marker and dashes."""
MARKERS = "osD^vPX*<>hd8p"
DASHES = ("-", "--", ":", "-.")


class Line(NamedTuple):
    """How the line of one cause is drawn.

    Attributes:
        colour: of line, marker and label.
        dashes: of the line.
        marker: at each point of it.
    """

    colour: str
    dashes: str
    marker: str

    @classmethod
    def number(cls, place: int) -> Line:
        """The line at one place; those of 84 places all differ.

        >>> len({Line.number(place) for place in range(84)})
        84
        """
        dashes = DASHES[place // len(LINES) % len(DASHES)]
        return cls(LINES[place % len(LINES)], dashes, MARKERS[place % len(MARKERS)])


def text_colour() -> str:
    """The colour of text in the style in use, such as white in a dark one."""
    import matplotlib as mpl

    return str(mpl.rcParams["text.color"])
