"""What differs between two models, and how far their answers move."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from lumpbayes.errors import printable
from lumpbayes.knowledge.cells import Estimate
from lumpbayes.knowledge.comparing import (
    CellChange,
    RowChange,
    TableChange,
    log_odds_difference,
)
from lumpbayes.percentages import percent
from lumpbayes.reasoning.answer import ModelIdentity
from lumpbayes.reasoning.recorded import SCHEMA, Recorded
from lumpbayes.views import shown

if TYPE_CHECKING:
    import pandas

__all__ = ["ROUNDING", "Difference", "PresentationMove", "PriorChange", "Standing"]

ROUNDING = 1e-12
"""A probability that moves by no more has not moved."""

TOLD = 1e-4
"""A prior this near, relatively, to the number of its row says nothing that the row does not."""

MOST_LISTED = 5
"""Presentations, and tables of a network, that a record prints."""


@shown
class PriorChange(NamedTuple):
    """A prior that moved; None where a model has no such cause or setting."""

    setting: str
    cause: str
    before: float | None
    after: float | None


@shown
class Standing(NamedTuple):
    """Where a cause stands in a differential; ``rank`` counts from 1."""

    probability: float
    rank: int

    def __str__(self) -> str:
        return f"{percent(self.probability)}, rank {self.rank}"


@shown
class PresentationMove(NamedTuple):
    """How a classic presentation is answered by both models.

    Attributes:
        id, cause, setting, max_rank: of the presentation, in the second model if it has it.
        before, after: where its cause stands; None where a model cannot be asked.
        problem: why a model cannot be asked, or an empty text.
    """

    id: str
    cause: str
    setting: str
    max_rank: int
    before: Standing | None
    after: Standing | None
    problem: str

    @property
    def moved(self) -> bool:
        """Whether the two answers differ."""
        if self.before is None or self.after is None:
            return True
        apart = abs(self.before.probability - self.after.probability)
        return self.before.rank != self.after.rank or apart > ROUNDING

    @property
    def words(self) -> str:
        """Where the cause stands before and after: ``81.0 %, rank 1 -> 9.6 %, rank 3``."""
        return " -> ".join(self.sides)

    @property
    def sides(self) -> tuple[str, str]:
        """The same of each side."""
        before, after = (str(each) if each else "no answer" for each in (self.before, self.after))
        return before, after


@dataclass(frozen=True, slots=True, repr=False)
class Difference(Recorded):
    """What differs between two models.

    Attributes:
        before, after: which models.
        cells: priors and likelihoods that differ.
        tables: of network files, whose numbers stand in no rows, the tables that differ.
        rows: rows of other tables that differ.
        priors: how the prior differential moved, per setting and cause.
        presentations: every classic presentation of either model, moved or not.
    """

    before: ModelIdentity
    after: ModelIdentity
    cells: tuple[CellChange, ...]
    tables: tuple[TableChange, ...]
    rows: tuple[RowChange, ...]
    priors: tuple[PriorChange, ...]
    presentations: tuple[PresentationMove, ...]

    @property
    def equal(self) -> bool:
        """Whether nothing differs, notes and sources included."""
        return not (self.cells or self.tables or self.rows) and self.same_answers

    @property
    def same_answers(self) -> bool:
        """Whether no more differs than what the fingerprint leaves out."""
        return self.before.fingerprint == self.after.fingerprint

    @property
    def other_priors(self) -> tuple[PriorChange, ...]:
        """The priors that move otherwise than a row among ``cells`` says.

        Such as where the rest of a column is normalised. The other moves would be said twice.
        """
        rows = {
            (change.given.partition("=")[2], change.state): (change.before, change.after)
            for change in self.cells
            if change.table == "priors"
        }
        return tuple(each for each in self.priors if not _is_told(each, rows.get(each[:2])))

    @property
    def shown_presentations(self) -> tuple[PresentationMove, ...]:
        """The classic presentations whose move is seen in the digits shown."""
        moved = (move for move in self.presentations if move.moved)
        return tuple(move for move in moved if move.sides[0] != move.sides[1])

    def to_dict(self) -> dict[str, Any]:
        """The difference in the form that docs/reference/difference.md describes, schema 1."""
        return {
            "schema": SCHEMA,
            "equal": self.equal,
            "same_fingerprint": self.same_answers,
            "before": self.before.to_dict(),
            "after": self.after.to_dict(),
            "numbers": [_cell_record(change) for change in self.cells],
            "tables": [_moved_record(change) for change in self.tables],
            "rows": [
                {**change._asdict(), "affects_answers": change.affects_answers}
                for change in self.rows
            ],
            "priors": [_moved_record(move) for move in self.priors],
            "presentations": [_presentation_record(move) for move in self.presentations],
        }

    def to_frame(self) -> pandas.DataFrame:
        """A row a prior or likelihood that differs; gaps where a model has no such row.

        Of a network file a row a table that differs, ``network``: its number that differs most.
        """
        import pandas as pd

        names = ("table", "variable", "state", "given")
        numbers = ("before", "after", "log_odds_difference")
        rows = []
        for change in self.cells:
            pair = _probability(change.before), _probability(change.after)
            rows.append((*change[:4], *pair, _log_odds(*pair), not change.only_note))
        for table in self.tables:
            pair = table.before, table.after
            where = table.variable, table.state, table.given
            rows.append(("network", *where, *pair, _log_odds(*pair), True))
        frame = pd.DataFrame(rows, columns=[*names, *numbers, "affects_answers"])
        return frame.astype(dict.fromkeys(numbers, float))

    def __repr__(self) -> str:
        """The models, and how much of what differs."""
        models = self.before, self.after
        before, after = (f"{m.name} {m.version} {m.fingerprint[:12]}" for m in models)
        lines = [f"{before} -> {after}"]
        if self.equal:
            return printable(f"{lines[0]}\n  no difference")
        if self.cells or not self.tables:
            numbers = sum(not each.only_note for each in self.cells)
            lines.append(f"  numbers that differ: {numbers:,}")
        if self.tables:
            lines.append(f"  tables of the network that differ: {_listed(self.tables)}")
        tables = Counter(change.table for change in self.rows)
        lines += [f"  rows of {table} that differ: {n:,}" for table, n in tables.items()]
        lines.append(f"  priors that move: {len(self.priors):,}")
        moved, asked = self.shown_presentations, len(self.presentations)
        lines.append(f"  classic presentations that move: {len(moved):,} of {asked:,}")
        lines += [f"    {move.id} {move.cause}: {move.words}" for move in moved[:MOST_LISTED]]
        more = len(moved) - MOST_LISTED
        return printable("\n".join([*lines, *([f"    and {more:,} more"] if more > 0 else [])]))


def _is_told(move: PriorChange, row: tuple[Estimate | None, Estimate | None] | None) -> bool:
    """Whether the numbers of a row are those of a prior, on both sides."""
    if row is None:
        return False
    pairs = zip((move.before, move.after), map(_probability, row), strict=True)
    return all(
        one is other or math.isclose(one or 0.0, other or 0.0, rel_tol=TOLD) for one, other in pairs
    )


def _listed(tables: tuple[TableChange, ...]) -> str:
    named = [table.variable for table in tables[:MOST_LISTED]]
    more = len(tables) - len(named)
    return ", ".join(named) + (f" and {more:,} more" if more else "")


def _moved_record(change: PriorChange | TableChange) -> dict[str, Any]:
    return {**change._asdict(), "log_odds_difference": _log_odds(change.before, change.after)}


def _cell_record(change: CellChange) -> dict[str, Any]:
    before, after = change.before, change.after
    return {
        **change._asdict(),
        "before": _estimate_record(before),
        "after": _estimate_record(after),
        "log_odds_difference": _log_odds(_probability(before), _probability(after)),
        "affects_answers": not change.only_note,
    }


def _estimate_record(estimate: Estimate | None) -> dict[str, Any] | None:
    return {**estimate._asdict(), "sources": list(estimate.sources)} if estimate else None


def _presentation_record(move: PresentationMove) -> dict[str, Any]:
    sides = {"before": move.before, "after": move.after}
    records = {which: side._asdict() if side else None for which, side in sides.items()}
    return {**move._asdict(), **records}


def _probability(estimate: Estimate | None) -> float | None:
    return estimate.probability if estimate else None


def _log_odds(before: float | None, after: float | None) -> float | None:
    return None if before is None or after is None else log_odds_difference(before, after)
