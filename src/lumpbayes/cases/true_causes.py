"""The true cause of each case of a frame, as its cells name it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from lumpbayes.cases.case_problems import CellProblem
from lumpbayes.errors import EvidenceError, UnknownNameError
from lumpbayes.knowledge.matching import is_unknown, match_state
from lumpbayes.knowledge.records import Variable

if TYPE_CHECKING:
    import pandas

__all__ = ["NO_TRUTH", "all_causes", "is_blank", "true_causes"]

NO_TRUTH = -1
"""Of a case whose true cause nobody says."""


def all_causes(variables: Sequence[Variable]) -> tuple[str, ...]:
    """The causes of some versions of a model, those of the first one first."""
    return tuple(dict.fromkeys(state for each in variables for state in each.states))


def true_causes(
    variables: Sequence[Variable],
    cells: pandas.Series[Any],
    label: object,
    problems: list[CellProblem] | None = None,
) -> NDArray[np.int64]:
    """Index of the cause that each cell names, ``NO_TRUTH`` where it is blank, shape (cases,).

    Args:
        variables: the cause as each version of a model has it; the first that knows a name counts.
        cells: the column.
        label: its name.
        problems: takes the cells that name no cause, by the place of their row; when None the
            first of them is an error.

    Returns:
        Places in :func:`all_causes`.

    Raises:
        UnknownNameError: a cell names a cause that no version has.
        EvidenceError: a cell may mean several causes.
    """
    causes = all_causes(variables)
    known: dict[object, int] = {}
    found = np.full(len(cells), NO_TRUTH, np.int64)
    for place, cell in enumerate(cells.tolist()):
        if is_blank(cell):
            continue
        try:
            if cell not in known:
                known[cell] = causes.index(_cause(variables, cell))
            found[place] = known[cell]
        except EvidenceError as error:
            if problems is None:
                row = cells.index[[place]].tolist()[0]
                message = f"row {row!r}, column {label!r}: {error}"
                if isinstance(error, UnknownNameError):
                    raise UnknownNameError(message, error.nearest) from None
                raise EvidenceError(message) from None
            problems.append(CellProblem.shown(place, str(label), cell, str(error)))
    return found


def _cause(variables: Sequence[Variable], cell: object) -> str:
    first, *others = variables
    try:
        return match_state(first, cell)
    except UnknownNameError:
        if not others or others[0].states == first.states:
            raise
        return _cause(others, cell)


def is_blank(cell: object) -> bool:
    """Whether a cell says nothing.

    >>> is_blank(None), is_blank(" "), is_blank("no")
    (True, True, False)
    """
    return is_unknown(cell) or (isinstance(cell, str) and not cell.strip())
