"""Plots of answers, in matplotlib: ``lumpbayes.plots.waterfall(dx.explain())``.

Each draws on the axes given, or on a new figure, and returns the axes; ``to_svg`` makes SVG of
them. Everything that has a plot also has the methods ``plot()`` and ``to_svg()``.

>>> import lumpbayes as lb
>>> from matplotlib.figure import Figure
>>> dx = lb.load().diagnose({"fever": "yes", "redness": "yes"})
>>> lb.plots.waterfall(dx.explain(), ax=Figure().subplots()).get_title(loc="left")
'Why Skin abscess, against all other causes'
"""

from lumpbayes.display.plots.confusion import confusion
from lumpbayes.display.plots.decision_curve import decision_curve
from lumpbayes.display.plots.differential import differential
from lumpbayes.display.plots.evolution import evolution
from lumpbayes.display.plots.intervals import intervals
from lumpbayes.display.plots.movements import movements
from lumpbayes.display.plots.network import network
from lumpbayes.display.plots.questions import questions
from lumpbayes.display.plots.reliability import reliability
from lumpbayes.display.plots.slope import slope
from lumpbayes.display.plots.svg import to_svg
from lumpbayes.display.plots.tornado import tornado
from lumpbayes.display.plots.waterfall import waterfall

__all__ = [
    "confusion",
    "decision_curve",
    "differential",
    "evolution",
    "intervals",
    "movements",
    "network",
    "questions",
    "reliability",
    "slope",
    "to_svg",
    "tornado",
    "waterfall",
]
