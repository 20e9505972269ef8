"""How far the answers to many cases move between two versions of the tables: the record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lumpbayes.cases.movements.paired import TruthMoves
from lumpbayes.cases.movements.parts import (
    Attribution,
    CaseMove,
    CauseMoves,
    Counted,
    FlagMoves,
    Spread,
    level_name,
)
from lumpbayes.errors import printable
from lumpbayes.inference.network import FloatArray
from lumpbayes.reasoning.answer import DISCLAIMER, ModelIdentity
from lumpbayes.reasoning.recorded import SCHEMA, Recorded
from lumpbayes.views import Plotted

if TYPE_CHECKING:
    import pandas

__all__ = ["CaseMovement", "EachCase"]


class EachCase(NamedTuple):
    """What became of each case that both versions answer; arrays of shape (cases,).

    Attributes:
        rows: what it is called.
        moved: total variation.
        leading: index of the leading cause before and after, shape (cases, 2).
        shares: its probability, shape (cases, 2).
        levels: of urgency, shape (cases, 2).
        gained, lost: red flags, shape (cases, flags).
        causes: names of the causes, in the order that ``leading`` counts.
        flags: ids of the red flags.
    """

    rows: NDArray[Any]
    moved: FloatArray
    leading: NDArray[np.int32]
    shares: FloatArray
    levels: NDArray[np.int8]
    gained: NDArray[np.bool_]
    lost: NDArray[np.bool_]
    causes: tuple[str, ...]
    flags: tuple[str, ...]

    def case(self, place: int) -> CaseMove:
        """One of them."""
        first, second = self.leading[place].tolist()
        share = self.shares[place].tolist()
        level = self.levels[place].tolist()
        gained, lost = (
            tuple(self.flags[each] for each in np.flatnonzero(side[place]).tolist())
            for side in (self.gained, self.lost)
        )
        return CaseMove(
            self.rows[[place]].tolist()[0],
            float(self.moved[place]),
            self.causes[first],
            share[0],
            self.causes[second],
            share[1],
            level_name(level[0]),
            level_name(level[1]),
            gained,
            lost,
        )


@dataclass(frozen=True, slots=True, repr=False)
class CaseMovement(Recorded, Plotted):
    """How far the answers to many cases move between two versions of the tables, and why.

    Attributes:
        before, after: the two versions.
        cases: how many cases both answer.
        skipped: rows that could not be read.
        impossible: cases that only the later version calls impossible, only the earlier one, and
            both; they are left out of everything else.
        not_compared: what the two versions do not share, a sentence each.
        still: rows that differ and can move no answer.
        spread: how far the answers move.
        leading: from which leading cause to which, the most frequent first.
        first_three: in how many cases the three most probable causes, or their order, change.
        urgency: from which level to which, the most frequent first.
        up, down: in how many cases the urgency rises, and falls.
        flags: the red flags that change, the most frequent first.
        causes: every cause of either version, the one that moves most first.
        because: because of which rows of the tables.
        truth: how right both are; None where nobody says what is true.
        worst: the cases that move most; a change of urgency or of the leading cause counts first.
        each: what became of each case; :meth:`to_frame` shows it.
    """

    before: ModelIdentity
    after: ModelIdentity
    cases: int
    skipped: int
    impossible: tuple[int, int, int]
    not_compared: tuple[str, ...]
    still: int
    spread: Spread
    leading: tuple[Counted, ...]
    first_three: int
    urgency: tuple[Counted, ...]
    up: int
    down: int
    flags: tuple[FlagMoves, ...]
    causes: tuple[CauseMoves, ...]
    because: Attribution
    truth: TruthMoves | None
    worst: tuple[CaseMove, ...]
    each: EachCase

    @property
    def equal(self) -> bool:
        """Whether nothing differs that could move an answer."""
        return self.before.fingerprint == self.after.fingerprint or not (
            self.because.effects or self.not_compared
        )

    @property
    def moves(self) -> bool:
        """Whether an answer, an urgency or a red flag moves."""
        return bool(
            self.spread.moved or self.urgency or self.flags or self.impossible[0:2] != (0, 0)
        )

    def to_dict(self) -> dict[str, Any]:
        """The movement in the form that docs/reference/movement.md describes, schema 1."""
        only_after, only_before, both = self.impossible
        return {
            "schema": SCHEMA,
            "disclaimer": DISCLAIMER,
            "before": self.before.to_dict(),
            "after": self.after.to_dict(),
            "equal": self.equal,
            "cases": self.cases,
            "skipped": self.skipped,
            "impossible": {"after": only_after, "before": only_before, "both": both},
            "not_compared": list(self.not_compared),
            "rows_without_effect": self.still,
            "changes": [each.to_dict() for each in self.because.effects],
            "how": self.because.how,
            "leftover": self.because.leftover,
            "spread": self.spread._asdict(),
            "leading": [each._asdict() for each in self.leading],
            "first_three": self.first_three,
            "urgency": [each._asdict() for each in self.urgency],
            "urgency_up": self.up,
            "urgency_down": self.down,
            "red_flags": [each._asdict() for each in self.flags],
            "causes": [each._asdict() for each in self.causes],
            "truth": None if self.truth is None else self.truth.to_dict(),
            "worst": [_record(each) for each in self.worst],
        }

    def to_frame(self) -> pandas.DataFrame:
        """A row a case that both versions answer, in the order of the cases."""
        import pandas as pd

        found = [_record(self.each.case(place)) for place in range(len(self.each.rows))]
        frame = pd.DataFrame(found, columns=list(CaseMove._fields))
        return frame.set_index("row")

    def __repr__(self) -> str:
        models = f"{self.before.fingerprint[:12]} -> {self.after.fingerprint[:12]}"
        lines = [f"{self.cases:,} cases, {self.before.name} {models}"]
        if self.equal:
            lines.append("  nothing differs that could move an answer")
        lines.append(f"  answers that move: {self.spread.moved:,}")
        lines.append(f"  leading cause changes: {sum(each.cases for each in self.leading):,}")
        lines.append(f"  urgency: up {self.up:,}, down {self.down:,}")
        return printable("\n".join(lines))


def _record(case: CaseMove) -> dict[str, Any]:
    gained, lost = (list(each) for each in (case.red_flags_gained, case.red_flags_lost))
    return {**case._asdict(), "red_flags_gained": gained, "red_flags_lost": lost}
