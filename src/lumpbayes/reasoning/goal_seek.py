"""Which findings, cheapest first, would make a cause as good as certain, or rule it out.

Sets of findings are taken in order of their cost, and all their states are weighed at once. The
search is exact: what is found first costs least, and where nothing is found nothing is there. Only
where it would have to weigh more than ``MOST_CASES`` (``MOST_SWEEPS``) does it stop before, and
says so.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from heapq import heappop, heappush, nsmallest
from itertools import combinations, groupby
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lumpbayes.errors import EvidenceError
from lumpbayes.inference.answered import all_answers
from lumpbayes.knowledge.records import Variable
from lumpbayes.reasoning.arguments import check_count, check_probability
from lumpbayes.reasoning.causes import find_causes
from lumpbayes.reasoning.finding_sets import BATCH, FindingSets
from lumpbayes.reasoning.goals import Goal, GoalFinding, Goals, Threshold, reaches, reaching
from lumpbayes.reasoning.recorded import Basis
from lumpbayes.reasoning.situation import Situation
from lumpbayes.reasoning.wanted import check_phases

__all__ = ["Limits", "seek"]

MOST_CASES = 4_000_000
"""Cases that are weighed at most."""
MOST_SWEEPS = 5_000
"""Sets that are weighed at most where each takes a sweep of its own."""

Subset = tuple[int, ...]
"""Places in the list of candidates, increasing."""

Pairs = tuple[tuple[int, int], ...]
"""(place of a candidate, its state): a combination of findings, places increasing."""


class Limits(NamedTuple):
    """Which findings may be sought, and how many ways listed.

    Attributes:
        most: findings in a way, at most.
        phases: only of these phases; of all when None.
        with_context: whether who the person is may be sought too (role ``context``).
        top: ways, at most.
        progress: is told how many combinations are weighed, now and then.
    """

    most: int = 3
    phases: str | Sequence[str] | None = None
    with_context: bool = False
    top: int = 5
    progress: Callable[[int], object] | None = None


def seek(situation: Situation, cause: str, threshold: Threshold, limits: Limits) -> Goals:
    """The cheapest findings that would confirm or exclude a cause; see ``Diagnosis.goal``."""
    _check_threshold(*threshold)
    most, top = check_count("most", limits.most), check_count("top", limits.top)
    chosen = find_causes(situation.knowledge, cause)
    phases = () if limits.phases is None else check_phases(limits.phases)
    limits = limits._replace(most=most, top=top, phases=phases)
    search = _Search(situation, chosen.indices, threshold, limits)
    found = () if reaches(search.now, threshold) else search.run()
    return Goals(
        Basis.of(situation),
        chosen.name,
        chosen.label,
        *threshold,
        search.now,
        most,
        phases,
        limits.with_context,
        found,
        search.weighed,
        search.complete,
    )


# --- What is asked -----------------------------------------------------------------------------


def _check_threshold(at_least: object, at_most: object) -> None:
    given = [each for each in (at_least, at_most) if each is not None]
    if len(given) != 1:
        raise EvidenceError(
            f"at_least={at_least!r}, at_most={at_most!r}: give one of them, such as at_least=0.9 "
            "to confirm or at_most=0.01 to exclude"
        )
    (value,) = given
    check_probability("at_most" if at_least is None else "at_least", value)


# --- The search --------------------------------------------------------------------------------


class _Weighed(NamedTuple):
    """The combinations of states of one set of findings.

    Attributes:
        subset: the findings.
        states: shape (combinations, findings).
        posterior: P(cause | evidence, combination), shape (combinations,); 0 where impossible.
        joint: P(combination | evidence), shape (combinations,).
    """

    subset: Subset
    states: NDArray[np.int32]
    posterior: NDArray[np.float64]
    joint: NDArray[np.float64]

    def pairs(self, row: int) -> Pairs:
        """A combination."""
        return tuple(zip(self.subset, self.states[row].tolist(), strict=True))


class _Search:
    """The findings that could be asked, and what weighs them.

    Attributes:
        now: P(cause | evidence).
        weighed: combinations weighed so far.
        complete: whether the limit has not been met.
    """

    def __init__(
        self,
        situation: Situation,
        members: tuple[int, ...],
        threshold: Threshold,
        limits: Limits,
    ) -> None:
        knowledge, network = situation.knowledge, situation.network
        self._knowledge = knowledge
        self._threshold = threshold
        self._limits = limits
        self._members = list(members)
        self.now = min(1.0, math.fsum(situation.cause_posterior[self._members].tolist()))
        variables = [knowledge.variables[network.names[index]] for index in situation.unasked]
        asked = [each for each in variables if _may_be_sought(each, limits)]
        self._candidates: list[Variable] = sorted(asked, key=lambda each: each.cost)
        self._indices = [network.positions[each.name] for each in self._candidates]
        self._order = {name: place for place, name in enumerate(knowledge.variables)}
        self._sets = FindingSets(situation)
        self._begun = 0  # sets
        self.weighed = 0
        self.complete = True

    def run(self) -> tuple[Goal, ...]:
        """The ways, cheapest first; all sets of one cost are weighed before any is taken."""
        ways: list[Goal] = []
        known: set[Pairs] = set()
        subsets = _by_cost([each.cost for each in self._candidates], self._limits.most)
        for _, level in groupby(subsets, key=lambda each: each[0]):
            new: list[tuple[float, list[tuple[int, int]], _Weighed, int]] = []
            for weighed in self._weigh(subset for _, subset in level):
                for row in self._reached(weighed):
                    pairs = weighed.pairs(row)
                    if not _holds_any(pairs, known):  # the smaller sets of a cost come first
                        known.add(pairs)
                        new.append((-float(weighed.joint[row]), self._places(pairs), weighed, row))
            best = nsmallest(self._limits.top - len(ways), new, key=lambda each: each[:2])
            ways += [self._goal(weighed, row) for _, _, weighed, row in best]
            if len(ways) >= self._limits.top or not self.complete:
                break
        return tuple(ways)

    def _places(self, pairs: Pairs) -> list[tuple[int, int]]:
        """What orders combinations that are as cheap and as probable: as the tables go."""
        return sorted((self._order[self._candidates[at].name], state) for at, state in pairs)

    def _reached(self, weighed: _Weighed) -> list[int]:
        """The rows of the possible combinations that reach the threshold."""
        reached = reaching(weighed.posterior, self._threshold) & (weighed.joint > 0)
        rows: list[int] = np.flatnonzero(reached).tolist()
        return rows

    def _goal(self, weighed: _Weighed, row: int) -> Goal:
        findings = [
            self._finding(self._candidates[place], self._candidates[place].states[state])
            for place, state in weighed.pairs(row)
        ]
        findings.sort(key=lambda each: self._order[each.variable])
        posterior, joint = float(weighed.posterior[row]), float(weighed.joint[row])
        # Bayes: P(f | cause, e) = P(cause | e, f) P(f | e) / P(cause | e)
        if_cause = min(1.0, posterior * joint / self.now)
        cost = math.fsum(each.cost for each in findings)
        return Goal(tuple(findings), cost, posterior, min(1.0, joint), if_cause)

    def _finding(self, variable: Variable, state: str) -> GoalFinding:
        labels = self._knowledge.state_labels[variable.name]
        words = f"{self._knowledge.variable_labels[variable.name]}: {labels[state]}"
        return GoalFinding(variable.name, state, words, variable.phase, variable.cost)

    def _weigh(self, subsets: Iterable[Subset]) -> Iterator[_Weighed]:
        """The combinations of the subsets, many at a time; stops at the limit."""
        waiting: list[Subset] = []
        rows = 0
        for subset in subsets:
            count = math.prod(len(self._candidates[place].states) for place in subset)
            if not self._allows(rows + count):
                self.complete = False
                break
            waiting.append(subset)
            self._begun += 1
            rows += count
            if rows * self._sets.cases_each >= BATCH or not self._sets.is_tabulated:
                yield from self._solve(waiting, rows)
                waiting, rows = [], 0
        yield from self._solve(waiting, rows)

    def _allows(self, rows: int) -> bool:
        """Whether one set more may be weighed, with so many combinations waiting."""
        if not self._sets.is_tabulated:
            return self._begun < MOST_SWEEPS
        return (self.weighed + rows) * self._sets.cases_each <= MOST_CASES

    def _solve(self, waiting: Sequence[Subset], rows: int) -> Iterator[_Weighed]:
        """One batch."""
        self.weighed += rows
        sets = [[self._indices[place] for place in subset] for subset in waiting]
        for subset, masses in zip(waiting, self._sets.masses(sets), strict=True):
            states = all_answers([len(self._candidates[place].states) for place in subset])
            joint, held = masses.sum(axis=1), masses[:, self._members].sum(axis=1)
            posterior = np.divide(held, joint, out=np.zeros_like(held), where=joint > 0)
            yield _Weighed(subset, states, posterior, joint)
        if self._limits.progress is not None:
            self._limits.progress(self.weighed)


def _may_be_sought(variable: Variable, limits: Limits) -> bool:
    if variable.role == "context" and not limits.with_context:
        return False
    return not limits.phases or variable.phase in limits.phases


def _holds_any(pairs: Pairs, known: set[Pairs]) -> bool:
    """Whether a part of a combination is known, so that the rest is not needed."""
    if len(known) < 2 ** len(pairs):
        return any(set(each) <= set(pairs) for each in known)
    sizes = range(1, len(pairs))
    return any(part in known for size in sizes for part in combinations(pairs, size))


def _by_cost(costs: Sequence[float], most: int) -> Iterator[tuple[float, Subset]]:
    """The subsets of at most ``most`` items by (cost, size, places); ``costs`` increase.

    Each subset is reached from one other: by moving its last item one on, or by adding the next.
    """
    heap: list[tuple[float, int, Subset]] = []
    if costs:
        heappush(heap, (costs[0], 1, (0,)))
    while heap:
        cost, size, subset = heappop(heap)
        yield cost, subset
        following = subset[-1] + 1
        if following == len(costs):
            continue
        moved = (*subset[:-1], following)
        heappush(heap, (math.fsum(costs[each] for each in moved), size, moved))
        if size < most:
            more = (*subset, following)
            heappush(heap, (math.fsum(costs[each] for each in more), size + 1, more))
