"""Files that a page names: a path as it was typed, and one that is there already."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TypeVar

from lumpbayes.errors import EvidenceError, WriteError

__all__ = ["REPLACE", "typed_path", "written"]

REPLACE = "Replace the file if there is one"
"""The words beside the tick-box."""

Done = TypeVar("Done")


def typed_path(path: str, example: str) -> str:
    """A path as typed; ``~`` is the user's own folder.

    Raises:
        EvidenceError: there is none.

    >>> typed_path(" a.json ", "scenarios.json")
    'a.json'
    """
    if not path.strip():
        raise EvidenceError(f"no file is named: type a path such as {example}")
    return os.path.expanduser(path.strip())


def written(target: str, replace: bool, write: Callable[[], Done]) -> Done:
    """Write a file; what the function gives.

    Args:
        target: the file.
        replace: whether the tick-box is ticked.
        write: writes it.

    Raises:
        WriteError: it is there already, in the words of the page; or it cannot be written.
    """
    try:
        return write()
    except WriteError as error:
        if replace or not os.path.lexists(target):
            raise
        raise WriteError(
            f"{target} is there already, and was left as it is: tick “{REPLACE}”, or choose "
            "another name"
        ) from error
