"""Collecting what is wrong with the tables, so that it can be shown together."""

from __future__ import annotations

from lumpbayes.errors import Issue, Level

__all__ = ["MOST_LISTED", "Problems"]

MOST_LISTED = 1000
"""How many issues of each level are kept; of more, one record says how many there are."""


class Problems:
    """The issues found so far while one model is read.

    Each method takes the place (``file:line``), the column, the value found, what was expected
    and the remedy; ``mendable`` marks errors that a lenient policy goes on with.
    """

    def __init__(self) -> None:
        self._kept: dict[Level, list[Issue]] = {level: [] for level in Level}
        self._more = dict.fromkeys(Level, 0)
        self._errors = 0
        self._mendable = 0

    def __len__(self) -> int:
        return sum(map(len, self._kept.values())) + sum(self._more.values())

    def error(
        self,
        place: str,
        column: str,
        value: str,
        expected: str,
        remedy: str,
        mendable: bool = False,
    ) -> None:
        """Something wrong."""
        self._errors += 1
        self._mendable += mendable
        self._keep(Issue(Level.ERROR, place, column, value, expected, remedy, mendable))

    def warning(self, place: str, column: str, value: str, expected: str, remedy: str) -> None:
        """Something allowed that is probably not meant."""
        self._keep(Issue(Level.WARNING, place, column, value, expected, remedy))

    def information(self, place: str, column: str, value: str, expected: str, remedy: str) -> None:
        """Something that was put right, and how."""
        self._keep(Issue(Level.INFORMATION, place, column, value, expected, remedy))

    def stop(self, lenient: bool) -> bool:
        """Whether there is an error that the policy does not go on with."""
        return self._errors > (self._mendable if lenient else 0)

    def listed(self) -> tuple[Issue, ...]:
        """Every issue that is kept, errors first, otherwise in the order found."""
        listed: list[Issue] = []
        for level, kept in self._kept.items():
            listed += kept
            if self._more[level]:
                listed.append(self._rest(level))
        return tuple(listed)

    def _keep(self, issue: Issue) -> None:
        kept = self._kept[issue.level]
        if len(kept) < MOST_LISTED:
            kept.append(issue)
        else:
            self._more[issue.level] += 1

    def _rest(self, level: Level) -> Issue:
        """The record that stands for those which are not kept."""
        return Issue(
            level,
            "the tables",
            "",
            f"{self._more[level]:,} more of this level",
            f"at most {MOST_LISTED:,} to be listed",
            "Mend those that are listed and try again.",
            level is Level.ERROR and self._errors == self._mendable,
        )
