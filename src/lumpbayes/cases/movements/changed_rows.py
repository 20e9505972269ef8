"""Which rows of the tables differ between two versions, in sets that move answers together.

The rows of one variable with one condition hold and add up to 1 together, and so do the priors of a
setting: an edit of one moves the others. So each such set is one change. What differs in other
tables (red flags, losses, thresholds, advice) is a change for each row.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from lumpbayes.knowledge.cells import Cell, PriorCell
from lumpbayes.knowledge.comparing import (
    ORDER,
    CellChange,
    RowChange,
    cell_changes,
    log_odds_difference,
    row_changes,
)
from lumpbayes.knowledge.likelihoods import given_text
from lumpbayes.knowledge.records import KnowledgeBase
from lumpbayes.reasoning.table_rows import row_place
from lumpbayes.views import shown

__all__ = [
    "ChangedNumber",
    "ChangedRows",
    "changed_rows",
    "named_rows",
    "still_rows",
]

RULES = ("red_flags", "losses", "thresholds", "management")
"""Tables that move the urgency and no probability."""

MOVING: Mapping[str, frozenset[str] | None] = {
    "red_flags": frozenset({"rule", "urgency"}),
    "losses": frozenset({"loss"}),
    "thresholds": frozenset({"probability"}),
    "management": frozenset({"urgency"}),
    "groups": frozenset({"states"}),
    "defaults": None,
    "variables": frozenset({"role", "states", "parents", "numeric_bins"}),
    "codes": frozenset({"icd10cm", "hpo", "snomed"}),
}
"""Table -> the columns that can move an answer; all of them where None."""


@shown
class ChangedNumber(NamedTuple):
    """A number that differs.

    Attributes:
        place: ``file:line`` in the later version; in the earlier one where the row is gone.
        state: whose probability.
        before, after: the number; None where a version does not list it.
    """

    place: str
    state: str
    before: float | None
    after: float | None

    @property
    def log_odds_difference(self) -> float | None:
        """logit(after) - logit(before), in nats; None where it is infinite or one is missing."""
        if self.before is None or self.after is None:
            return None
        return log_odds_difference(self.before, self.after)

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return {**self._asdict(), "log_odds_difference": self.log_odds_difference}


@shown
class ChangedRows(NamedTuple):
    """Rows that differ and move answers together.

    Attributes:
        table: ``priors``, ``likelihoods``, or another table.
        variable: whose numbers; empty in other tables.
        given: their condition, as the table writes it; in other tables what names the row.
        place: ``file:line`` of the number that moved most, or of the row; empty where none says.
        numbers: those that differ, the one that moved most (in log-odds) first.
        row: what differs in another table.
    """

    table: str
    variable: str
    given: str
    place: str
    numbers: tuple[ChangedNumber, ...]
    row: RowChange | None

    @property
    def is_rule(self) -> bool:
        """Whether it moves the urgency and no probability."""
        return self.table in RULES

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        row = None
        if self.row is not None:
            before, after = (side and dict(side) for side in (self.row.before, self.row.after))
            row = {"key": self.row.key, "before": before, "after": after}
        numbers = [each.to_dict() for each in self.numbers]
        return {**self._asdict(), "numbers": numbers, "row": row}


def changed_rows(before: KnowledgeBase, after: KnowledgeBase) -> tuple[ChangedRows, ...]:
    """What differs and can move an answer: numbers in the order of the tables, then other rows.

    >>> import lumpbayes as lb
    >>> engine = lb.load(backend="sweeps")
    >>> other = engine.with_likelihood("fever", "yes", 0.7,
    ...     given={"systemic_inflammation": "infective"})
    >>> [(each.variable, each.given) for each in changed_rows(engine.knowledge, other.knowledge)]
    [('fever', 'systemic_inflammation=infective')]
    """
    sets: dict[tuple[str, str, str], list[CellChange]] = {}
    for cell in cell_changes(before, after):
        if _moves(cell):
            sets.setdefault((cell.table, cell.variable, cell.given), []).append(cell)
    lines = {which: _cells(each) for which, each in (("old", before), ("new", after))}
    found = []
    for key, cells in sets.items():
        numbers = _numbers(before, after, cells, lines)
        found.append(ChangedRows(*key, numbers[0].place, numbers, None))
    for each in row_changes(before, after):
        if _may_move(each, before, after):
            place = _row_place(before, after, each)
            found.append(ChangedRows(each.table, "", each.key, place, (), each))
    return tuple(found)


def named_rows(knowledge: KnowledgeBase, table: str) -> dict[str, Any]:
    """What names a row of a table of rules, as ``row_changes`` says it -> the row.

    >>> import lumpbayes as lb
    >>> next(iter(named_rows(lb.load(backend="sweeps").knowledge, "losses")))
    'epidermoid_cyst self_care'
    """
    if table == "losses":
        return {f"{each.cause} {each.urgency}": each for each in knowledge.losses}
    if table == "red_flags":
        return {each.id: each for each in knowledge.red_flags}
    if table == "management":
        return dict(knowledge.management)
    return {
        " ".join(filter(None, (each.subject, each.urgency, each.when_text))): each
        for each in knowledge.thresholds
    }


def _row_place(before: KnowledgeBase, after: KnowledgeBase, change: RowChange) -> str:
    if change.table not in RULES or change.table == "thresholds":
        return ""
    knowledge = before if change.after is None else after
    row = named_rows(knowledge, change.table)[change.key]
    return row_place(knowledge, change.table, row.line)


def _moves(cell: CellChange) -> bool:
    """Whether the probability differs, and not only its interval, grade, source or note."""
    if cell.before is None or cell.after is None:
        return True
    return cell.before.probability != cell.after.probability


def _may_move(change: RowChange, before: KnowledgeBase, after: KnowledgeBase) -> bool:
    if change.table not in MOVING or change.key == ORDER:
        return False
    if change.table == "management" and before.losses and after.losses:
        return False  # it is the losses that say how urgent an answer is
    columns = MOVING[change.table]
    if columns is None or change.before is None or change.after is None:
        return True
    return bool(columns & {*change.after})


def still_rows(before: KnowledgeBase, after: KnowledgeBase) -> int:
    """How many rows differ without moving an answer: intervals, sources, notes, words.

    >>> import lumpbayes as lb
    >>> engine = lb.load(backend="sweeps")
    >>> still_rows(engine.knowledge, engine.knowledge)
    0
    """
    cells = sum(not _moves(cell) for cell in cell_changes(before, after))
    rows = sum(not _may_move(row, before, after) for row in row_changes(before, after))
    return cells + rows


Key = tuple[str, str, str]
Lines = Mapping[Key, Cell | PriorCell]


def _cells(knowledge: KnowledgeBase) -> dict[Key, Cell | PriorCell]:
    """(variable, state, condition) -> the row."""
    found: dict[Key, Cell | PriorCell] = {}
    for prior in knowledge.priors:
        given = ((knowledge.setting, prior.setting),) if knowledge.setting else ()
        found[knowledge.cause, prior.cause, given_text(given)] = prior
    for cell in knowledge.likelihoods:
        found[cell.variable, cell.state, given_text(cell.given)] = cell
    return found


def _numbers(
    before: KnowledgeBase,
    after: KnowledgeBase,
    cells: list[CellChange],
    lines: Mapping[str, Lines],
) -> tuple[ChangedNumber, ...]:
    found = []
    for cell in cells:
        knowledge, which = (after, "new") if cell.after else (before, "old")
        row = lines[which][cell.variable, cell.state, cell.given]
        place = row_place(knowledge, cell.table, row.line, row.was)
        pair = (each and each.probability for each in (cell.before, cell.after))
        found.append(ChangedNumber(place, cell.state, *pair))
    return tuple(sorted(found, key=_by_move))


def _by_move(number: ChangedNumber) -> float:
    """Largest first; what is infinite or new before all."""
    moved = number.log_odds_difference
    return -float("inf") if moved is None else -abs(moved)
