"""Does the model fit this patient at all? What an answer says before its list.

An answer is outside the model when two things hold: its findings disagree (their conflict is above
``OUTSIDE_CONFLICT``), and the model would produce a patient of whom the same was asked, and whom
models of straw explain at least this much better, with a probability below ``OUTSIDE``. The first
tells a stranger from a rare illness, whose findings agree however rare each of them is; it costs
two short queries, and only where it holds are patients simulated. The second is a test that holds
its level: at most ``OUTSIDE`` of the model's own patients fail it.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from lumpbayes.errors import TooLargeError
from lumpbayes.inference.cases import case_solver
from lumpbayes.inference.population import (
    MOST_ENUMERATED,
    Population,
    Rarity,
    make_population,
)
from lumpbayes.inference.straw_models import Scores, StrawModels, make_straw_models
from lumpbayes.reasoning.agreement import (
    Agreement,
    agreements,
    background_variables,
    findings_alone,
)
from lumpbayes.reasoning.situation import Situation

__all__ = [
    "DRAWS",
    "OUTSIDE",
    "OUTSIDE_CONFLICT",
    "Fit",
    "assess_fit",
    "exact_findings",
    "is_outside",
    "own_scores",
    "population_of",
]

OUTSIDE = 0.01
"""Below this share of the model's patients, one whose findings disagree is outside the model."""

OUTSIDE_CONFLICT = 0.5
"""Least conflict of a patient outside the model, in nats: the findings are 1.65 times less probable
together than if they had nothing to do with one another."""

DRAWS = 4000
"""Patients that are simulated; a probability of 1 % has a standard error of 0.16 %."""

FEWEST = 2
"""Findings that can disagree."""


class Fit(NamedTuple):
    """Whether the model fits a patient; of the findings that are exact alone.

    Attributes:
        outside: whether the patient is outside the model.
        log_conflict: natural log of ``prod_i P(finding i) / P(findings)``; above 0 they disagree.
        log_combined: natural log of how much better the models of straw explain the findings.
        p_value: the probability that the model produces a patient whom they explain at least this
            much better; None where the conflict alone says that the patient is not outside.
        standard_error: of that probability; None likewise, and where ``p_value`` is a bound.
        recheck: the finding that disagrees most with the others; None unless outside.
    """

    outside: bool
    log_conflict: float
    log_combined: float
    p_value: float | None
    standard_error: float | None
    recheck: Agreement | None


def exact_findings(situation: Situation) -> tuple[int, ...]:
    """Indices of the findings that are certain; soft ones cannot be simulated."""
    return tuple(each for each in situation.findings if each in situation.evidence.hard)


def own_scores(situation: Situation, straw: StrawModels) -> Scores:
    """The scores of the patient, shape (1,) each."""
    known = situation.evidence.only((*background_variables(situation), *straw.variables))
    log_evidence = situation.solver.posteriors(known, ()).log_evidence - straw.log_background
    states = np.array([[known.hard[each] for each in straw.variables]], np.int32)
    return straw.scores(states, np.array([log_evidence]))


def population_of(
    situation: Situation, variables: tuple[int, ...], drawn: tuple[int, int]
) -> Population:
    """The patients that the model produces in the same setting, of whom the same is known."""
    return make_population(
        situation.solver, situation.cause, situation.background, variables, drawn
    )


def is_outside(log_conflict: float, p_value: float) -> bool:
    """Whether these scores put a patient outside the model."""
    return log_conflict > OUTSIDE_CONFLICT and p_value < OUTSIDE


def assess_fit(situation: Situation) -> Fit | None:
    """Whether the model fits a patient; the same whenever the same is asked.

    Where cases cannot be solved fast, as in large networks, none is simulated: the probability is
    then bounded by Markov's inequality, ``exp(-log_combined)``, which lets fewer be outside.

    Returns:
        None where fewer than two findings are exact, and where it would take more memory than the
        solver may have.
    """
    variables = exact_findings(situation)
    if len(variables) < FEWEST:
        return None
    try:
        return _fit(situation, variables)
    except TooLargeError:
        return None


def _fit(situation: Situation, variables: tuple[int, ...]) -> Fit:
    straw = make_straw_models(situation.solver, situation.background, variables)
    scores = own_scores(situation, straw)
    conflict, combined = float(scores.log_conflict[0]), float(scores.log_combined[0])
    if conflict <= OUTSIDE_CONFLICT:
        return Fit(False, conflict, combined, None, None, None)
    p_value, error = _rarity(situation, straw, combined)
    outside = is_outside(conflict, p_value)
    recheck = agreements(situation, findings_alone(situation))[0] if outside else None
    return Fit(outside, conflict, combined, p_value, error, recheck)


def _rarity(
    situation: Situation, straw: StrawModels, combined: float
) -> tuple[float, float | None]:
    """The probability of this much, and its standard error, or a bound and None."""
    counts = [situation.network.cardinalities[each] for each in straw.variables]
    cases = case_solver(situation.solver, situation.cause, True)
    fast = not situation.background.soft and cases.is_tabulated
    if not fast and math.prod(counts) > MOST_ENUMERATED:
        return min(1.0, math.exp(-combined)), None
    population = population_of(situation, straw.variables, (DRAWS, 0))
    found: Rarity = population.rarity(population.scores.log_combined, combined)
    return found
