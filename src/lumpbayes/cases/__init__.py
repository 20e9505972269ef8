"""Many patients: cases in frames, encoded and answered together; loaded when first named."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lumpbayes.submodules import submodules

if TYPE_CHECKING:
    from lumpbayes.cases import arrow_mapper as arrow_mapper
    from lumpbayes.cases import batch as batch
    from lumpbayes.cases import batch_run as batch_run
    from lumpbayes.cases import case_columns as case_columns
    from lumpbayes.cases import encoding as encoding
    from lumpbayes.cases import evaluation as evaluation
    from lumpbayes.cases import movements as movements
    from lumpbayes.cases import recode as recode
    from lumpbayes.cases import simulating as simulating
else:
    __getattr__ = submodules(__name__)
