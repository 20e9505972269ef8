"""The harness sees what it is there to see."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.harness import Watched, printed_pages, serious_findings, too_wide

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.extras

BAD = """<!doctype html><html><head><title>bad</title></head><body>
<img src="http://127.0.0.1:9/picture.png"><div style="width:5000px">wide</div>
<p style="break-before:page">next</p><script>alert("here"); nowhere()</script></body></html>"""


def test_a_bad_page_is_seen_through(page: "Page", watched: Watched, tmp_path: Path) -> None:
    path = tmp_path / "bad.html"
    path.write_text(BAD, encoding="utf-8")
    page.goto(path.as_uri())
    assert watched.outside == ["http://127.0.0.1:9/picture.png"]
    assert watched.dialogs == ["here"]
    assert any("nowhere" in each for each in watched.complaints)
    assert any("image-alt" in each for each in serious_findings(page))
    assert any("wide" in each for each in too_wide(page))
    assert printed_pages(page, save=tmp_path / "bad.pdf") == 2
    assert (tmp_path / "bad.pdf").read_bytes().startswith(b"%PDF")


def test_a_good_page_has_no_findings(page: "Page", watched: Watched, tmp_path: Path) -> None:
    path = tmp_path / "good.html"
    path.write_text(
        '<!doctype html><html lang="en"><head><title>good</title></head><body><main>'
        "<h1>Good</h1></main></body></html>",
        encoding="utf-8",
    )
    page.goto(path.as_uri())
    assert (watched.outside, watched.complaints, watched.dialogs) == ([], [], [])
    assert serious_findings(page) == too_wide(page) == []
    assert printed_pages(page) == 1
