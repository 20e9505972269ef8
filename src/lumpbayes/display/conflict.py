"""Whether the findings agree, for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from lumpbayes.display.words import plain
from lumpbayes.display.wrapping import wrapped
from lumpbayes.reasoning.conflict import Conflict
from lumpbayes.reasoning.verdict import Verdict

__all__ = ["conflict_lines"]

COLOURS = {
    Verdict.ORDINARY: "green",
    Verdict.RARE: "yellow",
    Verdict.CONTRADICTORY: "yellow",
    Verdict.OUTSIDE: "bright_red",
}


def conflict_lines(conflict: Conflict, width: int) -> Iterator[str]:
    """The verdict and one sentence; then the findings that disagree, and the numbers.

    Args:
        conflict: what to show.
        width: columns of the window.
    """
    verdict, *rest = map(plain, repr(conflict).splitlines())
    yield from wrapped(verdict, width, bold=True, fg=COLOURS[conflict.verdict])
    for line in rest:
        yield from wrapped(f"  {line}", width, indent="    ")
