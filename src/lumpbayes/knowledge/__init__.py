"""Words: read, check and fingerprint the tables, build the network, turn evidence into vectors.

What a query does not need is loaded when it is first named, as ``knowledge.copying``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lumpbayes.submodules import submodules

if TYPE_CHECKING:
    from lumpbayes.knowledge import copying as copying
else:
    __getattr__ = submodules(__name__)
