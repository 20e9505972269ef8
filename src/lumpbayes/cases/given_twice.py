"""Columns that say something of one variable: a case may have it in any, or the same in several."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lumpbayes.inference.cases import UNKNOWN
from lumpbayes.inference.network import FloatArray
from lumpbayes.knowledge.evidence import said
from lumpbayes.knowledge.records import KnowledgeBase, Variable

__all__ = ["Contradiction", "SaidColumn", "put_together"]


class SaidColumn(NamedTuple):
    """What one column says of a variable.

    Attributes:
        label: the column.
        codes: of its cells, shape (cases,).
        vectors: the evidence vectors that codes beyond the states stand for, shape (vectors,
            states).
        cell: from the place of a case to its cell.
    """

    label: Hashable
    codes: NDArray[np.int64]
    vectors: FloatArray
    cell: Callable[[int], Any]


class Contradiction(NamedTuple):
    """A case of which two columns say different things.

    Attributes:
        place: of the case.
        column: the later of the two.
        message: what both say, and what to do.
    """

    place: int
    column: SaidColumn
    message: str


def put_together(
    knowledge: KnowledgeBase, variable: Variable, columns: Sequence[SaidColumn]
) -> tuple[tuple[NDArray[np.int64], FloatArray], list[Contradiction]]:
    """One column of codes from all that say something of a variable.

    The rule is that of :func:`lumpbayes.knowledge.evidence.interpret`: the same twice is fine; and
    so are two ways to say that one state is certain, of a variable without numbers.

    Args:
        knowledge: the model in words.
        variable: of which they speak.
        columns: at least one.

    Returns:
        The codes, with the vectors that they name; and the cases in which two columns differ,
        whose code is that of the first.
    """
    codes, vectors = columns[0].codes, columns[0].vectors
    if len(columns) == 1:
        return (codes, vectors), []
    sayer = np.zeros(len(codes), np.int64)
    same, found = _Sameness(knowledge, variable), []
    for number, column in enumerate(columns[1:], 1):
        own = np.where(
            column.codes < len(variable.states), column.codes, column.codes + len(vectors)
        )
        both = (codes != UNKNOWN) & (own != UNKNOWN)
        for place in np.flatnonzero(both & same.unsure(codes, own)).tolist():
            message = same.contradiction(columns[sayer[place]], column, place)
            found += [Contradiction(place, column, message)] if message else []
        new = codes == UNKNOWN
        sayer[new] = number
        codes, vectors = np.where(new, own, codes), np.concatenate([vectors, column.vectors])
    return (codes, vectors), found


class _Sameness:
    """Whether two cells say the same of a variable; what each says is worked out once."""

    def __init__(self, knowledge: KnowledgeBase, variable: Variable) -> None:
        self._knowledge, self._variable = knowledge, variable
        self._known: dict[Hashable, tuple[str, Any]] = {}

    def unsure(self, codes: NDArray[np.int64], own: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Whether the cells themselves have to be looked at, shape (cases,)."""
        if self._variable.bins is not None:  # two numbers of one state are not the same
            return np.ones(len(codes), np.bool_)
        differ: NDArray[np.bool_] = (codes != own) | (codes >= len(self._variable.states))
        return differ

    def contradiction(self, first: SaidColumn, second: SaidColumn, place: int) -> str:
        """What two cells say, where that is not the same; empty otherwise."""
        values = _plain(first.cell(place)), _plain(second.cell(place))
        labels = first.label, second.label
        one, other = (self._said(*each) for each in zip(labels, values, strict=True))
        if one == other:
            return ""
        shown = " and ".join(f"{label}={v!r}" for label, v in zip(labels, values, strict=True))
        return f"{self._variable.name} is given twice: {shown}; give it once"

    def _said(self, label: Hashable, value: Any) -> tuple[str, Any]:
        try:
            key = (label, type(value), value)
            if key not in self._known:
                self._known[key] = said(self._knowledge, str(label), value)
            return self._known[key]
        except TypeError:  # no hash
            return said(self._knowledge, str(label), value)


def _plain(value: Any) -> Any:
    """A number of numpy's as Python's own, which shows as itself."""
    return value.item() if isinstance(value, np.generic) else value
