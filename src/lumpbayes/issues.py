"""Problems in the tables, as records: where each is, what was found, and what to do about it."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from lumpbayes.printable import printable
from lumpbayes.views import Shown

__all__ = ["MOST_SHOWN", "Issue", "Issues", "Level"]

MOST_SHOWN = 100
"""How many issues the text of a TablesError shows; its ``issues`` have all that were kept."""


class Level(StrEnum):
    """How much an issue matters.

    >>> import lumpbayes as lb
    >>> [level.value for level in lb.Level]
    ['error', 'warning', 'information']
    """

    ERROR = "error"
    WARNING = "warning"
    INFORMATION = "information"

    def counted(self, count: int) -> str:
        """A number of issues in words: ``2 warnings``."""
        return f"{count:,} {self.value}{'' if count == 1 or self is Level.INFORMATION else 's'}"


class Issue(NamedTuple):
    """One problem in the tables: where it is, what was found, what was expected, the remedy.

    Attributes:
        level: error, warning or information.
        place: ``file:line``, or the file alone where no line is to blame.
        column: the column, or an empty string.
        value: the offending text as it stands in the file.
        expected: what would have been right.
        remedy: what to do about it.
        mendable: True where a lenient policy can go on without this part or with a stated repair.

    >>> import lumpbayes as lb
    >>> frame = lb.load().table("priors")
    >>> frame.loc[0, "probability"] = 2
    >>> try:
    ...     lb.load().with_tables(priors=frame)
    ... except lb.TablesError as error:
    ...     issue = error.issues[0]
    >>> issue.level, issue.column, issue.value, issue.expected
    (<Level.ERROR: 'error'>, 'probability', '2.0', 'a number from 0 to 1')
    """

    level: Level
    place: str
    column: str
    value: str
    expected: str
    remedy: str
    mendable: bool = False

    def __str__(self) -> str:
        column = f", column {self.column}" if self.column else ""
        text = (
            f"{self.level.value}: {self.place}{column}: found {self.value}; "
            f"expected {self.expected}. {self.remedy}"
        )
        return printable(text).replace("\n", r"\n")  # one line an issue


class Issues(tuple[Issue, ...], Shown):
    """Issues, which print a line each; a notebook shows them as a table.

    >>> Issues([Issue(Level.WARNING, "priors.csv:3", "note", "''", "a note", "Write one.")])
    1 warning
    warning: priors.csv:3, column note: found ''; expected a note. Write one.
    >>> Issues()
    no issues
    """

    __slots__ = ()

    @property
    def counts(self) -> str:
        """How many there are of each level: ``1 error, 2 warnings``."""
        found = {level: sum(issue.level is level for issue in self) for level in Level}
        return ", ".join(each.counted(found[each]) for each in Level if found[each]) or "no issues"

    def __repr__(self) -> str:
        more = [f"and {len(self) - MOST_SHOWN:,} more"] if len(self) > MOST_SHOWN else []
        return "\n".join([self.counts, *map(str, self[:MOST_SHOWN]), *more])
