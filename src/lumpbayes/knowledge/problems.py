"""Collecting what is wrong with the tables, so that it can be shown together."""

from __future__ import annotations

from lumpbayes.errors import Issue, Level

__all__ = ["Problems"]


class Problems:
    """The issues found so far while one model is read.

    Each method takes the place (``file:line``), the column, the value found, what was expected
    and the remedy; ``mendable`` marks errors that a lenient policy goes on with.
    """

    def __init__(self) -> None:
        self._issues: list[Issue] = []

    def __len__(self) -> int:
        return len(self._issues)

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
        self._issues.append(Issue(Level.ERROR, place, column, value, expected, remedy, mendable))

    def warning(self, place: str, column: str, value: str, expected: str, remedy: str) -> None:
        """Something allowed that is probably not meant."""
        self._issues.append(Issue(Level.WARNING, place, column, value, expected, remedy))

    def information(self, place: str, column: str, value: str, expected: str, remedy: str) -> None:
        """Something that was put right, and how."""
        self._issues.append(Issue(Level.INFORMATION, place, column, value, expected, remedy))

    def stop(self, lenient: bool) -> bool:
        """Whether there is an error that the policy does not go on with."""
        return any(
            issue.level is Level.ERROR and not (lenient and issue.mendable)
            for issue in self._issues
        )

    def listed(self) -> tuple[Issue, ...]:
        """Every issue, errors first, otherwise in the order found."""
        order = list(Level)
        return tuple(sorted(self._issues, key=lambda issue: order.index(issue.level)))
