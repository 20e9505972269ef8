"""Types of the arrays that compiled functions take."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["Integers", "Numbers"]

Integers = NDArray[Any]
"""Integers of the width that the function documents, int64 unless it says so."""

Numbers = NDArray[np.float64]
