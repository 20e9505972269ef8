"""The same findings in another clinic: other prevalences, the likelihoods as they are."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

import numpy as np

from lumpbayes.errors import EvidenceError
from lumpbayes.inference.network import FloatArray, read_only
from lumpbayes.knowledge.doubles import is_too_small, parse_number
from lumpbayes.knowledge.editing import parse_probability, with_prior_column
from lumpbayes.knowledge.frozen_mapping import FrozenMapping
from lumpbayes.knowledge.priors import prior_columns
from lumpbayes.knowledge.rebuilding import with_prior_cells
from lumpbayes.knowledge.records import KnowledgeBase
from lumpbayes.knowledge.without_tables import require_tables
from lumpbayes.reasoning.answer import ranked
from lumpbayes.reasoning.causes import Causes, find_causes
from lumpbayes.reasoning.situation import Situation

__all__ = ["adjusted", "shifted_column", "shifted_posterior", "with_prevalences"]

ROUNDING = 1e-9
"""Prevalences of all causes may miss a sum of 1 by this much."""

Numbers = Mapping[str, float]


def with_prevalences(
    knowledge: KnowledgeBase, prevalences: Numbers, odds: Numbers, settings: Sequence[str]
) -> KnowledgeBase:
    """The knowledge base with other priors in some settings; see ``Engine.with_prevalences``."""
    require_tables(knowledge)
    changed = knowledge
    for setting in settings:
        column = prior_columns(changed.priors, changed.causes)[setting]
        new, chosen = shifted_column(changed, column, prevalences, odds)
        changed = with_prior_cells(changed, with_prior_column(changed, setting, new, chosen))
    return changed


def shifted_column(
    knowledge: KnowledgeBase, column: Sequence[float], prevalences: Numbers, odds: Numbers
) -> tuple[list[float], frozenset[str]]:
    """Priors in which some causes have these prevalences, or odds so many times what they were.

    The prevalences named are set. What is left goes to the other causes in proportion to their
    priors, each multiplied by its factor: so the odds of one cause alone, against all others, are
    multiplied by exactly that; several factors are relative to the causes without one.

    Args:
        knowledge: the model.
        column: P(cause) in table order; sums to 1.
        prevalences: cause, or group of causes -> its new prior; the causes of a group keep their
            proportions.
        odds: cause, or group of causes -> what its odds are multiplied by.

    Returns:
        The new priors in table order, summing to 1; and the causes that were named, those of
        groups included.

    Raises:
        UnknownNameError: a cause that the model does not have.
        EvidenceError: a number out of range, a cause named twice, or prevalences that sum to more
            than 1, or that name every cause and do not sum to 1.
    """
    given = _named(knowledge, "prevalences", prevalences, parse_probability)
    named = _each_cause(given, column)
    factors = _each_cause(_named(knowledge, "odds", odds, _factor))
    twice = [cause for cause in named if cause in factors]
    if twice:
        raise EvidenceError(f"{twice[0]} has a prevalence and a factor of its odds: give it one")
    causes = knowledge.causes
    open_ones = [cause for cause in causes if cause not in named]
    total = math.fsum(named.values())
    if total > 1 + ROUNDING or (not open_ones and total < 1 - ROUNDING):
        raise _wrong_sum(given, total, "at most 1" if open_ones else "1")
    weights = [
        0.0 if cause in named else prior * factors.get(cause, 1.0)
        for cause, prior in zip(causes, column, strict=True)
    ]
    shares = _proportions(weights, [float(cause in open_ones) for cause in causes])
    left = max(0.0, 1.0 - total)
    new = [named.get(c, left * share) for c, share in zip(causes, shares, strict=True)]
    return new, frozenset((*named, *factors))


def _each_cause(
    given: Mapping[Causes, float], column: Sequence[float] | None = None
) -> dict[str, float]:
    """Cause -> number; a group's number goes to each, or to all in the proportions of a column."""
    found: dict[str, float] = {}
    for causes, value in given.items():
        shares = [1.0] * len(causes.indices)
        if column is not None:
            shares = _proportions([column[each] for each in causes.indices], shares)
        found |= {cause: value * share for cause, share in zip(causes.states, shares, strict=True)}
    return found


