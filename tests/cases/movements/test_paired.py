"""Paired figures: literal ones, and what they are where nothing differs."""

import numpy as np
import pytest
from numpy.typing import NDArray

from lumpbayes.cases.movements.paired import paired_hits


def ranks(both: int, gained: int, lost: int, neither: int) -> NDArray[np.int64]:
    rows = [[1, 1]] * both + [[2, 1]] * gained + [[1, 2]] * lost + [[2, 2]] * neither
    return np.array(rows)


@pytest.mark.parametrize(
    ("cells", "low", "high"),
    [
        # 10 / 102 -+ 1.959964 sqrt(13 - 10 ** 2 / 102) / 102: half a case more in each count
        ((30, 11, 1, 58), 0.0314210, 0.1646574),
        ((5, 0, 0, 5), -0.1633303, 0.1633303),  # none differs, and something may all the same
        ((0, 1, 0, 0), -0.5101009, 1.1767675),
    ],
)
def test_the_interval_of_agresti_and_min(
    cells: tuple[int, int, int, int], low: float, high: float
) -> None:
    found = paired_hits(1, ranks(*cells))
    assert (found.low, found.high) == pytest.approx((low, high), abs=1e-6)
    assert (found.gained, found.lost) == cells[1:3]
