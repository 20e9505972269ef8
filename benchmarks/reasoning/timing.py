"""Seconds that a piece of work takes, and how many queries that is."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping
from typing import Any

__all__ = ["alternating", "seconds"]

Work = Callable[[], Any]

LEAST = 0.005
"""Seconds that a turn shall take: what is faster is repeated within it."""


def seconds(work: Work, rounds: int = 7) -> float:
    """Median seconds of one piece of work, called once before."""
    return alternating({"work": work}, rounds)["work"]


def alternating(works: Mapping[str, Work], rounds: int = 7) -> dict[str, float]:
    """Median seconds of several pieces of work that take turns, each called once before."""
    counts = {}
    for name, work in works.items():
        work()
        start = time.perf_counter()
        work()
        counts[name] = max(1, int(LEAST / max(time.perf_counter() - start, 1e-9)))
    found: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            start = time.perf_counter()
            for _ in range(counts[name]):
                work()
            found[name].append((time.perf_counter() - start) / counts[name])
    return {name: statistics.median(each) for name, each in found.items()}