def _wrong_sum(given: Mapping[Causes, float], total: float, expected: str) -> EvidenceError:
    shown = ", ".join(f"{each.name} {value / (total or 1):.12g}" for each, value in given.items())
    return EvidenceError(
        f"the prevalences sum to {total:.6g}; expected {expected}; in proportion they are {shown}"
    )


def _proportions(weights: Sequence[float], otherwise: Sequence[float]) -> list[float]:
    """The weights divided by their sum; where that is 0, those of the second list; or zeros."""
    chosen = weights if math.fsum(weights) > 0 else otherwise
    total = math.fsum(chosen)
    return [each / total if total else 0.0 for each in chosen]


def _named(
    knowledge: KnowledgeBase, what: str, given: object, parse: Callable[[object], float]
) -> dict[Causes, float]:
    """Cause, or group of causes -> number, checked."""
    if not isinstance(given, Mapping):
        raise EvidenceError(
            f"{what} {given!r}: expected a mapping from causes to numbers, such as "
            f'{{"{knowledge.causes[0]}": 0.1}}'
        )
    found: dict[Causes, float] = {}
    for key, value in given.items():
        causes = find_causes(knowledge, key)
        twice = [each for other in found for each in other.states if each in causes.states]
        if twice:
            raise EvidenceError(
                f"{what} name {twice[0]} twice: name each cause once, by itself or by its group"
            )
        try:
            found[causes] = parse(value)
        except EvidenceError as error:
            raise EvidenceError(f"{what} of {causes.name}: {error}") from error
    return found


def _factor(value: object) -> float:
    number = parse_number(value)
    if number is None or number <= 0:
        small = "; it is too small for a double; give the prevalence 0 to exclude"
        raise EvidenceError(
            f"{value!r}: expected a finite number above 0, such as 2 for twice"
            f"{small if is_too_small(value) else ''}"
        )
    return number


def adjusted(situation: Situation, prevalences: Numbers, odds: Numbers) -> FrozenMapping[float]:
    """P(cause | evidence) under other priors of the same setting, without a new query.

    Args:
        situation: the answer. Where its setting is averaged over, the prior shifted is the
            average.
        prevalences: as for :func:`shifted_column`.
        odds: as for :func:`shifted_column`.

    Raises:
        UnknownNameError, EvidenceError: as for :func:`shifted_column`, or a cause whose prior was
            0: the findings' probability given that cause was never weighed.
    """
    network, knowledge = situation.network, situation.knowledge
    found = situation.solver.posteriors(situation.background, (situation.cause,))
    before = found.posteriors[situation.cause]
    new, _ = shifted_column(knowledge, before.tolist(), prevalences, odds)
    after = np.array(new)
    for cause in np.flatnonzero((before == 0) & (after > 0)):
        name = network.states[situation.cause][cause]
        raise EvidenceError(
            f"the prior of {name} was 0, so that the answer does not say how well the findings fit "
            "it: use engine.with_prevalences and ask again"
        )
    shifted = shifted_posterior(situation.cause_posterior, before, after)
    if shifted is None:
        raise EvidenceError(
            "the evidence is impossible under these prevalences: every cause that it leaves "
            "possible has prevalence 0"
        )
    return ranked(knowledge.causes, shifted, "cause")


def shifted_posterior(
    posterior: FloatArray, before: FloatArray, after: FloatArray
) -> FloatArray | None:
    """p'(c | e) = p(c | e) π'(c) / π(c), normalised; None where that is 0 throughout.

    Source: M. Saerens, P. Latinne, C. Decaestecker, Adjusting the outputs of a classifier to new a
    priori probabilities: a simple procedure, Neural Computation 14(1), 2002, equation 2.4.

    Args:
        posterior: p(c | e), shape (causes,).
        before: the priors π under which it was found, shape (causes,).
        after: other priors π', shape (causes,); 0 where π is.
    """
    ratios = np.divide(after, before, out=np.zeros_like(after), where=before > 0)
    shifted = posterior * ratios
    total = shifted.sum()
    return read_only(shifted / total) if total > 0 else None
