"""A plot as SVG for a page: text stays text and takes the page's colour; same input, same bytes."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import StringIO
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

from lumpbayes.display.plots.sheet import off_screen
from lumpbayes.display.words import plain
from lumpbayes.reasoning.arguments import not_expected

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["drawn", "to_svg"]

NAMESPACE = "http://www.w3.org/2000/svg"
LINK = "{http://www.w3.org/1999/xlink}href"
SETTINGS: Any = {
    "svg.fonttype": "none",
    "svg.hashsalt": "lumpbayes",
    "savefig.bbox": None,
    "savefig.dpi": "figure",
}
"""Of matplotlib: text stays text, names within a file hang on what it holds alone, and all of the
figure is saved at its own size."""
FONT: Any = {"font.family": ["DejaVu Sans", "sans-serif"]}
"""The font that comes with matplotlib, by its name: widths that a reader's own sans-serif font has
had measured do not count."""
REFERENCE = re.compile(r"#([^)\"]+)")
BLACK = "#000000"
"""The colour that matplotlib leaves out, since it is that of SVG."""
PAGE = "currentColor"
UNSEEN = ("metadata", "style")
"""Elements that say nothing to a reader, or would style the whole page."""


def to_svg(axes: Axes) -> str:
    """The figure of some axes as SVG.

    Its background is transparent; text, and what has the colour of text, takes that of the page.
    Screen readers read the title. Fonts, sizes and colours of data are those of the style in which
    the axes were drawn; what the ``to_svg()`` of a record draws is the same in any style.

    Args:
        axes: what a plot returned.

    Returns:
        One ``<svg>`` element, to be written to a file or into a page.

    Raises:
        EvidenceError: something that is no axes.

    >>> import lumpbayes as lb
    >>> from matplotlib.figure import Figure
    >>> dx = lb.load().diagnose({"fever": "yes"})
    >>> axes = lb.plots.differential(dx, ax=Figure().subplots())
    >>> lb.plots.to_svg(axes).startswith("<svg")
    True
    """
    import matplotlib as mpl
    from matplotlib.axes import Axes
    from matplotlib.colors import to_hex

    if not isinstance(axes, Axes):
        raise not_expected("axes", axes, "the Axes that a plot returned")
    out = StringIO()
    with mpl.rc_context(SETTINGS), _any_letters():
        figure = axes.figure.canvas.figure
        figure.savefig(out, format="svg", transparent=True, metadata={"Date": None})
    title = plain(axes.get_label() or axes.get_title(loc="left")) or "Plot"
    return _for_a_page(out.getvalue(), title, to_hex(axes.title.get_color()))


def drawn(draw: Callable[[], Axes]) -> str:
    """What is drawn on a figure that is shown nowhere, as SVG.

    The reader's styles and settings of matplotlib do not matter: the page has the last word on how
    text looks, and the same input gives the same bytes.

    Args:
        draw: what draws it.
    """
    with off_screen(), _any_letters(), _own_style():
        return to_svg(draw())


@contextmanager
def _own_style() -> Iterator[None]:
    """Matplotlib as it comes, whatever has been set."""
    import matplotlib as mpl

    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(FONT)
        yield


@contextmanager
def _any_letters() -> Iterator[None]:
    """Letters that matplotlib's font lacks are the page's own affair."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing from font")
        yield


def _for_a_page(text: str, title: str, colour: str) -> str:
    """What matplotlib wrote, named, and with nothing that other elements of a page could meet."""
    root = ElementTree.fromstring(text[text.index("<svg") :])  # our own: no document type
    used = {name for each in root.iter() for name in _references(each)}
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag.removeprefix(f"{{{NAMESPACE}}}") in UNSEEN:
                parent.remove(child)
    for each in root.iter():
        _adapt(each, used, colour)
    root.attrib |= {
        "xmlns": NAMESPACE,
        "role": "img",
        "aria-label": title,
        "fill": PAGE,
        "stroke-linejoin": "round",
        "style": "max-width: 100%; height: auto",
    }
    name = ElementTree.Element("title")
    name.text = title
    root.insert(0, name)
    return ElementTree.tostring(root, encoding="unicode")


def _references(element: ElementTree.Element) -> Iterator[str]:
    """Ids of other elements that one needs."""
    for name, value in element.attrib.items():
        if name == LINK or "url(#" in value:
            yield from REFERENCE.findall(value)


def _adapt(element: ElementTree.Element, used: set[str], colour: str) -> None:
    """Without its namespace, and an id that nobody needs; in the page's colour."""
    element.tag = element.tag.removeprefix(f"{{{NAMESPACE}}}")
    if LINK in element.attrib:
        element.set("href", element.attrib.pop(LINK))
    if element.get("id") not in used:
        element.attrib.pop("id", None)
    for name in ("style", "fill", "stroke"):
        if name in element.attrib:
            element.set(name, element.attrib[name].replace(colour, PAGE).replace(BLACK, PAGE))
