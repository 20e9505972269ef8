"""A report as a file, for whoever asked for it alone."""

from __future__ import annotations

from pathlib import Path

from lumpbayes.knowledge.writing import write_whole

__all__ = ["save_report"]


def save_report(path: str, page: str, force: bool) -> Path:
    """Write a report, which holds what was found in a patient: its owner alone may read it.

    Args:
        path: the file.
        page: its text.
        force: whether a file of that name is replaced.

    Raises:
        WriteError: there is such a file, or it cannot be written.
    """
    write_whole(path, page, private=True, new=not force)
    return Path(path)
