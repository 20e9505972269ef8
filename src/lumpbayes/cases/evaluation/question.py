"""What is asked of an evaluation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from lumpbayes.cases.case_problems import check_on_error
from lumpbayes.cases.evaluation.known_cases import Reading
from lumpbayes.reasoning.arguments import check_draws, check_seed, not_expected
from lumpbayes.reasoning.wanted import check_phases, texts

__all__ = ["ON_ERROR", "Question"]

ON_ERROR = ("fail", "skip")
"""What to do about a row that cannot be read: stop, or leave it out."""

DOUBLES = 1000
"""What a draw takes: means, bins, and two cells a threshold for each of a few groups."""


class Question(NamedTuple):
    """What is asked of an evaluation; see ``Engine.evaluate``."""

    reading: Reading
    groups: str | Sequence[str] | None
    phases: str | Sequence[str] | None
    seed: int
    draws: int
    on_error: str = ON_ERROR[0]

    @property
    def skip(self) -> bool:
        """Whether rows that cannot be read are left out."""
        return self.on_error == "skip"

    def checked(self, cause: str, memory_limit: float) -> Question:
        """The same in Python's own types.

        Args:
            cause: the variable that is asked: the column with the truth, where none is named.
            memory_limit: bytes that the draws may take.

        Raises:
            EvidenceError: what cannot be meant.
            TooLargeError: more draws than memory holds.
        """
        own = self.reading
        check_on_error(self.on_error, ON_ERROR)
        return Question(
            own._replace(
                truth=_column("truth", own.truth) or cause,
                by=_column("by", own.by),
                keep=_names("keep", own.keep),
                missing=_names("missing", own.missing),
                without=_names("without", own.without),
            ),
            None if self.groups is None else _names("groups", self.groups),
            None if self.phases is None else tuple(dict.fromkeys(check_phases(self.phases))),
            check_seed(self.seed),
            check_draws(self.draws, DOUBLES, memory_limit),
            self.on_error,
        )


def _names(argument: str, value: object) -> tuple[str, ...]:
    """One name or several, each once."""
    return tuple(dict.fromkeys(texts(argument, value)))


def _column(argument: str, value: object) -> str | None:
    """The name of one column, or None."""
    if value is not None and not isinstance(value, str):
        raise not_expected(argument, value, "the name of one column, such as 'sex'")
    return value
