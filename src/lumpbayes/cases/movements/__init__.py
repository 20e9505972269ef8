"""How far the answers to many cases move between two versions of the tables, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lumpbayes.submodules import submodules

if TYPE_CHECKING:
    from lumpbayes.cases.movements import comparing as comparing
    from lumpbayes.cases.movements import shared_cases as shared_cases
else:
    __getattr__ = submodules(__name__)
