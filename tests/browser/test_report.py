"""The report in a real browser, from the disk: fetches and runs nothing, is readable, prints."""

from __future__ import annotations

import random
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import lumpbayes as lb
from tests.browser.harness import Watched, printed_pages, serious_findings, too_wide
from tests.display.report_page import hostile_model

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.extras

SHEETS = 3


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Address of a report by what it is on."""
    folder = tmp_path_factory.mktemp("reports")
    engine = lb.load(backend="sweeps")
    found = {
        "few": engine.diagnose({"fever": "yes", "redness": "yes", "size_cm": 3}),
        "grave": engine.diagnose({"age_years": 67, "cancer_history": "yes", "pain": "severe"}),
        "twelve": engine.diagnose(twelve_findings(engine)),
        "many": engine.diagnose(every_finding(engine), setting="emergency"),
        "strange": engine.diagnose({"redness": "yes", "warmth": "no", "fever": "yes"}),
        "nothing": engine.diagnose(),
        "hostile": hostile_model(folder),
    }
    return {name: Path(dx.report(folder / f"{name}.html")).as_uri() for name, dx in found.items()}


def every_finding(engine: lb.Engine) -> dict[str, Any]:
    """All of history and examination, 31 findings, each as unusual as it may be."""
    variables = engine.knowledge.variables.values()
    asked = [each for each in variables if each.role in ("context", "finding")]
    return {each.name: each.states[0] for each in asked}


def twelve_findings(engine: lb.Engine) -> dict[str, Any]:
    """Of a patient whose report once took five sheets: much is told, and much is not known."""
    patient = engine.simulate(14, seed=5).iloc[6].drop(["cause", "setting"]).dropna()
    return dict(random.Random(6).sample(sorted(patient.items()), 12))


NAMES = ("few", "grave", "many", "strange", "nothing", "hostile")


@pytest.mark.parametrize("name", NAMES)
def test_it_asks_for_nothing_and_complains_of_nothing(
    page: Page, watched: Watched, reports: dict[str, str], name: str
) -> None:
    page.goto(reports[name])
    assert watched.requests == [reports[name]]
    assert watched.complaints == []
    assert watched.dialogs == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", NAMES)
def test_it_is_accessible(page: Page, reports: dict[str, str], name: str, scheme: Any) -> None:
    page.emulate_media(color_scheme=scheme)
    page.goto(reports[name])
    for fold in page.locator("details").all():
        fold.evaluate("each => { each.open = true; }")
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == {"light": "rgb(255, 255, 255)", "dark": "rgb(22, 24, 26)"}[scheme]
    assert serious_findings(page) == []


@pytest.mark.parametrize("width", [1200, 390, 320])
@pytest.mark.parametrize("name", NAMES)
def test_it_fits_the_window(page: Page, reports: dict[str, str], name: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(reports[name])
    assert too_wide(page) == []


@pytest.mark.parametrize("paper", ["A4", "Letter"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["few", "grave", "twelve", "many", "strange", "nothing"])
def test_it_prints_on_three_sheets(
    page: Page, reports: dict[str, str], name: str, scheme: Any, paper: str
) -> None:
    page.emulate_media(color_scheme=scheme)
    page.goto(reports[name])
    for fold in page.locator("details").all():
        fold.evaluate("each => { each.open = true; }")  # on paper it is folded all the same
    assert printed_pages(page, paper=paper) <= SHEETS


def test_paper_is_white_and_has_lines_to_fill_in(page: Page, reports: dict[str, str]) -> None:
    page.emulate_media(color_scheme="dark", media="print")
    page.goto(reports["few"])
    style = "getComputedStyle(document.querySelector('{}')).{}"
    assert page.evaluate(style.format("body", "backgroundColor")) == "rgb(255, 255, 255)"
    assert page.evaluate(style.format(".by-hand", "display")) == "flex"
    page.emulate_media(media="screen")
    assert page.evaluate(style.format(".by-hand", "display")) == "none"


def test_a_stranger_s_words_are_shown_as_text(
    page: Page, watched: Watched, reports: dict[str, str]
) -> None:
    page.goto(reports["hostile"])
    assert page.locator("script, img, iframe, object, link, form, input, svg").count() == 0
    assert page.locator("style").count() == 1
    assert "<script>alert(1)</script>" in page.inner_text("h1")
    assert '"><img src=x onerror=alert(2)>' in page.inner_text("main")
    assert page.evaluate("[...document.links].every(each => each.hash.startsWith('#source-'))")
    assert watched.dialogs == []


def test_citations_and_folds_work_without_a_script(page: Page, reports: dict[str, str]) -> None:
    page.goto(reports["many"])
    page.locator(".cited a").first.click()
    assert page.evaluate("document.querySelector(':target').id") == "source-1"
    fold = page.locator("details", has_text="findings of less weight").first
    assert not fold.locator("table").is_visible()
    fold.locator("summary").click()
    assert fold.locator("table").is_visible()
