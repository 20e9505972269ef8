"""From a frame of cases, in words, to integer codes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from lumpbayes.cases.case_names import named_cases
from lumpbayes.cases.case_problems import CellProblem, sentences
from lumpbayes.cases.frame_cells import read_column
from lumpbayes.cases.given_twice import Contradiction, SaidColumn, put_together
from lumpbayes.errors import EvidenceError, UnknownNameError
from lumpbayes.inference.cases import UNKNOWN, Cases
from lumpbayes.inference.network import FloatArray, Network
from lumpbayes.knowledge.codes import Key, find_key
from lumpbayes.knowledge.matching import is_any, match_state
from lumpbayes.knowledge.records import KnowledgeBase

if TYPE_CHECKING:
    import pandas

__all__ = [
    "EncodedCases",
    "column_key",
    "encode",
    "fill_in",
    "framed",
    "gathered",
]

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
        return pd.DataFrame([dict(_evidence(each).items()) for each in cases], dtype=object)
    raise EvidenceError(
        f"cases of type {type(cases).__name__}: expected a DataFrame with a row a case and a "
        "column a variable, a list of mappings such as "
        '[{"fever": "yes"}], or what Engine.encode returns'
    )


def _evidence(case: Any) -> Any:
    """What is known of a case; an answer, which is a mapping of causes, says it apart."""
    return case.evidence if hasattr(type(case), "evidence") else case


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
            NaN and blank text are unknown, as in a file. The cause's column is not read, nor is
            a first one that names the cases. What several columns say of a variable of one case
            has to be the same.
        setting: where the frame does not say; ``any`` averages; None takes the model's default.
        problems: takes the cells that cannot be understood, which are unknown then, by the place
            of their row; when None the first of them is an error.

    Raises:
        UnknownNameError: a column or a state that the model does not have.
        EvidenceError: a cell that cannot be understood; a case of which two columns say different
            things.
    """
    said: dict[str, list[SaidColumn]] = {}
    named = named_cases(knowledge, frame.columns)
    for place, label in enumerate(frame.columns):
        key = None if place == 0 and named else column_key(knowledge, label)
        if key is None or key.variable.name == knowledge.cause:
            continue
        cells = frame.iloc[:, place]
        column = read_column(knowledge, key, label, cells, problems)
        said.setdefault(key.variable.name, []).append(
            SaidColumn(label, *column, cells.iloc.__getitem__)
        )
    columns = {}
    for name, each in said.items():
        columns[name], twice = put_together(knowledge, knowledge.variables[name], each)
        _contradicted(twice, frame.index, problems)
    assumed = fill_in(knowledge, columns, setting, len(frame))
    return EncodedCases(
        gathered(network, columns, len(frame)),
        tuple(columns),
        frame.index,
        (knowledge.fingerprint, knowledge.cause),
        assumed,
    )


def column_key(knowledge: KnowledgeBase, label: object, more: str = "") -> Key:
    """What a column of a frame names.

    Args:
        knowledge: the model in words.
        label: the column.
        more: what else may be done about one that names nothing.

    Raises:
        UnknownNameError: the model does not have it.
        EvidenceError: a code of a cause, or of several findings.
    """
    try:
        return find_key(knowledge, label)
    except UnknownNameError as error:
        remedy = f"Leave the column out if it is no finding{more}"
        message = sentences(f"column {label!r}: {error}", remedy)
        raise UnknownNameError(message, error.nearest) from None


def _contradicted(
    found: Sequence[Contradiction],
    index: pandas.Index[Any],
    problems: list[CellProblem] | None,
) -> None:
    """Raise the first contradiction, or note all of them."""
    if found and problems is None:
        place, column, message = found[0]
        row = index[[place]].tolist()[0]
        raise EvidenceError(f"row {row!r}, column {str(column.label)!r}: {message}")
    for place, column, message in found:
        assert problems is not None
        problems.append(CellProblem.shown(place, str(column.label), column.cell(place), message))


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
        if is_any(setting):
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
