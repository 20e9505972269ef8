"""One writer at a time, for files that are read, added to and written again."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from lumpbayes.errors import WriteError
from lumpbayes.knowledge.model_file import shown_path
from lumpbayes.knowledge.writing import not_written

__all__ = ["file_lock"]

WAIT = 10.0
"""Seconds to wait for another writer, who takes milliseconds."""
PAUSE = 0.02
"""Seconds between two looks."""


@contextmanager
def file_lock(path: str) -> Iterator[None]:
    """Hold a file's lock, ``.<name>.lock`` beside it, which only one program can have made.

    A program that is killed while it writes leaves its lock behind. That lock is never taken for
    stale, as two programs could do so at once: it is named, to be removed by hand.

    Args:
        path: the file, which need not be there.

    Raises:
        WriteError: no lock can be made there, or another program has held it for ``WAIT`` seconds.
    """
    folder, name = os.path.split(os.path.abspath(path))
    lock = os.path.join(folder, f".{name}.lock")
    _make(lock, path)
    try:
        yield
    finally:
        with suppress(OSError):
            os.unlink(lock)


def _make(lock: str, path: str) -> None:
    until = time.monotonic() + WAIT
    while True:
        try:
            os.close(os.open(lock, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
            return
        except FileExistsError as error:
            if time.monotonic() > until:
                raise WriteError(
                    f"{shown_path(path)} is being written by another program, and nothing was "
                    "changed: try again; if no other runs, one was stopped as it wrote, and "
                    f"{shown_path(lock)} is to be removed"
                ) from error
        except OSError as error:
            raise not_written(path, error) from error
        time.sleep(PAUSE)
