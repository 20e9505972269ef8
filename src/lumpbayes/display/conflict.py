"""Whether the findings agree, for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from lumpbayes.display.words import plain
from lumpbayes.display.wrapping import wrapped
from lumpbayes.reasoning.conflict import Conflict, Verdict

__all__ = ["conflict_lines", "conflict_texts"]

COLOURS = {
    Verdict.ORDINARY: "green",
    Verdict.RARE: "yellow",
    Verdict.CONTRADICTORY: "yellow",
    Verdict.OUTSIDE: "bright_red",
}


def conflict_texts(conflict: Conflict) -> list[str]:
    """The verdict, its numbers in sentences, and the findings that disagree."""
    return [plain(line) for line in repr(conflict).splitlines()]


def conflict_lines(conflict: Conflict, width: int) -> Iterator[str]:
    """The verdict, its numbers, and the findings that disagree.

    Args:
        conflict: what to show.
        width: columns of the window.
    """
    verdict, *rest = conflict_texts(conflict)
    yield from wrapped(verdict, width, bold=True, fg=COLOURS[conflict.verdict])
    for line in rest:
        yield from wrapped(f"  {line}", width, indent="    ")
