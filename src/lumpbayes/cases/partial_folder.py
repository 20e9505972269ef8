"""Work that can be interrupted: parts in a folder beside the output, and what they were made of.

A part counts once its record is there, which is written last and whole. Whoever gives the same
command again goes on behind the last part; anything else is refused, as it would mix answers.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from lumpbayes.errors import WriteError
from lumpbayes.knowledge.model_file import shown_path
from lumpbayes.knowledge.writing import not_written, write_whole

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]
try:
    import msvcrt
except ImportError:  # everything else
    msvcrt = None  # type: ignore[assignment]

__all__ = ["PartialFolder", "only_one"]

MANIFEST = "manifest.json"
LOCK = "lock"


class PartialFolder:
    """The folder of parts of one output.

    Attributes:
        path: of the folder.
        target: the output.
    """

    def __init__(self, target: str) -> None:
        self.target = target
        self.path = f"{target}.partial"

    def begin(self, made_of: Mapping[str, Any], restart: bool) -> int:
        """Start, or go on.

        Args:
            made_of: everything that the parts depend on, as plain data.
            restart: whether what is there shall be thrown away.

        Returns:
            How many parts are there already.

        Raises:
            WriteError: the parts that are there were made of something else, or the folder cannot
                be written.
        """
        manifest = self.file(MANIFEST)
        wanted = json.dumps(made_of, indent=1, sort_keys=True)
        if restart or not os.path.exists(manifest):
            self._clear()
            write_whole(manifest, wanted)
            return 0
        with open(manifest, encoding="utf-8") as stream:
            found = stream.read()
        if found != wanted:
            raise WriteError(
                f"{shown_path(self.path)} holds parts of an interrupted run, which differs in "
                f"{_difference(found, made_of)}: give the same command as then to go on, or "
                "--restart to begin again"
            )
        parts = 0
        while os.path.exists(self.file(f"{_name(parts)}.json")):
            parts += 1
        return parts

    def file(self, name: str) -> str:
        """The path of a file in the folder."""
        return os.path.join(self.path, name)

    def part(self, number: int) -> str:
        """The file that holds a part."""
        return self.file(_name(number))

    def add(self, number: int, data: bytes, record: Mapping[str, Any]) -> None:
        """Keep a part, and then its record, without which it does not count.

        Raises:
            WriteError: it cannot be written.
        """
        write_whole(self.part(number), data)
        write_whole(self.file(f"{_name(number)}.json"), json.dumps(record))

    def record(self, number: int) -> dict[str, Any]:
        """What was kept with a part."""
        with open(self.file(f"{_name(number)}.json"), encoding="utf-8") as stream:
            found: dict[str, Any] = json.load(stream)
        return found

    def _clear(self) -> None:
        """Remove what an earlier run left; nothing else may be there."""
        for name in sorted(os.listdir(self.path)):
            if name != LOCK and not _is_ours(name):
                raise WriteError(
                    f"{shown_path(self.path)} holds {name!r}, which is no part of an interrupted "
                    "run: move it away, or choose another name for the output"
                )
        for name in sorted(os.listdir(self.path)):
            if name != LOCK:
                os.unlink(self.file(name))

    def remove(self) -> None:
        """Remove the folder with all parts."""
        self._clear()
        os.unlink(self.file(LOCK))
        os.rmdir(self.path)


def _name(number: int) -> str:
    return f"part-{number:06}"


def _is_ours(name: str) -> bool:
    return name.startswith(("part-", ".lumpbayes-", "whole")) or name == MANIFEST


def _difference(found: str, made_of: Mapping[str, Any]) -> str:
    """The first thing that differs, in words."""
    try:
        earlier = json.loads(found)
    except ValueError:
        return "a manifest that cannot be read"
    for key, value in made_of.items():
        before = earlier.get(key)
        if before != json.loads(json.dumps(value)):
            return f"{key} (then {json.dumps(before)}, now {json.dumps(value)})"
    return "what it was made of"


@contextmanager
def only_one(folder: PartialFolder) -> Iterator[None]:
    """Hold the folder's lock, which ends with the program however that ends.

    Raises:
        WriteError: another program holds it, or the folder cannot be made.
    """
    lock = folder.file(LOCK)
    try:
        os.makedirs(folder.path, exist_ok=True)
        handle = os.open(lock, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise not_written(folder.path, error) from error
    try:
        if not _locked(handle) or not _is_there(handle, lock):
            raise WriteError(
                f"{shown_path(folder.target)} is being written by another program: wait for it, or "
                "choose another name"
            )
        yield
    finally:
        os.close(handle)


def _is_there(handle: int, path: str) -> bool:
    """Whether the file that is open still has its name: the other program may just have ended."""
    return os.path.exists(path) and os.path.samestat(os.fstat(handle), os.stat(path))


def _locked(handle: int) -> bool:
    """Lock a file without waiting; the system unlocks it when the program ends."""
    try:
        if fcntl is not None:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        elif msvcrt is not None:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
    except OSError:
        return False
    return True
