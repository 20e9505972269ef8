"""Axes by name."""

import numpy as np

from lumpbayes.inference.axes import aligned


def test_axes_stand_where_they_are_named() -> None:
    array = np.arange(6).reshape(2, 3)
    view = aligned(array, "ab", "bca")
    assert view.shape == (3, 1, 2)
    assert np.array_equal(view[:, 0, :], array.T)
    assert np.shares_memory(view, array)
    assert aligned(array, (7, 9), (7, 9)).shape == (2, 3)
    assert aligned(np.array(2.0), (), (1,)).shape == (1,)
