"""How each finding agrees with the others, and which pairs disagree.

The conflict of the findings less the conflict of the others, ``conf(e) - conf(e without i)``, is
``log P(finding i | background) - log P(finding i | the others)``: how much less probable the others
make it (Jensen, Chamberlain, Nordahl, Jensen, Analysis in HUGIN of data conflict, UAI 1990). One
reverse sweep has the second for every finding at once.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import combinations
from typing import NamedTuple

import numpy as np

from lumpbayes.inference.network import FloatArray
from lumpbayes.percentages import short_percent
from lumpbayes.reasoning.phrases import phrase
from lumpbayes.reasoning.situation import Situation
from lumpbayes.views import shown

__all__ = [
    "Agreement",
    "Pair",
    "agreements",
    "background_variables",
    "disagreeing_pairs",
    "findings_alone",
]

NOTABLE = math.log(2)
"""A finding that the others make less than twice as probable or improbable gets no note."""

MOST_PAIRS = 3

MOST_PAIRED = 8
"""Findings among which pairs are looked for, a query for each."""


@shown
class Agreement(NamedTuple):
    """How one finding agrees with the others.

    Attributes:
        variable: its name.
        finding: in words.
        log_alone: natural log of P(finding | background).
        log_given_others: natural log of P(finding | background and all other findings).
        log_disagreement: the first less the second: above 0 where the others make it less
            probable.
        expected: the state that the others make most probable.
        expected_label: that state in words.
        expected_probability: of that state.
        note: which way it pulls, and whether to recheck it; empty where it hardly matters.
    """

    variable: str
    finding: str
    log_alone: float
    log_given_others: float
    log_disagreement: float
    expected: str
    expected_label: str
    expected_probability: float
    note: str


@shown
class Pair(NamedTuple):
    """Two findings that disagree.

    Attributes:
        variables: their names.
        findings: in words.
        log_conflict: of these two alone; above 0.
    """

    variables: tuple[str, str]
    findings: tuple[str, str]
    log_conflict: float


Alone = dict[int, tuple[FloatArray, FloatArray, float]]
"""Finding -> its likelihood vector, P(state | background), and P(finding | background)."""


def background_variables(situation: Situation) -> tuple[int, ...]:
    """Indices of what the background says something of: the setting, or nothing."""
    return (*situation.background.hard, *situation.background.soft)


def findings_alone(situation: Situation) -> Alone:
    """What each finding is worth alone, given the background."""
    findings, network = situation.findings, situation.network
    found = situation.solver.posteriors(situation.background, findings).posteriors
    vectors = situation.evidence.only(findings).vectors(network)
    return {
        each: (vectors[each], found[each], float(vectors[each] @ found[each])) for each in findings
    }


def agreements(situation: Situation, alone: Alone) -> tuple[Agreement, ...]:
    """Every finding, the one that disagrees most first; ties in network order.

    Raises:
        TooLargeError: it would take more than the solver's ``memory_limit`` bytes.
    """
    known = situation.evidence.only((*background_variables(situation), *alone))
    derivatives = situation.solver.propagate(
        known.vectors(situation.network)
    ).log_evidence_derivatives
    rows = [_agreement(situation, each, alone[each], derivatives[each]) for each in alone]
    rows.sort(key=lambda row: -row.log_disagreement)
    if rows and rows[0].log_disagreement > NOTABLE:
        rows[0] = rows[0]._replace(note=f"{rows[0].note}: recheck it first")
    return tuple(rows)


def _agreement(
    situation: Situation,
    finding: int,
    alone: tuple[FloatArray, FloatArray, float],
    log_derivatives: FloatArray,
) -> Agreement:
    weights = np.exp(log_derivatives - log_derivatives.max())
    given = weights / weights.sum()
    vector, _, share = alone
    log_alone, log_given = math.log(share), math.log(float(vector @ given))
    name = situation.network.names[finding]
    state = int(given.argmax())
    expected = situation.network.states[finding][state]
    label = situation.knowledge.state_labels[name][expected]
    probability = float(given[state])
    return Agreement(
        name,
        _words(situation, finding),
        log_alone,
        log_given,
        log_alone - log_given,
        expected,
        label,
        probability,
        _note(log_alone - log_given, label, probability),
    )


def _words(situation: Situation, finding: int) -> str:
    """A finding in words, as it was given."""
    name, knowledge = situation.network.names[finding], situation.knowledge
    bins = knowledge.variables[name].bins
    for key in (name, bins.name if bins is not None else name):
        if key in situation.understood.stated:
            return phrase(knowledge, key, situation.understood.stated[key])
    return phrase(knowledge, name, situation.understood.assumed[name])


def _note(log_disagreement: float, label: str, probability: float) -> str:
    """How much the other findings change its probability, in words."""
    times = math.exp(min(abs(log_disagreement), math.log(1e6)))
    if log_disagreement > NOTABLE:
        return (
            f"the other findings make it {times:,.1f} times less probable and expect "
            f"{label} ({short_percent(probability)})"
        )
    if log_disagreement < -NOTABLE:
        return f"the other findings make it {times:,.1f} times more probable"
    return ""


def disagreeing_pairs(
    situation: Situation, alone: Alone, rows: Sequence[Agreement]
) -> tuple[Pair, ...]:
    """The pairs of findings that disagree most, each alone: at most three, the worst first.

    Looked for among the findings that disagree most with all others, ``MOST_PAIRED`` of them.

    Args:
        situation: the model and the evidence.
        alone: what each finding is worth alone.
        rows: every finding, the one that disagrees most first.
    """
    positions = situation.network.positions
    worst = sorted(positions[row.variable] for row in rows[:MOST_PAIRED])
    background, found, shares = background_variables(situation), [], {}
    for each in worst:
        known = situation.evidence.only((*background, each))
        shares[each] = situation.solver.posteriors(known, worst).posteriors
    for one, other in combinations(worst, 2):
        vector, _, share = alone[other]
        conflict = math.log(share) - math.log(float(vector @ shares[one][other]))
        if conflict > NOTABLE:
            found.append((conflict, one, other))
    found.sort(key=lambda each: -each[0])
    return tuple(_pair(situation, *each) for each in found[:MOST_PAIRS])


def _pair(situation: Situation, conflict: float, one: int, other: int) -> Pair:
    names = situation.network.names
    words = _words(situation, one), _words(situation, other)
    return Pair((names[one], names[other]), words, conflict)
