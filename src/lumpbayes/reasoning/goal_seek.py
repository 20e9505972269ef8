"""Which findings, cheapest first, would make a cause as good as certain, or rule it out.

Sets of findings are taken in order of their cost, and all their states are weighed at once. The
search is exact: what is found first costs least, and where nothing is found nothing is there. Only
where it would have to weigh more than ``MOST_CASES`` does it stop before, and says so.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from heapq import heappop, heappush
from itertools import groupby, product
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lumpbayes.errors import EvidenceError, UnknownNameError, nearest_names, or_nearest
from lumpbayes.inference.cases import UNKNOWN
from lumpbayes.knowledge.records import KnowledgeBase, Variable
from lumpbayes.reasoning.answer import ModelIdentity
from lumpbayes.reasoning.combinations import CHUNK, Combinations
from lumpbayes.reasoning.goals import Goal, GoalFinding, Goals, Threshold, reaches, reaching
from lumpbayes.reasoning.situation import Situation

__all__ = ["seek"]

MOST_CASES = 4_000_000
"""Cases that are weighed at most, where each is a product of rows."""
MOST_PLANNED = 5_000
"""The same where every set of findings takes a plan of its own."""

Subset = tuple[int, ...]
"""Places in the list of candidates, increasing."""

Pairs = frozenset[tuple[int, int]]
"""(place of a candidate, its state): a combination of findings."""


def seek(
    situation: Situation,
    cause: str,
    threshold: Threshold,
    most: int,
    phases: Sequence[str] | None,
    top: int,
) -> Goals:
    """The cheapest findings that would confirm or exclude a cause; see ``Diagnosis.goal``."""
    _check_threshold(*threshold)
    _check_counts(most=most, top=top)
    knowledge = situation.knowledge
    label, members = _causes(knowledge, cause)
    allowed = _phases(knowledge, phases)
    search = _Search(situation, members, threshold, allowed)
    found = () if reaches(search.now, threshold) else search.run(most, top)
    return Goals(
        ModelIdentity.of(knowledge),
        cause,
        label,
        *threshold,
        search.now,
        most,
        allowed,
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
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise EvidenceError(f"the threshold is {value!r}: expected a probability, 0 to 1")


def _check_counts(**counts: object) -> None:
    for name, count in counts.items():
        if isinstance(count, bool) or not isinstance(count, int) or count < 1:
            raise EvidenceError(f"{name}={count!r}: expected a whole number of at least 1")


def _causes(knowledge: KnowledgeBase, name: str) -> tuple[str, tuple[str, ...]]:
    """The label of a cause or of a group of causes, and the causes."""
    labels = knowledge.state_labels[knowledge.cause]
    if name in labels:
        return labels[name], (name,)
    groups = {group.name: group for group in knowledge.groups_of(knowledge.cause)}
    if name in groups:
        return groups[name].label, groups[name].states
    names = [*knowledge.causes, *groups]
    raise UnknownNameError(
        f"there is no cause or group of causes {name!r}: {or_nearest(str(name), names)}",
        nearest_names(str(name), names),
    )


def _phases(knowledge: KnowledgeBase, phases: Sequence[str] | None) -> tuple[str, ...]:
    """The phases allowed; empty for all."""
    known = tuple(dict.fromkeys(v.phase for v in knowledge.variables.values() if v.phase))
    chosen = (phases,) if isinstance(phases, str) else tuple(phases or ())
    for phase in chosen:
        if phase not in known:
            raise UnknownNameError(
                f"there is no phase {phase!r}: {or_nearest(str(phase), known)}",
                nearest_names(str(phase), known),
            )
    return chosen


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
    states: NDArray[np.intp]
    posterior: NDArray[np.float64]
    joint: NDArray[np.float64]


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
        members: tuple[str, ...],
        threshold: Threshold,
        phases: tuple[str, ...],
    ) -> None:
        knowledge, network = situation.knowledge, situation.network
        self._knowledge = knowledge
        self._positions = network.positions
        self._threshold = threshold
        self._members = [knowledge.causes.index(name) for name in members]
        self.now = min(1.0, math.fsum(situation.cause_posterior[self._members].tolist()))
        variables = [knowledge.variables[network.names[index]] for index in situation.unasked]
        chosen = [each for each in variables if not phases or each.phase in phases]
        self._candidates: list[Variable] = sorted(chosen, key=lambda each: each.cost)
        self._combinations = Combinations(situation)
        self._limit = MOST_CASES if self._combinations.is_cheap else MOST_PLANNED
        self.weighed = 0
        self.complete = True

    def run(self, most: int, top: int) -> tuple[Goal, ...]:
        """The ways, cheapest first; sets of one cost and size are weighed before any is taken."""
        ways: list[Goal] = []
        known: list[Pairs] = []
        subsets = _by_cost([each.cost for each in self._candidates], most)
        for _, level in groupby(subsets, key=lambda each: (each[0], len(each[1]))):
            new = [
                (self._goal(weighed, row), pairs)
                for weighed in self._weigh(subset for _, subset in level)
                for row, pairs in self._reached(weighed)
                if not any(each <= pairs for each in known)
            ]
            ways += sorted((goal for goal, _ in new), key=self._order)
            known += [pairs for _, pairs in new]
            if len(ways) >= top or not self.complete:
                break
        return tuple(ways[:top])

    def _order(self, goal: Goal) -> tuple[float, list[tuple[int, int]]]:
        """At equal cost and number of findings: the most probable first, then as the tables go."""
        variables = list(self._knowledge.variables)
        places = [
            (
                variables.index(each.variable),
                self._knowledge.variables[each.variable].states.index(each.state),
            )
            for each in goal.findings
        ]
        return -goal.probability, places

    def _reached(self, weighed: _Weighed) -> Iterator[tuple[int, Pairs]]:
        """The possible combinations that reach the threshold: their rows, and what they are."""
        reached = reaching(weighed.posterior, self._threshold) & (weighed.joint > 0)
        for row in np.flatnonzero(reached).tolist():
            yield row, frozenset(zip(weighed.subset, weighed.states[row].tolist(), strict=True))

    def _goal(self, weighed: _Weighed, row: int) -> Goal:
        chosen = [self._candidates[place] for place in weighed.subset]
        findings = [
            self._finding(variable, variable.states[state])
            for variable, state in zip(chosen, weighed.states[row].tolist(), strict=True)
        ]
        order = list(self._knowledge.variables)
        findings.sort(key=lambda each: order.index(each.variable))
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
        waiting: list[tuple[Subset, NDArray[np.intp]]] = []
        rows, each = 0, self._combinations.cases_each
        for subset in subsets:
            counts = [len(self._candidates[place].states) for place in subset]
            if (self.weighed + rows + math.prod(counts)) * each > self._limit:
                self.complete = False
                break
            waiting.append((subset, np.array(list(product(*map(range, counts))), dtype=np.intp)))
            rows += math.prod(counts)
            if rows * each >= CHUNK:
                yield from self._solve(waiting)
                waiting, rows = [], 0
        if waiting:
            yield from self._solve(waiting)

    def _solve(self, waiting: Sequence[tuple[Subset, NDArray[np.intp]]]) -> Iterator[_Weighed]:
        """One batch."""
        asked = sorted({place for subset, _ in waiting for place in subset})
        column = {place: number for number, place in enumerate(asked)}
        ends = np.cumsum([0, *(len(states) for _, states in waiting)]).tolist()
        codes = np.full((ends[-1], len(asked)), UNKNOWN, np.int32)
        for (subset, states), start, end in zip(waiting, ends[:-1], ends[1:], strict=True):
            codes[start:end, [column[place] for place in subset]] = states
        self.weighed += len(codes)
        indices = [self._positions[self._candidates[place].name] for place in asked]
        masses = self._combinations.masses(indices, codes)
        joint, held = masses.sum(axis=1), masses[:, self._members].sum(axis=1)
        posterior = np.divide(held, joint, out=np.zeros_like(held), where=joint > 0)
        for (subset, states), start, end in zip(waiting, ends[:-1], ends[1:], strict=True):
            yield _Weighed(subset, states, posterior[start:end], joint[start:end])


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
