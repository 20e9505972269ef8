"""What a person says that own words of a case file stand for: from a mapping, or from a file."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from lumpbayes.errors import EvidenceError
from lumpbayes.knowledge.csv_table import read_rows
from lumpbayes.knowledge.model_file import shown_path
from lumpbayes.knowledge.problems import Problems
from lumpbayes.knowledge.records import TableFile
from lumpbayes.reasoning.arguments import not_expected

__all__ = ["Recode", "recodes_of", "recodes_of_file"]


class Recode(NamedTuple):
    """A word of one column, and what it stands for.

    Attributes:
        column: of the case file.
        value: the word, exactly as it is written.
        state: what it stands for; empty where nothing is known.
    """

    column: str
    value: str
    state: str


def recodes_of(recode: Mapping[str, Mapping[str, str | None]] | None) -> tuple[Recode, ...]:
    """From column -> word -> state.

    Raises:
        EvidenceError: something else, a blank column or word, a word of a column that is there
            twice.

    >>> recodes_of({"sex": {"M": "male", "?": None}})[0]
    Recode(column='sex', value='M', state='male')
    """
    found = []
    for column, words in _items(recode or {}, "recode", "{'sex': {'M': 'male'}}"):
        if not isinstance(column, str):
            raise not_expected("recode column", column, "the name of a column, such as 'sex'")
        for word, state in _items(words, f"recode[{column!r}]", "{'M': 'male'}"):
            place = f"recode[{column!r}][{word!r}]"
            if not isinstance(word, str | int | float):
                raise not_expected(f"recode[{column!r}] word", word, "a word, such as 'M'")
            if not isinstance(state, str | None):
                raise not_expected(place, state, "a state, or None")
            found.append((place, Recode(column, str(word).strip(), (state or "").strip())))
    return _checked(found)


def _items(value: object, argument: str, example: str) -> list[tuple[object, object]]:
    if not isinstance(value, Mapping):
        raise not_expected(argument, value, f"a mapping, such as {example}")
    return list(value.items())


def _checked(found: Sequence[tuple[str, Recode]]) -> tuple[Recode, ...]:
    """Words with the places where they stand: none blank, each of a column once."""
    places: dict[tuple[str, str], str] = {}
    for place, each in found:
        for name, cell in (("column", each.column), ("value", each.value)):
            if not cell.strip():
                raise EvidenceError(
                    f"{place}: the {name} is blank: expected the {name} that is recoded; a blank "
                    "cell of the cases is unknown always"
                )
        if each[:2] in places:
            raise EvidenceError(
                f"{place}: column {each.column!r}, value {each.value!r} stands in "
                f"{places[each[:2]]} too: keep one of them"
            )
        places[each[:2]] = place
    return tuple(each for _, each in found)


def recodes_of_file(path: str) -> tuple[Recode, ...]:
    """From a CSV file with the columns column, value and state.

    Raises:
        EvidenceError: it cannot be read, a blank column or value, a word of a column that stands
            there twice.
    """
    file, problems = TableFile(path, shown_path(path)), Problems()
    _check_file(file)
    rows = read_rows(file, Recode._fields, problems)
    if len(problems):
        raise EvidenceError(
            "\n".join(str(each).removeprefix("error: ") for each in problems.listed())
        )
    cells = ((line, Recode(*(cell.strip() for cell in row))) for line, row in rows)
    return _checked([(file.place(line), each) for line, each in cells])


def _check_file(file: TableFile) -> None:
    """Raise unless it is a file that holds something."""
    what = "expected a CSV file with the columns column,value,state"
    if not os.path.lexists(file.path):
        raise EvidenceError(f"{file.shown}: there is no such file: {what}; check its name")
    if not os.path.isfile(file.path):
        raise EvidenceError(f"{file.shown} is a folder, a pipe or a device: {what}; save it as one")
    if not os.path.getsize(file.path):
        raise EvidenceError(f"{file.shown} is empty: {what}; give it a line for each word")
