"""Plots of answers, in matplotlib.

Its modules are loaded when they are first named (PEP 562), as ``plots.waterfall``: who draws
nothing loads none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lumpbayes.submodules import submodules

if TYPE_CHECKING:  # those that the facades name
    from lumpbayes.display.plots import differential as differential
    from lumpbayes.display.plots import network as network
    from lumpbayes.display.plots import svg as svg
else:
    __getattr__ = submodules(__name__)
