"""How probable it is that nothing left to ask would change the decision.

The same-decision probability (Choi, Xue and Darwiche, Same-decision probability: a confidence
measure for threshold-based decisions, International Journal of Approximate Reasoning 53, 2012) is
the probability, over all that is unasked, that the decision made with every answer known is the one
made now. It is summed exactly where the combinations of answers are few, and simulated otherwise.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from lumpbayes.inference.answered import AnsweredCases, all_answers
from lumpbayes.inference.cases import Codes, case_solver
from lumpbayes.inference.network import FloatArray
from lumpbayes.inference.sampling import sample_states
from lumpbayes.knowledge.advice import URGENCIES
from lumpbayes.reasoning.outlook import Now, changed_leads
from lumpbayes.reasoning.standing import Same
from lumpbayes.reasoning.triage import Levels

__all__ = ["MOST_ENUMERATED", "MOST_ENUMERATED_PLANNED", "same_decision"]

MOST_ENUMERATED = 20_000
"""Combinations of answers up to which all are gone through."""

MOST_ENUMERATED_PLANNED = 1_000
"""The same where a case takes a plan of its own, as in networks too large to be tabulated."""


def same_decision(now: Now, decision: str, asked: Sequence[int], draws: int, seed: int) -> Same:
    """The same-decision probability: summed where the answers are few, simulated otherwise.

    Args:
        now: the decision as it stands.
        decision: ``urgency`` or ``leading_cause``.
        asked: indices of the variables that are unasked.
        draws: complete sets of answers to simulate, where they are too many to go through.
        seed: of the simulation.

    Raises:
        TooLargeError: a query would take more than the solver's memory limit.
    """
    situation = now.situation
    network = situation.network
    counts = [network.cardinalities[variable] for variable in asked]
    combinations = math.prod(counts)
    cases = case_solver(situation.solver, situation.cause, True)
    answered = AnsweredCases(cases, situation.evidence)
    names = [network.names[variable] for variable in asked]
    if combinations <= (MOST_ENUMERATED if cases.is_tabulated else MOST_ENUMERATED_PLANNED):
        codes: Codes = all_answers(counts)
        found = answered.solve(asked, codes)
        weights = np.exp(found.log_evidence - found.log_evidence.max())
        same, levels = _decided(now, decision, names, codes, found.posteriors)
        # Exact sums: however the answers are grouped, all of them are 1, and no part of them more.
        share = math.fsum(weights[same]) / math.fsum(weights)
        return Same(min(1.0, share), 0.0, 0, combinations, _shares(levels, weights))
    generator = np.random.default_rng(seed)
    limit = situation.solver.memory_limit
    codes = sample_states(network, situation.evidence, asked, draws, generator, limit)
    posteriors = answered.solve(asked, codes).posteriors
    is_same, levels = _decided(now, decision, names, codes, posteriors)
    count = int(is_same.sum())
    share = (count + 0.5) / (draws + 1)  # so that draws that all agree still leave a doubt
    error = math.sqrt(share * (1 - share) / draws)
    shares = _shares(levels, np.ones(draws))
    return Same(count / draws, error, draws, combinations, shares)


def _decided(
    now: Now, decision: str, names: Sequence[str], codes: Codes, posteriors: FloatArray
) -> tuple[NDArray[np.bool_], Levels | None]:
    """Whether the decision is the one made now, for each set of answers; and which level it is."""
    if decision == "leading_cause":
        return ~changed_leads(posteriors, now.leading), None
    levels = now.levels(posteriors, now.rules.after(names, codes))
    return levels == now.level, levels


def _shares(levels: Levels | None, weights: FloatArray) -> tuple[float, ...]:
    """The share of each level of urgency; empty where another decision is made."""
    if levels is None:
        return ()
    total = math.fsum(weights)
    places = range(len(URGENCIES))
    return tuple(min(1.0, math.fsum(weights[levels == each]) / total) for each in places)
