"""From a frame of cases, in words, to integer codes."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from lumpbayes.errors import EvidenceError, UnknownNameError
from lumpbayes.inference.cases import UNKNOWN, Cases
from lumpbayes.inference.network import FloatArray, Network
from lumpbayes.knowledge.codes import Key, find_key
from lumpbayes.knowledge.evidence import ANY
from lumpbayes.knowledge.matching import folded, match_state
from lumpbayes.knowledge.records import KnowledgeBase, Variable
from lumpbayes.knowledge.vectors import says_nothing, understand

if TYPE_CHECKING:
    import pandas

__all__ = ["EncodedCases", "encode", "framed"]

AVERAGED = -2
"""The code of a setting that is to be averaged over, until defaults have been filled in."""

LARGEST_SMALL = np.iinfo(np.int16).max


@dataclass(frozen=True, slots=True, eq=False)
class EncodedCases:
    """Cases as integer codes, so that reading the words is paid for once.

    Attributes:
        cases: the codes.
        names: the variable of each column of codes.
        index: the frame's index.
        fingerprint: of the model whose states the codes number.
    """

    cases: Cases
    names: tuple[str, ...]
    index: pandas.Index[Any]
    fingerprint: str

    def __len__(self) -> int:
        return len(self.cases.codes)


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
    knowledge: KnowledgeBase, network: Network, frame: pandas.DataFrame, setting: str | None
) -> EncodedCases:
    """Codes of every case.

    Args:
        knowledge: the model in words.
        network: the same in arrays.
        frame: a row a case; a column a variable, by its name, its number's name or a code. A cell
            takes what ``Engine.diagnose`` takes for a variable, but for ``Probability``; None and
            NaN are unknown. The cause's column is not read.
        setting: where the frame does not say; ``any`` averages; None takes the model's default.

    Raises:
        UnknownNameError: a column or a state that the model does not have.
        EvidenceError: a cell that cannot be understood, two columns for one variable.
    """
    columns: dict[str, tuple[NDArray[np.int64], FloatArray]] = {}
    labels: dict[str, Hashable] = {}
    for place, label in enumerate(frame.columns):
        key = find_key(knowledge, label)
        name = key.variable.name
        if name == knowledge.cause:
            continue
        if name in columns:
            raise EvidenceError(
                f"columns {labels[name]!r} and {label!r} both say something of {name}: keep one"
            )
        labels[name] = label
        columns[name] = _column(knowledge, key, label, frame.iloc[:, place])
    _fill_in(knowledge, columns, setting, len(frame))
    return EncodedCases(
        _gathered(network, columns, len(frame)), tuple(columns), frame.index, knowledge.fingerprint
    )


def _gathered(
    network: Network, columns: dict[str, tuple[NDArray[np.int64], FloatArray]], count: int
) -> Cases:
    largest = max((int(codes.max(initial=0)) for codes, _ in columns.values()), default=0)
    codes = np.empty((count, len(columns)), np.int16 if largest <= LARGEST_SMALL else np.int32)
    for place, (column, _) in enumerate(columns.values()):
        codes[:, place] = column
    vectors = tuple(each for _, each in columns.values())
    return Cases(tuple(network.index(name) for name in columns), codes, vectors)


def _fill_in(
    knowledge: KnowledgeBase,
    columns: dict[str, tuple[NDArray[np.int64], FloatArray]],
    setting: str | None,
    count: int,
) -> None:
    """Put what is assumed where nothing is known; the setting that was asked for, in its place."""
    assumed: dict[str, str] = dict(knowledge.defaults)
    if setting is not None:
        if knowledge.setting is None:
            raise EvidenceError(f"setting={setting!r}: the model {knowledge.name} has no setting")
        variable = knowledge.variables[knowledge.setting]
        if _is_any(variable, setting):
            assumed.pop(variable.name, None)
        else:
            assumed[variable.name] = match_state(variable, setting)
    for name, state in assumed.items():
        variable = knowledge.variables[name]
        nothing = np.full(count, UNKNOWN), np.zeros((0, len(variable.states)))
        codes, vectors = columns.get(name, nothing)
        filled = np.where(codes == UNKNOWN, variable.states.index(state), codes)
        columns[name] = (filled, vectors)
    for name, (codes, vectors) in columns.items():
        columns[name] = (np.maximum(codes, UNKNOWN), vectors)


def _is_any(variable: Variable, value: object) -> bool:
    return isinstance(value, str) and folded(value) == ANY and ANY not in variable.states


def _column(
    knowledge: KnowledgeBase, key: Key, label: Hashable, cells: pandas.Series[Any]
) -> tuple[NDArray[np.int64], FloatArray]:
    """Codes of a column, shape (cases,), and the evidence vectors that they name."""
    bins = key.variable.bins
    if bins is not None and key.name == bins.name and cells.dtype.kind in "iuf":
        found = _binned(key.variable, cells.to_numpy(np.float64))
        if found is not None:
            return found, np.zeros((0, len(key.variable.states)))
    places, values = _distinct(cells)
    meanings: list[int] = []
    vectors: list[FloatArray] = []
    for number, value in enumerate(values):
        try:
            meanings.append(_meaning(knowledge, key, label, value, vectors))
        except EvidenceError as error:
            row = cells.index[int(np.argmax(places == number))]
            message = f"row {row!r}, column {label!r}: {error}"
            if isinstance(error, UnknownNameError):
                raise UnknownNameError(message, error.nearest) from None
            raise EvidenceError(message) from None
    codes = np.array([*meanings, UNKNOWN], dtype=np.int64)[places]
    return codes, np.array(vectors).reshape(-1, len(key.variable.states))


def _binned(variable: Variable, numbers: FloatArray) -> NDArray[np.int64] | None:
    """The states of numbers, NaN unknown; None when one lies outside all bins."""
    assert variable.bins is not None
    codes = np.where(np.isnan(numbers), UNKNOWN, AVERAGED)
    for state, interval in enumerate(variable.bins.intervals):
        above = numbers >= interval.low if interval.low_closed else numbers > interval.low
        below = numbers <= interval.high if interval.high_closed else numbers < interval.high
        codes[above & below] = state
    return None if np.any(codes == AVERAGED) else codes


def _meaning(
    knowledge: KnowledgeBase,
    key: Key,
    label: Hashable,
    value: object,
    vectors: list[FloatArray],
) -> int:
    """The code of a value; appends the vector of one that is soft."""
    if says_nothing(value):
        return UNKNOWN
    if key.name == knowledge.setting and _is_any(key.variable, value):
        return AVERAGED
    understood = understand(key.variable, key.name, key.meaning(str(label), value))
    if understood.target is not None:
        raise EvidenceError(
            "Probability is the posterior that one case shall have: give that case to "
            "Engine.diagnose, or state Likelihood"
        )
    positive = np.flatnonzero(understood.vector)
    if len(positive) == 1:
        return int(positive[0])
    if understood.vector.min() == 1:
        return UNKNOWN
    vectors.append(understood.vector)
    return len(key.variable.states) + len(vectors) - 1


def _distinct(cells: pandas.Series[Any]) -> tuple[NDArray[np.intp], Sequence[object]]:
    """For each cell the place of its value among the distinct ones, -1 where there is none."""
    import pandas as pd

    try:
        places, values = pd.factorize(cells)
    except TypeError:  # lists and mappings have no hash
        return _by(id, cells)
    if cells.dtype != object or all(isinstance(value, str) for value in values):
        return places, list(values)
    return _by(lambda value: (type(value), value), cells)  # 1 and True are equal, and not the same


def _by(
    identity: Callable[[Any], Hashable], cells: pandas.Series[Any]
) -> tuple[NDArray[np.intp], list[object]]:
    numbers: dict[Hashable, int] = {}
    values: list[object] = []
    places = np.empty(len(cells), np.intp)
    for row, value in enumerate(cells):
        key = identity(value)
        if key not in numbers:
            numbers[key] = len(values)
            values.append(value)
        places[row] = numbers[key]
    return places, values
