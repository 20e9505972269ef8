"""The bytes of a file that is one: no pipe that keeps waiting, no device, and not without end."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable

__all__ = ["regular_bytes"]


def regular_bytes(
    path: str,
    most: int,
    *,
    links: bool = True,
    check: Callable[[os.stat_result], None] | None = None,
) -> bytes:
    """All that a regular file holds.

    Args:
        path: the file.
        most: bytes that it may have.
        links: whether a link of that name is followed.
        check: what is done with the status of the file that was opened, before it is read.

    Raises:
        OSError: it cannot be read, is no regular file, or is longer.
        ValueError: no file can have that name.
    """
    # A link could lead elsewhere, and a pipe that nobody writes to would keep us waiting.
    careful = getattr(os, "O_NONBLOCK", 0) | (0 if links else getattr(os, "O_NOFOLLOW", 0))
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0) | careful)
    try:
        status = os.fstat(handle)
        if stat.S_ISDIR(status.st_mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        if not stat.S_ISREG(status.st_mode):
            raise OSError("it is no regular file")
        if check is not None:
            check(status)
        with open(handle, "rb", closefd=False) as stream:
            data = stream.read(most + 1)
    finally:
        os.close(handle)
    if len(data) > most:
        raise OSError(f"it is longer than {most:,} bytes")
    return data
