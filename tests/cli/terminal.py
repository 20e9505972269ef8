"""A real process under a pseudo-terminal: what a person types, and what the window then shows."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import sys
import sysconfig
import termios
import time
from collections.abc import Mapping, Sequence
from types import TracebackType

SCRIPTS = sysconfig.get_path("scripts")
PATIENCE = 30.0
OWN_TERMINAL = """
import fcntl, os, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
os.execvp(sys.argv[1], sys.argv[1:])
"""
ESCAPES = re.compile(
    r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[()][0-9A-B]|[=>78])"
)


def environment(**changes: str | None) -> dict[str, str]:
    """A person's plain environment, with the package's command first; None takes a name away."""
    found: dict[str, str | None] = {
        "PATH": SCRIPTS + os.pathsep + os.environ.get("PATH", os.defpath),
        "HOME": os.environ.get("HOME", "/"),
        "LANG": "C.UTF-8",
        "TERM": "xterm",
    } | changes
    return {name: value for name, value in found.items() if value is not None}


class Terminal:
    """A process in a window of its own, with job control."""

    def __init__(
        self,
        command: Sequence[str],
        *,
        columns: int = 200,
        env: Mapping[str, str] | None = None,
    ) -> None:
        self.master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
        self.process = subprocess.Popen(
            [*python(OWN_TERMINAL), *command],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=dict(environment() if env is None else env),
            start_new_session=True,
        )
        os.close(slave)
        self.raw = ""

    def __enter__(self) -> Terminal:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self.master)

    @property
    def shown(self) -> str:
        """Everything so far, without escapes."""
        return ESCAPES.sub("", self.raw).replace("\r", "")

    def type(self, text: str) -> None:
        os.write(self.master, text.encode())

    def until(self, pattern: str, patience: float = PATIENCE) -> str:
        """Wait for a pattern in what is shown; returns and forgets everything up to its end."""
        end = time.monotonic() + patience
        while not (match := re.search(pattern, self.shown)):
            left = end - time.monotonic()
            if left <= 0 or not self._read(left):
                raise AssertionError(f"{pattern!r} was not shown; only:\n{self.shown}")
        seen, rest = self.shown[: match.end()], self.shown[match.end() :]
        self.raw = rest
        return seen

    def rest(self, patience: float = PATIENCE) -> tuple[str, int]:
        """What is shown until the process ends, and its exit code."""
        end = time.monotonic() + patience
        while (left := end - time.monotonic()) > 0 and self._read(left):
            pass
        return self.shown, self.process.wait(timeout=max(0.1, end - time.monotonic()))

    def _read(self, patience: float) -> bool:
        """Read something; False at the end, or when nothing comes."""
        if not select.select([self.master], [], [], patience)[0]:
            return False
        try:
            data = os.read(self.master, 65536)
        except OSError:  # Linux says EIO when the last process of a terminal has gone
            return False
        self.raw += data.decode(errors="replace")
        return bool(data)


def python(code: str) -> list[str]:
    """A command that runs a piece of Python with this interpreter."""
    return [sys.executable, "-c", code]
