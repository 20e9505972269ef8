"""Two versions of the tables asked the same cases: which answers move, by how much, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lumpbayes.cases.movements.asking import Answers, Asker, total_variation
from lumpbayes.cases.movements.because import Because, spread_of
from lumpbayes.cases.movements.cause_moves import CauseTally
from lumpbayes.cases.movements.changed_rows import still_rows
from lumpbayes.cases.movements.movement import CaseMovement, EachCase
from lumpbayes.cases.movements.not_compared import not_compared
from lumpbayes.cases.movements.paired import TruthMoves, paired_hits, paired_log_loss
from lumpbayes.cases.movements.parts import Counted, FlagMoves, level_name
from lumpbayes.cases.movements.shared_cases import Part, Version
from lumpbayes.cases.movements.single_changes import single_changes
from lumpbayes.cases.true_causes import NO_TRUTH, all_causes
from lumpbayes.errors import EvidenceError
from lumpbayes.inference.network import FloatArray
from lumpbayes.knowledge.records import KnowledgeBase
from lumpbayes.reasoning.answer import ModelIdentity

__all__ = ["compare_cases"]

FIRST = 3
"""Causes that a person looks at first."""

Indices = NDArray[np.int64]


def compare_cases(
    before: Version, after: Version, parts: Iterable[Part], *, worst: int = 10
) -> CaseMovement:
    """Ask both versions the same cases.

    What is kept of each case is some numbers for each cause, and nothing of its findings.

    Args:
        before: the earlier version.
        after: the later one.
        parts: the cases, by :func:`~lumpbayes.cases.movements.shared_cases.frame_parts` or
            :func:`~lumpbayes.cases.movements.shared_cases.file_parts`.
        worst: how many of the cases that move most the record lists.

    Raises:
        EvidenceError: the two ask for different variables, or one for none.
    """
    _check_cause(before.knowledge, after.knowledge)
    tally = _Tally(before, after)
    for part in parts:
        tally.add(part)
    return tally.movement(worst)


def _check_cause(before: KnowledgeBase, after: KnowledgeBase) -> None:
    if not before.cause or before.cause != after.cause:
        names = " and ".join(each.cause or "nothing" for each in (before, after))
        raise EvidenceError(
            f"the two versions ask for {names}: expected the same cause; give a network file the "
            "target that it shall be asked for"
        )


class _Tally:
    """What has been found of the cases so far."""

    def __init__(self, before: Version, after: Version) -> None:
        self.before, self.after = before, after
        old, new = before.knowledge, after.knowledge
        self.causes = all_causes([each.variables[each.cause] for each in (old, new)])
        self.flags = tuple(dict.fromkeys(flag.id for each in (old, new) for flag in each.red_flags))
        self.askers = (Asker(before), Asker(after))
        networks = (before.solver.network, after.solver.network)
        self.because = Because(single_changes(old, new, networks), self.askers[0])
        self.by_cause = CauseTally(self.causes, (old, new))
        self.skipped, self.first_three = 0, 0
        self.impossible = np.zeros(3, np.int64)
        self.found: list[EachCase] = []
        self.truth: list[tuple[Indices, FloatArray]] | None = None

    def add(self, part: Part) -> None:
        old = self.askers[0].ask(part.before)
        new = self.askers[1].ask(part.after)
        kept = old.possible & new.possible
        self.skipped += part.skipped
        sides = (old.possible & ~new.possible, ~old.possible & new.possible)
        self.impossible += [int(each.sum()) for each in sides] + [
            int((~old.possible & ~new.possible).sum())
        ]
        shares = [
            self._over_all(answers.posteriors[kept], asker)
            for answers, asker in zip((old, new), self.askers, strict=True)
        ]
        order = [np.argsort(-each, axis=1, kind="stable") for each in shares]
        first = [each[:, :FIRST] for each in order]
        self.first_three += int((first[0] != first[1]).any(axis=1).sum())
        rows = part.rows[kept]
        self.by_cause.add(shares, order, rows)
        self.because.add(part.before, old, shares[1] - shares[0], kept)
        self.found.append(self._each(rows, shares, (old, new), kept))
        if part.truth is not None:
            self._add_truth(part.truth[kept], shares, order)

    def _over_all(self, posteriors: FloatArray, asker: Asker) -> FloatArray:
        """The posteriors over the causes of both versions; 0 for a cause that one lacks."""
        own = asker.version.knowledge.causes
        if own == self.causes:
            return posteriors
        found = np.zeros((len(posteriors), len(self.causes)))
        found[:, [self.causes.index(cause) for cause in own]] = posteriors
        return found

    def _each(
        self,
        rows: NDArray[Any],
        shares: Sequence[FloatArray],
        answers: tuple[Answers, Answers],
        kept: NDArray[np.bool_],
    ) -> EachCase:
        leading = np.stack([each.argmax(axis=1) for each in shares], axis=1)
        top = np.stack([each.max(axis=1, initial=0.0) for each in shares], axis=1)
        levels = np.stack([each.levels[kept] for each in answers], axis=1)
        old, new = (
            self._fired(each, asker)[kept] for each, asker in zip(answers, self.askers, strict=True)
        )
        moved = total_variation(*shares)
        return EachCase(
            rows,
            moved,
            leading.astype(np.int32),
            top,
            levels.astype(np.int8),
            new & ~old,
            old & ~new,
            self.causes,
            self.flags,
        )

    def _fired(self, answers: Answers, asker: Asker) -> NDArray[np.bool_]:
        """Which of the flags of both versions fire, shape (cases, flags)."""
        found = np.zeros((len(answers.levels), len(self.flags)), np.bool_)
        for place, flag in enumerate(asker.version.knowledge.red_flags):
            found[:, self.flags.index(flag.id)] |= answers.fired.flags[:, place]
        return found

    def _add_truth(
        self, truth: Indices, shares: Sequence[FloatArray], order: Sequence[Indices]
    ) -> None:
        known = np.flatnonzero(truth != NO_TRUTH)
        own = truth[known]
        ranks = [1 + (each[known] == own[:, None]).argmax(axis=1) for each in order]
        given = [each[known, own] for each in shares]
        self.truth = self.truth or []
        self.truth.append((np.stack(ranks, axis=1), np.stack(given, axis=1)))

    def movement(self, worst: int) -> CaseMovement:
        each = self._joined()
        old, new = self.before.knowledge, self.after.knowledge
        steps = each.levels[:, 1] - each.levels[:, 0]
        only_after, only_before, both = self.impossible.tolist()
        return CaseMovement(
            ModelIdentity.of(old),
            ModelIdentity.of(new),
            len(each.rows),
            self.skipped,
            (only_after, only_before, both),
            tuple(not_compared(old, new)),
            still_rows(old, new),
            spread_of(each.moved, each.rows),
            _counted(each.leading, list(self.causes)),
            self.first_three,
            _counted(each.levels, None),
            int((steps > 0).sum()),
            int((steps < 0).sum()),
            _flag_moves(each),
            self.by_cause.found(),
            self.because.found(each.rows),
            self._truth_moves(),
            tuple(each.case(place) for place in _worst(each, worst)),
            each,
        )

    def _joined(self) -> EachCase:
        if not self.found:
            width = len(self.flags)
            none = np.zeros((0, 2), np.int64)
            flags = np.zeros((0, width), np.bool_)
            rows = np.zeros(0, dtype=object)
            return EachCase(
                rows,
                np.zeros(0),
                none.astype(np.int32),
                none.astype(float),
                none.astype(np.int8),
                flags,
                flags,
                self.causes,
                self.flags,
            )
        names = EachCase._fields[: -len(("causes", "flags"))]
        joined: dict[str, Any] = {
            name: np.concatenate([getattr(each, name) for each in self.found]) for name in names
        }
        return self.found[0]._replace(**joined)

    def _truth_moves(self) -> TruthMoves | None:
        if self.truth is None:
            return None
        ranks, shares = (np.concatenate(each) for each in zip(*self.truth, strict=True))
        hits = tuple(paired_hits(among, ranks) for among in (1, FIRST)) if len(ranks) else ()
        return TruthMoves(len(ranks), hits, paired_log_loss(shares))


def _counted(pairs: NDArray[np.integer[Any]], names: list[str] | None) -> tuple[Counted, ...]:
    """From what to what, the most frequent first; only what changes."""
    changed = pairs[pairs[:, 0] != pairs[:, 1]]
    counts = Counter(map(tuple, changed.tolist()))
    order = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    named = level_name if names is None else names.__getitem__
    return tuple(Counted(named(old), named(new), count) for (old, new), count in order)


def _flag_moves(each: EachCase) -> tuple[FlagMoves, ...]:
    gained, lost = (side.sum(axis=0).tolist() for side in (each.gained, each.lost))
    found = [FlagMoves(*row) for row in zip(each.flags, gained, lost, strict=True)]
    moved = [flag for flag in found if flag.gained or flag.lost]
    return tuple(sorted(moved, key=lambda flag: -(flag.gained + flag.lost)))


def _worst(each: EachCase, most: int) -> list[int]:
    """Places of the cases that move most; whose decision changes comes first."""
    decided = (each.leading[:, 0] != each.leading[:, 1]) | (each.levels[:, 0] != each.levels[:, 1])
    decided |= each.gained.any(axis=1) | each.lost.any(axis=1)
    order: list[Any] = np.lexsort((-each.moved, ~decided))[:most].tolist()
    return [place for place in order if decided[place] or each.moved[place] > 0]
