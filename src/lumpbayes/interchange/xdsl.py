"""XDSL, the format of GeNIe and SMILE: nodes ``cpt`` and ``deterministic``.

Source: the XDSL schema in the GeNIe manual. Among the probabilities the node's own state changes
fastest, then the last parent's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lumpbayes.errors import or_nearest
from lumpbayes.inference.network import Network
from lumpbayes.interchange.cursor import numbers_of
from lumpbayes.interchange.draft import Draft
from lumpbayes.interchange.family import Family, cannot_hold, families, number_text
from lumpbayes.interchange.source import malformed
from lumpbayes.interchange.xml_tree import Element, parse_xml

__all__ = ["parse_xdsl", "xdsl_text"]


def parse_xdsl(data: bytes, shown: str) -> Draft:
    """What an XDSL file states.

    Raises:
        TablesError: it is no XML, has entities, does not follow the format, or has nodes that are
            no discrete tables; names the line.
        TooLargeError: its tables would be too large.
    """
    root, source = parse_xml(data, shown)
    nodes = root.first("nodes")
    if root.name != "smile" or nodes is None:
        remedy = "Is it an XDSL file?"
        raise malformed(shown, f"the element {root.name}", "smile with nodes inside", remedy)
    draft = Draft(source)
    draft.name = root.attributes.get("id", "")
    for node in nodes.inside:
        _check_kind(draft, node)
        states = [state.attributes.get("id", "") for state in node.all("state")]
        draft.declare(node.attributes.get("id", ""), states, node.offset)
    for node in nodes.inside:
        _table(draft, node)
    return draft


def _check_kind(draft: Draft, node: Element) -> None:
    if node.name not in ("cpt", "deterministic") or "dynamic" in node.attributes:
        dynamic = "dynamic " if "dynamic" in node.attributes else ""
        raise draft.source.error(
            node.offset,
            f"the {dynamic}node {node.attributes.get('id', '')} of kind {node.name}",
            "cpt or deterministic",
            "Change its type to a general chance node in GeNIe, and save again.",
        )


def _table(draft: Draft, node: Element) -> None:
    name = node.attributes["id"]
    listed = node.first("parents")
    parents = [draft.known(each, node.offset) for each in (listed.text.split() if listed else ())]
    kind = "probabilities" if node.name == "cpt" else "resultingstates"
    found = node.first(kind)
    if found is None:
        raise draft.source.error(node.offset, f"{name} without {kind}", "its table", "Add it.")
    if node.name == "cpt":
        numbers = numbers_of(draft.source, found.text, found.offset)
    else:
        numbers = _certain(draft, name, found)
    draft.set_table(name, parents, numbers, found.offset, fastest="variable")


def _certain(draft: Draft, name: str, found: Element) -> list[float]:
    """Ones and zeros for the resulting states."""
    states = draft.states[name]
    numbers: list[float] = []
    for state in found.text.split():
        if state not in states:
            remedy = f"Correct the name: {or_nearest(state, states)}"
            raise draft.source.error(found.offset, repr(state), f"a state of {name}", remedy)
        numbers += [float(state == each) for each in states]
    return numbers


def xdsl_text(network: Network, name: str) -> str:
    """A network as an XDSL file in UTF-8, parents before children, without a layout to show.

    The network's name becomes an identifier; GeNIe wants variables and states to be such too.

    Raises:
        WriteError: a variable with spaces in its name.
    """
    from html import escape

    identifier = re.sub(r"\W", "_", name, flags=re.ASCII) or "network"
    parts = [
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<smile version="1.0" id="{identifier}" numsamples="10000" discsamples="10000">\n<nodes>\n'
    ]
    for family in _parents_first(network):
        if re.search(r"\s", family.name):
            raise cannot_hold("xdsl", family.name, "a variable's name has no spaces in it")
        states = "".join(f'  <state id="{escape(state)}" />\n' for state in family.states)
        parts.append(f'<cpt id="{escape(family.name)}">\n{states}{_table_text(family)}</cpt>\n')
    return "".join((*parts, "</nodes>\n</smile>\n"))


def _table_text(family: Family) -> str:
    from html import escape

    names = escape(" ".join(family.parents))
    given = f"  <parents>{names}</parents>\n" if family.parents else ""
    numbers = number_text(family.table.T.ravel(), " ")
    return f"{given}  <probabilities>{numbers}</probabilities>\n"


def _parents_first(network: Network) -> Iterator[Family]:
    from graphlib import TopologicalSorter

    listed = list(families(network))
    for index in TopologicalSorter(dict(enumerate(network.parents))).static_order():
        yield listed[index]
