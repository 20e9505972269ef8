"""What is asked of an evaluation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from lumpbayes.cases.evaluation.known_cases import Reading
from lumpbayes.errors import EvidenceError
from lumpbayes.knowledge.variables import PHASES
from lumpbayes.reasoning.arguments import check_draws, check_seed, not_expected

__all__ = ["ON_ERROR", "Question"]

ON_ERROR = ("fail", "skip")
"""What to do about a row that cannot be read: stop, or leave it out."""

DOUBLES = 1000
"""What a draw takes: means, bins, and two cells a threshold for each of a few groups."""


class Question(NamedTuple):
    """What is asked of an evaluation; see ``Engine.evaluate``."""

    reading: Reading
    groups: Sequence[str] | None
    phases: Sequence[str] | None
    seed: int
    draws: int
    on_error: str = ON_ERROR[0]

    @property
    def skip(self) -> bool:
        """Whether rows that cannot be read are left out."""
        return self.on_error == "skip"

    def checked(self, memory_limit: float) -> Question:
        """The same in Python's own types.

        Raises:
            EvidenceError: what cannot be meant.
            TooLargeError: more draws than memory holds.
        """
        own = self.reading
        if self.on_error not in ON_ERROR:
            raise EvidenceError(
                f"on_error={self.on_error!r}: expected one of {', '.join(ON_ERROR)}"
            )
        for phase in self.phases or ():
            if phase not in PHASES:
                raise EvidenceError(f"phases: {phase!r}: expected some of {', '.join(PHASES)}")
        return Question(
            own._replace(
                keep=_names("keep", own.keep) or (),
                missing=_names("missing", own.missing) or (),
                without=_names("without", own.without) or (),
            ),
            _names("groups", self.groups),
            _names("phases", self.phases),
            check_seed(self.seed),
            check_draws(self.draws, DOUBLES, memory_limit),
            self.on_error,
        )


def _names(argument: str, value: Sequence[str] | None) -> tuple[str, ...] | None:
    if value is None:
        return None
    if isinstance(value, str) or not all(isinstance(each, str) for each in value):
        raise not_expected(argument, value, "a list of names, such as ['id']")
    return tuple(dict.fromkeys(value))
