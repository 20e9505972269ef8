"""Numbers of the tables that no single row answers for: rests, and paths through a mechanism."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from lumpbayes.knowledge.folding import folded
from lumpbayes.knowledge.records import KnowledgeBase
from lumpbayes.panel.editing import Listed, find_numbers, number_words
from lumpbayes.panel.state import LIKELIHOOD, Number

__all__ = ["Rest", "Search", "search_numbers"]

MECHANISM = "mechanism"


class Rest(NamedTuple):
    """A probability that the tables do not list: what the others of its row leave.

    Attributes:
        number: which; it is set by setting the others.
        words: what it is the probability of, in plain words.
        probability: 1 less the others.
    """

    number: Number
    words: str
    probability: float


class Search(NamedTuple):
    """What a search found.

    Attributes:
        numbers: those that the tables list.
        rests: those that the tables leave open, where no listed one has all the words.
        along: whether the numbers only lie along a path that has all the words.
    """

    numbers: Sequence[Listed]
    rests: Sequence[Rest] = ()
    along: bool = False


def search_numbers(
    knowledge: KnowledgeBase, listed: Sequence[Listed], text: str, settings: Sequence[str]
) -> Search:
    """The numbers with all words of a text; else rests with them; else those along a path.

    Args:
        knowledge: the model.
        listed: all numbers of its tables.
        text: a few words, or parts of them.
        settings: priors of these settings only.

    >>> import lumpbayes as lb
    >>> from lumpbayes.panel.editing import listed_numbers
    >>> knowledge = lb.load(backend="sweeps").knowledge
    >>> found = search_numbers(knowledge, listed_numbers(knowledge), "fever deep spinal", ())
    >>> found.along, [each.number.variable for each in found.numbers[:2]]
    (True, ['systemic_inflammation', 'fever'])
    """
    numbers = find_numbers(listed, text, settings)
    if numbers:
        return Search(numbers)
    wanted = folded(text).split()
    rests = tuple(_rests(knowledge, listed, wanted))
    if rests:
        return Search((), rests)
    return Search(tuple(dict.fromkeys(_along(knowledge, listed, wanted))), along=True)


def _rests(
    knowledge: KnowledgeBase, listed: Sequence[Listed], wanted: Sequence[str]
) -> Iterator[Rest]:
    """Of each row that leaves one state out, that state."""
    rows: dict[tuple[str, str], dict[str, float]] = {}
    for each in listed:
        kind, variable, state, given = each.number
        if kind == LIKELIHOOD:
            rows.setdefault((variable, given), {})[state] = each.estimate.probability
    for (variable, given), row in rows.items():
        left = [state for state in knowledge.variables[variable].states if state not in row]
        if len(left) != 1:
            continue
        number = Number(LIKELIHOOD, variable, left[0], given)
        words = number_words(knowledge, number)
        if all(word in folded(f"{words} {' '.join(number)}") for word in wanted):
            yield Rest(number, words, max(0.0, 1 - math.fsum(row.values())))


def _along(
    knowledge: KnowledgeBase, listed: Sequence[Listed], wanted: Sequence[str]
) -> Iterator[Listed]:
    """Pairs that have all words together: cause to mechanism, and mechanism to finding."""
    variables: Mapping[str, Any] = knowledge.variables
    first = [each for each in listed if variables[each.number.variable].role == MECHANISM]
    for finding in listed:
        given = finding.number.given.split(";")
        for each in first:
            if f"{each.number.variable}={each.number.state}" not in given:
                continue
            if all(word in f"{finding.haystack} {each.haystack}" for word in wanted):
                yield from (each, finding)
