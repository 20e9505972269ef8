"""Where lines go, in colour or not, and what happens when they cannot."""

import errno
import io
import sys

import pytest

from lumpbayes.cli import main
from lumpbayes.cli.printing import (
    PIPED_WIDTH,
    complain,
    note,
    print_data,
    print_lines,
    silence,
    window_width,
)

RED = "\x1b[31mred\x1b[0m"


class Window(io.StringIO):
    """A terminal, as far as it matters."""

    def isatty(self) -> bool:
        return True


class Full(io.StringIO):
    """A stream that takes nothing."""

    def write(self, _: str) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")


@pytest.fixture(autouse=True)
def _no_wishes(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR", "TERM", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(
    ("wishes", "window", "pipe"),
    [
        ({}, RED, "red"),
        ({"NO_COLOR": "1"}, "red", "red"),
        ({"NO_COLOR": "", "FORCE_COLOR": ""}, RED, "red"),
        ({"FORCE_COLOR": "1"}, RED, RED),
        ({"TERM": "dumb"}, "red", "red"),
    ],
)
def test_colour(
    monkeypatch: pytest.MonkeyPatch, wishes: dict[str, str], window: str, pipe: str
) -> None:
    for name, value in wishes.items():
        monkeypatch.setenv(name, value)
    for stream, expected in ((Window(), window), (io.StringIO(), pipe)):
        monkeypatch.setattr(sys, "stdout", stream)
        print_lines([RED])
        assert stream.getvalue() == expected + "\n"


def test_the_width_is_the_window_s(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "47")
    monkeypatch.setattr(sys, "stdout", Window())
    assert window_width() == 47
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    assert window_width() == 47
    monkeypatch.delenv("COLUMNS")
    assert window_width() == PIPED_WIDTH


def test_messages_are_plain(capsys: pytest.CaptureFixture[str]) -> None:
    complain(f"it is {RED}\nreally", before=["first"])
    note("so\x07")
    assert capsys.readouterr() == ("", "first\nError: it is red\nreally\nNote: so\n")


def test_data_is_utf_8(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", stream)
    print_data("café \udcff")
    assert stream.buffer.getvalue() == "café \\udcff".encode()  # type: ignore[attr-defined]


def test_lines_in_an_encoding_without_bars(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", stream)
    print_lines(["█▌ café…"])
    assert stream.buffer.getvalue() == b"## caf?~\n"  # type: ignore[attr-defined]


def test_a_message_that_cannot_be_written_is_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", Full())
    complain("nobody reads this")


def test_silence(tmp_path: pytest.TempPathFactory) -> None:
    with open(f"{tmp_path}/file", "w+") as stream:
        stream.write("lost")
        silence(stream)
    with open(f"{tmp_path}/file") as stream:
        assert stream.read() == ""


def test_a_full_disk(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "stdout", Full())
    assert main(["query", "fever=yes"]) == 2
    expected = "Error: standard output cannot be written: No space left on device\n"
    assert capsys.readouterr().err == expected


def test_the_reader_of_a_pipe_has_gone(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def gone(_: object) -> None:
        raise BrokenPipeError(errno.EPIPE, "Broken pipe")

    monkeypatch.setattr("lumpbayes.cli.query.print_lines", gone)
    assert main(["query", "fever=yes"]) == 0
    assert capsys.readouterr() == ("", "")
