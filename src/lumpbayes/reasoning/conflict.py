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
from typing import TYPE_CHECKING, Any, NamedTuple

from lumpbayes.errors import printable
from lumpbayes.inference.population import Rarity
from lumpbayes.inference.straw_models import make_straw_models
from lumpbayes.percentages import DECIBANS, short_percent
from lumpbayes.reasoning.agreement import (
    Agreement,
    Pair,
    agreements,
    background_variables,
    disagreeing_pairs,
    findings_alone,
)
from lumpbayes.reasoning.arguments import check_draws, check_seed
from lumpbayes.reasoning.fit import exact_findings, own_scores, rarities
from lumpbayes.reasoning.recorded import Basis, Recorded, signed
from lumpbayes.reasoning.situation import Situation
from lumpbayes.reasoning.verdict import THRESHOLDS, Verdict, verdict_of, verdict_words
from lumpbayes.views import shown

if TYPE_CHECKING:
    import pandas

__all__ = ["Conflict", "Judged", "find_conflict"]

NUMBERS_EACH = 4
"""Numbers that a simulated patient takes for each cause, and for each finding beside it."""

LEAST_SHOWN = 0.05
"""Decibans of a conflict that would be shown as none."""

CLASHING = math.log(10)
"""A pair of findings that makes each other ten times less probable is named in the verdict."""


@shown
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
class Conflict(Recorded):
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
        conflict: how rare a conflict of at least this much is: ``p_value``, ``standard_error``;
            the latter is None where the probability is an upper bound, as in large networks.
        surprise: how rare findings are that are at most this probable.
        combined: how rare patients are whom models of straw explain at least this much better.
        draws: patients that were simulated, four times as many as asked for where the probability
            is near the limit; 0 where all combinations were gone through, and for bounds.
        seed: of the simulation.
        rows: each finding, the one that disagrees most first.
        pairs: of the eight findings that disagree most, the pairs that do; at most three.
        left_out: variables that are known and not judged.
        thresholds: the constants that the verdict rests on.
        basis: the model, and the evidence.
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
    basis: Basis

    def to_dict(self) -> dict[str, Any]:
        """The record as plain data for JSON: what it rests on, and the rest by name."""
        return {**self.basis.to_dict(), **self.facts()}

    def facts(self) -> dict[str, Any]:
        """The same without what it rests on, for records that say that already."""
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

        frame = pd.DataFrame(list(self.rows), columns=list(Agreement._fields))
        return signed(frame, self.basis.model)

    @property
    def headline(self) -> str:
        """The verdict in words, without a full stop.

        Findings may be ordinary or rare together although two of them contradict each other: it
        does not say then that they agree.
        """
        apart = DECIBANS * self.judged.log_conflict >= LEAST_SHOWN
        return verdict_words(self.verdict, self._clash is not None, apart)

    @property
    def sentence(self) -> str:
        """The one thing to know beside the verdict; empty where nothing is known."""
        if not self.rows:
            return ""
        if self._asks_for_recheck:
            row = self.rows[0]
            share = short_percent(row.expected_probability)
            return (
                f"Recheck first {row.finding}: the other findings expect {row.expected_label} "
                f"({share})."
            )
        share = _share(self.surprise)
        return f"Of the model's patients who are asked the same, {share} have findings as rare."

    @property
    def _asks_for_recheck(self) -> bool:
        """Whether the sentence says what to recheck, and not how rare the findings are."""
        grave = self.verdict in (Verdict.OUTSIDE, Verdict.CONTRADICTORY)
        return grave or self._clash is not None

    @property
    def numbers(self) -> tuple[str, str]:
        """What the verdict rests on, in sentences."""
        return f"{self._together()}.", self._rarities()

    @property
    def left_out_words(self) -> tuple[str, ...]:
        """What is known and not judged, in words."""
        words = {row.variable: row.finding for row in self.rows}
        return tuple(words.get(name, name) for name in self.left_out)

    @property
    def _clash(self) -> Pair | None:
        """The pair that disagrees most, if it disagrees by much."""
        return next((pair for pair in self.pairs if pair.log_conflict > CLASHING), None)

    def __repr__(self) -> str:
        """The verdict and one sentence; then what disagrees, and the numbers behind it."""
        sentence = [f"  {self.sentence}"] if self.sentence else []
        lines = [f"{self.headline}.", *sentence]
        lines += [f"  hardly go together: {' and '.join(pair.findings)}" for pair in self.pairs]
        lines += [f"  {row.finding}: {row.note}" for row in self.rows if row.note]
        if self.left_out:
            lines.append(f"  not judged: {'; '.join(self.left_out_words)}")
        lines += [f"  {line}" for line in self.numbers]
        return printable("\n".join(" ".join(line.splitlines()) for line in lines))

    def _rarities(self) -> str:
        """How many patients are like this one."""
        how = "all combinations counted"
        if self.draws:
            how = f"{self.draws:,} simulated, seed {self.seed}"
        elif self.combined.standard_error is None:
            how = "bounds: too many combinations to simulate quickly"
        rare = ""  # the sentence says it, unless it says what to recheck
        if self._asks_for_recheck or not self.rows:
            rare = f"{_share(self.surprise)} have findings as rare as these, and "
        return (
            f"Of the model's own patients who are asked the same, {rare}"
            f"{_share(self.combined)} fit the model as badly ({how})."
        )

    def _together(self) -> str:
        """Which way the conflict points, and how many patients reach it."""
        decibans = DECIBANS * self.judged.log_conflict
        conflict = f"(conflict {decibans:+.1f} decibans)"
        if abs(decibans) < LEAST_SHOWN:
            return "The findings neither support nor contradict one another"
        if decibans < 0:
            return f"The findings fit together better than chance {conflict}"
        return (
            f"The findings pull in different directions {conflict}: "
            f"{_share(self.conflict)} of the model's patients disagree as much"
        )


