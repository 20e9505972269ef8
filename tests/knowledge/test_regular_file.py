"""Bytes of files that are files."""

import os
from pathlib import Path

import pytest

from lumpbayes.knowledge.regular_file import regular_bytes


def test_all_that_a_file_holds(tmp_path: Path) -> None:
    file = tmp_path / "a"
    file.write_bytes(b"a\r\n\x1a")
    seen = []
    data = regular_bytes(str(file), 4, check=lambda status: seen.append(status.st_size))
    assert (data, seen) == (b"a\r\n\x1a", [4])
    with pytest.raises(OSError, match="it is longer than 3 bytes"):
        regular_bytes(str(file), 3)


def test_no_such_file(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        regular_bytes(str(tmp_path / "a"), 3)
    with pytest.raises(ValueError, match="null"):
        regular_bytes("a\0b", 3)


@pytest.mark.skipif(os.name != "posix", reason="pipes and links are POSIX")
def test_what_is_none(tmp_path: Path) -> None:
    with pytest.raises(IsADirectoryError, match="Is a directory"):
        regular_bytes(str(tmp_path), 3)
    os.mkfifo(tmp_path / "pipe")  # nobody writes to it
    with pytest.raises(OSError, match="it is no regular file"):
        regular_bytes(str(tmp_path / "pipe"), 3)
    (tmp_path / "a").write_bytes(b"a")
    (tmp_path / "link").symlink_to(tmp_path / "a")
    assert regular_bytes(str(tmp_path / "link"), 3) == b"a"
    with pytest.raises(OSError, match="symbolic links"):
        regular_bytes(str(tmp_path / "link"), 3, links=False)


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="no list of open files")
def test_nothing_stays_open(tmp_path: Path) -> None:
    def refuse(_: os.stat_result) -> None:
        raise OSError("no")

    (tmp_path / "a").write_bytes(b"a")
    before = len(os.listdir("/proc/self/fd"))
    with pytest.raises(OSError, match="no"):
        regular_bytes(str(tmp_path / "a"), 3, check=refuse)
    with pytest.raises(IsADirectoryError):
        regular_bytes(str(tmp_path), 3)
    assert len(os.listdir("/proc/self/fd")) == before
