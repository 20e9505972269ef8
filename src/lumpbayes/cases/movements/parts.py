"""Parts of how far the answers to many cases move: spreads, counts, causes, changes, cases."""

from __future__ import annotations

from typing import Any, NamedTuple

from lumpbayes.cases.movements.changed_rows import ChangedRows
from lumpbayes.knowledge.advice import URGENCIES
from lumpbayes.views import shown

__all__ = [
    "Attribution",
    "CaseMove",
    "CauseMoves",
    "ChangeEffect",
    "Counted",
    "FlagMoves",
    "Spread",
    "level_name",
]


def level_name(level: int) -> str:
    """A level of urgency by its index.

    >>> level_name(4), level_name(-1)
    ('emergency', 'none')
    """
    return URGENCIES[level] if level >= 0 else "none"


@shown
class Spread(NamedTuple):
    """How far answers move, by total variation: half the sum of what each cause gains or loses.

    It is the largest change of the probability of anything that the causes decide, 0 to 1.

    Attributes:
        moved: how many cases move at all.
        mean, median: over all cases that both versions answer.
        high: what 95 % of them do not exceed.
        largest: of any case.
        row: which case; None where none moves.
    """

    moved: int
    mean: float
    median: float
    high: float
    largest: float
    row: Any


@shown
class Counted(NamedTuple):
    """From what to what something changes, and in how many cases."""

    before: str
    after: str
    cases: int


@shown
class FlagMoves(NamedTuple):
    """In how many cases a red flag fires afterwards only, and before only."""

    id: str
    gained: int
    lost: int


@shown
class CauseMoves(NamedTuple):
    """How a cause moves; None throughout where only one version has it.

    Attributes:
        name: the cause.
        label: in plain words.
        before, after: its mean probability.
        move: the mean size of its change.
        median, low, high: of the change of its log-odds (nats) over the cases; low and high leave
            2.5 % of the cases on either side.
        largest: the change of log-odds that is largest in size, with its sign.
        row: which case that is.
        infinite: in how many cases it becomes impossible or certain, or was; the log-odds leave
            them out.
        ranks: in how many cases its place in the differential changes.
    """

    name: str
    label: str
    before: float | None
    after: float | None
    move: float | None
    median: float | None
    low: float | None
    high: float | None
    largest: float | None
    row: Any
    infinite: int
    ranks: int


@shown
class ChangeEffect(NamedTuple):
    """A change of the tables, and what it does alone to the earlier version.

    Attributes:
        rows: what differs.
        alone: how far answers move; None where it was not tried.
        leading: in how many cases the leading cause changes; None where it was not tried.
        up, down: in how many cases the urgency rises, and falls; the same.
        first_order: the mean total variation to first order, on a sample of cases; None where it
            was not needed, or there is none.
        why_not: why it was not tried; empty where it was.
        impossible: in how many cases the findings become impossible; nothing else counts them.
    """

    rows: ChangedRows
    alone: Spread | None
    leading: int | None
    up: int | None
    down: int | None
    first_order: float | None
    why_not: str
    impossible: int = 0

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        alone = None if self.alone is None else self.alone._asdict()
        return {**self._asdict(), "rows": self.rows.to_dict(), "alone": alone}


@shown
class Attribution(NamedTuple):
    """Because of which rows.

    Attributes:
        effects: every change, the one that moves answers most first; then the rules of urgency;
            then what could not be tried alone.
        leftover: mean total variation that the changes one by one do not add up to, where all were
            tried; None where some were not.
        how: what was done, in a sentence.
    """

    effects: tuple[ChangeEffect, ...]
    leftover: float | None
    how: str


@shown
class CaseMove(NamedTuple):
    """A case that moves.

    Attributes:
        row: its number in the file, or its label in the frame.
        total_variation: how far it moves.
        leading_before, leading_after: the most probable cause.
        probability_before, probability_after: of that cause each.
        urgency_before, urgency_after: the levels; ``none`` where nothing asks for one.
        red_flags_gained, red_flags_lost: ids.
    """

    row: Any
    total_variation: float
    leading_before: str
    probability_before: float
    leading_after: str
    probability_after: float
    urgency_before: str
    urgency_after: str
    red_flags_gained: tuple[str, ...]
    red_flags_lost: tuple[str, ...]
