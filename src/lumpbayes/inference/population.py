"""The cases that a network itself produces, and how rare a score is among them."""

from __future__ import annotations

import math
import sys
from typing import NamedTuple
from weakref import WeakKeyDictionary

import numpy as np

from lumpbayes.errors import TooLargeError
from lumpbayes.inference.answered import AnsweredCases
from lumpbayes.inference.backends import Solver
from lumpbayes.inference.cases import case_solver
from lumpbayes.inference.evidence import Evidence
from lumpbayes.inference.joint import joint_posterior
from lumpbayes.inference.memory import in_units
from lumpbayes.inference.network import FloatArray, Network
from lumpbayes.inference.sampling import sample_states
from lumpbayes.inference.straw_models import Scores, StrawModels, make_straw_models
from lumpbayes.views import shown

__all__ = ["LEAST", "Population", "Rarity", "is_cheap", "make_population"]

MOST_ENUMERATED = 2**12
"""Combinations of states up to which all are gone through, and none is drawn."""

TIE = 1e-9
"""Logs that differ by less are of the same probability: rounding alone differs more rarely."""

MOST_KEPT = 16
"""Populations that an engine remembers: patients of whom the same was asked share one."""

LEAST = sys.float_info.min
"""No probability of what did happen is shown as 0: doubles hold less only coarsely, or as 0."""

NUMBER_BYTES = 8

CODE_BYTES = 16
"""What a state drawn takes: four whole numbers, while it is drawn, put in its row and looked up."""


@shown
class Rarity(NamedTuple):
    """How rare a score is.

    Attributes:
        p_value: the probability that the network produces a score at least this high; never below
            that of the case itself, and never 0. Where cases were drawn, (those that reach it + 1)
            / (draws + 1), which holds its level in the mean over what may be drawn (Davison,
            Hinkley, Bootstrap methods and their application, 1997, section 4.2).
        standard_error: of that probability; 0 where all combinations were gone through, None where
            it is an upper bound.
    """

    p_value: float
    standard_error: float | None


class Population(NamedTuple):
    """Cases that the network produces, given a background and what is observed.

    Attributes:
        straw_models: of the variables observed.
        scores: of each case.
        weights: the probability of each case where all were gone through, shape (cases,); None
            where they were drawn, all alike.
    """

    straw_models: StrawModels
    scores: Scores
    weights: FloatArray | None

    def rarity(self, scores: FloatArray, found: float, log_evidence: float = -math.inf) -> Rarity:
        """How rare a score is.

        Args:
            scores: of the population, shape (cases,).
            found: the score asked about.
            log_evidence: natural log of the probability of the case that has it; cases so
                improbable that doubles do not hold them are missing from the population.
        """
        reached = scores >= found - TIE
        if self.weights is not None:
            least = max(LEAST, math.exp(log_evidence))
            return Rarity(min(1.0, max(least, float(self.weights[reached].sum()))), 0.0)
        share = (int(reached.sum()) + 1) / (len(scores) + 1)
        return Rarity(share, math.sqrt(share * (1 - share) / len(scores)))


def is_cheap(solver: Solver, target: int, background: Evidence, variables: tuple[int, ...]) -> bool:
    """Whether a population costs no more than an answer may take, for fractions of a second.

    That is so where all combinations can be gone through, and where cases are products of rows.

    Args:
        solver: the exact method.
        target: a variable that is not among them, by which the cases are solved.
        background: what is known whatever the findings.
        variables: indices, each once.
    """
    if _are_few(solver.network, variables):
        return True
    return AnsweredCases(case_solver(solver, target, True), background).is_fast


def _are_few(network: Network, variables: tuple[int, ...]) -> bool:
    """Whether all combinations of their states can be gone through."""
    return math.prod([network.cardinalities[each] for each in variables]) <= MOST_ENUMERATED


def make_population(
    solver: Solver,
    target: int,
    background: Evidence,
    variables: tuple[int, ...],
    drawn: tuple[int, int],
) -> Population:
    """The population of cases in which the same variables are observed.

    Args:
        solver: the exact method.
        target: a variable that is not among them, by which the cases are solved fast.
        background: what is known whatever the findings; possible.
        variables: indices, each once, increasing.
        drawn: how many cases to draw, and the seed; both matter only where the combinations are
            too many to go through.

    Raises:
        TooLargeError: it would take more than the solver's ``memory_limit`` bytes.
    """
    hard = tuple(background.hard.items())
    soft = tuple((each, tuple(vector.tolist())) for each, vector in background.soft.items())
    key = target, hard, soft, variables, drawn
    made = _MADE.setdefault(solver, {})
    found = made.pop(key, None)
    if found is None:
        found = _population(solver, target, background, variables, drawn)
    made[key] = found  # at the end: those used longest ago go first
    while len(made) > MOST_KEPT:
        made.pop(next(iter(list(made))), None)
    return found


_MADE: WeakKeyDictionary[Solver, dict[tuple[object, ...], Population]] = WeakKeyDictionary()
"""Engine by engine, and forgotten with it."""


def _population(
    solver: Solver,
    target: int,
    background: Evidence,
    variables: tuple[int, ...],
    drawn: tuple[int, int],
) -> Population:
    network = solver.network
    straw = make_straw_models(solver, background, variables)
    if _are_few(network, variables):
        joint = joint_posterior(network, background, variables, solver.memory_limit)
        possible = np.argwhere(joint.probabilities)
        weights = joint.probabilities[tuple(possible.T)].reshape(len(possible))
        return Population(straw, straw.scores(possible, np.log(weights)), weights)
    draws, seed = drawn
    _check_draws(solver, target, draws, len(variables))
    generator = np.random.default_rng(seed)
    states = sample_states(network, background, variables, draws, generator, solver.memory_limit)
    solved = AnsweredCases(case_solver(solver, target, True), background).solve(variables, states)
    return Population(straw, straw.scores(states, solved.log_evidence - straw.log_background), None)


def _check_draws(solver: Solver, target: int, draws: int, columns: int) -> None:
    """Raise where the cases alone would not fit."""
    states = solver.network.cardinalities[target]
    needed = draws * (CODE_BYTES * columns + NUMBER_BYTES * (states + len(Scores._fields)))
    if needed > solver.memory_limit:
        raise TooLargeError(
            f"{draws:,} cases of {columns} variables need {in_units(needed)}, the limit is "
            f"{in_units(solver.memory_limit)}: raise memory_limit, or draw fewer"
        )
