"""Work that can be interrupted: parts in a folder beside the output, and what they were made of.

A part counts once its record is there, which is written last and whole. Whoever gives the same
command again goes on behind the last part; anything else is refused, as it would mix answers.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any

from lumpbayes.errors import WriteError
from lumpbayes.knowledge.model_file import shown_path
from lumpbayes.knowledge.writing import not_written, take_name, write_whole

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]
try:
    import msvcrt
except ImportError:  # everything else
    msvcrt = None  # type: ignore[assignment]

__all__ = ["FORCE", "PartialFolder", "only_one"]

FOLLOWING = ("columns of the answers",)
"""What follows from the rest, and is told only where nothing else differs."""

LONGEST_SHOWN = 100
"""Characters that a difference is shown in."""

FORCE = "--force (in Python force=True)"
"""How what is there is replaced."""

MANIFEST = "manifest.json"
LOCK = ".lumpbayes-lock"

OURS = {"made by": "lumpbayes batch"}
"""What a manifest begins with, so that no stranger's folder is ever emptied."""

TEMPORARY = re.compile(r"\.lumpbayes-[a-z0-9_]{8}")
"""Files that are being written."""

PART = re.compile(r"part-\d{6,}(\.json)?|whole")


class PartialFolder:
    """The folder of parts of one output.

    Attributes:
        path: of the folder.
        target: the output; of a link, what it links to.
    """

    def __init__(self, target: str) -> None:
        self.target = os.path.realpath(target) if os.path.islink(target) else target
        self.path = f"{self.target}.partial"

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
        wanted = json.dumps({**OURS, **made_of}, indent=1, sort_keys=True)
        if restart or not os.path.exists(manifest):
            self.clear()
            write_whole(manifest, wanted)
            return 0
        found = self._manifest()
        if found is None:
            raise self._strange(MANIFEST)
        if found != json.loads(wanted):
            raise WriteError(
                f"{shown_path(self.path)} holds parts of an interrupted run, which differs in "
                f"{_difference(found, made_of)}: give the same command as then to go on, or "
                "--restart to begin again (in Python BatchOptions(restart=True))"
            )
        return self.parts

    @property
    def parts(self) -> int:
        """How many parts there are, from the first on."""
        count = 0
        while os.path.exists(self.file(f"{_name(count)}.json")):
            count += 1
        return count

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

    def place(self, name: str, new: bool) -> None:
        """Move a file to the place of the output, by the rules of ``write_whole``.

        Args:
            name: of the file, in the folder.
            new: whether the output must not be there yet, not even as a link.

        Raises:
            WriteError: it is there though it should be new.
        """
        mode = 0o644
        if not new and os.path.exists(self.target):
            mode = os.stat(self.target).st_mode & 0o777
        os.chmod(self.file(name), mode)
        if new:
            _place_new(self.file(name), self.target)
        else:
            os.replace(self.file(name), self.target)

    def clear(self) -> None:
        """Remove what an earlier run left; nothing else may be there.

        Raises:
            WriteError: the folder holds something else, and nothing was removed.
        """
        own = PART if self._manifest() is not None else None
        names = sorted(os.listdir(self.path), key=_order)
        names = [name for name in names if name != LOCK]
        for name in names:
            if not _is_ours(name, own):
                raise self._strange(name)
        for name in names:
            os.unlink(self.file(name))

    def leave(self) -> None:
        """Remove the folder if nothing but its lock is in it."""
        with suppress(OSError):
            if os.listdir(self.path) == [LOCK]:
                os.unlink(self.file(LOCK))
                os.rmdir(self.path)

    def _manifest(self) -> dict[str, Any] | None:
        """What the parts were made of; None where no manifest of ours is there."""
        try:
            with open(self.file(MANIFEST), encoding="utf-8") as stream:
                found = json.load(stream)
        except (OSError, ValueError):
            return None
        return found if isinstance(found, dict) and found.items() >= OURS.items() else None

    def _strange(self, name: str) -> WriteError:
        return WriteError(
            f"{shown_path(self.path)} holds {name!r}, which is no part of an interrupted run: move "
            "it away, or choose another name for the output"
        )


def _place_new(file: str, path: str) -> None:
    """Give a file a name that nobody has, whoever else tries it now."""
    try:
        take_name(file, path)
    except FileExistsError as error:
        raise WriteError(
            f"{shown_path(path)} is there already, since a moment ago: choose another name, or "
            f"replace it: {FORCE}"
        ) from error


def _name(number: int) -> str:
    return f"part-{number:06}"


def _is_ours(name: str, own: re.Pattern[str] | None) -> bool:
    if TEMPORARY.fullmatch(name):
        return True
    return own is not None and (name == MANIFEST or own.fullmatch(name) is not None)


def _order(name: str) -> tuple[bool, bool, str]:
    """The order in which files go: no record outlives its part's data, no part the manifest."""
    return name == MANIFEST, not name.endswith(".json"), name


def _difference(found: Mapping[str, Any], made_of: Mapping[str, Any]) -> str:
    """What differs, in words."""
    now = json.loads(json.dumps(made_of))
    differ = [key for key in now if found.get(key) != now[key]]
    told = [key for key in differ if key not in FOLLOWING] or differ
    return ", ".join(_then_and_now(key, found.get(key), now[key]) for key in told)


def _then_and_now(key: str, before: object, value: object) -> str:
    """What was made of, then and now, where that is short."""
    name = key.replace("_", "-")
    shown = f"{name} (then {_word(before)}, now {_word(value)})"
    return shown if len(shown) <= LONGEST_SHOWN and not isinstance(value, Mapping) else name


def _word(value: object) -> str:
    return "nothing" if value is None else json.dumps(value)


@contextmanager
def only_one(folder: PartialFolder) -> Iterator[None]:
    """Hold the folder's lock, which ends with the program however that ends.

    Raises:
        WriteError: another program holds it, or the folder cannot be made.
    """
    lock = folder.file(LOCK)
    try:
        os.makedirs(folder.path, 0o700, exist_ok=True)  # of patients, until it has its place
        handle = os.open(lock, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise not_written(folder.path, error) from error
    try:
        if not _locked(handle) or not _is_there(handle, lock):
            raise WriteError(
                f"{shown_path(folder.target)} is being written by another program: wait for it, or "
                "choose another name"
            )
        try:
            yield
        finally:
            folder.leave()
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
