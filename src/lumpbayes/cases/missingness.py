"""Which findings of a simulated patient nobody recorded.

Three ways to say it: a rate for all findings; a rate for each; or whole patterns of gaps learned
from a file of cases, so that findings which are recorded together stay together. What was not
recorded is missing whatever the patient has: gaps say nothing of the cause (missing completely at
random; Rubin, Inference and missing data, Biometrika 63, 1976).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from lumpbayes.cases.true_causes import is_blank
from lumpbayes.errors import EvidenceError
from lumpbayes.inference.network import FloatArray
from lumpbayes.knowledge.codes import find_key
from lumpbayes.knowledge.frozen_mapping import FrozenMapping
from lumpbayes.knowledge.matching import find_variable
from lumpbayes.knowledge.records import KnowledgeBase
from lumpbayes.percentages import short_percent
from lumpbayes.reasoning.arguments import check_probability

__all__ = ["Gaps", "Missingness", "Patterns", "Rates", "missing_from", "recordable"]

Gaps = NDArray[np.bool_]
"""Whether a finding is missing, shape (cases, variables)."""

EXAMPLE = "a rate such as 0.3, a mapping such as {'fever': 0.2}, or a DataFrame of cases"


class Missingness(Protocol):
    """What makes gaps."""

    @property
    def words(self) -> str:
        """What it does, for people."""

    def gaps(self, variables: Sequence[str], count: int, generator: np.random.Generator) -> Gaps:
        """Which findings are missing.

        Args:
            variables: the columns.
            count: how many cases.
            generator: where the randomness comes from.
        """


@dataclass(frozen=True)
class Rates:
    """Each finding is missing by itself.

    Attributes:
        rates: variable -> how probable it is that it is missing; 0 where it is not named.
        words: what it does, for people.

    >>> found = Rates(FrozenMapping({"fever": 1.0}, "variable"), "no fever")
    >>> found.gaps(["fever", "pain"], 2, np.random.default_rng(0)).tolist()
    [[True, False], [True, False]]
    """

    rates: FrozenMapping[float]
    words: str

    def gaps(self, variables: Sequence[str], count: int, generator: np.random.Generator) -> Gaps:
        """See :class:`Missingness`."""
        rates = np.array([self.rates.get(name, 0.0) for name in variables])
        if not rates.any():
            return np.zeros((count, len(variables)), np.bool_)
        missing: Gaps = generator.random((count, len(variables))) < rates
        return missing


@dataclass(frozen=True)
class Patterns:
    """Whole patterns of gaps, as often as some cases have them.

    Attributes:
        variables: whom the patterns speak of; all others are as ``elsewhere`` says.
        missing: the patterns that differ, shape (patterns, variables).
        shares: how often each comes, summing to 1, shape (patterns,).
        never: the variables that are in no case at all, and so always missing.
        words: what it does, for people.
    """

    variables: tuple[str, ...]
    missing: Gaps
    shares: FloatArray
    never: frozenset[str]
    words: str

    def gaps(self, variables: Sequence[str], count: int, generator: np.random.Generator) -> Gaps:
        """See :class:`Missingness`."""
        bars = self.shares.cumsum()
        last = len(self.shares) - 1
        rows = np.minimum(np.searchsorted(bars, generator.random(count), side="right"), last)
        found = np.zeros((count, len(variables)), np.bool_)
        places = {name: place for place, name in enumerate(self.variables)}
        for column, name in enumerate(variables):
            if name in places:
                found[:, column] = self.missing[rows, places[name]]
            else:
                found[:, column] = name in self.never
        return found


@dataclass
class Tally:
    """Counts the patterns of gaps of cases that come part by part.

    What it holds grows with the patterns that differ, and not with the cases.

    Attributes:
        variables: the columns.
        cases: how many have been counted.
    """

    variables: tuple[str, ...]
    cases: int = 0
    _counts: dict[bytes, int] = field(default_factory=dict)

    def add(self, missing: Gaps) -> None:
        """Count some cases.

        Args:
            missing: shape (cases, variables).
        """
        self.cases += len(missing)
        packed = np.packbits(missing, axis=1)
        rows, counts = np.unique(packed, axis=0, return_counts=True)
        for row, count in zip(rows, counts.tolist(), strict=True):
            key = row.tobytes()
            self._counts[key] = self._counts.get(key, 0) + count

    def patterns(self, knowledge: KnowledgeBase, where: str) -> Patterns:
        """What has been counted, in an order of its own.

        Args:
            knowledge: the model.
            where: what the cases are called in messages.

        Raises:
            EvidenceError: no case was counted, or none of the columns is a finding.
        """
        if not self.cases or not self.variables:
            what = "cases" if not self.cases else "columns that are findings of the model"
            raise EvidenceError(
                f"{where} has no {what}: patterns of gaps are learned from cases with a column a "
                "finding; give a rate such as 0.3 where there are none"
            )
        keys = sorted(self._counts)
        packed = np.frombuffer(b"".join(keys), np.uint8).reshape(len(keys), -1)
        missing = np.unpackbits(packed, axis=1, count=len(self.variables)).astype(np.bool_)
        shares = np.array([self._counts[key] for key in keys]) / self.cases
        never = frozenset(recordable(knowledge)) - {*self.variables}
        share = float(shares @ missing.mean(axis=1))
        words = (
            f"gaps as in {where}: {_counted(len(keys), 'pattern')} of "
            f"{_counted(self.cases, 'case')}, with {short_percent(share)} of the findings missing"
            f"{_never_words(never)}"
        )
        return Patterns(self.variables, missing, shares, never, words)


def _counted(count: int, what: str) -> str:
    return f"{count:,} {what}" if count == 1 else f"{count:,} {what}s"


def _never_words(never: frozenset[str]) -> str:
    if not never:
        return ""
    what = "variable has" if len(never) == 1 else "variables have"
    return f"; {len(never)} {what} no column there, and so no value"


def recordable(knowledge: KnowledgeBase) -> tuple[str, ...]:
    """The variables that one rate is for: what can be observed, but the setting.

    >>> import lumpbayes as lb
    >>> recordable(lb.load().knowledge)[:2]
    ('age_group', 'sex')
    """
    hidden = ("setting", "cause", "mechanism")
    return tuple(name for name, each in knowledge.variables.items() if each.role not in hidden)


def missing_from(knowledge: KnowledgeBase, missing: object) -> Missingness:
    """What an argument says of gaps.

    Args:
        knowledge: the model.
        missing: None for no gaps; a rate of 0 to 1 for every finding; a mapping of variables to
            rates; a frame of cases, whose patterns of gaps are taken as often as they are there;
            or a :class:`Missingness` as it is.

    Raises:
        EvidenceError: something else, a rate that is none, the cause, or a frame without cases.
        UnknownNameError: a variable or column that the model does not have.

    >>> import lumpbayes as lb
    >>> missing_from(lb.load().knowledge, {"fever": 0.25}).words
    'missing at rates of their own: fever 0.25'
    """
    if missing is None:
        return Rates(FrozenMapping({}, "variable"), "nothing is missing")
    if isinstance(missing, Rates | Patterns):
        return missing
    if isinstance(missing, Mapping):
        return _own_rates(knowledge, missing)
    if callable(getattr(missing, "notna", None)):
        return _learned(knowledge, missing)
    if isinstance(missing, bool | str) or not np.isscalar(missing):
        kind = type(missing).__name__
        raise EvidenceError(f"missing of type {kind}: expected {EXAMPLE}")
    rate = check_probability("missing", missing)
    rates = dict.fromkeys(recordable(knowledge), rate)
    return Rates(FrozenMapping(rates, "variable"), f"each finding missing at a rate of {rate:g}")


def _own_rates(knowledge: KnowledgeBase, missing: Mapping[Any, Any]) -> Rates:
    rates: dict[str, float] = {}
    for key, value in missing.items():
        name = find_variable(knowledge, key)[0].name
        if name == knowledge.cause:
            raise EvidenceError(
                f"missing: {key} is the cause, which is the truth of a simulated case and never "
                "missing; leave it out"
            )
        if name in rates:
            raise EvidenceError(f"missing: {key} and another key both name {name}; keep one")
        rates[name] = check_probability(f"missing: the rate of {name}", value)
    shown = ", ".join(f"{name} {rate:g}" for name, rate in rates.items())
    words = f"missing at rates of their own: {shown}" if rates else "nothing is missing"
    return Rates(FrozenMapping(rates, "variable"), words)


def _learned(knowledge: KnowledgeBase, frame: Any) -> Patterns:
    labels = recorded_variables(knowledge, frame.columns)
    tally = Tally(tuple(dict.fromkeys(labels.values())))
    blank = np.array([_blank(frame.iloc[:, at]) for at in range(frame.shape[1])], np.bool_)
    places = {label: place for place, label in enumerate(frame.columns)}
    recorded = {places[label]: name for label, name in labels.items()}
    tally.add(gathered(tally.variables, recorded, blank.reshape(frame.shape[::-1]).T))
    return tally.patterns(knowledge, "the frame")


def _blank(cells: Any) -> Gaps:
    """Which cells of a column say nothing: gaps, and blank text."""
    if cells.dtype == "category":
        blank = [is_blank(value) for value in cells.cat.categories]
        known: Gaps = np.array([*blank, True], np.bool_)[cells.cat.codes.to_numpy()]
        return known
    if cells.dtype.kind in "iufbmM":
        gaps: Gaps = cells.isna().to_numpy()
        return gaps
    return np.array([is_blank(cell) for cell in cells.tolist()], np.bool_)


def recorded_variables(knowledge: KnowledgeBase, labels: Iterable[Any]) -> dict[Any, str]:
    """Which variable each column of cases speaks of; the cause's column is left out.

    Raises:
        UnknownNameError: a column that the model does not have.

    >>> import lumpbayes as lb
    >>> recorded_variables(lb.load().knowledge, ["size_cm", "cause"])
    {'size_cm': 'size'}
    """
    found = {label: find_key(knowledge, label).variable.name for label in labels}
    return {label: name for label, name in found.items() if name != knowledge.cause}


def gathered(variables: Sequence[str], columns: Mapping[int, str], blank: Gaps) -> Gaps:
    """Which variables are missing: those of which every column is blank.

    Args:
        variables: in this order.
        columns: place of a column -> its variable.
        blank: which cells are, shape (cases, columns).

    >>> gathered(["size"], {0: "size", 1: "size"}, np.array([[True, False], [True, True]])).tolist()
    [[False], [True]]
    """
    missing = np.ones((len(blank), len(variables)), np.bool_)
    places = {name: place for place, name in enumerate(variables)}
    for column, name in columns.items():
        missing[:, places[name]] &= blank[:, column]
    return missing
