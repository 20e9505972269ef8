"""What each part of the findings makes of one variable: P(target, any subset of the findings).

Given the target and what is known anyway, findings that no hidden variable connects are
independent; each group of connected ones gets a table over its own subsets, and the joint
probability of any subset of all findings is a product of one entry of each. A table takes one
forward sweep over the network with a child of two states for each finding: *counted*, whose
likelihood is the finding's evidence vector, and *left out*, whose likelihood is 1. So soft
evidence costs what hard evidence does.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from types import ModuleType
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from lumpbayes.errors import TooLargeError
from lumpbayes.inference.connections import connected
from lumpbayes.inference.evidence import Evidence
from lumpbayes.inference.memory import check_memory
from lumpbayes.inference.network import FloatArray, Network, one_hot, read_only, relevant
from lumpbayes.inference.passes import forward, in_range, leaf_arrays, lifted
from lumpbayes.inference.plan import MEMORY_LIMIT, Plan, make_plan

__all__ = ["Members", "Part", "Subsets"]

Members = NDArray[np.bool_]
"""Subsets, one a row: which of the findings are in it, shape (subsets, findings)."""

MOST_TABULATED = 16
"""Connected findings up to which the table over all their subsets is laid out."""

MOST_ENTRIES = 2**22
"""Numbers that one such table may hold (32 MiB of doubles)."""

NUMBER_BYTES = 8


class _Factors(Protocol):
    """Natural log of P(subset | target, background), shape (subsets, states of the target)."""

    def __call__(self, members: Members) -> FloatArray: ...


class Part(NamedTuple):
    """Findings that are connected by something hidden, so that their subsets are looked at whole.

    Attributes:
        places: which of the findings, as increasing places among all of them.
        factors: what a subset of them (columns in that order) contributes: the natural log of
            P(subset | target, background).
        is_tabulated: whether all its subsets are worked out already.
    """

    places: tuple[int, ...]
    factors: _Factors
    is_tabulated: bool


class Subsets:
    """P(background, target, the findings of a subset), for any subset; exact.

    Attributes:
        findings: the variables whose evidence may count or not, in the order of the columns of
            ``Members``; the target itself may be one of them.
        log_background: natural log of P(background, target), shape (states of the target,).
        parts: the findings by what connects them.
    """

    def __init__(
        self,
        network: Network,
        background: Evidence,
        target: int,
        evidence: Evidence,
        memory_limit: int = MEMORY_LIMIT,
    ) -> None:
        """Tabulate what is small enough.

        Args:
            network: the numbers.
            background: what is known in every subset; not the target.
            target: index of a variable.
            evidence: the findings, none of them in the background.
            memory_limit: bytes that a sweep may take.

        Raises:
            TooLargeError: a sweep would take more than ``memory_limit`` bytes.
        """
        self.findings = tuple(sorted([*evidence.hard, *evidence.soft]))
        case = _Case(network, background, target, evidence, memory_limit)
        self.log_background = read_only(_Swept(case, ()).one(()))
        groups = connected(network, background, target, self.findings)
        self.parts = tuple(
            _part(case, self.log_background, self.findings, group) for group in groups
        )
        self._alone = [p for p in self.parts if p.is_tabulated and len(p.places) == 1]
        self._joined = [p for p in self.parts if not (p.is_tabulated and len(p.places) == 1)]

    def log_joint(self, members: Members) -> FloatArray:
        """Natural log of P(background, target, subset), shape (subsets, states of the target).

        ``-inf`` where it is impossible, and nowhere else.
        """
        total = np.tile(self.log_background, (len(members), 1))
        if self._alone:
            total += _products(self._alone, members)
        for part in self._joined:
            total += part.factors(members[:, part.places])
        return total


class _Case(NamedTuple):
    network: Network
    background: Evidence
    target: int
    evidence: Evidence
    memory_limit: int

    def vector(self, finding: int) -> FloatArray:
        """The evidence vector of a finding."""
        if finding in self.evidence.hard:
            count = self.network.cardinalities[finding]
            return one_hot(count, self.evidence.hard[finding])
        return self.evidence.soft[finding]


def _products(alone: Sequence[Part], members: Members) -> FloatArray:
    """The sum of the logs of many findings that nothing connects.

    Not as a product of matrices: numpy's starts threads, and its last digits depend on them.
    """
    one = np.ones((1, 1), dtype=bool)
    logs = np.concatenate([part.factors(one) for part in alone])
    chosen = members[:, [part.places[0] for part in alone]].astype(np.float64)
    never = np.isneginf(logs)
    total = np.einsum("sf,fc->sc", chosen, np.where(never, 0.0, logs))
    if never.any():
        total[np.einsum("sf,fc->sc", chosen, never.astype(np.float64)) > 0] = -np.inf
    return np.asarray(total)


def _part(
    case: _Case, log_background: FloatArray, findings: Sequence[int], places: tuple[int, ...]
) -> Part:
    """The table over the subsets of some findings where it fits, a sweep for each subset else."""
    chosen = tuple(findings[place] for place in places)
    if chosen == (case.target,):  # its evidence is its own factor
        with np.errstate(divide="ignore"):
            own = np.log(case.vector(case.target))
        return Part(places, _Tabulated(np.stack([np.zeros_like(own), own])), True)
    entries = case.network.cardinalities[case.target] << len(chosen)
    if len(chosen) <= MOST_TABULATED and entries <= MOST_ENTRIES:
        try:
            joint = _tabulated(case, chosen)
            return Part(places, _Tabulated(_divided(joint, log_background)), True)
        except TooLargeError:
            pass  # all at once they are too many; one subset after the other they may not be
    return Part(places, _Divided(_Swept(case, chosen), log_background), False)


def _divided(log_joint: FloatArray, log_background: FloatArray) -> FloatArray:
    """Log of P(target, subset) / P(target); 0 where the target's state is impossible anyway."""
    possible = log_background > -np.inf
    return log_joint - np.where(possible, log_background, 0.0)


