"""How much better than the network do models of straw explain the evidence?

A straw model is too simple to be believed; evidence that it explains better than the network does
speaks against the network (Jensen, Chamberlain, Nordahl, Jensen, Analysis in HUGIN of data
conflict, UAI 1990; Laskey, Conflict and surprise, UAI 1991). There are two here. In the first the
findings have nothing to do with one another, each as frequent as in the network: it gives the
conflict of Jensen and others. In the second, every finding is answered at random, each state as
probable as the next.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lumpbayes.inference.backends import Solver
from lumpbayes.inference.evidence import Evidence
from lumpbayes.inference.network import FloatArray

__all__ = ["RANDOM_SHARE", "Scores", "StrawModels", "make_straw_models"]

RANDOM_SHARE = 0.1
"""How much of the mixed straw model are answers at random; the rest are unrelated findings."""


class Scores(NamedTuple):
    """What speaks against the network in each of some cases, all given the background.

    Attributes:
        log_evidence: natural log of P(findings), shape (cases,).
        log_conflict: natural log of ``prod_i P(finding i) / P(findings)``, shape (cases,).
        log_combined: natural log of the probability of the findings in the mixture of both straw
            models, divided by P(findings); shape (cases,).
    """

    log_evidence: FloatArray
    log_conflict: FloatArray
    log_combined: FloatArray


class StrawModels(NamedTuple):
    """Both straw models of some variables, given a background.

    Attributes:
        variables: the variables observed.
        log_background: natural log of P(background).
        log_alone: for each variable the natural log of P(state | background), shape (states,).
    """

    variables: tuple[int, ...]
    log_background: float
    log_alone: tuple[FloatArray, ...]

    def scores(self, states: NDArray[np.integer], log_evidence: FloatArray) -> Scores:
        """The scores of cases in which all variables are observed.

        Under the network the mean of ``exp(log_conflict)`` and of ``exp(log_combined)`` is at most
        1, as both are ratios of likelihoods; so neither reaches t with more than probability
        ``exp(-t)`` (Markov's inequality).

        Args:
            states: indices of states, shape (cases, variables).
            log_evidence: natural log of P(findings | background), shape (cases,); all finite.
        """
        unrelated = np.zeros(len(states))
        for column, log_alone in enumerate(self.log_alone):
            unrelated += log_alone[states[:, column]]
        random = -sum(math.log(len(each)) for each in self.log_alone)
        mixed = np.logaddexp(unrelated + math.log1p(-RANDOM_SHARE), random + math.log(RANDOM_SHARE))
        return Scores(log_evidence, unrelated - log_evidence, mixed - log_evidence)


def make_straw_models(
    solver: Solver, background: Evidence, variables: Sequence[int]
) -> StrawModels:
    """The straw models of some variables.

    Args:
        solver: the exact method.
        background: what is known whatever the findings; possible.
        variables: indices, each once; none of the background.

    Raises:
        TooLargeError: it would take more than the solver's ``memory_limit`` bytes.
    """
    found = solver.posteriors(background, variables)
    with np.errstate(divide="ignore"):
        logs = tuple(np.log(found.posteriors[variable]) for variable in variables)
    return StrawModels(tuple(variables), found.log_evidence, logs)
