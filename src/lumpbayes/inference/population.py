"""The cases that a network itself produces, and how rare a score is among them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lumpbayes.inference.backends import Solver
from lumpbayes.inference.cases import Cases, case_solver
from lumpbayes.inference.evidence import Evidence
from lumpbayes.inference.joint import joint_posterior
from lumpbayes.inference.network import FloatArray, Network
from lumpbayes.inference.sampling import sample_states
from lumpbayes.inference.straw_models import Scores, StrawModels, make_straw_models

__all__ = ["Population", "Rarity", "make_population"]

MOST_ENUMERATED = 2**12
"""Combinations of states up to which all are gone through, and none is drawn."""

TIE = 1e-9
"""Logs that differ by less are of the same probability: rounding alone differs more rarely."""

MOST_KEPT = 16
"""Populations that are remembered: patients of whom the same was asked share one."""


class Rarity(NamedTuple):
    """How rare a score is.

    Attributes:
        p_value: the probability that the network produces a score at least this high; where cases
            were drawn, (those that reach it + 1) / (draws + 1), which holds its level exactly
            (Davison, Hinkley, Bootstrap methods and their application, 1997, section 4.2).
        standard_error: of that probability; 0 where all combinations were gone through.
    """

    p_value: float
    standard_error: float


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

    def rarity(self, scores: FloatArray, found: float) -> Rarity:
        """How rare a score is.

        Args:
            scores: of the population, shape (cases,).
            found: the score asked about.
        """
        reached = scores >= found - TIE
        if self.weights is not None:
            return Rarity(min(1.0, float(self.weights[reached].sum())), 0.0)
        share = (int(reached.sum()) + 1) / (len(scores) + 1)
        return Rarity(share, math.sqrt(share * (1 - share) / len(scores)))


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
    return _population(solver, target, (hard, soft), variables, drawn)


@lru_cache(maxsize=MOST_KEPT)
def _population(
    solver: Solver,
    target: int,
    known: tuple[tuple[tuple[int, int], ...], tuple[tuple[int, tuple[float, ...]], ...]],
    variables: tuple[int, ...],
    drawn: tuple[int, int],
) -> Population:
    hard, soft = dict(known[0]), {each: np.array(vector) for each, vector in known[1]}
    background, network = Evidence(hard, soft), solver.network
    straw = make_straw_models(solver, background, variables)
    if math.prod([network.cardinalities[each] for each in variables]) <= MOST_ENUMERATED:
        joint = joint_posterior(network, background, variables, solver.memory_limit)
        possible = np.argwhere(joint.probabilities)
        weights = joint.probabilities[tuple(possible.T)].reshape(len(possible))
        return Population(straw, straw.scores(possible, np.log(weights)), weights)
    draws, seed = drawn
    generator = np.random.default_rng(seed)
    states = sample_states(network, background, variables, draws, generator, solver.memory_limit)
    cases = _cases(network, background, variables, states)
    log_evidence = (
        case_solver(solver, target, True).solve(cases).log_evidence - straw.log_background
    )
    return Population(straw, straw.scores(states, log_evidence), None)


def _cases(
    network: Network,
    background: Evidence,
    variables: tuple[int, ...],
    states: NDArray[np.int32],
) -> Cases:
    """What was drawn, and beside it the background, which is the same in every case."""
    first: Mapping[int, int] = {
        **background.hard,
        **{each: network.cardinalities[each] for each in background.soft},
    }
    same = np.tile(np.array(list(first.values()), np.int32), (len(states), 1))
    names = (*first, *variables)
    vectors = tuple(
        background.soft[each][None] if each in background.soft else _none(network, each)
        for each in names
    )
    return Cases(names, np.concatenate([same, states], axis=1), vectors)


def _none(network: Network, variable: int) -> FloatArray:
    """No vector."""
    return np.zeros((0, network.cardinalities[variable]))
