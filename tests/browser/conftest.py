"""The browser that the tests of this folder share, and a fresh page of it for each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.browser.harness import Watched, opened_browser

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


# Not for the whole session: while it is open, an event loop counts as running in this thread, and
# nobody else (a notebook's client) could run one.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A Chromium without a window."""
    with opened_browser() as browser:
        yield browser


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page in a context of its own, so without what another test left behind."""
    context = browser.new_context(viewport={"width": 1200, "height": 900})
    context.set_default_timeout(20_000)
    yield context.new_page()
    context.close()


@pytest.fixture
def watched(page: Page) -> Watched:
    """What ``page`` asked for and complained of; ask for it before the page goes anywhere."""
    return Watched(page)
