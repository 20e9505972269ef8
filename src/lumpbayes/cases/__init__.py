"""Many patients: cases in frames, encoded and answered together; loaded when first named."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lumpbayes.submodules import submodules

if TYPE_CHECKING:
    from lumpbayes.cases import batch as batch
    from lumpbayes.cases import encoding as encoding
else:
    __getattr__ = submodules(__name__)
