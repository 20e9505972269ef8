"""The smallest edit of one number that changes the leading cause or the urgency."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from lumpbayes.errors import EvidenceError, printable
from lumpbayes.inference.columns import Ends, Indices
from lumpbayes.inference.memory import check_memory
from lumpbayes.inference.network import FloatArray
from lumpbayes.knowledge.advice import URGENCIES
from lumpbayes.knowledge.frozen_mapping import FrozenMapping
from lumpbayes.percentages import percent
from lumpbayes.reasoning.answer import ModelIdentity
from lumpbayes.reasoning.arguments import check_count
from lumpbayes.reasoning.crossings import (
    Decide,
    lead_crossings,
    level_crossings,
    nearest_changes,
)
from lumpbayes.reasoning.one_way import edit_bound
from lumpbayes.reasoning.recorded import Basis, Recorded, signed
from lumpbayes.reasoning.red_flags import allowed_states
from lumpbayes.reasoning.situation import Situation
from lumpbayes.reasoning.table_cells import TableCells, table_cells
from lumpbayes.reasoning.table_rows import TableRow
from lumpbayes.reasoning.triage import NO_LEVEL, Triage
from lumpbayes.views import shown

if TYPE_CHECKING:
    import pandas

__all__ = ["Editable", "SmallestEdit", "SmallestEdits", "smallest_edits"]


LEADING_CAUSE, URGENCY, BOTH = "leading_cause", "urgency", "both"

BYTES = 64
"""What is laid out for each cause and each number of the tables."""

E = TypeVar("E", bound="Editable")


class Editable(Protocol):
    """An engine, as far as edits need it."""

    def with_prior(self: E, cause: str, probability: float, *, setting: str | None = None) -> E:
        """See ``Engine.with_prior``."""

    def with_likelihood(
        self: E,
        variable: str,
        state: str,
        probability: float,
        *,
        given: Mapping[str, object] | str | None = None,
    ) -> E:
        """See ``Engine.with_likelihood``."""


@shown
class SmallestEdit(NamedTuple):
    """One number, and what to set it to so that a decision changes.

    Attributes:
        change: what changes: ``leading_cause`` or ``urgency``.
        row: of the tables, with its number now.
        given: parent -> state or ``@group``: the condition of the row; of a prior its setting.
        is_prior: whether it stands in priors.csv.
        to: the new number, just beyond where the decision changes; the rest of the row follows in
            proportion.
        log_odds_change: how far that is, signed, in nats. 1 % less of it changes nothing.
        before, after: the leading cause or the level, before and after.
        within: whether the new number lies in the 95 % interval of the old one: then the decision
            does not hold for all that the tables hold possible.
        bound: between what bounds the edit leaves the probability of the cause that leads now, or
            of any event that is as probable (Chan and Darwiche 2005).
    """

    change: str
    row: TableRow
    given: FrozenMapping[str]
    is_prior: bool
    to: float
    log_odds_change: float
    before: str
    after: str
    within: bool
    bound: tuple[float, float]

    def apply(self, engine: E) -> E:
        """A new engine with the edit made."""
        if self.is_prior:
            setting = next(iter(self.given.values()), None)
            return engine.with_prior(self.row.state, self.to, setting=setting)
        row = self.row
        return engine.with_likelihood(row.variable, row.state, self.to, given=self.given)

    def __str__(self) -> str:
        row = self.row
        text = f"{row.event} {row.probability:.4g} -> {self.to:.4g}: {self.before} -> {self.after}"
        return printable(" ".join(f"{text}{' (within its interval)' * self.within}".split()))


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class SmallestEdits(Recorded):
    """The smallest edits of single numbers that change a decision, the smallest first.

    Attributes:
        situation: the model and the evidence.
        leading_cause: the most probable cause now.
        posterior: its probability now.
        urgency: the level now; None in a model that says nothing about urgency.
        edits: the edits, by the size of the change in log-odds; one a number and decision.
    """

    situation: Situation
    leading_cause: str
    posterior: float
    urgency: str | None
    edits: tuple[SmallestEdit, ...]

    @property
    def fragile(self) -> bool:
        """Whether one number within its own interval changes a decision."""
        return any(edit.within for edit in self.edits)

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON, schema 1."""
        return {
            **Basis.of(self.situation).to_dict(),
            "leading_cause": self.leading_cause,
            "posterior": self.posterior,
            "urgency": {"level": self.urgency},
            "fragile": self.fragile,
            "edits": [
                {
                    "change": edit.change,
                    **edit.row.to_dict(),
                    "to": edit.to,
                    "log_odds_change": edit.log_odds_change,
                    "before": edit.before,
                    "after": edit.after,
                    "within": edit.within,
                    "bound": list(edit.bound),
                }
                for edit in self.edits
            ],
        }

    def to_frame(self) -> pandas.DataFrame:
        """A row an edit."""
        import pandas as pd

        records = self.to_dict()["edits"]
        names = ("change", *TableRow._fields[:-1], *SmallestEdit._fields[4:])
        frame = pd.DataFrame({name: [record[name] for record in records] for name in names})
        return signed(frame, ModelIdentity.of(self.situation.knowledge))

    def __repr__(self) -> str:
        """A line an edit."""
        head = f"{self.leading_cause} leads ({percent(self.posterior)}), urgency {self.urgency}"
        lines = [head, *(f"  {edit}" for edit in self.edits)]
        if not self.edits:
            lines.append("  no single number changes that")
        return "\n".join(printable(line) for line in lines)


