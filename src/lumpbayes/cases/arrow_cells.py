"""Columns of Arrow as the rest reads them: numbers, and the values that differ."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from lumpbayes.errors import EvidenceError
from lumpbayes.inference.network import FloatArray

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["distinct", "floats", "is_number"]


def is_number(array: pa.Array) -> bool:
    """Whether a column holds whole or floating-point numbers."""
    import pyarrow as pa

    kind = array.type
    return bool(pa.types.is_integer(kind) or pa.types.is_floating(kind))


def floats(array: pa.Array) -> FloatArray:
    """Numbers as doubles, NaN for gaps."""
    import pyarrow as pa

    numbers = array.cast(pa.float64(), safe=False).to_numpy(zero_copy_only=False)
    return np.asarray(numbers, np.float64)


def distinct(array: pa.Array, label: str) -> tuple[NDArray[np.int64], list[Any]]:
    """The values that differ, and the place of each cell's among them; -1 for a gap."""
    import pyarrow as pa

    kind = array.type
    if pa.types.is_null(kind):
        return np.full(len(array), -1), []
    try:
        if not pa.types.is_dictionary(kind):
            array = array.dictionary_encode()
        values = array.dictionary.to_pylist()
    except (NotImplementedError, UnicodeDecodeError) as error:
        raise EvidenceError(
            f"column {label!r} holds {kind}, which cannot be read: expected text in UTF-8, numbers "
            "or booleans. Convert the column, or leave it out"
        ) from error
    places = array.indices.cast(pa.int64()).fill_null(-1).to_numpy(zero_copy_only=False)
    return places, values
