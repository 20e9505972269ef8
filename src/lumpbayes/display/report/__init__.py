"""The report on one answer: a page of its own, to be read, printed and kept.

Its modules are loaded when they are first named (PEP 562): most answers are never reported on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lumpbayes.submodules import submodules

if TYPE_CHECKING:
    from lumpbayes.display.report import page as page
    from lumpbayes.display.report import saving as saving
else:
    __getattr__ = submodules(__name__)
