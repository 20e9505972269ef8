"""Contestants who answer the same questions in turn, round by round."""

from __future__ import annotations

import statistics
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

__all__ = [
    "Contestant",
    "Effort",
    "GaveUpError",
    "Maker",
    "Prepared",
    "Spread",
    "Timings",
    "contest",
]

Contestant = Callable[[int], Any]
"""Answers question number ``n``; what it returns is not looked at here."""


class Prepared(ABC):
    """A contestant who gets ready for a block of questions outside the measured time."""

    @abstractmethod
    def prepare(self, first: int, count: int) -> None:
        """Get ready for ``count`` questions."""

    @abstractmethod
    def __call__(self, number: int) -> Any:
        """Answer one of them."""


Maker = Callable[[], Contestant]
"""Makes a contestant; called outside the measured time."""

SETTLE = 0.002
"""Seconds before each block, in which the other side's threads stop spinning."""
LEAST_ROUNDS = 3


class GaveUpError(Exception):
    """A contestant found that a question takes too long."""


@dataclass(frozen=True)
class Effort:
    """How long to measure.

    Attributes:
        rounds: how often everybody has a turn.
        block: seconds that a turn shall take, if one question takes less.
        finalists: how many contestants of each side go on after the first try, at most.
        hopeless: one that is this many times slower than the first of its side does not.
        patience: seconds that the rounds of one contest may take; at least three are made.
        patterns: choices of observed variables that are measured, where they are kept.
        cases: how many of them make a batch.
    """

    rounds: int = 15
    block: float = 0.03
    finalists: int = 2
    hopeless: float = 3.0
    patience: float = 30.0
    patterns: int = 3
    cases: int = 1_000_000


@dataclass(frozen=True)
class Spread:
    """A median with the middle half and the ends: of seconds, or of ratios."""

    median: float
    lower_quartile: float
    upper_quartile: float
    least: float
    most: float
    count: int

    @classmethod
    def of(cls, values: Sequence[float]) -> Spread:
        """From at least one value."""
        quartiles = statistics.quantiles(values, n=4, method="inclusive") if values[1:] else None
        lower, _, upper = quartiles or (values[0],) * 3
        return cls(statistics.median(values), lower, upper, min(values), max(values), len(values))


@dataclass(frozen=True)
class Timings:
    """Seconds a question.

    Attributes:
        rounds: finalist -> one number for each round.
        tried: everybody -> seconds at the first try, or None for one that gave up.
    """

    rounds: Mapping[str, tuple[float, ...]]
    tried: Mapping[str, float | None]

    def best(self, side: str) -> str | None:
        """The finalist of a side with the smallest median, if it has any."""
        own = [name for name in self.rounds if _side(name) == side]
        return min(own, key=lambda name: statistics.median(self.rounds[name]), default=None)

    def seconds(self, name: str) -> Spread:
        """Of one finalist."""
        return Spread.of(self.rounds[name])

    def ratio(self, one: str, other: str, scale: float = 1.0) -> Spread:
        """How many times longer one takes, round by round; ``scale`` multiplies the ratio."""
        pairs = zip(self.rounds[one], self.rounds[other], strict=True)
        return Spread.of([scale * first / second for first, second in pairs])


def contest(makers: Mapping[str, Maker], effort: Effort, alike: bool = True) -> Timings:
    """Let everybody try, and the finalists answer in turn, each round in another order.

    The part of a name before the first space is its side.

    Args:
        makers: name -> who makes the contestant.
        effort: how long to measure.
        alike: whether one question costs what another does. If not, all get the same ones in a
            round, as many as the slowest answers in a block.
    """
    first = {name: _calibrated(maker, effort.block) for name, maker in makers.items()}
    counts = _finalists(first, effort)
    if not alike:
        counts = dict.fromkeys(counts, min(counts.values()))
    answer = {name: makers[name]() for name in counts}
    for name in counts:
        _seconds(answer[name], 0, 1)
    rounds: dict[str, list[float]] = {name: [] for name in counts}
    start = time.perf_counter()
    for number in range(effort.rounds):
        if number >= LEAST_ROUNDS and time.perf_counter() - start > effort.patience:
            break
        for name in _turned(list(counts), number):
            begin = 1 + number * counts[name]
            rounds[name].append(_seconds(answer[name], begin, counts[name]))
    tried = {name: seconds for name, (seconds, _) in first.items()}
    return Timings({name: tuple(times) for name, times in rounds.items()}, tried)


def _turned(names: list[str], number: int) -> list[str]:
    turn = number % len(names)
    return [*names[turn:], *names[:turn]]


def _side(name: str) -> str:
    return name.partition(" ")[0]


def _finalists(first: Mapping[str, tuple[float | None, int]], effort: Effort) -> dict[str, int]:
    """The fastest of each side, with how many questions fill a block."""
    sides: dict[str, list[tuple[float, str]]] = {}
    for name, (seconds, _) in first.items():
        if seconds is not None:
            sides.setdefault(_side(name), []).append((seconds, name))
    found: dict[str, int] = {}
    for tries in sides.values():
        fastest = sorted(tries)[: effort.finalists]
        for seconds, name in fastest:
            if seconds <= effort.hopeless * fastest[0][0]:
                found[name] = first[name][1]
    return found


def _calibrated(make: Maker, block: float) -> tuple[float | None, int]:
    """Seconds a question, and how many fill a block; the first question only warms up."""
    try:
        answer = make()
        once = _seconds(answer, 0, 1)
    except GaveUpError:
        return None, 0
    if once > 10 * block:
        return once, 1
    count = 1
    while True:
        each = _seconds(answer, 1, count)
        if each * count >= block / 3 or count >= 1_000_000:
            return each, max(1, round(block / each))
        count = max(2 * count, min(10 * count, round(block / each / 2)))


def _seconds(answer: Contestant, first: int, count: int) -> float:
    if isinstance(answer, Prepared):
        answer.prepare(first, count)
    time.sleep(SETTLE)
    start = time.perf_counter()
    for number in range(first, first + count):
        answer(number)
    return (time.perf_counter() - start) / count
