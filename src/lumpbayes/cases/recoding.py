"""Own words of a case file for states of the model: 1 and 0, M and F, ja and nein."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from lumpbayes.cases.case_columns import CaseColumns
from lumpbayes.cases.case_meanings import Meanings
from lumpbayes.cases.recode import Recode
from lumpbayes.errors import EvidenceError, UnknownNameError, or_nearest
from lumpbayes.knowledge.codes import Key
from lumpbayes.knowledge.matching import parse_number
from lumpbayes.knowledge.records import KnowledgeBase

__all__ = ["Recoding"]

GUESS = re.compile(r": (?:did you mean [^?]*\?|write '[^']*'|choose from .*)$")
"""What a message proposes for a word."""

MOST_LISTED = 12
"""Words that a message names."""


class Recoding:
    """What the cells of each column stand for; it remembers which words it has met."""

    def __init__(
        self, knowledge: KnowledgeBase, columns: CaseColumns, recodes: Sequence[Recode]
    ) -> None:
        """Check the words, before any work.

        Raises:
            UnknownNameError: a column that the file does not have, a state that there is not.
            EvidenceError: a column of likelihoods, which are numbers.
        """
        self._words: dict[str, _Words] = {}
        self._not_read = {*columns.kept, *columns.cause, *columns.withheld} - {*columns.evidence}
        keys = {each.label: each.key for each in columns.hard}
        if columns.truth is not None:
            cause = knowledge.variables[knowledge.cause]
            keys[columns.truth] = Key(cause, cause.name)
        for each in recodes:
            if each.column in keys:
                _check_state(knowledge, keys[each.column], each)
            else:
                _check_column(columns, each.column)
            self._words.setdefault(each.column, _Words()).add(each)

    def __contains__(self, column: str) -> bool:
        """Whether cells of a column may stand for something else."""
        return column in self._words

    def meant(self, column: str, value: object) -> object:
        """What a cell stands for: a state, None where nothing is known, or what it says itself."""
        words = self._words.get(column)
        return value if words is None else words.meant(value)

    def refused(self, column: str, message: str) -> str:
        """What is wrong with a cell; of a recoded column with its words instead of a guess.

        A guess would take the cell for what the model calls so, which the recoding may say
        otherwise.
        """
        words = self._words.get(column)
        return message if words is None else f"{GUESS.sub('', message)}. {words.listed}"

    @property
    def notes(self) -> Iterator[str]:
        """The words that no cell was, a sentence for each column."""
        for column, words in self._words.items():
            if column in self._not_read:
                yield f"recoding of column {column!r}: the column is not read"
            elif words.unused:
                shown = ", ".join(map(repr, words.unused))
                yield f"recoding of column {column!r}: no cell is {shown}"


class _Words:
    """What the cells of one column stand for."""

    def __init__(self) -> None:
        self._states: dict[str, str] = {}
        self._numbers: dict[float, str] = {}
        self._met: set[str] = set()

    def add(self, each: Recode) -> None:
        self._states[each.value] = each.state
        number = parse_number(each.value)
        if number is not None:
            self._numbers.setdefault(number, each.value)

    def meant(self, value: object) -> object:
        word = self._word(value)
        if word not in self._states:
            return value
        self._met.add(word)
        return self._states[word] or None

    def _word(self, value: object) -> str:
        """A cell as it is written; a number or a boolean as the word that is equal."""
        if isinstance(value, bool):  # files write True, true and TRUE
            same = str(value).lower()
            return next((word for word in self._states if word.lower() == same), same)
        if isinstance(value, int | float):
            return self._numbers.get(value, str(value))
        return str(value).strip()

    @property
    def listed(self) -> str:
        """The words, and that there may be more."""
        words = [*map(repr, self._states)]
        more = f" and {len(words) - MOST_LISTED:,} more" if len(words) > MOST_LISTED else ""
        return f"Recoded are {', '.join(words[:MOST_LISTED])}{more}: recode this word too"

    @property
    def unused(self) -> list[str]:
        """The words that no cell was."""
        return [word for word in self._states if word not in self._met]


def _check_column(columns: CaseColumns, label: str) -> None:
    """Raise unless a column is there, and is none of likelihoods."""
    there = tuple(dict.fromkeys((*columns.needed, *columns.cause, *columns.withheld)))
    if label not in there:
        raise UnknownNameError(
            f"recoding of column {label!r}: there is no such column: {or_nearest(label, there)}"
        )
    if label in columns.evidence:
        raise EvidenceError(
            f"recoding of column {label!r}: it holds likelihoods, which are numbers: leave it out"
        )


def _check_state(knowledge: KnowledgeBase, key: Key, each: Recode) -> None:
    """Raise unless the column can hold what a word stands for."""
    try:
        _ = Meanings(knowledge, key, each.column)[each.state]
    except EvidenceError as error:
        message = f"recoding of column {each.column!r}, {each.value!r}: {error}"
        if isinstance(error, UnknownNameError):
            raise UnknownNameError(message, error.nearest) from None
        raise EvidenceError(message) from None
