"""The rows of a tornado: what the interval of each number does to a posterior."""

from __future__ import annotations

from typing import Any, NamedTuple

from lumpbayes.percentages import percent
from lumpbayes.reasoning.table_rows import TableRow
from lumpbayes.views import shown

__all__ = ["TornadoRow", "tornado_line", "tornado_record"]


@shown
class TornadoRow(NamedTuple):
    """What the interval of one number does to a posterior.

    Attributes:
        row: of the tables.
        at_low, at_high: the posterior with the number at either end of its 95 % interval.
        derivative: of the posterior by the number.
        swing: how far apart the two are.
    """

    row: TableRow
    at_low: float
    at_high: float
    derivative: float
    swing: float


def tornado_record(moved: TornadoRow) -> dict[str, Any]:
    """Plain data for JSON: what the number is, and what it does."""
    return {
        **moved.row.to_dict(),
        "at_low": moved.at_low,
        "at_high": moved.at_high,
        "derivative": moved.derivative,
        "swing": moved.swing,
    }


def tornado_line(moved: TornadoRow) -> str:
    """A line of text: the posteriors at the two ends, then the number and its interval."""
    row = moved.row
    ends = f"{row.low:.4g} .. {row.high:.4g}"
    return f"{percent(moved.at_low):>7} .. {percent(moved.at_high):>7}  {row.event} {ends}"
