"""The documentation site: it builds without a warning, works from disk, and shows tables as text.

Built once, offline, into a folder of its own; then its pages are read as a browser would.
"""

import dataclasses
import doctest
import html
import itertools
import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from pathlib import Path
from types import ModuleType
from urllib.parse import unquote, urldefrag

import pytest

import lumpbayes as lb
import website.markdown
from lumpbayes import results
from lumpbayes.cli import main
from lumpbayes.cli.app import COMMANDS
from lumpbayes.display.topics import TOPICS
from lumpbayes.display.words import plain
from lumpbayes.knowledge.likelihoods import given_cell
from tests.browser.harness import Watched, opened_browser, serious_findings
from tests.tiny_model import TinyModel
from website.commands import commands_page
from website.knowledge import knowledge_navigation, knowledge_pages
from website.markdown import link, table, text, title
from website.places import cause_path, variable_path
from website.weights import Weights

ROOT = Path(__file__).parents[1]
FETCHED = {  # what a browser gets by itself, as opposed to links that a reader follows
    "audio": ("src",),
    "embed": ("src",),
    "iframe": ("src",),
    "img": ("src", "srcset"),
    "link": ("href",),
    "object": ("data",),
    "script": ("src",),
    "source": ("src", "srcset"),
    "video": ("src", "poster"),
}
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "`code` **bold** _it_ $x^2$",
    "a|b|c",
    "[link](javascript:alert(1))",
    "![x](http://evil.example/x.png)",
    "{{ config }} {% raw %}",
    "&lt;b&gt; &amp;",
    "::: lumpbayes.Engine",
    "<!-- plot nobody -->",
    "</code></td></table><h1>big</h1>",
    "# heading { onclick=alert(1) }",
    "</title><script>alert(1)</script>",
    "javascript:alert(1)",
)
STATE = "<b>hot</b>|`x`"
DOI = 'doi:10.1000/x"><script>alert(1)</script> [x](javascript:alert(1))'
SAFE_DOI = "https://doi.org/10.1000/x"


