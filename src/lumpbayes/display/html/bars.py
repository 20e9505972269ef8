"""Bars beside numbers. The number says it in text; the bar is hidden from those who listen."""

from __future__ import annotations

from lumpbayes.display.html.elements import Html, element, joined

__all__ = ["Scale", "balance", "bar", "span"]

WHOLE = 100.0


class Scale:
    """Values along a line, from its left end to its right end, as per cent of its width."""

    __slots__ = ("high", "low")

    def __init__(self, low: float, high: float) -> None:
        self.low = low
        self.high = high if high > low else low + 1.0

    def place(self, value: float) -> float:
        """Where a value lies, 0 to 100; what is beyond an end lies at the end.

        >>> Scale(-10.0, 10.0).place(5.0), Scale(0.0, 1.0).place(7.0)
        (75.0, 100.0)
        """
        share = (value - self.low) / (self.high - self.low)
        return WHOLE * min(1.0, max(0.0, share))


PROBABILITY = Scale(0.0, 1.0)
SIDES = ("against", "for")
"""The colours to the left of a zero and to its right."""


def bar(share: float, interval: tuple[float, float] | None = None, *, class_: str = "") -> Html:
    """A bar from 0 to a share of 1, with a whisker over its interval.

    Args:
        share: 0 to 1.
        interval: its low and high end, of the same scale.
        class_: a colour: ``before``, ``after``, ``for`` or ``against``.

    >>> "left:0%;width:25%" in bar(0.25), "whisker" in bar(0.25, (0.2, 0.3))
    (True, True)
    """
    whisker = _piece("whisker", PROBABILITY, *interval) if interval else None
    return _line(_piece(f"fill {class_}".strip(), PROBABILITY, 0.0, share), whisker)


def balance(value: float, most: float, sides: tuple[str, str] = SIDES) -> Html:
    """A bar from the zero in the middle: to the right where it is positive, left where negative.

    Args:
        value: signed; infinite ones fill their half.
        most: what fills half of the line.
        sides: the colours to the left and to the right.

    >>> "left:25%;width:25%" in balance(-5.0, 10.0)
    True
    """
    scale = Scale(-most, most)
    side = sides[value > 0]
    return _line(_piece(f"fill {side}", scale, min(value, 0.0), max(value, 0.0)), _mark(scale, 0.0))


def span(low: float, high: float, at: float, scale: Scale) -> Html:
    """A range, in two colours on either side of where the value is now."""
    left, right = min(low, high), max(low, high)
    return _line(
        _piece("fill against", scale, min(left, at), at),
        _piece("fill for", scale, at, max(right, at)),
        _mark(scale, at),
    )


def _line(*pieces: Html | None) -> Html:
    return element("span", joined(*pieces), class_="bar", aria_hidden="true")


def _piece(class_: str, scale: Scale, low: float, high: float) -> Html:
    left, right = scale.place(low), scale.place(high)
    style = f"left:{_digits(left)}%;width:{_digits(right - left)}%"
    return element("span", class_=class_, style=style)


def _mark(scale: Scale, value: float) -> Html:
    return element("span", class_="mark", style=f"left:{_digits(scale.place(value))}%")


def _digits(number: float) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".")
