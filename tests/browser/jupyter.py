"""A real JupyterLab server for tests, which touches nothing of the user's, and a notebook in it."""

from __future__ import annotations

import json
import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

FOLDERS = {
    "HOME": "home",
    "IPYTHONDIR": "ipython",
    "JUPYTERLAB_SETTINGS_DIR": "settings",
    "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
    "JUPYTER_CONFIG_DIR": "config",
    "JUPYTER_DATA_DIR": "data",
    "JUPYTER_RUNTIME_DIR": "runtime",
    "XDG_CACHE_HOME": "cache",
    "XDG_CONFIG_HOME": "xdg-config",
    "XDG_DATA_HOME": "xdg-data",
}
START = 60.0
RUN = 60_000
STOP = 20


class Server:
    """A running JupyterLab.

    Attributes:
        url: its address, with a slash at the end.
        token: what lets one in.
        folder: its notebooks.
    """

    def __init__(self, url: str, token: str, folder: Path) -> None:
        self.url = url
        self.token = token
        self.folder = folder

    def write_notebook(self, name: str, cells: Sequence[str]) -> None:
        """A notebook of code cells in the server's folder."""
        import nbformat

        new = nbformat.v4
        book = new.new_notebook(cells=[new.new_code_cell(cell) for cell in cells])
        book.metadata["kernelspec"] = {
            "name": "python3",
            "display_name": "Python 3",
            "language": "python",
        }
        nbformat.write(book, self.folder / name)

    def open(self, page: Page, name: str) -> None:
        """Open a notebook, and wait until its kernel is there."""
        page.goto(f"{self.url}doc/tree/{name}?token={self.token}&reset")
        page.wait_for_function("() => window.jupyterapp", timeout=RUN)
        page.wait_for_function(
            """() => {
                const context = window.jupyterapp.shell.currentWidget?.sessionContext;
                return context?.session?.kernel?.status === "idle";
            }""",
            timeout=RUN,
        )


def command(page: Page, name: str, arguments: dict[str, Any] | None = None) -> None:
    """A command of JupyterLab, as its menus give it."""
    page.evaluate(
        "([name, given]) => window.jupyterapp.commands.execute(name, given)",
        [name, arguments or {}],
    )


@contextmanager
def started_server(root: Path) -> Iterator[Server]:
    """A JupyterLab with this Python as its kernel; all that it writes is below ``root``."""
    for library in ("jupyterlab", "nbformat", "anywidget"):
        pytest.importorskip(library, reason=f"{library} is not installed")
    folder = root / "notebooks"
    folder.mkdir(parents=True)
    paths = {name: str(root / each) for name, each in FOLDERS.items()}
    _settings(root / FOLDERS["JUPYTERLAB_SETTINGS_DIR"])
    environment = {**os.environ, **paths}
    for name in ("JUPYTER_PATH", "JUPYTER_CONFIG_PATH", "JUPYTER_TOKEN", "PYTEST_CURRENT_TEST"):
        environment.pop(name, None)
    port, token = _free_port(), secrets.token_hex(16)
    arguments = [
        "--no-browser",
        f"--ServerApp.port={port}",
        "--ServerApp.port_retries=0",
        "--ServerApp.ip=127.0.0.1",
        f"--ServerApp.root_dir={folder}",
        f"--IdentityProvider.token={token}",
        "--ServerApp.allow_root=True",
        "--ServerApp.log_level=ERROR",
        "--LabApp.expose_app_in_browser=True",
        "--LabApp.news_url=None",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        "--LabApp.extension_manager=readonly",
    ]
    log = root / "server.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", *arguments],
            env=environment,
            cwd=folder,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            server = Server(f"http://127.0.0.1:{port}/", token, folder)
            _wait(server, process, log)
            yield server
        finally:
            process.terminate()
            try:
                process.wait(STOP)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _settings(folder: Path) -> None:
    """No question about news in front of what is tested."""
    file = folder / "@jupyterlab" / "apputils-extension" / "notification.jupyterlab-settings"
    file.parent.mkdir(parents=True)
    file.write_text(json.dumps({"fetchNews": "false"}), encoding="utf-8")


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def _wait(server: Server, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + START
    while time.monotonic() < end:
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{server.url}api/status?token={server.token}") as answer:
                json.load(answer)
                return
        except OSError:
            time.sleep(0.2)
    pytest.fail(f"JupyterLab did not start: {log.read_text(errors='replace')[-2000:]}")
