"""The cells of one column of a frame, in words, to integer codes."""

from __future__ import annotations

from collections.abc import Hashable
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from lumpbayes.cases.case_meanings import AVERAGED, Meanings
from lumpbayes.cases.case_problems import CellProblem
from lumpbayes.errors import EvidenceError, UnknownNameError
from lumpbayes.inference.cases import UNKNOWN
from lumpbayes.inference.network import FloatArray, read_only
from lumpbayes.knowledge.codes import Key
from lumpbayes.knowledge.records import KnowledgeBase, Variable

if TYPE_CHECKING:
    import pandas

__all__ = ["binned", "read_column"]

FIRST = 256
"""Cells that tell whether a column has gaps to speak of."""


def read_column(
    knowledge: KnowledgeBase,
    key: Key,
    label: Hashable,
    cells: pandas.Series[Any],
    problems: list[CellProblem] | None,
) -> tuple[NDArray[np.int64], FloatArray]:
    """Codes of a column, shape (cases,), and the evidence vectors that they name."""
    variable, bins = key.variable, key.variable.bins
    meanings = Meanings(knowledge, key, label)
    none = np.zeros((0, len(variable.states)))
    if bins is not None and key.name == bins.name and cells.dtype.kind in "iuf":
        numbered = binned(variable, cells.to_numpy(np.float64))
        if numbered is not None:
            return numbered, none
    rows = _worth_reading(cells)
    numbers: NDArray[np.intp] | slice = slice(None)
    if cells.dtype == "category":
        used, numbers = np.unique(cells.cat.codes.iloc[rows], return_inverse=True)
        values = [cells.cat.categories[code] for code in used]
    else:
        values = (cells if len(rows) == len(cells) else cells.iloc[rows]).tolist()
    codes = np.full(len(cells), UNKNOWN)
    try:
        codes[rows] = _looked_up(meanings, values)[numbers]
    except EvidenceError as error:
        places = np.arange(len(rows)) if isinstance(numbers, slice) else numbers
        if problems is None:
            at = next(place for place, value in enumerate(values) if value is meanings.failed)
            row = cells.index[[rows[places == at][0]]].tolist()[0]
            raise _placed(error, f"row {row!r}, column {label!r}") from None
        understood, messages = _one_by_one(meanings, values)
        codes[rows] = understood[places]
        for row, place in zip(rows.tolist(), places.tolist(), strict=True):
            if place in messages:
                problems.append(CellProblem.shown(row, str(label), values[place], messages[place]))
    return codes, read_only(np.array(meanings.vectors)) if meanings.vectors else none


def _placed(error: EvidenceError, place: str) -> EvidenceError:
    """The same error with its place."""
    message = f"{place}: {error}"
    if isinstance(error, UnknownNameError):
        return UnknownNameError(message, error.nearest)
    return EvidenceError(message)


def _one_by_one(meanings: Meanings, values: list[Any]) -> tuple[NDArray[np.int64], dict[int, str]]:
    """The codes of values, unknown where one is not understood; and what is wrong with those."""
    codes = np.full(len(values), UNKNOWN)
    messages: dict[int, str] = {}
    known: dict[str, str] = {}
    for place, value in enumerate(values):
        try:
            if isinstance(value, str) and value in known:
                messages[place] = known[value]
            else:
                codes[place] = meanings[value] + AVERAGED
        except EvidenceError as error:
            messages[place] = str(error)
            if isinstance(value, str):
                known[value] = messages[place]
    return codes, messages


def _worth_reading(cells: pandas.Series[Any]) -> NDArray[np.intp]:
    """The rows to read: those with a value, or all where looking for gaps would take longer."""
    if cells.dtype != "category" and cells.iloc[:FIRST].notna().all():
        return np.arange(len(cells))
    return np.flatnonzero(cells.notna())


def binned(variable: Variable, numbers: FloatArray) -> NDArray[np.int64] | None:
    """The states of numbers, NaN unknown; None when one lies outside all bins."""
    assert variable.bins is not None
    codes = np.where(np.isnan(numbers), UNKNOWN, AVERAGED)
    for state, interval in enumerate(variable.bins.intervals):
        above = numbers >= interval.low if interval.low_closed else numbers > interval.low
        below = numbers <= interval.high if interval.high_closed else numbers < interval.high
        codes[above & below] = state
    return None if np.any(codes == AVERAGED) else codes


def _looked_up(meanings: Meanings, values: list[Any]) -> NDArray[np.int64]:
    """The codes of values, shape (values,)."""
    try:
        shifted = np.frombuffer(bytes(map(meanings.__getitem__, values)), np.uint8)
    except EvidenceError:  # a ValueError too
        raise
    except (TypeError, ValueError):  # values without a hash; more codes than a byte can number
        shifted = np.array([meanings.of(value) for value in values], dtype=np.int64)
    return shifted.astype(np.int64) + AVERAGED
