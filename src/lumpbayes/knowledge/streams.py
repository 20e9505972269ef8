"""Names that are no files: pipes and devices, which are written into and never replaced."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedWriter

__all__ = ["OPEN_FILES", "is_stream", "opened_stream"]

OPEN_FILES = ("/dev", "/dev/fd")
"""Folders of names such as ``/dev/stdout`` and bash's ``>(...)``, which lead to an open file."""


def is_stream(path: str) -> bool:
    """Whether a name is that of a pipe or a device; a link is one only where the system makes it.

    Args:
        path: an absolute path.

    Raises:
        OSError: it is a disk or a socket, which is neither written into nor replaced.
    """
    made = os.path.dirname(path) in OPEN_FILES
    try:
        mode = os.stat(path).st_mode if made else os.lstat(path).st_mode
    except FileNotFoundError:
        return False
    if stat.S_ISBLK(mode) or stat.S_ISSOCK(mode):
        raise OSError("it is neither a file nor a pipe")
    return stat.S_ISFIFO(mode) or stat.S_ISCHR(mode) or (made and stat.S_ISREG(mode))


@contextmanager
def opened_stream(path: str) -> Iterator[BufferedWriter]:
    """A pipe or a device to write into; a file that is open already is gone on with."""
    with open(path, "ab") as stream:
        yield stream
