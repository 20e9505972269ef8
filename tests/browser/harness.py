"""A real browser for tests: what a page asked for, what it complained of, what axe finds in it.

A page that is not accessible, asks the network for something, or logs an error is a failed test.
axe-core (https://github.com/dequelabs/axe-core) checks WCAG 2.1 A and AA and its own best
practices; ``make extras`` installs it.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).parents[2]
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = ("--no-sandbox", "--disable-background-networking")
AXE = Path("node_modules/axe-core/axe.min.js")
SERIOUS = ("serious", "critical")
LOCAL = re.compile(r"(file|data|blob|about):")
RUN_AXE = """async () => {
    const found = await axe.run(document, {resultTypes: ["violations"]});
    return found.violations.map(each => ({
        id: each.id, impact: each.impact, help: each.help,
        targets: each.nodes.map(node => node.target.join(" ")),
    }));
}"""


def browser_path() -> str:
    """A Chromium of the system; the test is skipped where there is none."""
    found = [path for name in BROWSERS if (path := shutil.which(name))]
    if not found:
        pytest.skip(f"no browser here: none of {', '.join(BROWSERS)} is on the path")
    return found[0]


@contextmanager
def opened_browser() -> Iterator[Browser]:
    """A Chromium without a window; the test is skipped where it or playwright is missing."""
    driver = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    path = browser_path()
    with driver.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield browser
        browser.close()


class Watched:
    """What a page asked for and complained of, since it was opened.

    Attributes:
        requests: the addresses that were asked for, in order.
        complaints: console messages of the levels error and warning, and uncaught exceptions.
        dialogs: what ``alert`` and its like said; each was dismissed.
    """

    def __init__(self, page: Page) -> None:
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.dialogs: list[str] = []
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.complaints.append(f"uncaught: {error}"))
        page.on("dialog", self._dismiss)

    @property
    def outside(self) -> list[str]:
        """The addresses beyond file:, data:, blob: and about:, so those of the network."""
        return [url for url in self.requests if not LOCAL.match(url)]

    def _heard(self, message: Any) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"{message.type}: {message.text}")

    def _dismiss(self, dialog: Any) -> None:
        self.dialogs.append(dialog.message)
        dialog.dismiss()


def axe_script() -> str:
    """The text of axe-core; the test is skipped where it is not installed."""
    folder = Path(os.environ.get("LUMPBAYES_AXE") or ROOT / ".venv" / "axe")
    path = folder if folder.suffix == ".js" else folder / AXE
    if not path.is_file():
        pytest.skip(f"no axe-core at {path}: npm install --prefix .venv/axe axe-core")
    return path.read_text(encoding="utf-8")


def serious_findings(page: Page) -> list[str]:
    """What axe-core finds serious or critical: a line each, with the elements it is about."""
    page.evaluate(axe_script())  # not a <script>, which a page's own policy may forbid
    found: list[dict[str, Any]] = page.evaluate(RUN_AXE)
    return [
        f"{each['impact']} {each['id']}: {each['help']}: {each['targets']}"
        for each in found
        if each["impact"] in SERIOUS
    ]


def printed_pages(page: Page, *, paper: str = "A4", save: Path | None = None) -> int:
    """How many sheets the page takes when printed.

    Args:
        page: the page.
        paper: ``A4``, ``Letter`` ...
        save: where the PDF is written, to be looked at.
    """
    reader = pytest.importorskip("pypdf", reason="pypdf is not installed")
    printed = page.pdf(format=paper, prefer_css_page_size=False)
    if save is not None:
        save.write_bytes(printed)
    return len(reader.PdfReader(BytesIO(printed)).pages)


def too_wide(page: Page) -> list[str]:
    """What sticks out to the right of the window where the page would have to be scrolled."""
    found: list[str] = page.evaluate(
        """() => document.documentElement.scrollWidth <= window.innerWidth ? [] :
        [...document.querySelectorAll("body *")]
            .filter(each => each.getBoundingClientRect().right > window.innerWidth + 1)
            .map(each => each.tagName + "." + each.className + ": " + each.textContent.slice(0, 40))
        """
    )
    return found
