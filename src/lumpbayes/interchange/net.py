"""The HUGIN net format: states in quotes, tables in nested parentheses.

Source: the HUGIN API Reference Manual, chapter "The NET language". In ``data`` the variable's own
state changes fastest, then the last parent's. Graphical and other attributes are passed over.
"""

from __future__ import annotations

import re

from lumpbayes.errors import TablesError
from lumpbayes.inference.network import FloatArray, Network
from lumpbayes.interchange.cursor import NET_COMMENT, Cursor, Token
from lumpbayes.interchange.draft import Draft
from lumpbayes.interchange.family import cannot_hold, families, number_text
from lumpbayes.interchange.source import Source

__all__ = ["net_text", "parse_net"]

SIGNS = "{}()=;,|"
PLAIN = r'(?!.*(//|/\*))[^\s"{}()=;,|%]+'
"""A name of a node; HUGIN itself wants letters, digits and underscores."""


def parse_net(source: Source) -> Draft:
    """What a NET file states.

    Raises:
        TablesError: it does not follow the format, or has nodes that are not discrete chance
            nodes; names the line.
        TooLargeError: its tables would be too large.
    """
    draft, cursor = Draft(source), Cursor(source, NET_COMMENT, SIGNS)
    while not cursor.at_end():
        word = cursor.take()
        kind = word.text.lower() if word.kind == "word" else ""
        if kind == "discrete":
            kind = cursor.expect("node").text.lower()
        if kind == "net":
            cursor.expect("{")
            _attributes(cursor, draft)
        elif kind == "node":
            _node(draft, cursor)
        elif kind == "potential":
            _potential(draft, cursor)
        else:
            raise _refused(draft, word)
    return draft


def _refused(draft: Draft, word: Token) -> TablesError:
    return draft.source.error(
        word.offset,
        repr(word.text),
        "net, node or potential: a network of discrete chance nodes",
        "Decisions, utilities, functions, continuous nodes and classes have no exact answer here: "
        "take them out in the program that made the file.",
    )


def _attributes(cursor: Cursor, draft: Draft) -> None:
    """``name = value; ... }``; of these the network's name counts."""
    while not cursor.take_if("}"):
        key = cursor.take().text
        cursor.expect("=")
        value = cursor.until(";")
        if key == "name":
            draft.name = " ".join(token.text for token in value)


def _node(draft: Draft, cursor: Cursor) -> None:
    """``name { states = ("yes" "no"); ... }``."""
    name = cursor.take()
    states: list[str] = []
    cursor.expect("{")
    while not cursor.take_if("}"):
        key = cursor.take().text.lower()
        cursor.expect("=")
        value = cursor.until(";")
        if key == "states":
            states = [token.text for token in value if token.kind != "sign"]
    draft.declare(name.text if name.kind != "sign" else "", states, name.offset)


def _potential(draft: Draft, cursor: Cursor) -> None:
    """``( variable | parent parent ) { data = ((0.1 0.9) (0.3 0.7)); }``."""
    start = cursor.expect("(").offset
    listed = [token.text for token in cursor.until(")") if token.kind != "sign"]
    name, *parents = [draft.known(each, start) for each in listed or [""]]
    cursor.expect("{")
    while not cursor.take_if("}"):
        key = cursor.take().text.lower()
        cursor.expect("=")
        if key == "data":
            numbers, offset = cursor.numbers(";")
            draft.set_table(name, parents, numbers, offset, fastest="variable")
        else:
            cursor.until(";")


def net_text(network: Network, name: str) -> str:
    """A network as a NET file.

    Raises:
        WriteError: a variable whose name has spaces or signs in it, or a state with a quotation
            mark.
    """
    parts = [f"net\n{{\n  name = {_quoted(name)};\n}}\n"]
    for family in families(network):
        if not re.fullmatch(PLAIN, family.name):
            reason = (
                "a variable's name has no spaces, quotation marks, nor any of { } ( ) = ; , | %"
            )
            raise cannot_hold("net", family.name, reason)
        states = " ".join(map(_quoted, family.states))
        parts.append(f"node {family.name}\n{{\n  states = ({states});\n}}\n")
    for family in families(network):
        given = f" | {' '.join(family.parents)}" if family.parents else ""
        counts = [len(states) for states in family.parent_states]
        data = _nested(family.table.T.reshape(*counts, -1))
        parts.append(f"potential ({family.name}{given})\n{{\n  data = {data};\n}}\n")
    return "".join(parts)


def _quoted(name: str) -> str:
    if '"' in name:
        raise cannot_hold("net", name, "it has a quotation mark in it")
    return f'"{name}"'


def _nested(table: FloatArray) -> str:
    """Numbers in parentheses, a pair for each axis."""
    if table.ndim == 1:
        return f"({number_text(table, ' ')})"
    separator = "\n    " if table.ndim == 2 else ""  # noqa: PLR2004
    return f"({separator.join(map(_nested, table))})"
