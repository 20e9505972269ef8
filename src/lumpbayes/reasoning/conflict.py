"""Do the findings disagree, which one, and would the model produce such a patient at all?

Three scores, each with the probability that the model itself, in the same setting and with the same
findings asked, produces a patient who reaches it:

- conflict, ``log [prod_i P(finding i) / P(findings)]`` (Jensen, Chamberlain, Nordahl, Jensen,
  Analysis in HUGIN of data conflict, UAI 1990);
- surprise: how improbable the findings are together;
- both combined: how much better two models of straw explain the findings
  (:mod:`lumpbayes.inference.straw_models`).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

from lumpbayes.errors import printable
from lumpbayes.inference.population import Population, Rarity
from lumpbayes.percentages import short_percent
from lumpbayes.reasoning.agreement import (
    Agreement,
    Pair,
    agreements,
    background_variables,
    disagreeing_pairs,
    findings_alone,
)
from lumpbayes.reasoning.fit import (
    OUTSIDE,
    OUTSIDE_CONFLICT,
    exact_findings,
    is_outside,
    own_scores,
    population_of,
)
from lumpbayes.reasoning.situation import Situation

if TYPE_CHECKING:
    import pandas

__all__ = ["CONTRADICTORY", "RARE", "Conflict", "Judged", "Verdict", "find_conflict"]

RARE = 0.05
"""Surprise of a lower probability makes a patient rare."""

CONTRADICTORY = 0.05
"""Conflict above 0 of a lower probability makes the findings contradictory."""

FEWEST_DRAWS = 100
NATS_TO_DECIBANS = 10 / math.log(10)


class Verdict(StrEnum):
    """What the scores say; the first that holds, from the last upwards."""

    ORDINARY = "ordinary"
    RARE = "rare"
    CONTRADICTORY = "contradictory"
    OUTSIDE = "outside"


WORDS = {
    Verdict.ORDINARY: "Ordinary: the model produces such patients, and the findings agree",
    Verdict.RARE: "Rare: few patients of the model are as improbable, but the findings agree",
    Verdict.CONTRADICTORY: "Contradictory: the findings disagree more than they commonly do",
    Verdict.OUTSIDE: "Outside the model: it hardly ever produces such a patient",
}


class Judged(NamedTuple):
    """The scores of the findings that are exact, given the setting.

    Attributes:
        log_evidence: natural log of P(findings).
        log_conflict: natural log of ``prod_i P(finding i) / P(findings)``.
        log_combined: natural log of how much better the models of straw explain the findings.
    """

    log_evidence: float
    log_conflict: float
    log_combined: float


@dataclass(frozen=True, slots=True, repr=False)
class Conflict:
    """Whether the findings agree, with one another and with the model.

    Probabilities are those of the model's own patients in the same setting, of whom the same is
    known exactly. Findings that are not exact, and the cause if it is given, are in ``left_out``:
    they count in ``log_evidence``, ``log_conflict`` and the rows (the cause nowhere), and not in
    the scores that are judged.

    Attributes:
        verdict: ``ordinary``, ``rare``, ``contradictory`` or ``outside`` (the model).
        log_evidence: natural log of P(findings | setting).
        log_conflict: natural log of ``prod_i P(finding i) / P(findings)``; above 0 they disagree.
        judged: the scores of the exact findings.
        conflict: how rare a conflict of at least this much is: ``p_value``, ``standard_error``.
        surprise: how rare findings are that are at most this probable.
        combined: how rare patients are whom models of straw explain at least this much better.
        draws: patients that were simulated; 0 where all combinations were gone through.
        seed: of the simulation.
        rows: each finding, the one that disagrees most first.
        pairs: the pairs of findings that disagree most, at most three.
        left_out: variables that are known and not judged.
        thresholds: the constants that the verdict rests on.
    """

    verdict: Verdict
    log_evidence: float
    log_conflict: float
    judged: Judged
    conflict: Rarity
    surprise: Rarity
    combined: Rarity
    draws: int
    seed: int
    rows: tuple[Agreement, ...]
    pairs: tuple[Pair, ...]
    left_out: tuple[str, ...]
    thresholds: tuple[tuple[str, float], ...]

    def to_dict(self) -> dict[str, Any]:
        """The record as plain data for JSON."""
        return {
            "verdict": self.verdict.value,
            "log_evidence": self.log_evidence,
            "log_conflict": self.log_conflict,
            "judged": self.judged._asdict(),
            "conflict": self.conflict._asdict(),
            "surprise": self.surprise._asdict(),
            "combined": self.combined._asdict(),
            "draws": self.draws,
            "seed": self.seed,
            "rows": [row._asdict() for row in self.rows],
            "pairs": [
                {
                    "variables": list(pair.variables),
                    "findings": list(pair.findings),
                    "log_conflict": pair.log_conflict,
                }
                for pair in self.pairs
            ],
            "left_out": list(self.left_out),
            "thresholds": dict(self.thresholds),
        }

    def to_frame(self) -> pandas.DataFrame:
        """A row a finding, the one that disagrees most first."""
        import pandas as pd

        return pd.DataFrame(list(self.rows), columns=list(Agreement._fields))

    def __repr__(self) -> str:
        lines = [f"{WORDS[self.verdict]}.", *self._numbers()]
        lines += [f"  {row.finding}: {row.note}" for row in self.rows if row.note]
        lines += [f"  disagree: {' / '.join(pair.findings)}" for pair in self.pairs]
        if self.left_out:
            lines.append(f"  not judged: {', '.join(self.left_out)}")
        return printable("\n".join(lines))

    def _numbers(self) -> tuple[str, str]:
        decibans = self.judged.log_conflict * NATS_TO_DECIBANS
        how = f"{self.draws:,} simulated, seed {self.seed}" if self.draws else "all possible"
        return (
            f"  conflict {decibans:+.1f} decibans: {_share(self.conflict)} of the model's patients "
            f"reach it ({how})",
            f"  surprise: {_share(self.surprise)} are as improbable; both combined: "
            f"{_share(self.combined)}",
        )


def find_conflict(situation: Situation, seed: int, draws: int) -> Conflict:
    """Whether the findings agree; see ``Diagnosis.conflict``.

    Raises:
        ValueError: fewer than 100 draws, or not a whole number.
        TooLargeError: it would take more than the solver's ``memory_limit`` bytes.
    """
    if isinstance(draws, bool) or not isinstance(draws, int) or draws < FEWEST_DRAWS:
        raise ValueError(f"draws={draws!r}: expected a whole number of at least {FEWEST_DRAWS}")
    variables = exact_findings(situation)
    population = population_of(situation, variables, (draws, seed))
    scores = own_scores(situation, population.straw_models)
    judged = Judged(*(float(each[0]) for each in scores))
    rarities = _rarities(population, judged)
    alone = findings_alone(situation)
    known = situation.evidence.only((*background_variables(situation), *alone))
    together = situation.solver.posteriors(known, ()).log_evidence
    log_evidence = together - population.straw_models.log_background
    return Conflict(
        _verdict(judged.log_conflict, *rarities),
        log_evidence,
        math.fsum(math.log(share) for _, _, share in alone.values()) - log_evidence,
        judged,
        *rarities,
        0 if population.weights is not None else draws,
        seed,
        agreements(situation, alone),
        disagreeing_pairs(situation, alone),
        _left_out(situation, variables),
        (
            ("rare", RARE),
            ("contradictory", CONTRADICTORY),
            ("outside", OUTSIDE),
            ("outside_log_conflict", OUTSIDE_CONFLICT),
        ),
    )


def _rarities(population: Population, judged: Judged) -> tuple[Rarity, Rarity, Rarity]:
    """Of the conflict, of the surprise and of both combined."""
    model = population.scores
    return (
        population.rarity(model.log_conflict, judged.log_conflict),
        population.rarity(-model.log_evidence, -judged.log_evidence),
        population.rarity(model.log_combined, judged.log_combined),
    )


def _verdict(log_conflict: float, conflict: Rarity, surprise: Rarity, combined: Rarity) -> Verdict:
    if is_outside(log_conflict, combined.p_value):
        return Verdict.OUTSIDE
    if log_conflict > 0 and conflict.p_value < CONTRADICTORY:
        return Verdict.CONTRADICTORY
    return Verdict.RARE if surprise.p_value < RARE else Verdict.ORDINARY


def _left_out(situation: Situation, judged: tuple[int, ...]) -> tuple[str, ...]:
    """Names of what is known beside the setting and not judged, in network order."""
    known = {*situation.evidence.hard, *situation.evidence.soft}
    left = known - {*judged, *background_variables(situation)}
    return tuple(situation.network.names[each] for each in sorted(left))


def _share(rarity: Rarity) -> str:
    """A probability with its standard error."""
    shown = short_percent(rarity.p_value)
    return f"{shown} (± {100 * rarity.standard_error:.1g})" if rarity.standard_error else shown
