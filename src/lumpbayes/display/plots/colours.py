"""Colours that the colour-blind tell apart, on white and on dark (Okabe and Ito, 2008)."""

from __future__ import annotations

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
"""Of lines, in this order; beyond six they differ by dashes too."""


def text_colour() -> str:
    """The colour of text in the style in use, such as white in a dark one."""
    import matplotlib as mpl

    return str(mpl.rcParams["text.color"])
