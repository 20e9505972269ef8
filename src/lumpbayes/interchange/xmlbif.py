"""XMLBIF 0.3: the Interchange Format in XML.

Source: the XMLBIF 0.3 description (Cozman 1998). In a ``TABLE`` the variable's own state changes
fastest, then the last ``GIVEN``'s.
"""

from __future__ import annotations

from lumpbayes.inference.network import Network
from lumpbayes.interchange.cursor import numbers_of
from lumpbayes.interchange.draft import Draft
from lumpbayes.interchange.family import families, number_text
from lumpbayes.interchange.source import malformed
from lumpbayes.interchange.xml_tree import Element, parse_xml

__all__ = ["parse_xmlbif", "xmlbif_text"]


def parse_xmlbif(data: bytes, shown: str) -> Draft:
    """What an XMLBIF file states.

    Raises:
        TablesError: it is no XML, has entities, does not follow the format, or has decisions or
            utilities; names the line.
        TooLargeError: its tables would be too large.
    """
    root, source = parse_xml(data, shown)
    network = root if root.name == "NETWORK" else root.first("NETWORK")
    if network is None:
        remedy = "Is it an XMLBIF file?"
        raise malformed(shown, f"the element {root.name}", "BIF with a NETWORK inside", remedy)
    draft = Draft(source)
    name = network.first("NAME")
    draft.name = name.text if name else ""
    for variable in network.all("VARIABLE"):
        _variable(draft, variable)
    for definition in network.all("DEFINITION", "PROBABILITY"):
        _definition(draft, definition)
    return draft


def _variable(draft: Draft, variable: Element) -> None:
    kind = variable.attributes.get("TYPE", "nature")
    if kind != "nature":
        remedy = "Take decisions and utilities out in the program that made the file."
        raise draft.source.error(variable.offset, f"TYPE {kind!r}", "a variable of nature", remedy)
    name = variable.first("NAME")
    states = [each.text for each in variable.all("OUTCOME", "VALUE")]
    draft.declare(name.text if name else "", states, variable.offset)


def _definition(draft: Draft, definition: Element) -> None:
    child, *more = definition.all("FOR") or [definition]
    table = definition.first("TABLE")
    if table is None or child is definition or more:
        raise draft.source.error(
            definition.offset,
            f"a {definition.name} without one FOR and a TABLE",
            "P(FOR | GIVEN) as a TABLE",
            "Complete it.",
        )
    name = draft.known(child.text, child.offset)
    parents = [draft.known(each.text, each.offset) for each in definition.all("GIVEN")]
    numbers = numbers_of(draft.source, table.text, table.offset)
    draft.set_table(name, parents, numbers, table.offset, fastest="variable")


def xmlbif_text(network: Network, name: str) -> str:
    """A network as an XMLBIF file, in UTF-8."""
    from html import escape

    parts = [
        '<?xml version="1.0" encoding="UTF-8"?>\n<BIF VERSION="0.3">\n<NETWORK>\n'
        f"<NAME>{escape(name)}</NAME>\n"
    ]
    for family in families(network):
        states = "".join(f"  <OUTCOME>{escape(state)}</OUTCOME>\n" for state in family.states)
        parts.append(
            f'<VARIABLE TYPE="nature">\n  <NAME>{escape(family.name)}</NAME>\n{states}</VARIABLE>\n'
        )
    for family in families(network):
        given = "".join(f"  <GIVEN>{escape(parent)}</GIVEN>\n" for parent in family.parents)
        rows = "\n".join(number_text(column, " ") for column in family.table.T)
        parts.append(
            f"<DEFINITION>\n  <FOR>{escape(family.name)}</FOR>\n{given}"
            f"  <TABLE>\n{rows}\n  </TABLE>\n</DEFINITION>\n"
        )
    return "".join((*parts, "</NETWORK>\n</BIF>\n"))
