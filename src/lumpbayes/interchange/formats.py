"""The formats by name, and which a file's ending says."""

from __future__ import annotations

import os
from collections.abc import Mapping

from lumpbayes.interchange.source import malformed
from lumpbayes.knowledge.model_file import shown_path

__all__ = ["ENDINGS", "FORMATS", "file_format", "is_network_file"]

ENDINGS: Mapping[str, str] = {
    ".bif": "bif",
    ".xml": "xmlbif",
    ".xmlbif": "xmlbif",
    ".bifxml": "xmlbif",
    ".net": "net",
    ".xdsl": "xdsl",
    ".uai": "uai",
}
FORMATS = tuple(dict.fromkeys(ENDINGS.values()))


def file_format(path: str) -> str:
    """The format that a file's ending says; ``.gz`` behind it is passed over.

    Raises:
        TablesError: it says none.

    >>> file_format("alarm.bif.gz"), file_format("Asia.XML")
    ('bif', 'xmlbif')
    """
    ending = _ending(path)
    if ending not in ENDINGS:
        expected = "one of " + ", ".join(ENDINGS) + ", or these with .gz"
        raise malformed(
            shown_path(path), f"the ending {ending!r}", expected, "Rename it, or name its format."
        )
    return ENDINGS[ending]


def is_network_file(path: str) -> bool:
    """Whether the file's ending is that of a network file.

    >>> is_network_file("alarm.bif.gz"), is_network_file("models/back_lump.toml")
    (True, False)
    """
    return _ending(path) in ENDINGS


def _ending(path: str) -> str:
    name = os.path.basename(path).lower().removesuffix(".gz")
    return os.path.splitext(name)[1]
