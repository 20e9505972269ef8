"""From what a file states to a network: every number there, every row a distribution."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from lumpbayes.errors import NetworkError
from lumpbayes.inference.network import FloatArray, Network
from lumpbayes.interchange.draft import Conditional, Draft
from lumpbayes.knowledge.problems import Problems

__all__ = ["checked_network"]

EXACT = 1e-12
"""A row whose sum misses 1 by less is taken as it is: so much is lost in adding up."""
ROUNDING = 0.001
"""A row whose sum misses 1 by at most this is divided by its sum, and that is said."""
MENDABLE = 0.05
"""Up to here an error can be mended in the same way, where the policy is lenient."""


def checked_network(draft: Draft, problems: Problems) -> Network | None:
    """The network, its variables in file order; None where it cannot be one.

    A row whose sum misses 1 by at most 0.1 % is divided by its own sum; ``problems`` says so.
    Up to 5 % that is an error that a lenient policy mends in the same way, beyond 5 % an error.
    """
    names = tuple(draft.states)
    if not names:
        problems.error(
            draft.source.shown, "", "no variables", "a network", "Is this the right file?"
        )
    positions = {name: index for index, name in enumerate(names)}
    tables: list[FloatArray] = []
    parents: list[tuple[int, ...]] = []
    rounded: list[_Rounded] = []
    for name in names:
        conditional = draft.conditionals.get(name)
        if conditional is None:
            problems.error(
                draft.source.place(draft.declared[name]),
                "",
                f"no table for {name}",
                "P(variable | parents) for every variable",
                "Add its table; a file that was cut short lacks the last ones.",
            )
            continue
        counts = [len(draft.states[parent]) for parent in conditional.parents]
        table = _checked_table(draft, name, conditional, problems, rounded)
        tables.append(table.reshape(table.shape[0], *counts))
        parents.append(tuple(positions[parent] for parent in conditional.parents))
    if problems.stop(lenient=True):
        return None
    _say_rounded(draft, rounded, problems)
    try:
        return Network.checked(names, tuple(draft.states.values()), parents, tables)
    except NetworkError as error:  # a cycle: the rest has been looked at
        problems.error(
            draft.source.shown, "", str(error), "a graph without cycles", "Correct the parents."
        )
        return None


class _Rounded(NamedTuple):
    """A variable some of whose rows are divided by their sums: how many, and the worst of them."""

    rows: int
    missed: float
    name: str
    conditional: Conditional
    row: int


def _checked_table(
    draft: Draft,
    name: str,
    conditional: Conditional,
    problems: Problems,
    rounded: list[_Rounded],
) -> FloatArray:
    """The table with each row divided by its sum where that shall be; ``rounded`` grows."""
    table = conditional.table
    with np.errstate(invalid="ignore", over="ignore"):
        wrong = ~((table >= 0) & (table <= 1 + MENDABLE)).all(axis=0)
        sums = table.sum(axis=0)
    for index in np.flatnonzero(wrong):
        _report_numbers(draft, name, conditional, int(index), problems)
    missed = np.where(wrong, 0.0, np.abs(sums - 1))
    for index in np.flatnonzero(missed > ROUNDING):
        _report_sum(draft, name, conditional, int(index), problems)
    small = np.where((missed > EXACT) & (missed <= ROUNDING), missed, 0.0)
    if small.any():
        worst = int(small.argmax())
        count = int(np.count_nonzero(small))
        rounded.append(_Rounded(count, float(small[worst]), name, conditional, worst))
    return np.divide(table, np.where((missed > EXACT) & (missed <= MENDABLE), sums, 1.0))


def _say_rounded(draft: Draft, rounded: list[_Rounded], problems: Problems) -> None:
    """One remark for the whole file, at its worst row."""
    if not rounded:
        return
    worst = max(rounded, key=lambda each: each.missed)
    rows, variables = sum(each.rows for each in rounded), len(rounded)
    problems.information(
        draft.source.place(int(worst.conditional.offsets[worst.row])),
        _row_name(draft, worst.name, worst.conditional, worst.row),
        f"{rows:,} {'row' if rows == 1 else 'rows'} in {variables:,} "
        f"{'table' if variables == 1 else 'tables'} whose sum misses 1 by rounding, this one most "
        f"({worst.missed:.2g})",
        "rows that sum to 1",
        "Each of them was divided by its own sum.",
    )


def _report_numbers(
    draft: Draft, name: str, conditional: Conditional, index: int, problems: Problems
) -> None:
    column = conditional.table[:, index]
    wrong = next(float(number) for number in column if not 0 <= number <= 1 + MENDABLE)
    stated = int(conditional.offsets[index])
    remedy = "Add the row, or a default."
    if stated >= 0:
        remedy = "Give the probabilities of this row."
        if np.isnan(wrong):
            remedy += " Programs that learn from data write NaN where they have seen no case."
    problems.error(
        draft.source.place(stated if stated >= 0 else conditional.offset),
        _row_name(draft, name, conditional, index),
        "no row" if stated < 0 else ("NaN" if np.isnan(wrong) else f"{wrong:g}"),
        "a number from 0 to 1 for every state",
        remedy,
    )


def _report_sum(
    draft: Draft, name: str, conditional: Conditional, index: int, problems: Problems
) -> None:
    column = conditional.table[:, index]
    total = float(column.sum())
    mendable = abs(total - 1) <= MENDABLE
    shown = ", ".join(f"{number:.6g}" for number in column / total) if mendable else ""
    problems.error(
        draft.source.place(int(conditional.offsets[index])),
        _row_name(draft, name, conditional, index),
        f"a sum of {total:.6g}",
        "1",
        f"Divided by their sum the numbers are {shown}." if mendable else "Correct the row.",
        mendable,
    )


def _row_name(draft: Draft, name: str, conditional: Conditional, index: int) -> str:
    """``P(variable | parent=state, ...)``."""
    pairs = ", ".join(f"{p}={s}" for p, s in _configuration(draft, conditional, index))
    return f"P({name} | {pairs})" if pairs else f"P({name})"


def _configuration(draft: Draft, conditional: Conditional, index: int) -> Iterator[tuple[str, str]]:
    counts = tuple(len(draft.states[parent]) for parent in conditional.parents)
    for parent, state in zip(conditional.parents, np.unravel_index(index, counts), strict=True):
        yield parent, draft.states[parent][int(state)]
