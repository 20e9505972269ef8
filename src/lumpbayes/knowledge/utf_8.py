"""Text in UTF-8, and what is said of bytes that are none."""

from __future__ import annotations

__all__ = ["decoded"]


def decoded(data: bytes) -> str:
    r"""The text of some bytes, without a byte-order mark.

    Raises:
        ValueError: they are no UTF-8; names the line and the byte.

    >>> decoded(b"\xef\xbb\xbflump")
    'lump'
    >>> decoded(b"fever=yes\ncaf\xe9")
    Traceback (most recent call last):
    ...
    ValueError: line 2 holds the byte 0xe9, which is not UTF-8
    """
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ValueError(
            f"line {line} holds the byte 0x{data[error.start]:02x}, which is not UTF-8"
        ) from error
