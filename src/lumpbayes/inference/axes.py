"""Axes by name: tables laid side by side."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any

from numpy.typing import NDArray

__all__ = ["aligned"]


def aligned(array: NDArray[Any], own: Sequence[Hashable], axes: Sequence[Hashable]) -> NDArray[Any]:
    """A view of the array with an axis, possibly of length 1, for each of ``axes``.

    Args:
        array: any array.
        own: what its axes are.
        axes: what the view's axes shall be; all of ``own`` are among them.
    """
    view = array.transpose([own.index(axis) for axis in axes if axis in own])
    return view[tuple([slice(None) if axis in own else None for axis in axes])]
