"""A network file of any format, read and checked."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import NamedTuple

from lumpbayes.errors import EvidenceError, Issue, TablesError, or_nearest
from lumpbayes.inference.network import Network
from lumpbayes.interchange.bif import parse_bif
from lumpbayes.interchange.checking import checked_network
from lumpbayes.interchange.draft import Draft
from lumpbayes.interchange.formats import file_format
from lumpbayes.interchange.net import parse_net
from lumpbayes.interchange.source import MOST_BYTES, Source, malformed, read_bytes
from lumpbayes.interchange.uai import parse_uai
from lumpbayes.interchange.xdsl import parse_xdsl
from lumpbayes.interchange.xmlbif import parse_xmlbif
from lumpbayes.knowledge.matching import composed
from lumpbayes.knowledge.model_file import shown_path
from lumpbayes.knowledge.problems import Problems

__all__ = ["NetworkFile", "parsed", "read_network"]

TEXT: Mapping[str, Callable[[Source], Draft]] = {
    "bif": parse_bif,
    "net": parse_net,
    "uai": parse_uai,
}
XML: Mapping[str, Callable[[bytes, str], Draft]] = {"xmlbif": parse_xmlbif, "xdsl": parse_xdsl}


NAMELESS = ("", "unknown", "unnamed", "untitled")
"""What programs write where a network has no name."""


class NetworkFile(NamedTuple):
    """A network file, read and checked.

    Attributes:
        network: its variables in file order, states and parents too.
        issues: what was put right; under a lenient policy errors too.
        name: the network's own name, or the file's without its endings.
        format: ``bif``, ``xmlbif``, ``net``, ``xdsl`` or ``uai``.
        shown: the file's path as messages show it.
    """

    network: Network
    issues: tuple[Issue, ...]
    name: str
    format: str
    shown: str


def read_network(
    path: str | os.PathLike[str],
    *,
    format: str | None = None,
    policy: str = "strict",
    size_limit: int = MOST_BYTES,
) -> NetworkFile:
    """Read a network file.

    Args:
        path: the file; a gzip file is decompressed, whatever it is called.
        format: ``bif``, ``xmlbif``, ``net``, ``xdsl`` or ``uai``; what the file's ending says when
            left out.
        policy: ``lenient`` divides rows that miss a sum of 1 by up to 5 % by their sum; ``strict``
            stops beyond 0.1 %.
        size_limit: most bytes to read, after decompression.

    Raises:
        TablesError: no such file, an unknown ending, too large a file, text that does not follow
            the format, or numbers that are no network; each problem names its line.
        TooLargeError: the tables would have too many numbers; nothing was allocated.
    """
    path = os.fspath(path)
    shown = shown_path(path)
    chosen = file_format(path) if format is None else format
    data = read_bytes(path, size_limit)
    draft = parsed(data, shown, chosen)
    problems = Problems()
    network = checked_network(draft, problems)
    if network is None or problems.stop(policy == "lenient"):
        raise TablesError(problems.listed())
    stem = os.path.basename(path).partition(".")[0]
    name = stem if draft.name.lower() in NAMELESS else draft.name
    return NetworkFile(network, problems.listed(), name, chosen, shown)


def parsed(data: bytes, shown: str, format: str) -> Draft:
    """What the content of a file states, in a format by name; see :func:`read_network`.

    Raises:
        EvidenceError: an unknown format.
    """
    if format in TEXT:
        return TEXT[format](_decoded(data, shown))
    if format in XML:
        return XML[format](data, shown)
    raise EvidenceError(f"format {format!r}: {or_nearest(format, (*TEXT, *XML))}")


def _decoded(data: bytes, shown: str) -> Source:
    try:
        return Source(shown, composed(data.decode("utf-8-sig").replace("\r\n", "\n")))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        found = f"the byte 0x{data[error.start]:02x}"
        raise malformed(
            f"{shown}:{line}", found, "text in UTF-8", "Save the file as UTF-8."
        ) from error
