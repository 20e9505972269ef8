"""How each cause moves over many cases."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lumpbayes.cases.movements.parts import CauseMoves
from lumpbayes.inference.network import FloatArray
from lumpbayes.knowledge.records import KnowledgeBase

__all__ = ["CauseTally", "log_odds"]

ENDS = (0.025, 0.5, 0.975)
"""Quantiles of the changes of log-odds."""


Spreads = tuple[float | None, float | None, float | None, float | None, Any, int]

NOTHING: Spreads = (None, None, None, None, None, 0)


class CauseTally:
    """Takes cases part by part."""

    def __init__(
        self, causes: tuple[str, ...], versions: tuple[KnowledgeBase, KnowledgeBase]
    ) -> None:
        """No case yet.

        Args:
            causes: of both versions.
            versions: the two.
        """
        self._causes = causes
        self._versions = versions
        self._sums = np.zeros((3, len(causes)))
        self._ranks = np.zeros(len(causes), np.int64)
        self._changes: list[FloatArray] = []
        self._rows: list[NDArray[Any]] = []
        self._cases = 0

    def add(
        self,
        shares: Sequence[FloatArray],
        order: Sequence[NDArray[np.int64]],
        rows: NDArray[Any],
    ) -> None:
        """Some cases.

        Args:
            shares: P(cause | evidence) before and after, shape (cases, causes) each.
            order: the causes by these, the most probable first, shape (cases, causes) each.
            rows: what each case is called.
        """
        old, new = shares
        self._cases += len(rows)
        self._sums += [old.sum(axis=0), new.sum(axis=0), np.abs(new - old).sum(axis=0)]
        places = [np.argsort(each, axis=1) for each in order]
        self._ranks += (places[0] != places[1]).sum(axis=0)
        with np.errstate(invalid="ignore"):  # from impossible to impossible
            self._changes.append(log_odds(new) - log_odds(old))
        self._rows.append(rows)

    def found(self) -> tuple[CauseMoves, ...]:
        """Every cause, the one whose probability moves most on the average first."""
        moves = [self._cause(place) for place in range(len(self._causes))]
        return tuple(sorted(moves, key=lambda each: -(each.move or 0.0)))

    def _cause(self, place: int) -> CauseMoves:
        name = self._causes[place]
        own = [name in each.causes for each in self._versions]
        label = self._versions[1 if own[1] else 0].state_labels[self._versions[0].cause]
        sums = self._sums[:, place] / max(self._cases, 1)
        before, after, move = (float(each) for each in sums)
        ranks = int(self._ranks[place])
        if not all(own):
            old, new = (before if own[0] else None, after if own[1] else None)
            return CauseMoves(name, label[name], old, new, move, *NOTHING, ranks)
        changes = np.concatenate([each[:, place] for each in self._changes] or [np.zeros(0)])
        return CauseMoves(name, label[name], before, after, move, *self._spread(changes), ranks)

    def _spread(self, changes: FloatArray) -> Spreads:
        """Median, both ends, the largest, whose it is, and how many are infinite."""
        finite = np.isfinite(changes)
        infinite = int(np.isinf(changes).sum())
        if not finite.any():
            return (*NOTHING[:5], infinite)
        low, median, high = np.quantile(changes[finite], ENDS).tolist()
        place = int(np.where(finite, np.abs(changes), -1.0).argmax())
        largest = float(changes[place])
        row = np.concatenate(self._rows)[[place]].tolist()[0] if largest else None
        return median, low, high, largest, row, infinite


def log_odds(shares: FloatArray) -> FloatArray:
    """The log-odds of every cause, in nats; infinite where it is impossible or certain.

    What speaks against a cause is the sum of the others, so that nothing is lost near 1.

    Args:
        shares: P(cause | evidence), shape (cases, causes).

    >>> log_odds(np.array([[0.5, 0.5, 0.0]])).tolist()
    [[0.0, 0.0, -inf]]
    """
    others = np.zeros(shares.shape)
    others[:, 1:] += np.cumsum(shares[:, :-1], axis=1)
    others[:, :-1] += np.cumsum(shares[:, :0:-1], axis=1)[:, ::-1]
    with np.errstate(divide="ignore"):
        found: FloatArray = np.log(shares) - np.log(others)
    return found
