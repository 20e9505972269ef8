"""From a frame of cases, in words, to integer codes."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from lumpbayes.cases.case_meanings import AVERAGED, Meanings, is_any
from lumpbayes.cases.case_problems import CellProblem
from lumpbayes.errors import EvidenceError, UnknownNameError
from lumpbayes.inference.cases import UNKNOWN, Cases
from lumpbayes.inference.network import FloatArray, Network, read_only
from lumpbayes.knowledge.codes import Key, find_key
from lumpbayes.knowledge.matching import match_state
from lumpbayes.knowledge.records import KnowledgeBase, Variable

if TYPE_CHECKING:
    import pandas

__all__ = [
    "EncodedCases",
    "binned",
    "encode",
    "fill_in",
    "framed",
    "gathered",
]

FIRST = 256
"""Cells that tell whether a column has gaps to speak of."""

LARGEST_SMALL = np.iinfo(np.int16).max


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class EncodedCases:
    """Cases as integer codes, so that reading the words is paid for once.

    Attributes:
        cases: the codes.
        names: the variable of each column of codes.
        index: the frame's index.
        model: fingerprint of the model whose states the codes number, and its cause, of which the
            codes say nothing.
        assumed: variable -> whether the model's default was taken, shape (cases,).
    """

    cases: Cases
    names: tuple[str, ...]
    index: pandas.Index[Any]
    model: tuple[str, str]
    assumed: Mapping[str, NDArray[np.bool_]]

    def __len__(self) -> int:
        return len(self.cases.codes)

    def __repr__(self) -> str:
        return f"EncodedCases({len(self):,} cases, {len(self.names)} columns)"


def framed(cases: object) -> pandas.DataFrame:
    """A frame of cases, from a frame or from mappings.

    Raises:
        EvidenceError: anything else.
    """
    import pandas as pd

    if isinstance(cases, pd.DataFrame):
        return cases
    if isinstance(cases, (list, tuple)) and all(hasattr(each, "items") for each in cases):
        return pd.DataFrame([dict(each.items()) for each in cases], dtype=object)
    raise EvidenceError(
        f"cases of type {type(cases).__name__}: expected a DataFrame with a row a case and a "
        "column a variable, a list of mappings such as "
        '[{"fever": "yes"}], or what Engine.encode returns'
    )


def encode(
    knowledge: KnowledgeBase,
    network: Network,
    frame: pandas.DataFrame,
    setting: str | None,
    problems: list[CellProblem] | None = None,
) -> EncodedCases:
    """Codes of every case.

    Args:
        knowledge: the model in words.
        network: the same in arrays.
        frame: a row a case; a column a variable, by its name, its number's name or a code. A cell
            takes what ``Engine.diagnose`` takes for a variable, but for ``Probability``; None,
            NaN and blank text are unknown, as in a file. The cause's column is not read.
        setting: where the frame does not say; ``any`` averages; None takes the model's default.
        problems: takes the cells that cannot be understood, which are unknown then, by the place
            of their row; when None the first of them is an error.

    Raises:
        UnknownNameError: a column or a state that the model does not have.
        EvidenceError: a cell that cannot be understood, two columns for one variable.
    """
    columns: dict[str, tuple[NDArray[np.int64], FloatArray]] = {}
    labels: dict[str, Hashable] = {}
    for place, label in enumerate(frame.columns):
        try:
            key = find_key(knowledge, label)
        except UnknownNameError as error:
            message = f"column {label!r}: {error}; drop the column if it is no finding"
            raise UnknownNameError(message, error.nearest) from None
        name = key.variable.name
        if name == knowledge.cause:
            continue
        if name in columns:
            raise EvidenceError(
                f"columns {labels[name]!r} and {label!r} both say something of {name}: keep one"
            )
        labels[name] = label
        columns[name] = _column(knowledge, key, label, frame.iloc[:, place], problems)
    assumed = fill_in(knowledge, columns, setting, len(frame))
    return EncodedCases(
        gathered(network, columns, len(frame)),
        tuple(columns),
        frame.index,
        (knowledge.fingerprint, knowledge.cause),
        assumed,
    )


def gathered(
    network: Network, columns: dict[str, tuple[NDArray[np.int64], FloatArray]], count: int
) -> Cases:
    """Codes of every column, in one array."""
    largest = max((int(codes.max(initial=0)) for codes, _ in columns.values()), default=0)
    codes = np.empty((count, len(columns)), np.int16 if largest <= LARGEST_SMALL else np.int32)
    for place, (column, _) in enumerate(columns.values()):
        codes[:, place] = column
    codes.setflags(write=False)
    vectors = tuple(each for _, each in columns.values())
    return Cases(tuple(network.index(name) for name in columns), codes, vectors)


def fill_in(
    knowledge: KnowledgeBase,
    columns: dict[str, tuple[NDArray[np.int64], FloatArray]],
    setting: str | None,
    count: int,
) -> dict[str, NDArray[np.bool_]]:
    """Put what is assumed where nothing is known; the setting that was asked for, in its place.

    Returns:
        Variable -> whether each case has what the model's defaults assume of it.
    """
    assumed: dict[str, str] = dict(knowledge.defaults)
    defaults = {*assumed}
    if setting is not None:
        if knowledge.setting is None:
            raise EvidenceError(f"setting={setting!r}: the model {knowledge.name} has no setting")
        variable = knowledge.variables[knowledge.setting]
        if is_any(variable, setting):
            assumed.pop(variable.name, None)
        else:
            assumed[variable.name] = match_state(variable, setting)
        defaults.discard(variable.name)
    filled_in = {}
    for name, state in assumed.items():
        variable = knowledge.variables[name]
        nothing = np.full(count, UNKNOWN), np.zeros((0, len(variable.states)))
        codes, vectors = columns.get(name, nothing)
        unknown = codes == UNKNOWN
        columns[name] = (np.where(unknown, variable.states.index(state), codes), vectors)
        if name in defaults:
            filled_in[name] = unknown
    for name, (codes, vectors) in columns.items():
        columns[name] = (np.maximum(codes, UNKNOWN), vectors)
    return filled_in


def _column(
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
