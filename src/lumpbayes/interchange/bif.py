"""The Interchange Format (BIF 0.15), as bnlearn, pgmpy, JavaBayes and others write it.

Source: the Interchange Format for Bayesian Networks, version 0.15 (Cozman 1998). In a ``table``
the variable's own state changes slowest, the last parent's fastest.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import product

import numpy as np
from numpy.typing import NDArray

from lumpbayes.errors import or_nearest
from lumpbayes.inference.network import Network
from lumpbayes.interchange.cursor import BIF_COMMENT, Cursor, Token, phrases
from lumpbayes.interchange.draft import Conditional, Draft, blank_table
from lumpbayes.interchange.family import Family, cannot_hold, families, number_text
from lumpbayes.interchange.source import Source

__all__ = ["bif_text", "parse_bif"]

SIGNS = "{}()[];,|"
PLAIN = r'(?!.*(//|/\*))[^\s"{}()\[\];,|]+'
"""A name that needs no quotes."""


def parse_bif(source: Source) -> Draft:
    """What a BIF file states.

    Raises:
        TablesError: it does not follow the format; names the line.
        TooLargeError: its tables would be too large.
    """
    draft, cursor = Draft(source), Cursor(source, BIF_COMMENT, SIGNS)
    while not cursor.at_end():
        word = cursor.expect("network", "variable", "probability").text.lower()
        if word == "network":
            draft.name = " ".join(token.text for token in cursor.until("{", ""))
            while not cursor.take_if("}"):
                _pass_property(cursor)
        elif word == "variable":
            _variable(draft, cursor)
        else:
            _probability(draft, cursor)
    return draft


def _pass_property(cursor: Cursor) -> None:
    cursor.expect("property")
    cursor.until(";")


def _variable(draft: Draft, cursor: Cursor) -> None:
    """``name { type discrete [ 2 ] { yes, no }; property ... ; }``."""
    tokens = cursor.until("{", "")
    name, offset = " ".join(token.text for token in tokens), cursor.offset
    states: list[str] = []
    while not cursor.take_if("}"):
        if not cursor.take_if("type"):
            _pass_property(cursor)
            continue
        cursor.expect("discrete")
        cursor.expect("[")
        count = cursor.take()
        cursor.expect("]")
        cursor.expect("{")
        listed = cursor.until("}", ",")
        cursor.take_if(";")
        states = phrases(listed)
        if count.text != str(len(states)):
            raise draft.source.error(
                count.offset,
                f"{count.text} states of {name}, and {len(states)} names: {', '.join(states)}",
                "as many names as states",
                "Correct the number; separate the names by commas, or put each in quotes.",
            )
    draft.declare(name, states, offset)


def _probability(draft: Draft, cursor: Cursor) -> None:
    """``( variable | parent, parent ) { table ...; default ...; (state, state) ...; }``."""
    start = cursor.expect("(").offset
    name, *parents = _family(draft, cursor.until(")", "|,"), start)
    conditional = blank_table(draft, name, parents, start)
    default: list[float] | None = None
    cursor.expect("{")
    while not cursor.take_if("}"):
        word = cursor.expect("table", "default", "property", "(", "}")
        if word.text == "(":
            _row(draft, cursor, name, conditional)
        elif word.text.lower() == "property":
            cursor.until(";")
        elif word.text.lower() == "table":
            _whole_table(draft, cursor, name, conditional)
        else:
            _only_once(draft, name, np.intp(-1 if default is None else 0), word.offset, "default")
            default = _counted(draft, cursor, name, conditional.table.shape[0])
    if default is not None:
        conditional.table[:, conditional.offsets < 0] = np.array(default)[:, np.newaxis]
        conditional.offsets[conditional.offsets < 0] = start
    draft.conditionals[name] = conditional


def _family(draft: Draft, tokens: Sequence[Token], offset: int) -> list[str]:
    """The variable and its parents; a bar stands between them, or a mere space."""
    parts: list[list[Token]] = [[]]
    for token in tokens:
        if token.kind == "sign" and token.text == "|":
            parts.append([])
        else:
            parts[-1].append(token)
    names: list[str] = []
    for part in parts:
        whole = " ".join(token.text for token in part if token.kind == "word")
        names += [whole] if whole in draft.states else phrases(part)
    if not names:
        raise draft.source.error(offset, "no name", "a variable's name", "Name the variable.")
    return [draft.known(name, offset) for name in names]


def _whole_table(draft: Draft, cursor: Cursor, name: str, conditional: Conditional) -> None:
    offset = cursor.offset
    numbers = _counted(draft, cursor, name, conditional.table.size)
    _only_once(draft, name, conditional.offsets, offset, "table")
    conditional.table[:] = np.reshape(numbers, conditional.table.shape)
    conditional.offsets[:] = offset


def _row(draft: Draft, cursor: Cursor, name: str, conditional: Conditional) -> None:
    """``state of each parent) numbers;``."""
    offset = cursor.offset
    listed = phrases(cursor.until(")", ","))
    index = _configuration(draft, name, conditional.parents, listed, offset)
    _only_once(draft, name, conditional.offsets[index], offset, f"({', '.join(listed)})")
    conditional.table[:, index] = _counted(draft, cursor, name, conditional.table.shape[0])
    conditional.offsets[index] = offset


def _configuration(
    draft: Draft, name: str, parents: Sequence[str], listed: Sequence[str], offset: int
) -> int:
    """The index of a configuration, given as a state of each parent."""
    if len(listed) != len(parents):
        raise draft.source.error(
            offset,
            f"({', '.join(listed)}) in the table of {name}",
            f"a state of each of: {', '.join(parents) or '(no parents)'}",
            "Correct the row; put a name that has signs in it in quotes.",
        )
    index = 0
    for parent, state in zip(parents, listed, strict=True):
        states = draft.states[parent]
        if state not in states:
            remedy = f"Correct the name: {or_nearest(state, states)}"
            raise draft.source.error(offset, repr(state), f"a state of {parent}", remedy)
        index = index * len(states) + states.index(state)
    return index


def _only_once(
    draft: Draft, name: str, offsets: np.intp | NDArray[np.intp], offset: int, found: str
) -> None:
    if np.any(offsets >= 0):
        raise draft.source.error(
            offset,
            f"{found} in the table of {name}, where numbers have been given",
            "each number once",
            "Remove one of the two.",
        )


def _counted(draft: Draft, cursor: Cursor, name: str, expected: int) -> list[float]:
    """So many numbers, and a semicolon."""
    numbers, offset = cursor.numbers(";")
    if len(numbers) != expected:
        raise draft.source.error(
            offset,
            f"{len(numbers):,} numbers for {name}",
            f"{expected:,}",
            "Give a number for each of its states; write decimal points as points.",
        )
    return numbers


def bif_text(network: Network, name: str) -> str:
    """A network as a BIF file; names that need it stand in quotes.

    Raises:
        WriteError: a name with a quotation mark in it.
    """
    parts = [f"network {_written(name)} {{\n}}\n"]
    for family in families(network):
        states = ", ".join(map(_written, family.states))
        parts.append(
            f"variable {_written(family.name)} {{\n"
            f"  type discrete [ {len(family.states)} ] {{ {states} }};\n}}\n"
        )
    parts += map(_probability_text, families(network))
    return "".join(parts)


def _probability_text(family: Family) -> str:
    head = _written(family.name)
    if not family.parents:
        return f"probability ( {head} ) {{\n  table {number_text(family.table[:, 0], ', ')};\n}}\n"
    given = ", ".join(map(_written, family.parents))
    states = [tuple(map(_written, each)) for each in family.parent_states]
    rows = "".join(
        f"  ({', '.join(configuration)}) {number_text(column, ', ')};\n"
        for configuration, column in zip(product(*states), family.table.T, strict=True)
    )
    return f"probability ( {head} | {given} ) {{\n{rows}}}\n"


def _written(name: str) -> str:
    """A name as a BIF file has it."""
    if re.fullmatch(PLAIN, name):
        return name
    if '"' in name:
        raise cannot_hold("bif", name, "it has a quotation mark in it")
    return f'"{name}"'
