"""How good the answers are on cases whose cause is known; modules are loaded when first named."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lumpbayes.submodules import submodules

if TYPE_CHECKING:  # those that the facades name
    from lumpbayes.cases.evaluation import evaluating as evaluating
else:
    __getattr__ = submodules(__name__)