# --- All subsets at once -----------------------------------------------------------------------


class _Tabulated:
    """Factors looked up: row ``sum of 2**column`` over the columns that are in the subset."""

    def __init__(self, table: FloatArray) -> None:
        self._table = read_only(table)

    def __call__(self, members: Members) -> FloatArray:
        rows = members @ (1 << np.arange(members.shape[1]))
        return self._table[rows]


def _tabulated(case: _Case, findings: tuple[int, ...]) -> FloatArray:
    """Natural log of P(background, target, subset), shape (2**findings, states of the target)."""
    network, places = _cut_out(case, findings)
    count, target = len(network.names), places[case.target]
    vectors = [case.vector(finding) for finding in findings]
    extended = Network(
        (*network.names, *(f"{number} counted" for number in range(len(findings)))),
        (*network.states, *[("no", "yes")] * len(findings)),
        (*network.parents, *((places[finding],) for finding in findings)),
        (*network.tables, *(np.stack([np.ones_like(vector), vector]) for vector in vectors)),
    )
    background = _moved(case.background, places)
    # The last finding's axis first: the first finding is the last digit of the row's number.
    kept = (*range(count + len(findings) - 1, count - 1, -1), target)
    plan = make_plan(
        extended,
        case.memory_limit,
        hard=background.hard,
        soft=background.soft,
        kept=kept,
        wanted=(),
    )
    root = _log_root(extended, plan, background)
    return root.reshape(1 << len(findings), -1)


def _cut_out(case: _Case, findings: Iterable[int]) -> tuple[Network, dict[int, int]]:
    """The network of what matters, laid out; index in the whole network -> index there."""
    known = [*case.background.hard, *case.background.soft]
    chosen = relevant(case.network, [case.target, *known, *findings])
    counts, parents = case.network.cardinalities, case.network.parents
    numbers = sum(math.prod(counts[each] for each in (v, *parents[v])) for v in chosen)
    shown = f"tables of {len(chosen):,} variables"
    check_memory(NUMBER_BYTES * numbers, case.memory_limit, shown)
    return case.network.restricted(chosen), {old: new for new, old in enumerate(chosen)}


def _moved(evidence: Evidence, places: dict[int, int]) -> Evidence:
    return Evidence(
        {places[variable]: state for variable, state in evidence.hard.items()},
        {places[variable]: vector for variable, vector in evidence.soft.items()},
    )


def _log_root(network: Network, plan: Plan, evidence: Evidence) -> FloatArray:
    """Natural log of every entry that the plan keeps; ``-inf`` for an exact 0 alone."""
    arrays = leaf_arrays(network, plan, evidence)

    def run(arithmetic: ModuleType) -> FloatArray:
        root = forward(arithmetic, plan, lifted(arithmetic, arrays))[-1]
        return np.asarray(arithmetic.log(root))

    return in_range(run)


# --- One subset after the other ----------------------------------------------------------------


class _Swept:
    """Natural log of P(background, target, subset) by a forward sweep for each subset."""

    def __init__(self, case: _Case, findings: tuple[int, ...]) -> None:
        self._network, places = _cut_out(case, findings)
        self._background = _moved(case.background, places)
        self._findings = [places[finding] for finding in findings]
        self._vectors = [case.vector(finding) for finding in findings]
        self._plan = make_plan(
            self._network,
            case.memory_limit,
            hard=self._background.hard,
            soft=[*self._background.soft, *self._findings],
            kept=(places[case.target],),
            wanted=(),
        )

    def __call__(self, members: Members) -> FloatArray:
        found, again = np.unique(members, axis=0, return_inverse=True)
        return np.stack([self.one(row.tolist()) for row in found])[again.ravel()]

    def one(self, row: Sequence[bool]) -> FloatArray:
        """Of one subset, shape (states of the target,)."""
        soft = dict(self._background.soft)
        for finding, vector, counts in zip(self._findings, self._vectors, row, strict=True):
            if counts:
                soft[finding] = vector
        return _log_root(self._network, self._plan, Evidence(self._background.hard, soft))


class _Divided:
    """Factors from joint probabilities."""

    def __init__(self, joint: _Swept, log_background: FloatArray) -> None:
        self._joint = joint
        self._log_background = log_background

    def __call__(self, members: Members) -> FloatArray:
        return _divided(self._joint(members), self._log_background)
