"""Pipes and devices are written into; nothing takes their place."""

import os
import socket
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from lumpbayes.errors import WriteError
from lumpbayes.knowledge.writing import write_whole


def read_all(path: Path, found: list[bytes]) -> threading.Thread:
    """Read a pipe beside the test, until its writer has gone."""
    reader = threading.Thread(target=lambda: found.append(path.read_bytes()), daemon=True)
    reader.start()
    return reader


@pytest.mark.parametrize("private", [False, True])
def test_a_pipe_is_written_into(tmp_path: Path, private: bool) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path, 0o600)
    found: list[bytes] = []
    reader = read_all(path, found)
    write_whole(str(path), "lipoma", private=private)
    reader.join(60)
    assert found == [b"lipoma"]
    assert stat.S_ISFIFO(path.stat().st_mode)
    assert os.listdir(tmp_path) == ["pipe"]


def test_a_pipe_is_there_already(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(WriteError, match=r"pipe is there already: .* replace it: --force \(in"):
        write_whole(str(tmp_path / "pipe"), "lipoma", new=True)


def test_a_link_to_a_pipe_is_followed_unless_the_file_shall_be_private(tmp_path: Path) -> None:
    pipe, link = tmp_path / "pipe", tmp_path / "link"
    os.mkfifo(pipe)
    link.symlink_to(pipe)
    found: list[bytes] = []
    reader = read_all(pipe, found)
    write_whole(str(link), "lipoma")
    reader.join(60)
    assert found == [b"lipoma"]
    assert link.is_symlink()
    write_whole(str(link), "private", private=True)
    assert link.read_text() == "private"
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_a_pipe_whose_reader_has_gone(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    closing = threading.Timer(0.2, os.close, [handle])
    closing.start()
    with pytest.raises(WriteError, match="pipe cannot be written to its end: Broken pipe"):
        write_whole(str(path), b"x" * 1_000_000)
    closing.join()


def test_a_socket_is_neither(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # an address may not be long
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("socket")
        with pytest.raises(WriteError, match="cannot be written: it is neither a file nor a pipe"):
            write_whole("socket", "lipoma", private=True)
        assert stat.S_ISSOCK(os.stat("socket").st_mode)


@pytest.mark.parametrize("private", [False, True])
def test_a_name_of_an_open_file_goes_on_with_it(tmp_path: Path, private: bool) -> None:
    """As ``>(...)`` of bash, and ``/dev/stdout``, which this test leaves alone."""
    target = tmp_path / "out.txt"
    target.write_text("before\n")
    with open(target, "ab") as stream:
        name = f"/dev/fd/{stream.fileno()}"
        code = (
            "import sys; from lumpbayes.knowledge.writing import write_whole; "
            f"write_whole({name!r}, 'lipoma', private={private})"
        )
        subprocess.run([sys.executable, "-c", code], check=True, pass_fds=[stream.fileno()])
    assert target.read_text() == "before\nlipoma"
    assert os.listdir(tmp_path) == ["out.txt"]
