"""Files as they are read: sizes, compression, what cannot be read."""

import gzip
import os
from pathlib import Path

import pytest

import lumpbayes as lb
from lumpbayes.interchange.source import Source, read_bytes


def test_a_place_is_a_line() -> None:
    source = Source("a.bif", "one\ntwo\n\nfour")
    assert [source.place(at) for at in (0, 3, 4, 8, 9)] == [f"a.bif:{n}" for n in (1, 1, 2, 3, 4)]


def test_a_long_text_is_cut_in_a_message() -> None:
    with pytest.raises(lb.TablesError, match=r"a\.bif:1: found x{57}\.\.\.; expected a number"):
        raise Source("a.bif", "").error(0, "x" * 1000, "a number", "Mend it.")


@pytest.mark.parametrize("packed", [False, True])
def test_the_limit_is_on_what_is_read(tmp_path: Path, packed: bool) -> None:
    path = tmp_path / "a.bif"
    path.write_bytes(gzip.compress(b"0" * 1000) if packed else b"0" * 1000)
    assert read_bytes(str(path), 1000) == b"0" * 1000
    with pytest.raises(lb.TablesError, match=r"found more than 999 bytes.*size_limit"):
        read_bytes(str(path), 999)


def test_a_small_file_that_would_be_large_is_not_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "bomb.bif.gz"
    path.write_bytes(gzip.compress(b"0" * 50_000_000))
    with pytest.raises(lb.TablesError, match="more than 60,000 bytes after decompression"):
        read_bytes(str(path), 60_000)


def test_several_members_and_padding(tmp_path: Path) -> None:
    path = tmp_path / "a.bif"
    path.write_bytes(gzip.compress(b"one") + gzip.compress(b"two") + b"\0\0")
    assert read_bytes(str(path), 100) == b"onetwo"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (gzip.compress(b"0" * 1000, mtime=0)[:-9], "ends too early"),
        (gzip.compress(b"0" * 1000, mtime=0)[:12] + b"\xff" * 20, "expected a whole gzip file"),
        (gzip.compress(b"0", mtime=0) + b"rubbish", "expected a whole gzip file"),
    ],
)
def test_a_broken_gzip_file(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "a.bif.gz"
    path.write_bytes(content)
    with pytest.raises(lb.TablesError, match=message):
        read_bytes(str(path), 10_000)


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(lb.TablesError, match="found no such file"):
        read_bytes(str(tmp_path / "a.bif"), 10)
    with pytest.raises(lb.TablesError, match="found a folder"):
        read_bytes(str(tmp_path), 10)
    os.mkfifo(tmp_path / "pipe.bif")
    with pytest.raises(
        lb.TablesError, match=r"found a pipe or a device; .* Write the network into"
    ):
        read_bytes(str(tmp_path / "pipe.bif"), 10)


def test_a_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.bif"
    path.write_text("")

    def refuse(*_: object) -> None:
        raise PermissionError(13, os.strerror(13))

    monkeypatch.setattr("builtins.open", refuse)
    with pytest.raises(lb.TablesError, match="Permission denied; expected a file that can be read"):
        read_bytes(str(path), 10)
