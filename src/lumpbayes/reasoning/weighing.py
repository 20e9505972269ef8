"""What each finding adds to the log-odds of an event of the cause against another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from lumpbayes.errors import EvidenceError
from lumpbayes.inference.network import FloatArray
from lumpbayes.inference.subsets import Members, Subsets
from lumpbayes.reasoning.deciding import deciding_sets, interchangeable
from lumpbayes.reasoning.shapley import (
    MOST_EXACT,
    Shares,
    exact_shares,
    permutations_for,
    sampled_shares,
)
from lumpbayes.reasoning.situation import Situation

__all__ = ["Weighed", "Weight", "weigh"]

ROUNDING = 1e-12
"""Shares this small, for evidence of a log-probability up to 1, are what rounding leaves of 0."""

CHUNK = 2**20
"""Numbers that are laid out at a time: so many (8 MiB) for the subsets times the causes."""


class Weight(NamedTuple):
    """What one finding adds, in nats.

    Attributes:
        log_share: its Shapley share.
        log_leave_one_out: the log-odds with it, less those without it, all others counted.
        standard_error: of the share; None where it is exact.
    """

    log_share: float
    log_leave_one_out: float
    standard_error: float | None


class Weighed(NamedTuple):
    """The log-odds before and after, and what lies between.

    Attributes:
        log_prior_odds: given the background; ``-inf`` or ``inf`` where the background decides.
        log_weighed_odds: given the findings that have a weight too: the log prior odds plus all
            shares.
        log_posterior_odds: given all findings; ``-inf`` or ``inf`` where some decide it.
        weights: finding -> what it adds, for all but the deciding ones.
        excluding: disjoint sets of findings, each of which makes the event impossible, and no part
            of it.
        proving: the same for the other event.
        alike: finding of no set -> a set that it decides with, as it can take the place of a member
            of one; it has no weight either.
        permutations: how many orders the shares are means of; 0 where they are exact.
    """

    log_prior_odds: float
    log_weighed_odds: float
    log_posterior_odds: float
    weights: dict[int, Weight]
    excluding: tuple[tuple[int, ...], ...]
    proving: tuple[tuple[int, ...], ...]
    alike: dict[int, tuple[int, ...]]
    permutations: int


def weigh(
    situation: Situation, inside: Sequence[int], outside: Sequence[int], seed: int
) -> Weighed:
    """Weigh every finding, and what is known of the cause itself, by its Shapley share.

    The share of a finding is its mean effect on the log-odds over all orders in which the findings
    may become known (:mod:`lumpbayes.reasoning.shapley`). What makes an event impossible has an
    infinite effect; the others are weighed as if it had not been found.

    Args:
        situation: the model and the evidence.
        inside: the causes that make up the event, indices among the causes.
        outside: those that make up the event it is weighed against; none of ``inside``.
        seed: for the orders, where there are too many findings for all subsets.

    Raises:
        EvidenceError: both events are impossible, so that there are no odds.
        TooLargeError: it would take more than the solver's memory limit.
    """
    solver, cause = situation.solver, situation.cause
    known = situation.evidence.only((*situation.findings, cause))
    subsets = Subsets(
        solver.network, situation.background, cause, known, memory_limit=solver.memory_limit
    )
    odds = _Odds(subsets, tuple(inside), tuple(outside))
    every = tuple(range(len(subsets.findings)))
    _check(odds, every)
    prior, posterior = odds.given(()), odds.given(every)
    if np.isinf(prior):
        nothing = dict.fromkeys(subsets.findings, Weight(0.0, 0.0, None))
        return Weighed(prior, prior, posterior, nothing, (), (), {}, 0)
    excluding = deciding_sets(odds.allows, every)
    proving = deciding_sets(odds.allows_other, every)
    allows = odds.allows if excluding else odds.allows_other  # one of both events is possible
    alike = interchangeable(allows, every, excluding or proving)
    gone = {place for each in (*excluding, *proving) for place in each} | alike.keys()
    counted = tuple(place for place in every if place not in gone)
    weights, permutations = _weights(odds, counted, seed, _rounding(situation))
    return Weighed(
        prior,
        odds.given(counted),
        posterior,
        {subsets.findings[place]: weight for place, weight in weights.items()},
        _named(excluding, subsets.findings),
        _named(proving, subsets.findings),
        {
            subsets.findings[place]: tuple(subsets.findings[each] for each in deciding)
            for place, deciding in alike.items()
        },
        permutations,
    )


class _Odds(NamedTuple):
    """Log-odds of one event against another, given any of the findings."""

    subsets: Subsets
    inside: tuple[int, ...]
    outside: tuple[int, ...]

    def of(self, members: Members) -> FloatArray:
        """Of each subset, shape (subsets,)."""
        found = np.empty(len(members))
        rows = max(1, CHUNK // len(self.subsets.log_background))
        with np.errstate(invalid="ignore"):  # of two impossible events: nobody reads that
            for start in range(0, len(members), rows):
                joint = self.subsets.log_joint(members[start : start + rows])
                found[start : start + rows] = _log_sum(joint, self.inside) - _log_sum(
                    joint, self.outside
                )
        return found

    def among(self, places: Sequence[int]) -> Callable[[Members], FloatArray]:
        """The same as a function of the subsets of some findings, none of the others counted."""
        count = len(self.subsets.findings)

        def worth(members: Members) -> FloatArray:
            every = np.zeros((len(members), count), dtype=bool)
            every[:, places] = members
            return self.of(every)

        return worth

    def given(self, places: Sequence[int]) -> float:
        """Given these findings alone."""
        return float(self.of(self._row(places))[0])

    def allows(self, places: Sequence[int]) -> bool:
        """Whether these findings leave the event possible."""
        return bool(np.any(self._joint(places)[list(self.inside)] > -np.inf))

    def allows_other(self, places: Sequence[int]) -> bool:
        """Whether these findings leave the other event possible."""
        return bool(np.any(self._joint(places)[list(self.outside)] > -np.inf))

    def _joint(self, places: Sequence[int]) -> FloatArray:
        return np.asarray(self.subsets.log_joint(self._row(places))[0])

    def _row(self, places: Sequence[int]) -> Members:
        members = np.zeros((1, len(self.subsets.findings)), dtype=bool)
        members[0, list(places)] = True
        return members


def _log_sum(joint: FloatArray, columns: tuple[int, ...]) -> FloatArray:
    """Natural log of the sum of the exponentials of some columns, shape (rows,)."""
    if len(columns) == 1:
        return np.asarray(joint[:, columns[0]])
    chosen = joint[:, columns]
    top = chosen.max(axis=1)
    top = np.where(np.isneginf(top), 0.0, top)
    with np.errstate(divide="ignore"):
        return np.asarray(np.log(np.exp(chosen - top[:, None]).sum(axis=1)) + top)


def _check(odds: _Odds, every: tuple[int, ...]) -> None:
    for places, known in (((), "in this setting"), (every, "given these findings")):
        if not (odds.allows(places) or odds.allows_other(places)):
            raise EvidenceError(
                f"what is explained, and what it is weighed against, are both impossible {known}: "
                "there are no odds between them; leave `against` out to weigh a cause against all "
                "others"
            )


def _named(
    sets: tuple[tuple[int, ...], ...], findings: tuple[int, ...]
) -> tuple[tuple[int, ...], ...]:
    return tuple(tuple(findings[place] for place in each) for each in sets)


def _rounding(situation: Situation) -> float:
    """What rounding can leave of a share of 0: logs of small numbers are rounded more coarsely."""
    return ROUNDING * max(1.0, abs(situation.log_evidence))


def _weights(
    odds: _Odds, counted: tuple[int, ...], seed: int, rounding: float
) -> tuple[dict[int, Weight], int]:
    """Place of a finding -> what it adds; and how many orders were drawn at most."""
    every = np.ones((len(counted) + 1, len(counted)), dtype=bool)
    np.fill_diagonal(every, False)
    worths = odds.among(counted)(every)
    alone = dict(zip(counted, worths[-1] - worths[:-1], strict=True))
    found: dict[int, Weight] = {}
    permutations = 0
    for places in _games(odds, counted):
        if len(places) == 1:  # whoever plays alone adds the same in any order
            shares = Shares(np.array([alone[places[0]]]), None, 0)
        else:
            shares = _shares(odds, places, seed)
        permutations = max(permutations, shares.permutations)
        for number, place in enumerate(places):
            error = shares.standard_errors
            found[place] = Weight(
                _rounded(float(shares.values[number]), rounding),
                _rounded(float(alone[place]), rounding),
                None if error is None else float(error[number]),
            )
    return {place: found[place] for place in counted}, permutations


def _rounded(value: float, rounding: float) -> float:
    return 0.0 if abs(value) <= rounding else value


def _games(odds: _Odds, counted: tuple[int, ...]) -> list[tuple[int, ...]]:
    """Findings to share out together, by their places.

    One cause against one other has the log-odds of the background plus a term a part, and Shapley
    values add up: those of each part can be worked out alone.
    """
    if len(odds.inside) > 1 or len(odds.outside) > 1:
        return [counted] if counted else []
    parts = [[p for p in part.places if p in counted] for part in odds.subsets.parts]
    return [tuple(part) for part in parts if part]


def _shares(odds: _Odds, places: tuple[int, ...], seed: int) -> Shares:
    worth = odds.among(places)
    if len(places) <= MOST_EXACT:
        return exact_shares(worth, len(places))
    touched = [part for part in odds.subsets.parts if not set(part.places).isdisjoint(places)]
    is_tabulated = all(part.is_tabulated for part in touched)
    permutations = permutations_for(len(places), is_tabulated)
    return sampled_shares(worth, len(places), permutations, seed)