class Seen(HTMLParser):
    """What a page holds: names, links, what it fetches, its text, its tags with attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.links: list[str] = []
        self.fetched: list[str] = []
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.words: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self.tags.append((tag, found))
        self.names |= {found[name] for name in ("id", "name") if name in found}
        if tag == "a" and "href" in found:
            self.links.append(found["href"])
        self.fetched += [found[name] for name in FETCHED.get(tag, ()) if name in found]

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return "".join(self.words)


def build(folder: Path, *, model: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run MkDocs where nothing but the machine itself can be reached."""
    pytest.importorskip("mkdocs", reason="mkdocs is not installed")
    no_network = {name: "http://127.0.0.1:9" for name in ("http_proxy", "https_proxy")}
    chosen = {"LUMPBAYES_SITE_MODEL": str(model)} if model else {}
    return subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", folder],
        cwd=ROOT,
        env={**os.environ, **no_network, **chosen, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the bundled model; that it builds is tested by whoever asks first."""
    folder = tmp_path_factory.mktemp("documentation") / "site"
    done = build(folder)
    assert done.returncode == 0, done.stderr
    assert "WARNING" not in done.stderr
    return folder


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[Path, Seen]:
    return {path: Seen(path.read_text("utf-8")) for path in sorted(site.rglob("*.html"))}


@pytest.mark.extras
def test_every_page_is_there(site: Path, pages: dict[Path, Seen]) -> None:
    knowledge = lb.load(backend="sweeps").knowledge
    expected = [
        "index.html",
        "tutorial.html",
        *(cause_path(cause).replace(".md", ".html") for cause in knowledge.causes),
        *(variable_path(name).replace(".md", ".html") for name in knowledge.variables),
        *(
            path.relative_to(ROOT / "docs").with_suffix(".html").as_posix()
            for path in (ROOT / "docs").rglob("*.md")
        ),
    ]
    found = {path.relative_to(site).as_posix() for path in pages}
    assert not set(expected) - found
    assert not list(site.rglob("*.py"))


@pytest.mark.extras
def test_every_link_leads_somewhere_on_disk(site: Path, pages: dict[Path, Seen]) -> None:
    lost = []
    for path, page in pages.items():
        for target in page.links:
            address, fragment = urldefrag(target)
            if path.name == "404.html":  # its links are those of a server
                continue
            if re.match(r"[a-z]+:", address):
                assert address.startswith("https://"), target
                continue
            where = (path.parent / unquote(address)).resolve() if address else path
            if not where.is_file():
                lost.append((path.name, target))
            elif fragment and where in pages and unquote(fragment) not in pages[where].names:
                lost.append((path.name, target))
    assert not lost


@pytest.mark.extras
def test_nothing_is_fetched_from_elsewhere(site: Path, pages: dict[Path, Seen]) -> None:
    for path, page in pages.items():
        outside = [each for each in page.fetched if re.match(r"([a-z]+:)?//", each)]
        assert not outside, path
    for path in site.rglob("*.css"):
        addresses = re.findall(r"(?:url\(|@import)\s*['\"]?([^'\")]+)", path.read_text("utf-8"))
        assert not [each for each in addresses if re.match(r"([a-z]+:)?//", each)], path


@pytest.mark.extras
def test_the_disclaimer_is_on_every_page(pages: dict[Path, Seen]) -> None:
    for path, page in pages.items():
        assert "It is not a medical device and makes no diagnosis." in page.text, path


@pytest.mark.extras
def test_the_search_finds_causes_findings_and_commands(site: Path) -> None:
    index = json.loads((site / "search" / "search_index.json").read_text("utf-8"))
    assert (site / "search" / "search_index.js").read_text("utf-8").startswith("var __index = {")
    titles = {entry["title"] for entry in index["docs"]}
    assert titles >= {"Lipoma", "Pain at night or rest", "lumpbayes query", "Engine", "Red flags"}
    assert not [entry for entry in index["docs"] if "data:image" in entry["text"]]


@pytest.mark.extras
def test_the_reference_is_that_of_the_code(site: Path, pages: dict[Path, Seen]) -> None:
    for public in (lb.Engine, lb.Diagnosis):
        full = f"lumpbayes.{public.__name__}"
        fields = {each.name for each in dataclasses.fields(public)}
        mapping = vars(Mapping)  # what it gives, such as get, is Python's to describe
        own = (each for each in dir(public) if getattr(public, each, 0) is not mapping.get(each, 1))
        expected = {f"{full}.{each}" for each in own if each[0] != "_"}
        page = pages[site / "reference" / f"{public.__name__.lower()}.html"]
        assert expected - page.names <= {f"{full}.{each}" for each in fields}
        assert ":meth:" not in page.text
        assert ">>> import lumpbayes as lb" in page.text
    shown = {name.rpartition(".")[2] for page in pages.values() for name in page.names}
    assert not {*lb.__all__, *results.__all__, *lb.plots.__all__} - shown - {"results", "plots"}


@pytest.mark.extras
def test_pictures_of_the_library_stand_in_their_places(site: Path, pages: dict[Path, Seen]) -> None:
    for name, count in (("how-to/notebook.html", 6), ("explanation/network.html", 1)):
        page = pages[site / name]
        plots = [found for tag, found in page.tags if tag == "svg" and found.get("role") == "img"]
        assert len(plots) == count
        assert all(found["aria-label"] for found in plots)
        ids = [found["id"] for _, found in page.tags if "id" in found]
        assert len(ids) == len(set(ids))


@pytest.mark.extras
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 400])
def test_a_browser_opens_it_from_disk(site: Path, width: int, scheme: str) -> None:
    with opened_browser() as browser:
        for name in ("index", "tutorial", "knowledge/causes/lipoma", "reference/engine"):
            # A page of its own: axe looks into stylesheets later, which is refused on disk.
            page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
            watched = Watched(page)
            page.goto((site / f"{name}.html").as_uri())
            wider = page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            assert wider <= 0, name
            assert not watched.complaints, name
            assert not watched.outside
            assert not serious_findings(page), name
            page.close()


@pytest.mark.extras
@pytest.mark.parametrize(
    ("typed", "expected"),
    [("lipoma", "Lipoma"), ("own clinic", "A clinic of your own"), ("entropy doubt", "Words")],
)
def test_the_search_works_from_disk(site: Path, typed: str, expected: str) -> None:
    with opened_browser() as browser:
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        watched = Watched(page)
        page.goto((site / "index.html").as_uri())
        page.locator("input[name=query]").click()
        # What is typed before the index is there, Material answers with a warning.
        page.get_by_text("Type to start searching").wait_for()
        page.keyboard.type(typed)
        first = page.locator(".md-search-result__item").first
        first.locator("h1, h2").first.wait_for()
        assert expected in first.locator("h1, h2").all_inner_texts()
        assert not watched.complaints
        assert not watched.outside


# --- Pages of any model, without MkDocs --------------------------------------------------------


@pytest.fixture(scope="module")
def bundled() -> lb.Engine:
    return lb.load(backend="sweeps")


def test_a_page_for_each_cause_and_variable(bundled: lb.Engine) -> None:
    made = {page.path: page for page in knowledge_pages(bundled)}
    knowledge = bundled.knowledge
    assert {cause_path(cause) for cause in knowledge.causes} < made.keys()
    assert {variable_path(name) for name in knowledge.variables} < made.keys()
    lipoma = made[cause_path("lipoma")].content
    assert text(knowledge.management["lipoma"].treatment) in lipoma
    assert "[milton2021](../sources.md#source-milton2021)" in lipoma


def test_every_number_is_on_a_page(bundled: lb.Engine) -> None:
    made = {page.path: page.content for page in knowledge_pages(bundled)}
    for cell in bundled.knowledge.likelihoods:
        assert text(cell.estimate.note) in made[variable_path(cell.variable)]
        assert f"likelihoods&#46;csv&#58;{cell.line}<" in made[variable_path(cell.variable)]
    for prior in bundled.knowledge.priors:
        assert f"priors&#46;csv&#58;{prior.line}<" in made[cause_path(prior.cause)]
    for key in bundled.knowledge.sources:
        assert f"## {text(key)} " in made["knowledge/sources.md"]


def test_likelihoods_are_those_of_the_engine(bundled: lb.Engine) -> None:
    weights = Weights(bundled)
    most = weights.of("lipoma")[0]
    with_cause = bundled.diagnose({"cause": "lipoma"}).of(most.variable)[most.state]
    assert most.within == pytest.approx(with_cause, abs=1e-12)
    prior = bundled.diagnose()["lipoma"]
    overall = bundled.diagnose().of(most.variable)[most.state]
    assert prior * most.within + (1 - prior) * most.without == pytest.approx(overall, abs=1e-12)


def test_what_lies_between_adds_up(bundled: lb.Engine) -> None:
    weights = Weights(bundled)
    knowledge = bundled.knowledge
    for name in ("fever", "redness", "night_or_rest_pain", "mri"):
        for cause in knowledge.causes:
            with_cause = bundled.diagnose({"cause": cause}).of(name)
            for state in knowledge.variables[name].states:
                ways = weights.ways(name, state, cause)
                total = sum(way.product for way in ways)
                assert total == pytest.approx(with_cause[state], abs=1e-12), (name, state, cause)
    assert weights.between("size") is None
    assert weights.ways("size", "gt5cm", "lipoma") == []


def test_a_page_takes_a_likelihood_apart(bundled: lb.Engine) -> None:
    made = {page.path: html.unescape(page.content) for page in knowledge_pages(bundled)}
    fever = made[variable_path("fever")].replace("\xa0", " ")
    (infection,) = re.findall(r"\[Deep spinal infection\]\S* \| (54.7 % = .*) \|", fever)
    mechanism = _line(bundled, "systemic_inflammation", "infective", "deep_spinal")
    shared = _line(bundled, "fever", "yes", "=infective")
    assert infection == (
        f"54.7 % = from infection [94.0 %](systemic_inflammation.md#row-{mechanism}) "
        f"× [58.0 %](#row-{shared}) + 0.2 %"
    )
    assert f"{{ #row-{shared} }}" in fever
    assert "{ #origins }" not in made[variable_path("size")]
    assert "](pain.md#by-cause)" in made[variable_path("night_or_rest_pain")]


def _line(engine: lb.Engine, variable: str, state: str, given: str) -> int:
    """The line of the row whose condition has this in it."""
    (line,) = {
        cell.line
        for cell in engine.knowledge.likelihoods
        if (cell.variable, cell.state) == (variable, state) and given in given_cell(cell.given)
    }
    return line


def test_the_commands_on_the_pages_change_what_they_say(
    bundled: lb.Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    bundled.copy_tables("mine")
    made = {page.path: html.unescape(page.content) for page in knowledge_pages(bundled)}
    for page, old, new in (
        (variable_path("fever"), "fever yes 0.58", "fever yes 0.7"),
        (cause_path("lipoma"), "prior lipoma 0.2229", "prior lipoma 0.3"),
    ):
        (command,) = re.findall(
            f"<code>(lumpbayes tables edit [^<]*{old} [^<]*)</code>", made[page]
        )
        assert main(shlex.split(command.replace(old, new))[1:]) == 0
    fever = {"systemic_inflammation": "infective"}
    edited = bundled.with_likelihood("fever", "yes", 0.7, given=fever).with_prior("lipoma", 0.3)
    assert lb.load("mine/models/back_lump.toml").fingerprint == edited.fingerprint


def test_navigation_leads_to_every_page(bundled: lb.Engine) -> None:
    made = knowledge_pages(bundled)

    def paths(entries: object) -> Iterator[str]:
        if isinstance(entries, str):
            yield entries
        elif isinstance(entries, dict):
            yield from paths(list(entries.values()))
        elif isinstance(entries, list):
            for each in entries:
                yield from paths(each)

    found = list(paths(knowledge_navigation(bundled.knowledge, made)))
    assert sorted(found) == sorted(page.path for page in made)


def test_the_same_tables_give_the_same_pages(bundled: lb.Engine) -> None:
    assert knowledge_pages(bundled) == knowledge_pages(lb.load(backend="sweeps"))


def test_the_page_of_commands_is_what_help_says() -> None:
    content = commands_page().content
    for name in COMMANDS:
        assert f"\n## lumpbayes {name} {{" in content
    for name in TOPICS:
        assert f"\n### lumpbayes help {name} {{" in content
    assert "\x1b" not in content
    assert "--intervals / --no-intervals" in content


@pytest.mark.parametrize("module", [website.markdown])
def test_examples_of_the_makers(module: ModuleType) -> None:
    assert doctest.testmod(module).failed == 0


@pytest.mark.extras
def test_examples_in_docstrings_become_code() -> None:
    mended = pytest.importorskip("website.docstrings").mended
    docstring = "One line.\n\n>>> load()\n...\nTraceback\n\nMore of :meth:`~a.b`.\n\n>>> 2\n2"
    assert mended(docstring) == (
        "One line.\n\n```pycon\n>>> load()\n...\nTraceback\n```\n\nMore of `a.b`.\n\n"
        "```pycon\n>>> 2\n2\n```"
    )


# --- Hostile tables ----------------------------------------------------------------------------


@pytest.mark.parametrize("word", HOSTILE)
def test_nothing_in_a_word_is_markup(word: str) -> None:
    assert not set(text(word)) - set("&#;, ") - {c for c in text(word) if c.isalnum()}
    assert not set(title(word)) & set("<>\"'")
    assert table(["x"], [[text(word)]]).count("|") == 6
    assert link(text(word), "a.md", "b.md").count("(") == 1


class Hostile(TinyModel):
    """The tiny model with hostile words in every cell that takes words, and a state and keys."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        every = " ".join(HOSTILE)
        words = itertools.cycle(HOSTILE)
        self.replace("model", 'title = "A tiny lump"', f"title = {json.dumps(every)}")
        self.replace("model", 'version = "1.2.3"', f"version = {json.dumps(HOSTILE[1])}")
        for start in ("cause,cyst", "cause,abscess", "pain,,", "pain,none"):
            self.set_cell("labels", start, "label", next(words))
        self.add("labels", "size", "", HOSTILE[-2])
        for name in ("redness", "pain", "biopsy", "setting"):
            self.set_cell("variables", f"{name},", "question", next(words))
        self._hostile_state()
        for start in ("cyst,clinic", "abscess,clinic", "tumor,clinic"):
            self.set_cell("priors", start, "note", every)
        self.set_cell("likelihoods", "inflammation,yes,cause", "note", every)
        self.write("groups", self.text("groups").replace("Serious cause", HOSTILE[0]))
        for column in ("authors", "year", "title"):
            self.set_cell("sources", "smith2020", column, every)
        self.set_cell("sources", "smith2020", "identifier", DOI)
        for column in ("workup", "treatment"):
            self.set_cell("management", "abscess,", column, every)
        self.set_cell("red_flags", "R1,", "rule", "pain=severe")
        self.set_cell("red_flags", "R1,", "advice", every)
        self.set_cell("red_flags", "R1,", "id", HOSTILE[1])
        self.set_cell("codes", "cause,cyst", "icd10cm", f"L72 {HOSTILE[0]}")

    def _hostile_state(self) -> None:
        self.set_cell("variables", "redness,", "states", f"{STATE};no")
        self.set_cell("red_flags", "R1,", "rule", "pain=severe")
        for start in ("redness,yes,inflammation=yes", "redness,yes,inflammation=no"):
            self.set_cell("likelihoods", start, "state", STATE)


def test_no_word_of_hostile_tables_is_markup_in_the_generated_pages(tmp_path: Path) -> None:
    engine = lb.load(Hostile(tmp_path).path, backend="sweeps")
    for page in knowledge_pages(engine):
        tags = set(re.findall(r"<[^>]*>?", page.content))
        assert tags <= {"<code>", "</code>", f"<{SAFE_DOI}>"}, page.path
        targets = re.findall(r"\]\(<?([^)>]*)", page.content)
        unsafe = [each for each in targets if not re.fullmatch(r"[\w./-]*(#[\w-]+)?", each)]
        assert set(unsafe) <= {SAFE_DOI}
        assert not set(page.title) & set("<>\"'")


@pytest.mark.extras
def test_hostile_tables_are_shown_as_text(tmp_path: Path) -> None:
    model = Hostile(tmp_path / "model")
    done = build(tmp_path / "site", model=model.path)
    assert done.returncode == 0, done.stderr
    (usual,) = {
        sum(tag == "script" for tag, _ in Seen(path.read_text("utf-8")).tags)
        for path in (tmp_path / "site" / "how-to").glob("*.html")
    }
    made = sorted((tmp_path / "site" / "knowledge").rglob("*.html"))
    shown = {path.stem: Seen(path.read_text("utf-8")) for path in made}
    for name, page in shown.items():
        assert sum(tag == "script" for tag, _ in page.tags) == usual, name
        assert not [found for tag, found in page.tags if tag == "img"], name
        for _, found in page.tags:
            assert not [each for each in found if each.startswith("on")], name
        assert not [each for each in page.links if each.startswith(("javascript", "http:"))], name
    for word in HOSTILE:
        assert plain(word) in " ".join(shown["cyst"].text.split()), word
    assert STATE in shown["redness"].text
    with opened_browser() as browser:
        tab = browser.new_page()
        watched = Watched(tab)
        for path in made:
            tab.goto(path.as_uri())
        tab.locator("input[name=query]").click()
        tab.keyboard.type("alert onerror")
        tab.locator(".md-search-result__item").first.wait_for()
        assert not watched.dialogs
        assert not watched.complaints
        assert not watched.outside
