"""The format of the UAI inference competitions, for Bayesian networks (``BAYES``).

Source: the competition's description of its file format (2008, unchanged in 2022): the last
variable of a scope is the child, and its state changes fastest. It has no names: variables are
``var_0``, ``var_1``, ..., states ``0``, ``1``, ... . pgmpy 1.1.2 reads and writes the tables the
other way round.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from lumpbayes.inference.network import Network
from lumpbayes.interchange.cursor import numbers_of
from lumpbayes.interchange.draft import Draft
from lumpbayes.interchange.family import families, number_text
from lumpbayes.interchange.source import Source

__all__ = ["parse_uai", "uai_text"]

MOST_STATES = 10_000
MOST_VARIABLES = 1_000_000


def parse_uai(source: Source) -> Draft:
    """What a UAI file states.

    Raises:
        TablesError: it does not follow the format, or is a Markov network; names the line.
        TooLargeError: its tables would be too large.
    """
    draft, pieces = Draft(source), _Pieces(source)
    kind, offset = pieces.take("BAYES")
    if kind.upper() != "BAYES":
        remedy = "Only Bayesian networks can be read."
        raise source.error(offset, repr(kind), "BAYES", remedy)
    count = pieces.integer("the number of variables", MOST_VARIABLES)
    for index in range(count):
        states = pieces.integer("the number of states", MOST_STATES)
        draft.declare(f"var_{index}", [str(state) for state in range(states)], pieces.offset)
    if pieces.integer("the number of tables", MOST_VARIABLES) != count:
        remedy = "A Bayesian network has one table a variable."
        raise source.error(pieces.offset, "another number of tables", f"{count:,}", remedy)
    scopes = [_scope(draft, pieces) for _ in range(count)]
    for (*parents, child), start in scopes:
        size = pieces.integer("the number of numbers in a table", None)
        draft.set_table(child, parents, pieces.numbers(size), start, fastest="variable")
    piece, offset = pieces.take("")
    if piece:
        remedy = "Remove what follows, or correct the numbers before."
        raise source.error(offset, repr(piece), "the end of the file", remedy)
    return draft


def _scope(draft: Draft, pieces: _Pieces) -> tuple[list[str], int]:
    """The variables of a table, the child last, and where they stand."""
    size = pieces.integer("the number of variables of a table", len(draft.states))
    start = pieces.offset
    names = [
        f"var_{pieces.integer('the index of a variable', len(draft.states) - 1)}"
        for _ in range(size)
    ]
    if not names:
        remedy = "Each table is of a child and its parents."
        raise draft.source.error(start, "a table of no variables", "at least one", remedy)
    return names, start


class _Pieces:
    """The pieces between white space, one after the other."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.offset = 0
        text = re.sub(r"#[^\n]*", lambda match: " " * len(match.group()), source.text)
        self._pieces: Iterator[re.Match[str]] = re.finditer(r"\S+", text)

    def take(self, expected: str) -> tuple[str, int]:
        """The next piece and where it stands; an empty one at the end if nothing is expected."""
        match = next(self._pieces, None)
        if match is None:
            if not expected:
                return "", self.offset
            remedy = "Complete the file; was it cut short?"
            raise self.source.error(self.offset, "the end of the file", expected, remedy)
        self.offset = match.start()
        return match.group(), self.offset

    def integer(self, expected: str, most: int | None) -> int:
        """The next piece, which must be a whole number from 0 to ``most``."""
        piece, offset = self.take(expected)
        if not re.fullmatch("[0-9]{1,18}", piece) or (most is not None and int(piece) > most):
            limit = "" if most is None else f", at most {most:,}"
            remedy = "Correct the number, or those before it."
            raise self.source.error(offset, repr(piece), expected + limit, remedy)
        return int(piece)

    def numbers(self, count: int) -> list[float]:
        """So many numbers, or as many as there are."""
        found: list[float] = []
        for match in islice(self._pieces, count):
            self.offset = match.start()
            found += numbers_of(self.source, match.group(), self.offset)
        return found


def uai_text(network: Network, _: str) -> str:
    """A network as a UAI file; the format has no names, the network's own neither."""
    lines = ["BAYES", str(len(network.names))]
    lines.append(" ".join(map(str, network.cardinalities)))
    lines.append(str(len(network.names)))
    for index, parents in enumerate(network.parents):
        lines.append(" ".join(map(str, (len(parents) + 1, *parents, index))))
    for family in families(network):
        lines += ["", str(family.table.size)]
        lines += [number_text(column, " ") for column in family.table.T]
    return "\n".join(lines) + "\n"