def find_conflict(situation: Situation, seed: int, draws: int) -> Conflict:
    """Whether the findings agree; see ``Diagnosis.conflict``.

    Raises:
        EvidenceError: fewer than 100 draws, or a seed or draws that are no whole number.
        TooLargeError: it would take more than the solver's ``memory_limit`` bytes.
    """
    seed, variables = check_seed(seed), exact_findings(situation)
    numbers = len(situation.network.names) + NUMBERS_EACH * len(situation.cause_posterior)
    draws = check_draws(draws, numbers, situation.solver.memory_limit)
    straw = make_straw_models(situation.solver, situation.background, variables)
    scores = own_scores(situation, straw)
    judged = Judged(*(float(each[0]) for each in scores))
    found = rarities(situation, straw, scores, (draws, seed))
    alone = findings_alone(situation)
    known = situation.evidence.only((*background_variables(situation), *alone))
    together = situation.solver.posteriors(known, ()).log_evidence
    log_evidence = together - straw.log_background
    rows = agreements(situation, alone)
    return Conflict(
        verdict_of(judged.log_conflict, found),
        log_evidence,
        math.fsum(math.log(share) for _, _, share in alone.values()) - log_evidence,
        judged,
        *found,
        seed,
        rows,
        disagreeing_pairs(situation, alone, rows),
        _left_out(situation, variables),
        THRESHOLDS,
        Basis.of(situation),
    )


def _left_out(situation: Situation, judged: tuple[int, ...]) -> tuple[str, ...]:
    """Names of what is known beside the setting and not judged, in network order."""
    known = {*situation.evidence.hard, *situation.evidence.soft}
    left = known - {*judged, *background_variables(situation)}
    return tuple(situation.network.names[each] for each in sorted(left))


def _share(rarity: Rarity) -> str:
    """A probability with its standard error, or as a bound."""
    shown, error = short_percent(rarity.p_value), rarity.standard_error
    if error is None:
        return f"at most {shown}"
    return f"{shown} (± {100 * error:.1g})" if error else shown
