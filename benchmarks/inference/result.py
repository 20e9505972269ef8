"""What one measurement found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from benchmarks.inference.timing import Spread, Timings

__all__ = ["YARDSTICKS", "Result", "Rival", "result"]


OURS = "lumpbayes"
YARDSTICKS = ("product", "alone")
"""Sides that are no engines: what matters is how many times longer we take than they."""


@dataclass(frozen=True)
class Rival:
    """The best contestant of another side.

    Attributes:
        name: engine and way.
        seconds: a question.
        ratio: its time divided by ours, round by round; ours by its for a yardstick.
    """

    name: str
    seconds: Spread
    ratio: Spread


@dataclass(frozen=True)
class Result:
    """One line of the report.

    Attributes:
        row: of the table in the issue.
        work: what was asked.
        ours: seconds a question.
        rivals: side -> its best contestant.
        tried: every contestant -> seconds at its first try; None for one that gave up.
        notes: what a reader must know.
    """

    row: int
    work: str
    ours: Spread
    rivals: Mapping[str, Rival]
    tried: Mapping[str, float | None] = field(default_factory=dict)
    notes: str = ""


def result(
    row: int, work: str, timings: Timings, scale: Mapping[str, float] | None = None, notes: str = ""
) -> Result:
    """From the timings of a contest.

    Args:
        row: of the table in the issue.
        work: what was asked.
        timings: of ``lumpbayes`` and of the other sides.
        scale: side -> what its time is multiplied by, where it did a part of the work.
        notes: what a reader must know.
    """
    rivals = {}
    for side in dict.fromkeys(name.partition(" ")[0] for name in timings.rounds):
        best = timings.best(side)
        if side != OURS and best is not None:
            rivals[side] = _rival(timings, side, best, (scale or {}).get(side, 1.0))
    return Result(row, work, timings.seconds(OURS), rivals, timings.tried, notes)


def _rival(timings: Timings, side: str, best: str, times: float) -> Rival:
    seconds = Spread.of([times * each for each in timings.rounds[best]])
    if side in YARDSTICKS:
        ratio = timings.ratio(OURS, best, 1 / times)
    else:
        ratio = timings.ratio(best, OURS, times)
    return Rival(best.partition(" ")[2], seconds, ratio)
