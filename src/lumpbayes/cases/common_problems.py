"""What most problems of a case file are about, counted in bounded memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

__all__ = ["CommonProblems"]

MOST_COMMON = 10
"""Kinds of problems that are named."""

MOST_COUNTED = 2**14
"""Kinds of problems that are counted at a time."""


class CommonProblems:
    """Counts problems by what they are about: column and cell.

    >>> about = CommonProblems()
    >>> about.add([(2, "fever", "maybe", "..."), (3, "fever", "maybe", "..."), (3, "", "", "...")])
    >>> about.most
    (('fever', 'maybe', 2), ('', '', 1))
    """

    def __init__(self) -> None:
        self._about: Counter[tuple[str, str]] = Counter()

    def add(self, problems: Iterable[Sequence[Any]]) -> None:
        """Count some problems, as ``CellProblem`` has their fields."""
        self._about.update((column, value) for _, column, value, _ in problems)
        if len(self._about) > MOST_COUNTED:  # what is rare so far will hardly be the commonest
            self._about = Counter(dict(self._about.most_common(MOST_COUNTED // 2)))

    @property
    def most(self) -> tuple[tuple[str, str, int], ...]:
        """Column, cell and count, most first."""
        return tuple((*about, count) for about, count in self._about.most_common(MOST_COMMON))
