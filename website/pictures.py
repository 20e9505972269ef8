"""Plots for pages, drawn by the library itself when the site is built."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache

import lumpbayes as lb

__all__ = ["PICTURES", "with_pictures"]

PLACE = re.compile(r"<!-- plot ([a-z_]+) -->")
"""Stands in a page for a plot; nothing is seen of it where no site is built."""
REFERENCE = re.compile(r'(?<=\bid=")|(?<=url\(#)|(?<=href="#)')
"""Where an SVG gives or takes a name; several share a page."""
PATIENT = {"fever": "yes", "redness": "yes", "size_cm": 6}


def with_pictures(html: str) -> str:
    """A page with its plots in their places.

    Raises:
        KeyError: a place for a plot that nobody draws.
    """
    return PLACE.sub(lambda place: _figure(place[1]), html)


@cache
def _figure(name: str) -> str:
    """A plot as part of a page; its words are left out of the search."""
    svg = REFERENCE.sub(f"{name}-", PICTURES[name](_engine()))
    return f'<figure class="plot" tabindex="0" data-search-exclude>{svg}</figure>'


@cache
def _engine() -> lb.Engine:
    return lb.load(backend="sweeps")


def _differential(engine: lb.Engine) -> str:
    return engine.diagnose(PATIENT).to_svg(intervals=True, top=6)


def _waterfall(engine: lb.Engine) -> str:
    return engine.diagnose(PATIENT).explain("skin_abscess").to_svg()


def _tornado(engine: lb.Engine) -> str:
    return engine.diagnose(PATIENT).sensitivity("skin_abscess").to_svg(top=6)


def _evolution(engine: lb.Engine) -> str:
    return engine.diagnose(PATIENT).evolution(["redness", "fever", "size"]).to_svg()


def _questions(engine: lb.Engine) -> str:
    return engine.diagnose(PATIENT).next_questions().to_svg(top=6)


def _slope(engine: lb.Engine) -> str:
    return engine.what_if(PATIENT, {"fever": "no"}).to_svg(top=5)


def _network(engine: lb.Engine) -> str:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(10, 7), layout="constrained")
    return lb.plots.to_svg(engine.plot_network(ax=figure.subplots()))


PICTURES: Mapping[str, Callable[[lb.Engine], str]] = {
    "differential": _differential,
    "evolution": _evolution,
    "network": _network,
    "questions": _questions,
    "slope": _slope,
    "tornado": _tornado,
    "waterfall": _waterfall,
}
