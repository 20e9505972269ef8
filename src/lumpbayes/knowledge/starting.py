"""A small model to begin one's own with: that of docs/how-to/own-complaint.md."""

from __future__ import annotations

import os
from pathlib import Path

from lumpbayes.knowledge.copying import new_folder

__all__ = ["start_tables"]

MODEL = "throat.toml"


def start_tables(folder: str) -> Path:
    """Write a sore throat with three causes and invented numbers into a new folder.

    Returns:
        The path of its model file.

    Raises:
        WriteError: the folder exists and is not empty, or is a file, and nothing is written; or
            it cannot be written.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as place:
    ...     start_tables(os.path.join(place, "mine")).name
    'throat.toml'
    """
    from shutil import copyfile

    source = os.path.join(os.path.dirname(__file__), "sore_throat")
    with new_folder(folder):
        os.makedirs(folder, exist_ok=True)
        for name in sorted(os.listdir(source)):
            copyfile(os.path.join(source, name), os.path.join(folder, name))
    return Path(folder, MODEL)
