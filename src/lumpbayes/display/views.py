"""Who draws which record: what :mod:`lumpbayes.views` asks for by name."""

from lumpbayes.display.html.dispatch import html
from lumpbayes.display.plots.dispatch import plot, svg

__all__ = ["html", "plot", "svg"]
