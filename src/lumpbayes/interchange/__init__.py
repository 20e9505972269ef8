"""Networks in other programs' file formats; each module is loaded when first named."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lumpbayes.submodules import submodules

if TYPE_CHECKING:
    from lumpbayes.interchange import network_knowledge as network_knowledge
    from lumpbayes.interchange import writing as writing
else:
    __getattr__ = submodules(__name__)
