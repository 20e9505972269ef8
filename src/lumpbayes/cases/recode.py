"""What a person says that own words of a case file stand for: from a mapping, or from a file."""

from __future__ import annotations

from collections.abc import Mapping
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
        EvidenceError: something else.

    >>> recodes_of({"sex": {"M": "male", "?": None}})[0]
    Recode(column='sex', value='M', state='male')
    """
    found = []
    for column, words in _items(recode or {}, "recode", "{'sex': {'M': 'male'}}"):
        for word, state in _items(words, f"recode[{column!r}]", "{'M': 'male'}"):
            if not isinstance(state, str | None):
                raise not_expected(f"recode[{column!r}][{word!r}]", state, "a state, or None")
            found.append(Recode(column, str(word).strip(), (state or "").strip()))
    return tuple(found)


def _items(value: object, argument: str, example: str) -> list[tuple[str, object]]:
    if not isinstance(value, Mapping):
        raise not_expected(argument, value, f"a mapping, such as {example}")
    return list(value.items())


def recodes_of_file(path: str) -> tuple[Recode, ...]:
    """From a CSV file with the columns column, value and state.

    Raises:
        EvidenceError: it cannot be read, a blank column or value, a word of a column that stands
            there twice.
    """
    file, problems = TableFile(path, shown_path(path)), Problems()
    rows = read_rows(file, Recode._fields, problems)
    if len(problems):
        raise EvidenceError("\n".join(map(str, problems.listed())))
    found: dict[tuple[str, str], Recode] = {}
    lines: dict[tuple[str, str], int] = {}
    for line, cells in rows:
        each = Recode(*(cell.strip() for cell in cells))
        for name, cell in (("column", each.column), ("value", each.value)):
            if not cell:
                raise EvidenceError(
                    f"{file.place(line)}, column {name}: it is blank: expected the {name} that is "
                    "recoded; a blank cell of the cases is unknown always"
                )
        if each[:2] in found:
            raise EvidenceError(
                f"{file.place(line)}: column {each.column!r}, value {each.value!r} stands in line "
                f"{lines[each[:2]]} too: keep one of them"
            )
        found[each[:2]], lines[each[:2]] = each, line
    return tuple(found.values())
