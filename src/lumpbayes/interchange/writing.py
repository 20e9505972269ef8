"""A network written in any format, and read back before it is put in place."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

import numpy as np

from lumpbayes.errors import TablesError, WriteError
from lumpbayes.inference.network import Network
from lumpbayes.interchange.bif import bif_text
from lumpbayes.interchange.draft import Draft
from lumpbayes.interchange.formats import file_format
from lumpbayes.interchange.net import net_text
from lumpbayes.interchange.reading import parsed
from lumpbayes.interchange.source import GZIP_WINDOW
from lumpbayes.interchange.uai import uai_text
from lumpbayes.interchange.xdsl import xdsl_text
from lumpbayes.interchange.xmlbif import xmlbif_text
from lumpbayes.knowledge.model_file import shown_path
from lumpbayes.knowledge.writing import write_whole

__all__ = ["Written", "network_bytes", "write_by_ending", "write_network"]

WRITERS: Mapping[str, Callable[[Network, str], str]] = {
    "bif": bif_text,
    "xmlbif": xmlbif_text,
    "net": net_text,
    "xdsl": xdsl_text,
    "uai": uai_text,
}


class Written(NamedTuple):
    """A network as a file has it.

    Attributes:
        data: the file's content.
        lost: what the format has no place for, in words; empty where nothing is lost.
    """

    data: bytes
    lost: str


def write_network(
    network: Network, name: str, path: str, format: str, *, replace: bool = False
) -> str:
    """Write a network file, compressed if its name ends with ``.gz``.

    It is written under a temporary name, and put in place once it has been read back: every name
    that the format has, and every double bit for bit.

    Args:
        network: what to write.
        name: the network's name.
        path: where.
        format: one of ``lumpbayes.interchange.formats.FORMATS``.
        replace: whether a file that is there may be replaced.

    Returns:
        What the format has no place for, in words; empty where nothing is lost.

    Raises:
        WriteError: a file is there, a name that the format cannot hold, or a path that cannot be
            written; nothing was changed.
    """
    if os.path.isdir(path) or (os.path.lexists(path) and not replace):
        remedy = (
            "choose a file"
            if os.path.isdir(path)
            else "choose another, or replace it: --force (in Python force=True)"
        )
        raise WriteError(f"{shown_path(path)} exists: {remedy}")
    written = network_bytes(network, name, format)
    write_whole(path, _compressed(written.data) if path.lower().endswith(".gz") else written.data)
    return written.lost


def write_by_ending(network: Network, name: str, path: str, *, replace: bool = False) -> Path:
    """Write a network file in the format that its ending says; see :func:`write_network`.

    Returns:
        The path.

    Raises:
        TablesError: an ending that says no format.
        WriteError: as :func:`write_network`.
    """
    write_network(network, name, path, file_format(path), replace=replace)
    return Path(path)


def network_bytes(network: Network, name: str, format: str) -> Written:
    """The content of a network file, which has been read back and compared.

    Raises:
        WriteError: a name that the format cannot hold.
    """
    data = WRITERS[format](network, name).encode()
    try:
        draft = parsed(data, f"the {format} file", format)
    except TablesError as error:
        raise _not_the_same(format, str(error)) from error
    read = _as_named(draft, network) if format == "uai" else draft
    _check_same(network, read, format)
    return Written(data, _lost(network) if format == "uai" else "")


def _compressed(data: bytes) -> bytes:
    """In gzip format; zlib writes no time, so that the same always gives the same bytes."""
    import zlib

    packer = zlib.compressobj(wbits=GZIP_WINDOW)
    return packer.compress(data) + packer.flush()


def _lost(network: Network) -> str:
    return (
        f"UAI has no names: {network.names[0]} is var_0, its state {network.states[0][0]} is 0, "
        "and so on, in the order of the source"
    )


def _as_named(draft: Draft, network: Network) -> Draft:
    """The draft of a file without names, with the network's."""
    names = dict(zip(draft.states, network.names, strict=True))
    renamed = Draft(draft.source)
    renamed.states = dict(zip(network.names, network.states, strict=True))
    renamed.conditionals = {
        names[each]: conditional._replace(
            parents=tuple(names[parent] for parent in conditional.parents)
        )
        for each, conditional in draft.conditionals.items()
    }
    return renamed


def _check_same(network: Network, draft: Draft, format: str) -> None:
    if dict(zip(network.names, network.states, strict=True)) != draft.states:
        found = {*draft.states, *(s for states in draft.states.values() for s in states)}
        names = [*network.names, *(state for states in network.states for state in states)]
        odd = next((name for name in names if name not in found), names[0])
        raise _not_the_same(format, f"the name {odd!r}")
    for index, name in enumerate(network.names):
        conditional = draft.conditionals[name]
        table = network.tables[index].reshape(len(network.states[index]), -1)
        parents = tuple(network.names[parent] for parent in network.parents[index])
        if conditional.parents != parents or not np.array_equal(conditional.table, table):
            raise _not_the_same(format, f"the table of {name}")


def _not_the_same(format: str, what: str) -> WriteError:
    return WriteError(
        f"what would be written as {format} does not read back as it is ({what}); nothing was "
        "written. Choose another format, or rename what has odd signs or spaces in it"
    )
