"""Compiled loops over cases."""

from __future__ import annotations

import numpy as np

from lumpbayes.inference.kernel.compiling import compiled
from lumpbayes.inference.kernel.typing import Integers, Numbers

__all__ = ["multiply_rows"]


@compiled()
def multiply_rows(
    codes: Integers,
    moves: Integers,
    base: Integers,
    blocks: Numbers,
    results: tuple[Numbers, Numbers],
) -> None:
    """Posteriors of many cases, each the product of one row from every block.

    Args:
        codes: states observed, shape (cases, columns), int16; below 0 where nothing is known.
        moves: for each column its block, the rows to move for one state, and the number of states;
            shape (columns, 3).
        base: in ``blocks``, where each block's row lies for a case of which nothing is known.
        blocks: the blocks' rows one after the other.
        results: the posteriors, shape (cases, states); P(evidence), shape (cases,). Where that is 0
            the posterior is 0 throughout.
    """
    posteriors, evidence = results
    rows = np.empty(len(base), np.int64)
    for case in range(len(posteriors)):
        rows[:] = base
        for column in range(len(moves)):
            code = codes[case, column]
            if code >= 0:
                block, stride, count = moves[column]
                rows[block] += (code - count) * stride * posteriors.shape[1]
        evidence[case] = _multiply(blocks, rows, posteriors[case])


@compiled()
def _multiply(blocks: Numbers, rows: Integers, found: Numbers) -> float:
    """The product of some rows, normalised; return the sum before."""
    count = np.uint64(len(found))
    start = np.uint64(rows[0])
    for i in range(count):
        found[i] = blocks[start + i]
    for row in rows[1:]:
        start = np.uint64(row)
        for i in range(count):
            found[i] *= blocks[start + i]
    total = 0.0
    for i in range(count):
        total += found[i]
    if total > 0.0:
        for i in range(count):
            found[i] /= total
    return total