def smallest_edits(situation: Situation, change: str = BOTH, top: int = 5) -> SmallestEdits:
    """The smallest edits of single numbers that change a decision.

    Args:
        situation: the model and the evidence.
        change: ``leading_cause``, ``urgency``, or ``both``.
        top: how many, for each of the two.

    Raises:
        EvidenceError: a word that is none of these; ``top`` that is no whole number of at least 1;
            a model from a network file, which has no tables; or evidence so nearly impossible that
            doubles do not hold what edits do.
        TooLargeError: it would take more than the solver's memory limit.
    """
    if change not in (LEADING_CAUSE, URGENCY, BOTH):
        raise EvidenceError(f"change={change!r}: expected {LEADING_CAUSE}, {URGENCY} or {BOTH}")
    top = check_count("top", top)
    cells = table_cells(situation)
    count = len(situation.cause_posterior)
    needed = float(BYTES) * count * len(cells.columns.values)
    check_memory(needed, situation.solver.memory_limit, f"edits for {count:,} causes")
    every = cells.ends(situation, np.eye(count))
    moving = np.flatnonzero((every.at_zero != every.at_one).any(axis=0))
    ends = Ends(every.at_zero[:, moving], every.at_one[:, moving], every.total)
    lead, level = _leading(situation, ends), _urgency(situation, ends)
    found: list[SmallestEdit] = []
    for decision in (lead, level):
        if change in (decision.change, BOTH) and decision.now != NO_LEVEL:
            changes = _changes(cells.value, moving, ends, decision, top)
            found += [_edit(situation, cells, decision, each) for each in changes]
    found.sort(key=lambda edit: abs(edit.log_odds_change))
    urgency = None if level.now == NO_LEVEL else level.names[level.now]
    posterior = float(situation.cause_posterior[lead.now])
    return SmallestEdits(situation, lead.names[lead.now], posterior, urgency, tuple(found))


class _Decision(NamedTuple):
    """Something that is decided from the posterior of the cause.

    Attributes:
        change: what a change of it is called.
        names: of what can be decided.
        now: what is; ``NO_LEVEL`` where nothing is.
        decide: what would be.
        crossings: gives the log-odds of each number at which it may change, shape (crossings,
            cells).
    """

    change: str
    names: tuple[str, ...]
    now: int
    decide: Decide
    crossings: Callable[[], FloatArray]


def _leading(situation: Situation, ends: Ends) -> _Decision:
    """Which cause is the most probable; the first of several in table order."""

    def decide(posteriors: FloatArray) -> NDArray[np.int64]:
        first: NDArray[np.int64] = posteriors.argmax(axis=1)
        return first

    now = int(np.argmax(situation.cause_posterior))
    causes = situation.knowledge.causes
    return _Decision(LEADING_CAUSE, causes, now, decide, partial(lead_crossings, ends, now))


def _urgency(situation: Situation, ends: Ends) -> _Decision:
    """The level; red flags do not depend on numbers, and are its least."""
    triage = Triage.of(situation.knowledge)
    allowed = allowed_states(situation.knowledge, situation.understood)
    flag_level, certain = triage.rules(allowed)

    def decide(posteriors: FloatArray) -> NDArray[np.int64]:
        return np.maximum(triage.by_risk(posteriors, certain), flag_level)

    now = int(decide(situation.cause_posterior[None])[0])
    crossings = partial(level_crossings, ends, triage, certain)
    return _Decision(URGENCY, URGENCIES, now, decide, crossings)


def _changes(
    value: FloatArray, moving: Indices, ends: Ends, decision: _Decision, top: int
) -> Iterator[tuple[int, float, float, int]]:
    """Cell, new number, change of its log-odds and what is decided then, the smallest first.

    Args:
        value: each number, shape (cells,).
        moving: the cells that anything depends on.
        ends: of these, of a sum for each cause.
        decision: what shall change.
        top: how many.
    """
    args = (decision.crossings(), decision.decide, decision.now)
    found = nearest_changes(value[moving], ends, *args)
    order = np.argsort(np.abs(found.log_odds_changes), kind="stable")[:top]
    cells = moving[found.cells[order]].tolist()
    return zip(cells, *(part[order].tolist() for part in found[1:]), strict=True)


def _edit(
    situation: Situation,
    cells: TableCells,
    decision: _Decision,
    change: tuple[int, float, float, int],
) -> SmallestEdit:
    cell, to, moved, decided = change
    named, row = cells.named(cell), cells.row(cell)
    assert row.low is not None and row.high is not None
    return SmallestEdit(
        decision.change,
        row,
        FrozenMapping(dict(named.given), "parent"),
        named.table == "priors",
        to,
        moved,
        decision.names[decision.now],
        decision.names[decided],
        row.low <= to <= row.high,
        edit_bound(float(situation.cause_posterior.max()), moved),
    )
