"""Because of which rows of the tables answers move: each change tried alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lumpbayes.cases.movements.asking import Answers, Asker, Trial
from lumpbayes.cases.movements.first_order import SAMPLE, first_order_moves
from lumpbayes.cases.movements.parts import Attribution, ChangeEffect, Spread
from lumpbayes.cases.movements.shared_cases import Read
from lumpbayes.cases.movements.single_changes import SingleChange
from lumpbayes.inference.network import FloatArray

__all__ = ["MOST_TRIED", "Because", "spread_of"]

MOST_TRIED = 40
"""Changes of numbers that are tried on every case; of more, those largest to first order."""

ROUNDING = 1e-12
"""A case that moves by no more has not moved."""


class Because:
    """Tries changes on cases that come part by part."""

    def __init__(self, changes: Sequence[SingleChange], asker: Asker) -> None:
        """Nothing is tried yet.

        Args:
            changes: all that differs.
            asker: of the earlier version.
        """
        self._changes = changes
        self._asker = asker
        self._estimates: dict[int, float] = {}
        self._trials: dict[int, Trial] | None = None
        self._leftover: list[FloatArray] = []
        self._cases, self._looked_at = 0, 0

    def add(
        self, read: Read, old: Answers, difference: FloatArray, kept: NDArray[np.bool_]
    ) -> None:
        """Try the changes on some cases.

        Args:
            read: the cases, as the earlier version reads them.
            old: what it answers.
            difference: by how much each probability moves in all, shape (kept cases, causes), the
                causes of the earlier version first.
            kept: the cases that both versions answer, shape (cases,).
        """
        self._cases += len(kept)
        if self._trials is None:
            self._looked_at = len(kept)
            self._trials = {at: Trial(self._changes[at], self._asker) for at in self._chosen(read)}
        rest = difference.copy()
        for trial in self._trials.values():
            alone = trial.add(read, old, kept)
            rest[:, : alone.shape[1]] -= alone
        self._leftover.append(0.5 * np.abs(rest).sum(axis=1))

    def _chosen(self, read: Read) -> list[int]:
        """The changes to try: all, or of many those that move answers most to first order."""
        able = [at for at, change in enumerate(self._changes) if not change.why_not]
        numbers = [at for at in able if self._changes[at].table is not None]
        if len(numbers) <= MOST_TRIED:
            return able
        moves = first_order_moves(self._asker, read, [self._changes[at] for at in numbers])
        self._estimates = dict(zip(numbers, moves.tolist(), strict=True))
        order = sorted(numbers, key=lambda at: -self._estimates[at])
        return sorted({*order[:MOST_TRIED], *(at for at in able if at not in self._estimates)})

    def found(self, rows: NDArray[Any]) -> Attribution:
        """What has been found.

        Args:
            rows: what each case is called.
        """
        effects = [self._effect(at, rows) for at in range(len(self._changes))]
        all_tried = all(each.alone is not None for each in effects)
        leftover = _joined(self._leftover)
        leftover = leftover[~np.isnan(leftover)]
        mean = float(leftover.mean()) if all_tried and len(effects) > 1 and len(leftover) else None
        return Attribution(tuple(sorted(effects, key=_order)), mean, self._how(effects))

    def _effect(self, at: int, rows: NDArray[Any]) -> ChangeEffect:
        change, estimate = self._changes[at], self._estimates.get(at)
        trial = (self._trials or {}).get(at)
        if trial is None:
            why = change.why_not or "others move answers more, to first order"
            return ChangeEffect(change.rows, None, None, None, None, estimate, why)
        moved = _joined(trial.moved)
        possible = ~np.isnan(moved)
        return ChangeEffect(
            change.rows,
            spread_of(moved[possible], rows[possible]),
            trial.leading,
            trial.up,
            trial.down,
            estimate,
            "",
            int((~possible).sum()),
        )

    def _of_first(self) -> str:
        """Of which cases those were taken that changes were judged on, where not of all."""
        return f" of the first {self._looked_at:,}" if self._cases > self._looked_at else ""

    def _how(self, effects: Sequence[ChangeEffect]) -> str:
        if not effects:
            return "nothing differs that could move an answer"
        tried = sum(each.alone is not None for each in effects)
        if tried == len(effects):
            return "each change was applied alone to the earlier tables, exactly, for every case"
        text = f"{tried:,} of {len(effects):,} changes were applied alone to the earlier tables"
        if self._estimates:
            text += (
                f": of {len(self._estimates):,} changes of numbers the {MOST_TRIED} that move "
                f"answers most to first order, judged on {SAMPLE} cases at most{self._of_first()}"
            )
        return text


def _order(effect: ChangeEffect) -> tuple[Any, ...]:
    """Numbers by how far they move answers, then rules by how many urgencies, then the rest."""
    if effect.alone is None:
        return 2, -(effect.first_order or 0.0), 0.0
    urgent = (effect.up or 0) + (effect.down or 0)
    return int(effect.rows.is_rule), -effect.alone.mean, -urgent


def _joined(parts: Sequence[NDArray[Any]]) -> NDArray[Any]:
    return np.concatenate(parts) if parts else np.zeros(0)


def spread_of(moved: FloatArray, rows: NDArray[Any]) -> Spread:
    """How far cases move.

    Args:
        moved: total variation, shape (cases,).
        rows: what each case is called.

    >>> spread_of(np.array([0.0, 0.5]), np.array(["a", "b"], dtype=object))
    Spread(moved=1, mean=0.25, median=0.25, high=0.475, largest=0.5, row='b')
    """
    if not len(moved) or moved.max() <= ROUNDING:
        return Spread(0, 0.0, 0.0, 0.0, 0.0, None)
    median, high = np.quantile(moved, [0.5, 0.95]).tolist()
    place = int(moved.argmax())
    count = int((moved > ROUNDING).sum())
    largest = float(moved[place])
    return Spread(count, float(moved.mean()), median, high, largest, rows[[place]].tolist()[0])
