"""The encoding of a CSV file: named by whoever gives the file, never guessed."""

from __future__ import annotations

import codecs
import io
from typing import BinaryIO, NamedTuple, TextIO

from lumpbayes.cases.case_problems import sentences
from lumpbayes.errors import EvidenceError, UnknownNameError, nearest_names, or_nearest
from lumpbayes.reasoning.arguments import not_expected

__all__ = ["AS_IT_SAYS", "UTF_8", "CsvForm", "decoded", "encoding_option", "proper_encoding"]

UTF_8 = "utf-8"

SAMPLE = 'a,b;c\t"1"\r\n'
"""What any encoding of a CSV file can write and read back."""

USUAL = ("utf-8", "utf-16", "cp1252", "latin-1", "cp1250", "cp437", "mac-roman", "shift-jis")
"""Encodings that a message proposes."""

HALVES = "lumpbayes.halves"
"""What Python calls our way with bytes that are no text."""

FOREIGN = {
    codecs.BOM_UTF32_LE: "UTF-32",
    codecs.BOM_UTF32_BE: "UTF-32",
    codecs.BOM_UTF16_LE: "UTF-16",
    codecs.BOM_UTF16_BE: "UTF-16",
    codecs.BOM_UTF8: "UTF-8",
    b"\x1f\x8b": "a gzip file (its name shall end in .gz)",
    b"PK\x03\x04": "a zip file or a spreadsheet (.xlsx)",
    b"PAR1\x15": "a Parquet file (its name shall end in .parquet)",
}
"""How files begin that say themselves what they are."""


class CsvForm(NamedTuple):
    """How a CSV file is written.

    Attributes:
        separator: a comma, a semicolon or a tab; the one that its header has when None.
        encoding: by any name that Python knows it by.
    """

    separator: str | None = None
    encoding: str = UTF_8


AS_IT_SAYS = CsvForm()


def proper_encoding(name: str) -> str:
    """An encoding by the name that Python gives it.

    Raises:
        UnknownNameError: there is none of that name that a CSV file can have.
        EvidenceError: no name at all.

    >>> proper_encoding("UTF8"), proper_encoding("utf-8-sig"), proper_encoding("Windows-1252")
    ('utf-8', 'utf-8', 'cp1252')
    """
    if not isinstance(name, str):
        raise not_expected("encoding", name, "the name of one, such as 'utf-8' or 'cp1252'")
    try:
        found = codecs.lookup(name)
        proper = found.name if SAMPLE.encode(name).decode(name) == SAMPLE else ""
    except (LookupError, UnicodeError, TypeError, ValueError):
        proper = ""
    if not proper:
        raise UnknownNameError(
            sentences(
                f"encoding {name!r}: there is no such encoding of text: {or_nearest(name, USUAL)}",
                "Excel saves utf-8 as 'CSV UTF-8', cp1252 as 'CSV' in western Europe, and utf-16 "
                "as 'Unicode Text'",
            ),
            nearest_names(name, USUAL),
        )
    return UTF_8 if proper == "utf-8-sig" else proper


def encoding_option(name: str) -> str:
    """How an encoding is named, in a shell and in Python.

    >>> encoding_option("cp1252")
    "--encoding cp1252 (in Python encoding='cp1252')"
    """
    return f"--encoding {name} (in Python encoding={name!r})"


def decoded(data: io.BufferedReader | BinaryIO, shown: str, encoding: str) -> TextIO:
    """The text of a file; a byte that is no text becomes half a character.

    Args:
        data: the file.
        shown: the file as messages name it.
        encoding: as :func:`proper_encoding` names it.

    Raises:
        EvidenceError: the file says itself that it is something else.
    """
    buffered = data if isinstance(data, io.BufferedReader) else io.BufferedReader(data)  # type: ignore[type-var]
    _check_begin(buffered.peek(8)[:8], shown, encoding)
    if encoding == UTF_8:
        own, errors = "utf-8-sig", "surrogateescape"
    else:
        codecs.register_error(HALVES, _halves)
        own, errors = encoding, HALVES
    return io.TextIOWrapper(buffered, encoding=own, errors=errors, newline="")


def _halves(error: UnicodeError) -> tuple[str, int]:
    """Half a character for each byte: what ``surrogateescape`` does, of every byte."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    wrong = error.object[error.start : error.end]
    return "".join(chr(0xDC00 + byte) for byte in wrong), error.end


def _check_begin(begin: bytes, shown: str, encoding: str) -> None:
    for mark, what in FOREIGN.items():
        if begin.startswith(mark):
            _check_mark(what, shown, encoding)
            return
    if encoding == "utf-16":
        raise EvidenceError(
            f"{shown} does not begin with the mark of UTF-16: leave the encoding out where it is "
            f"UTF-8, or name the order of its bytes, utf-16-be or: {encoding_option('utf-16-le')}"
        )


def _check_mark(what: str, shown: str, encoding: str) -> None:
    """Raise where a file is another thing than its encoding says."""
    if encoding.upper().startswith(what):
        return
    named = encoding.upper() if encoding == UTF_8 else encoding
    remedy = "Save it as 'CSV UTF-8', or name it as what it is"
    if what == "UTF-8":
        remedy = "Leave the encoding out"
    elif what.startswith("UTF"):
        remedy = f"Save it as 'CSV UTF-8', or read it with {encoding_option(what.lower())}"
    raise EvidenceError(f"{shown} is {what}: expected CSV in {named}. {remedy}")
