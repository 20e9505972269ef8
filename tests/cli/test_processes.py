"""Real processes: windows, colours, pipes, signals, and outputs that cannot be written."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from rich.cells import cell_len

from tests.cli.terminal import Terminal, environment, python

LUMPBAYES = [sys.executable, "-m", "lumpbayes"]
QUERY = [*LUMPBAYES, "query", "fever=yes"]
WAITING = """
import sys
from lumpbayes.cli import main

class Announced:
    def __init__(self, stream):
        self.stream = stream

    @property
    def buffer(self):
        print("reading", flush=True)
        return self.stream.buffer

sys.stdin = Announced(sys.stdin)
sys.exit(main(["query", "--evidence", "-"]))
"""
FULL = "/dev/full"
needs_full = pytest.mark.skipif(not os.path.exists(FULL), reason=f"there is no {FULL} here")


def in_window(
    command: Sequence[str], columns: int = 120, **changes: str | None
) -> tuple[str, str, int]:
    """What a window shows, with and without its escapes, and the exit code."""
    with Terminal(command, columns=columns, env=environment(**changes)) as terminal:
        shown, code = terminal.rest()
        return terminal.raw, shown, code


@pytest.mark.parametrize(
    ("changes", "coloured"),
    [
        ({}, True),
        ({"NO_COLOR": "1"}, False),
        ({"NO_COLOR": ""}, True),
        ({"TERM": "dumb"}, False),
        ({"TERM": "dumb", "FORCE_COLOR": "1"}, True),
        ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
    ],
)
@pytest.mark.parametrize("command", [["query", "fever=yes"], ["tables", "show", "fever"]])
def test_colour_on_a_terminal(
    command: list[str], changes: Mapping[str, str], coloured: bool
) -> None:
    raw, _, code = in_window([*LUMPBAYES, *command], **changes)
    assert code == 0
    assert ("\x1b[" in raw) == coloured


@pytest.mark.parametrize(("changes", "coloured"), [({}, False), ({"FORCE_COLOR": "1"}, True)])
def test_colour_in_a_pipe(changes: Mapping[str, str], coloured: bool) -> None:
    run = subprocess.run(QUERY, capture_output=True, env=environment(**changes), check=True)
    assert (b"\x1b[" in run.stdout) == coloured


@pytest.mark.parametrize("columns", [20, 40, 60])
def test_a_narrow_window(columns: int) -> None:
    _, shown, code = in_window([*QUERY, "--all"], columns)
    assert code == 0
    lines = [line for line in shown.splitlines() if re.match(r" ?\d+  \S", line)]
    assert len(lines) == 18
    assert {cell_len(line) for line in lines} == {len(lines[0])}
    assert all(len(line) <= columns and line.endswith(" %") for line in lines)


@pytest.mark.parametrize("command", [["tables", "show"], ["tables", "show", "fever"], ["help"]])
def test_other_commands_in_a_narrow_window(command: list[str]) -> None:
    _, shown, code = in_window([*LUMPBAYES, *command], 20)
    assert code == 0
    assert "Traceback" not in shown


ASCII_ENVIRONMENTS = [
    {"PYTHONIOENCODING": "ascii"},
    {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    {"LC_ALL": "C"},
]


@pytest.mark.parametrize("changes", ASCII_ENVIRONMENTS)
@pytest.mark.parametrize("command", [["query", "fever=yes"], ["tables", "show", "size"]])
def test_a_locale_without_utf_8(changes: dict[str, str], command: list[str]) -> None:
    run = subprocess.run(
        [*LUMPBAYES, *command],
        capture_output=True,
        env=environment(**{"LANG": None, **changes}),
        check=True,
    )
    assert run.stderr == b""
    if changes != {"LC_ALL": "C"}:  # which Python takes for UTF-8
        assert run.stdout.isascii()
        assert command[0] != "query" or b" 58.1 %  ####" in run.stdout


def test_data_is_utf_8_whatever_the_locale(tmp_path: Path) -> None:
    for name in ("--json", "--csv"):
        plain, ascii_ = (
            subprocess.run(
                [*QUERY, name], capture_output=True, env=environment(**changes), check=True
            )
            for changes in ({}, ASCII_ENVIRONMENTS[0])
        )
        assert plain.stdout == ascii_.stdout
        plain.stdout.decode("utf-8")


@pytest.mark.parametrize("command", [QUERY, [*LUMPBAYES, "--help"], [*QUERY, "--json"]])
def test_the_reader_of_a_pipe_has_gone(command: list[str]) -> None:
    read, write = os.pipe()
    os.close(read)
    run = subprocess.run(
        command, stdout=write, stderr=subprocess.PIPE, env=environment(), check=False
    )
    os.close(write)
    assert (run.returncode, run.stderr) == (0, b"")


def test_a_pipe_to_head() -> None:
    script = '"$0" -m lumpbayes tables show | head -1; echo "${PIPESTATUS[@]}"'
    run = subprocess.run(
        ["bash", "-c", script, sys.executable], capture_output=True, env=environment(), check=True
    )
    assert run.stderr == b""
    assert run.stdout.startswith(b"variable ")
    assert run.stdout.endswith(b"\n0 0\n")


@needs_full
@pytest.mark.parametrize("command", [QUERY, [*LUMPBAYES, "--help"], [*QUERY, "--json"]])
def test_a_full_disk(command: list[str]) -> None:
    with open(FULL, "w") as full:
        run = subprocess.run(
            command, stdout=full, stderr=subprocess.PIPE, env=environment(), check=False
        )
    assert run.returncode == 2
    assert run.stderr == b"Error: standard output cannot be written: No space left on device\n"


def in_shell(redirection: str) -> subprocess.CompletedProcess[bytes]:
    script = f'"$0" -m lumpbayes query fever=yes {redirection}'
    return subprocess.run(
        ["sh", "-c", script, sys.executable], capture_output=True, env=environment(), check=False
    )


def test_a_closed_output() -> None:
    run = in_shell(">&-")
    assert run.returncode == 2
    assert run.stderr == b"Error: standard output is closed; nothing can be answered\n"
    assert in_shell(">&- 2>&-").returncode == 2


def test_an_output_that_can_only_be_read() -> None:
    run = in_shell("1</dev/null")
    assert run.returncode == 2
    assert run.stderr == b"Error: standard output cannot be written: Bad file descriptor\n"


@needs_full
def test_nobody_can_be_told() -> None:
    assert in_shell("fevr=yes 2>/dev/full").returncode == 2


def test_a_closed_input() -> None:
    run = in_shell("--evidence - <&-")
    assert run.returncode == 2
    assert run.stderr.startswith(b"Error: standard input cannot be read: it is closed;")


def test_interrupted_while_it_waits_for_input() -> None:
    with subprocess.Popen(
        python(WAITING),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline() == b"reading\n"
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 130
        assert process.stdout.read() == b""
        assert process.stderr.read() == b"\nError: interrupted\n"


def test_control_c_in_a_window() -> None:
    with Terminal(python(WAITING)) as terminal:
        terminal.until("reading\n")
        terminal.type("fever=yes\n")
        terminal.until("fever=yes\n")
        # The window echoes at once: a signal between that and the next read would wait for a key.
        time.sleep(0.5)
        terminal.type("\x03")
        assert terminal.rest() == ("^C\nError: interrupted\n", 130)
