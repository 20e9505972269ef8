"""Does the model fit this patient at all? What an answer says before its list.

An answer is outside the model when two things hold: its findings disagree (their conflict is above
``OUTSIDE_CONFLICT``), and the model would produce a patient of whom the same was asked, and whom
models of straw explain at least this much better, with a probability below ``OUTSIDE``. The first
tells a stranger from a rare illness, whose findings agree however rare each of them is; it costs
two short queries, and only where it holds are patients simulated. The second is a test that holds
its level: in the mean over what may be drawn, at most ``OUTSIDE`` of the model's own patients fail.
An answer and ``dx.conflict()`` take their probabilities from one function, :func:`rarities`.
"""

from __future__ import annotations

import math
from enum import StrEnum
from typing import NamedTuple

import numpy as np

from lumpbayes.errors import TooLargeError
from lumpbayes.inference.population import LEAST, Rarity, is_cheap, make_population
from lumpbayes.inference.straw_models import Scores, StrawModels, make_straw_models
from lumpbayes.reasoning.agreement import (
    Agreement,
    agreements,
    background_variables,
    findings_alone,
)
from lumpbayes.reasoning.situation import Situation
from lumpbayes.views import shown

__all__ = [
    "DRAWS",
    "FEWEST",
    "OUTSIDE",
    "OUTSIDE_CONFLICT",
    "Fit",
    "NotJudged",
    "Rarities",
    "assess_fit",
    "exact_findings",
    "is_outside",
    "own_scores",
    "rarities",
]

OUTSIDE = 0.01
"""Below this share of the model's patients, one whose findings disagree is outside the model."""

OUTSIDE_CONFLICT = 0.5
"""Least conflict of a patient outside the model, in nats: the findings are 1.65 times less probable
together than if they had nothing to do with one another."""

DRAWS = 4000
"""Patients that are simulated; a probability of 1 % has a standard error of 0.16 %."""

MORE = 4
"""So many times as many patients are simulated, once, where the probability is within
``NEAR`` standard errors of ``OUTSIDE``, and a verdict rests on it."""

NEAR = 2

FEWEST = 2
"""Findings that can disagree."""


class NotJudged(StrEnum):
    """Why it is not said whether the model fits."""

    NO_TARGET = "no_target"
    """A network of which no target is asked."""

    TOO_FEW = "too_few"
    """Fewer than two findings are exact."""

    TOO_LARGE = "too_large"
    """It would take more memory than the engine's ``memory_limit``."""


class Rarities(NamedTuple):
    """How rare the scores of a patient are among those of the model.

    Attributes:
        conflict, surprise, combined: of each score.
        draws: patients that were simulated; 0 where all combinations were gone through, and where
            the probabilities are bounds.
    """

    conflict: Rarity
    surprise: Rarity
    combined: Rarity
    draws: int


@shown
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


def is_outside(log_conflict: float, p_value: float) -> bool:
    """Whether these scores put a patient outside the model."""
    return log_conflict > OUTSIDE_CONFLICT and p_value < OUTSIDE


def rarities(
    situation: Situation, straw: StrawModels, scores: Scores, drawn: tuple[int, int]
) -> Rarities:
    """How rare a patient's scores are among the patients whom the model produces in this setting.

    Where cases cannot be solved fast, as in large networks, none is simulated: the probabilities
    are then bounded. Near ``OUTSIDE`` more are simulated, so that the seed hardly matters.

    Args:
        situation: the model and the evidence.
        straw: the straw models of the findings that are judged.
        scores: of the patient, shape (1,) each.
        drawn: how many patients to simulate, and the seed.

    Raises:
        TooLargeError: it would take more than the solver's ``memory_limit`` bytes.
    """
    solver, cause, background = situation.solver, situation.cause, situation.background
    if not is_cheap(solver, cause, background, straw.variables):
        return _bounds(straw, scores)
    found = _among_patients(situation, straw.variables, scores, drawn)
    conflict, combined = float(scores.log_conflict[0]), found.combined
    near = abs(combined.p_value - OUTSIDE) < NEAR * (combined.standard_error or 0.0)
    if near and conflict > OUTSIDE_CONFLICT:
        draws, seed = drawn
        return _among_patients(situation, straw.variables, scores, (MORE * draws, seed))
    return found


def _among_patients(
    situation: Situation, variables: tuple[int, ...], scores: Scores, drawn: tuple[int, int]
) -> Rarities:
    solver, cause, background = situation.solver, situation.cause, situation.background
    population = make_population(solver, cause, background, variables, drawn)
    model, own = population.scores, float(scores.log_evidence[0])
    return Rarities(
        population.rarity(model.log_conflict, float(scores.log_conflict[0]), own),
        population.rarity(-model.log_evidence, -own, own),
        population.rarity(model.log_combined, float(scores.log_combined[0]), own),
        drawn[0] if population.weights is None else 0,
    )


def _bounds(straw: StrawModels, scores: Scores) -> Rarities:
    """Upper bounds: of ratios of likelihoods by Markov's inequality (see ``StrawModels.scores``).

    No more combinations than there are can be at most as probable as the findings.
    """
    combinations = sum(math.log(len(each)) for each in straw.log_alone)
    own = float(scores.log_evidence[0])
    return Rarities(
        _bound(-float(scores.log_conflict[0])),
        _bound(combinations + own),
        _bound(-float(scores.log_combined[0])),
        0,
    )


def _bound(log_bound: float) -> Rarity:
    return Rarity(max(LEAST, math.exp(min(0.0, log_bound))), None)


def assess_fit(situation: Situation) -> Fit | NotJudged:
    """Whether the model fits a patient, or why that is not judged; the same each time."""
    variables = exact_findings(situation)
    if len(variables) < FEWEST:
        return NotJudged.TOO_FEW
    try:
        return _fit(situation, variables)
    except TooLargeError:
        return NotJudged.TOO_LARGE


def _fit(situation: Situation, variables: tuple[int, ...]) -> Fit:
    straw = make_straw_models(situation.solver, situation.background, variables)
    scores = own_scores(situation, straw)
    conflict, combined = float(scores.log_conflict[0]), float(scores.log_combined[0])
    if conflict <= OUTSIDE_CONFLICT:
        return Fit(False, conflict, combined, None, None, None)
    found = rarities(situation, straw, scores, (DRAWS, 0)).combined
    outside = is_outside(conflict, found.p_value)
    recheck = agreements(situation, findings_alone(situation))[0] if outside else None
    return Fit(outside, conflict, combined, *found, recheck)
