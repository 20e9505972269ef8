"""Why: the log-odds of a cause before the findings, what each finding adds, and those after."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

from lumpbayes.errors import printable
from lumpbayes.knowledge.frozen_mapping import FrozenMapping
from lumpbayes.percentages import DECIBANS
from lumpbayes.reasoning.answer import ModelIdentity
from lumpbayes.reasoning.recorded import Basis, Recorded, signed
from lumpbayes.reasoning.table_rows import TableRow, source_keys
from lumpbayes.views import Plotted, shown

if TYPE_CHECKING:
    import pandas

__all__ = ["Ledger", "LedgerKind", "LedgerRow", "probability_of"]


class LedgerKind(StrEnum):
    """What a finding does to the event that is explained.

    ``NEUTRAL`` is a share of 0. ``EXCLUDES`` makes the event impossible and ``PROVES`` certain,
    alone or together with the findings that the row names: that is worth infinitely much, and has
    no share.
    """

    FOR = "for"
    AGAINST = "against"
    NEUTRAL = "neutral"
    EXCLUDES = "excludes"
    PROVES = "proves"


@shown
class LedgerRow(NamedTuple):
    """What one finding adds to the log-odds.

    Attributes:
        variable: what was observed.
        found: what was found, in plain words, such as ``Fever: yes``.
        kind: what it does.
        log_share: its Shapley share, in nats: its mean effect over all orders in which the findings
            may become known. None where it excludes or proves.
        log_leave_one_out: the log-odds with it less those without it, all others known, in nats.
            None where it excludes or proves.
        standard_error: of a sampled share, in nats; None where the share is exact.
        together: the findings that exclude or prove only together with this one.
        assumed: whether it was not observed, but is one of the model's defaults.
        for_cause: the numbers of the tables behind P(found | cause): the finding's own, then those
            of the hidden variables between it and the cause.
        for_rival: the same for the rival.
    """

    variable: str
    found: str
    kind: LedgerKind
    log_share: float | None
    log_leave_one_out: float | None
    standard_error: float | None
    together: tuple[str, ...]
    assumed: bool
    for_cause: tuple[TableRow, ...]
    for_rival: tuple[TableRow, ...]

    @property
    def sources(self) -> tuple[str, ...]:
        """The keys of the sources behind it, each once."""
        return source_keys((*self.for_cause, *self.for_rival))


@dataclass(frozen=True, slots=True, repr=False)
class Ledger(Recorded, Plotted):
    """Prior log-odds, a row a finding, posterior log-odds; logs are natural.

    ``log_prior_odds`` plus all shares is ``log_weighed_odds``. Where no finding excludes or proves
    (``deciding`` is empty) those are the ``log_posterior_odds``; otherwise they are the log-odds
    without the deciding findings, and the posterior ones are infinite.

    Attributes:
        model: which model.
        evidence: the evidence in its JSON form, frozen, sorted by name.
        assumed: variable -> state taken from the model's defaults.
        cause, cause_label: the cause that is explained, or the group of causes.
        causes: the causes it is made up of.
        against, against_label: what it is weighed against; None and ``all other causes`` where
            that is every other cause (of a network ``its other states``).
        rival, rival_label: whose numbers stand beside those of the cause: ``against``, or the most
            probable of the other causes.
        setting: what is known of the setting, in words; empty where there is none.
        log_prior_odds: given the setting alone; ``-inf`` or ``inf`` where it decides.
        prior_for_cause, prior_for_rival: the rows of priors.csv behind them.
        rows: the deciding findings, then the others by the size of their shares.
        log_weighed_odds: given all findings but the deciding ones.
        log_posterior_odds: given all findings; ``-inf`` where they exclude the cause, ``inf``
            where they prove it.
        exact: whether the shares are exact.
        permutations: how many orders sampled shares are means of; 0 where all are exact.
        seed: of these orders; None where all are exact.
        sources: key -> citation of every source that the rows of the tables name.
    """

    model: ModelIdentity
    evidence: FrozenMapping[Any]
    assumed: FrozenMapping[str]
    cause: str
    cause_label: str
    causes: tuple[str, ...]
    against: str | None
    against_label: str
    rival: str
    rival_label: str
    setting: str
    log_prior_odds: float
    prior_for_cause: tuple[TableRow, ...]
    prior_for_rival: tuple[TableRow, ...]
    rows: tuple[LedgerRow, ...]
    log_weighed_odds: float
    log_posterior_odds: float
    exact: bool
    permutations: int
    seed: int | None
    sources: FrozenMapping[str]

    @property
    def deciding(self) -> tuple[LedgerRow, ...]:
        """The rows of findings that exclude or prove."""
        return tuple(row for row in self.rows if row.log_share is None)

    @property
    def prior(self) -> float:
        """Probability given the setting alone; of the two where it is weighed against one."""
        return probability_of(self.log_prior_odds)

    @property
    def posterior(self) -> float:
        """Probability given all findings; of the two where it is weighed against one."""
        return probability_of(self.log_posterior_odds)

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON, schema 1 (docs/explanation/reasoning.md).

        An infinite number is None; ``prior_kind`` and ``posterior_kind`` say which.
        """
        return {
            **Basis(self.model, self.evidence, self.assumed).to_dict(),
            "cause": self.cause,
            "cause_label": self.cause_label,
            "causes": list(self.causes),
            "against": self.against,
            "against_label": self.against_label,
            "rival": self.rival,
            "rival_label": self.rival_label,
            "setting": self.setting,
            "log_prior_odds": _finite(self.log_prior_odds),
            "prior_kind": _kind(self.log_prior_odds),
            "prior_for_cause": [row.to_dict() for row in self.prior_for_cause],
            "prior_for_rival": [row.to_dict() for row in self.prior_for_rival],
            "rows": [_ledger_record(row) for row in self.rows],
            "log_weighed_odds": _finite(self.log_weighed_odds),
            "log_posterior_odds": _finite(self.log_posterior_odds),
            "posterior_kind": _kind(self.log_posterior_odds),
            "exact": self.exact,
            "permutations": self.permutations,
            "seed": self.seed,
            "sources": dict(self.sources),
        }

    def to_frame(self) -> pandas.DataFrame:
        """A row a finding: what was found, what it does, its numbers in nats, and its sources."""
        import pandas as pd

        rows = self.rows
        frame = pd.DataFrame(
            {
                "variable": [row.variable for row in rows],
                "found": [row.found for row in rows],
                "kind": [row.kind.value for row in rows],
                "log_share": pd.Series([row.log_share for row in rows], dtype=float),
                "log_leave_one_out": pd.Series(
                    [row.log_leave_one_out for row in rows], dtype=float
                ),
                "standard_error": pd.Series([row.standard_error for row in rows], dtype=float),
                "together": [list(row.together) for row in rows],
                "assumed": [row.assumed for row in rows],
                "sources": [list(row.sources) for row in rows],
            }
        )
        return signed(frame, self.model)

    def __repr__(self) -> str:
        """The ledger in decibans, a line a row."""
        lines = [
            f"Ledger of {self.cause} against {self.against or self.against_label}, in decibans",
            f"  {_decibans(self.log_prior_odds)}  prior",
            *(f"  {_shown(row)}  {row.found}" for row in self.rows),
            f"  {_decibans(self.log_posterior_odds)}  posterior",
        ]
        if not self.exact:
            lines.append(f"  sampled: {self.permutations} orders, seed {self.seed}")
        return "\n".join(printable(" ".join(line.splitlines())) for line in lines)


def probability_of(log_odds: float) -> float:
    """The probability that has these log-odds.

    >>> probability_of(0.0), probability_of(float("-inf")), round(probability_of(1000.0), 9)
    (0.5, 0.0, 1.0)
    """
    if log_odds < 0:
        odds = math.exp(log_odds)
        return odds / (1 + odds)
    return 1 / (1 + math.exp(-log_odds))


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _kind(log_odds: float) -> str | None:
    if math.isfinite(log_odds):
        return None
    return "proves" if log_odds > 0 else "excludes"


def _ledger_record(row: LedgerRow) -> dict[str, Any]:
    return {
        **row._asdict(),
        "kind": row.kind.value,
        "together": list(row.together),
        "for_cause": [each.to_dict() for each in row.for_cause],
        "for_rival": [each.to_dict() for each in row.for_rival],
    }


def _decibans(log_odds: float) -> str:
    if math.isfinite(log_odds):
        return f"{DECIBANS * log_odds:>+8.1f}"
    return f"{'certain' if log_odds > 0 else 'excluded':>8}"


def _shown(row: LedgerRow) -> str:
    return f"{row.kind.value:>8}" if row.log_share is None else _decibans(row.log_share)
