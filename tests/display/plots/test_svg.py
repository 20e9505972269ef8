"""A plot on a page: whole XML, the page's colours, the same bytes, and nothing of its own."""

import os
import re
import subprocess
import sys
from xml.etree import ElementTree

import matplotlib as mpl
import pytest
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.colors import to_hex

import lumpbayes as lb
from lumpbayes.display import views
from lumpbayes.display.plots.lettering import text_width
from lumpbayes.display.plots.svg import drawn
from tests.display.plots.drawings import SHORT, blank, plots

SVG = "{http://www.w3.org/2000/svg}"
NAMES = [name for name in plots() if name.endswith("of short")]


@pytest.mark.parametrize("name", NAMES)
def test_a_plot_is_an_element_for_a_page(name: str) -> None:
    svg = lb.plots.to_svg(plots()[name](blank(6, 4)))
    root = ElementTree.fromstring(svg)
    assert root.tag == f"{SVG}svg"
    assert root.get("role") == "img"
    title = root.find(f"{SVG}title")
    assert title is not None
    assert root.get("aria-label") == title.text
    assert root[0] is title
    kinds = {each.tag.removeprefix(SVG) for each in root.iter()}
    assert "text" in kinds
    assert not kinds & {"style", "script", "metadata", "image", "foreignObject"}
    ids = {each.get("id") for each in root.iter()} - {None}
    assert all(f"#{each}" in svg for each in ids)
    names = re.findall(r"(?:href=\"|url\()#([^\")]+)", svg)
    assert set(names) == ids  # whatever is pointed at is there, and nothing else has a name


@pytest.mark.parametrize("style", ["default", "dark_background"])
def test_what_has_the_colour_of_text_takes_that_of_the_page(style: str, engine: lb.Engine) -> None:
    with plt.style.context(style):
        svg = engine.diagnose(SHORT).explain().to_svg()
        text = to_hex(mpl.rcParams["text.color"])
    root = ElementTree.fromstring(svg)
    assert root.get("fill") == "currentColor"
    styles = " ".join(each.get("style", "") for each in root.iter())
    assert text not in styles
    assert "currentColor" in styles
    assert "#0072b2" in styles  # data keep their own


def test_the_background_is_the_page_s(engine: lb.Engine) -> None:
    root = ElementTree.fromstring(engine.diagnose(SHORT).to_svg())
    paths = [each for each in root.iter(f"{SVG}path")]
    assert [each.get("style") for each in paths[:2]] == ["fill: none", "fill: none"]


@pytest.mark.parametrize("name", NAMES[::4])
def test_the_same_plot_is_the_same_bytes(name: str) -> None:
    one, other = (lb.plots.to_svg(plots()[name](blank())) for _ in range(2))
    assert one == other


SCRIPT = """
import hashlib, lumpbayes as lb
dx = lb.load(backend="sweeps").diagnose({"fever": "yes", "redness": "yes"})
found = [dx.to_svg(), dx.next_questions().to_svg(), lb.plots.to_svg(dx.plot_network())]
print(hashlib.sha256("".join(found).encode()).hexdigest())
"""


READERS = (
    {"font.size": 20, "axes.titlecolor": "red", "axes.labelsize": "xx-large", "axes.grid": True},
    {
        **{"font.family": "serif", "font.sans-serif": ["STIXGeneral"], "figure.dpi": 72},
        **{"savefig.bbox": "tight", "savefig.dpi": 300, "lines.linewidth": 5},
        **{"xtick.color": "green", "axes.spines.right": False, "figure.figsize": (3, 2)},
    },
)
"""Settings that a reader may have."""


@pytest.mark.parametrize("kind", ["diagnosis", "ledger", "evolution"])
def test_the_reader_s_style_changes_no_byte(kind: str, engine: lb.Engine) -> None:
    dx = engine.diagnose(SHORT)
    record = {"diagnosis": lambda: dx, "ledger": dx.explain, "evolution": dx.evolution}[kind]()
    options = {"intervals": False} if kind == "diagnosis" else {}
    once = record.to_svg(**options)
    for settings in READERS:
        with mpl.rc_context(settings):
            assert record.to_svg(**options) == once, settings
    for style in ("dark_background", "seaborn-v0_8-poster"):
        with plt.style.context(style):
            assert record.to_svg(**options) == once, style


def test_fonts_of_a_reader_that_were_measured_before_do_not_count() -> None:
    words = "Nobody has measured these words before"
    with mpl.rc_context({"font.family": ["sans-serif"], "font.sans-serif": ["STIXGeneral"]}):
        narrow = text_width(words, 10)
    with mpl.rc_context({"font.family": ["DejaVu Sans"]}):
        wide = text_width(words, 10)
    assert narrow < wide
    measured = []

    def draw() -> Axes:
        measured.append(text_width(words, 10))
        return blank()

    drawn(draw)
    assert measured == [wide]


def test_axes_of_a_style_stay_in_it() -> None:
    with mpl.rc_context({"font.size": 20, "savefig.bbox": "tight"}):
        ax = blank()
        ax.set_xlabel("large")
        once = lb.plots.to_svg(ax)
    assert "font-size: 20px" in once
    assert lb.plots.to_svg(ax) == once  # how it is saved is no matter of style


@pytest.mark.slow
def test_the_bytes_do_not_hang_on_the_order_of_sets() -> None:
    found = {
        subprocess.run(
            [sys.executable, "-c", SCRIPT],
            env={**os.environ, "PYTHONHASHSEED": seed, "MPLBACKEND": "agg"},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed in ("0", "1", "2")
    }
    assert len(found) == 1


def test_settings_and_figures_are_left_as_they_were(engine: lb.Engine) -> None:
    before = dict(mpl.rcParams)
    dx = engine.diagnose(SHORT)
    assert views.svg(dx.explain(), top=1) == dx.explain().to_svg(top=1)
    assert dict(mpl.rcParams) == before
    assert plt.get_fignums() == []


def test_text_that_looks_like_markup_stays_as_it_is(engine: lb.Engine) -> None:
    ax = engine.diagnose(SHORT).plot(ax=blank())
    words = 'fill: #000000 id="patch_1" url(#x) &amp; </text><b>'
    ax.text(0, 0, words, parse_math=False)
    root = ElementTree.fromstring(lb.plots.to_svg(ax))
    assert words in [each.text for each in root.iter(f"{SVG}text")]


def test_axes_without_a_title_have_a_name() -> None:
    assert 'aria-label="Plot"' in lb.plots.to_svg(blank())


def test_letters_that_the_font_lacks_are_no_matter(engine: lb.Engine) -> None:
    ax = blank()
    ax.text(0, 0, "脊柱")
    assert "脊柱" in lb.plots.to_svg(ax)
