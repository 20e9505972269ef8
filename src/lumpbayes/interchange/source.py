"""The text of a network file, and errors that name a place in it."""

from __future__ import annotations

import os
import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property

from lumpbayes.errors import Issue, Level, TablesError
from lumpbayes.knowledge.model_file import shown_path

__all__ = ["GZIP_WINDOW", "MOST_BYTES", "Source", "malformed", "read_bytes"]

MOST_BYTES = 256 * 1024**2
"""Largest file that is read, after decompression, unless the caller says otherwise."""

GZIP = b"\x1f\x8b"
GZIP_WINDOW = 31
"""zlib's code for the gzip format, with the largest window."""
LONGEST_SHOWN = 60


@dataclass(frozen=True)
class Source:
    """A file's text, and its path as messages show it."""

    shown: str
    text: str

    @cached_property
    def _ends(self) -> list[int]:
        """Where lines end."""
        return [match.start() for match in re.finditer("\n", self.text)]

    def place(self, offset: int) -> str:
        """``file:line`` of a position in the text."""
        return f"{self.shown}:{bisect_left(self._ends, offset) + 1}"

    def error(self, offset: int, found: str, expected: str, remedy: str) -> TablesError:
        """The error that names a position in the text."""
        return malformed(self.place(offset), found, expected, remedy)


def malformed(place: str, found: str, expected: str, remedy: str) -> TablesError:
    """The error that names a place, what was found there, what was expected, and the remedy."""
    shown = found if len(found) <= LONGEST_SHOWN else found[: LONGEST_SHOWN - 3] + "..."
    return TablesError([Issue(Level.ERROR, place, "", shown, expected, remedy)])


def read_bytes(path: str, size_limit: int) -> bytes:
    """The content of a file, decompressed if it is a gzip file, whatever it is called.

    Raises:
        TablesError: no such file, one that cannot be read, a broken gzip file, or more than
            ``size_limit`` bytes, of which no more are read.
    """
    shown = shown_path(path)
    if not os.path.isfile(path):
        found, remedy = "no such file", "Correct the path."
        if os.path.isdir(path):
            found = "a folder"
        elif os.path.exists(path):
            found, remedy = "a pipe or a device", "Write the network into a file."
        raise malformed(shown, found, "a network file", remedy)
    try:
        with open(path, "rb") as stream:
            data = stream.read(size_limit + 1)
    except OSError as error:
        found = error.strerror or str(error)
        raise malformed(
            shown, found, "a file that can be read", "Check its permissions."
        ) from error
    import zlib

    compressed = data.startswith(GZIP)
    if compressed and len(data) <= size_limit:
        try:
            data = _decompressed(data, size_limit + 1)
        except (EOFError, zlib.error) as error:
            remedy = "Download or compress the file again."
            raise malformed(shown, str(error), "a whole gzip file", remedy) from error
    if len(data) > size_limit:
        raise malformed(
            shown,
            f"more than {size_limit:,} bytes{' after decompression' if compressed else ''}",
            "a smaller file",
            "If the file can be trusted, pass a larger size_limit to read_network.",
        )
    return data


def _decompressed(data: bytes, most: int) -> bytes:
    """The content of a gzip file of one or more members; at most ``most`` bytes of it."""
    import zlib

    found = bytearray()
    while data:
        member = zlib.decompressobj(GZIP_WINDOW)
        found += member.decompress(data, most - len(found))
        if len(found) >= most:
            break
        if not member.eof:
            raise EOFError("a gzip file that ends too early")
        data = member.unused_data.lstrip(b"\0")  # padding
    return bytes(found)
