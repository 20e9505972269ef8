"""Everything that can go wrong, and the records that say where.

The tree::

    LumpBayesError
    ├── NetworkError              a network's arrays do not fit together
    ├── TablesError               the tables are invalid; carries ``issues``
    ├── EvidenceError             evidence that cannot be understood
    │   ├── UnknownNameError      a name that the model does not have; carries ``nearest``
    │   └── ImpossibleEvidenceError   probability 0 under the model; carries ``findings``
    ├── TooLargeError             needs more memory than the limit
    └── VerificationError         a second opinion disagrees

Catch ``LumpBayesError`` to catch them all. ``exit_code`` is what the shell returns.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import NamedTuple

__all__ = [
    "EvidenceError",
    "HiddenStructureWarning",
    "ImpossibleEvidenceError",
    "Issue",
    "Level",
    "LumpBayesError",
    "NetworkError",
    "TablesError",
    "TooLargeError",
    "UnknownNameError",
    "VerificationError",
    "nearest_names",
    "or_nearest",
]


class Level(Enum):
    """How much an issue matters."""

    ERROR = "error"
    WARNING = "warning"
    INFORMATION = "information"


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
        # What stands in a table must not reach a terminal as an escape.
        return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)


class LumpBayesError(Exception):
    """Base of every error that LumpBayes raises on purpose."""

    exit_code = 1


class NetworkError(LumpBayesError, ValueError):
    """A network's names, parents or tables do not fit together."""

    exit_code = 3


class TablesError(LumpBayesError, ValueError):
    """The tables cannot be used as they stand.

    Attributes:
        issues: every problem found, errors first.
    """

    exit_code = 3

    def __init__(self, issues: Sequence[Issue]) -> None:
        self.issues = tuple(issues)
        Exception.__init__(self, "\n".join(str(issue) for issue in self.issues))

    def __reduce__(self) -> tuple[type[TablesError], tuple[tuple[Issue, ...]]]:
        return type(self), (self.issues,)


class EvidenceError(LumpBayesError, ValueError):
    """Evidence that cannot be understood; the message names the variable and the value."""

    exit_code = 2


class UnknownNameError(EvidenceError, KeyError):
    """A name the model does not have.

    Attributes:
        nearest: the names that come closest, best first.
    """

    def __init__(self, message: str, nearest: Sequence[str] = ()) -> None:
        self.nearest = tuple(nearest)
        Exception.__init__(self, message)

    def __str__(self) -> str:
        return str(self.args[0])

    def __reduce__(self) -> tuple[type[UnknownNameError], tuple[str, tuple[str, ...]]]:
        return type(self), (str(self), self.nearest)


class ImpossibleEvidenceError(EvidenceError):
    """The findings have probability 0 under the model.

    Attributes:
        findings: a minimal set of variables: without any one of them the rest is possible.
    """

    exit_code = 4

    def __init__(self, message: str, findings: Sequence[str] = ()) -> None:
        self.findings = tuple(findings)
        Exception.__init__(self, message)

    def __reduce__(self) -> tuple[type[ImpossibleEvidenceError], tuple[str, tuple[str, ...]]]:
        return type(self), (str(self), self.findings)


class HiddenStructureWarning(UserWarning):
    """An edit removes the dependence on a parent that the tables had."""


class TooLargeError(LumpBayesError, MemoryError):
    """The work would need more memory than its stated limit; nothing was allocated."""

    exit_code = 5


class VerificationError(LumpBayesError):
    """A second opinion differs from the answer by more than the tolerance."""

    exit_code = 5


def nearest_names(name: str, names: Sequence[str]) -> tuple[str, ...]:
    """Up to three of ``names`` that come closest to ``name``, best first.

    >>> nearest_names("fevr", ["fever", "growth", "layer"])
    ('fever',)
    """
    from difflib import get_close_matches  # costs a shell query nothing while names are right

    folded: dict[str, str] = {}
    for known in names:
        folded.setdefault(known.casefold(), known)
    close = get_close_matches(name.strip().casefold()[:200], list(folded), n=3, cutoff=0.5)
    return tuple(folded[key] for key in close)


def or_nearest(name: str, names: Sequence[str], limit: int = 12) -> str:
    """The tail of a message on an unknown name: the nearest names, or the list when it is short.

    >>> or_nearest("fevr", ["fever", "growth"])
    'did you mean fever?'
    >>> or_nearest("zzz", ["yes", "no"])
    'choose from yes, no'
    """
    close = nearest_names(name, names)
    if close:
        return f"did you mean {' or '.join(close)}?"
    shown = ", ".join(names[:limit])
    return f"choose from {shown}" + (
        f" and {len(names) - limit} more" if len(names) > limit else ""
    )
