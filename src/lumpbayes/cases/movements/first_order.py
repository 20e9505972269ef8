"""Which of many changes move answers most, to first order: one sweep a case for all of them.

The derivatives of P(cause, evidence) by every number of the tables, from one reverse sweep a cause
(:mod:`lumpbayes.inference.gradients`), times what each change adds to the numbers, give the change
of every posterior where the changes are small.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from lumpbayes.cases.movements.asking import Asker
from lumpbayes.cases.movements.shared_cases import Read
from lumpbayes.cases.movements.single_changes import SingleChange
from lumpbayes.inference.gradients import Gradients
from lumpbayes.inference.network import FloatArray, Network

__all__ = ["SAMPLE", "first_order_moves"]

SAMPLE = 128
"""Cases that are looked at, evenly spaced."""


def first_order_moves(asker: Asker, read: Read, changes: Sequence[SingleChange]) -> FloatArray:
    """The mean total variation of each change to first order, shape (changes,).

    Args:
        asker: of the earlier version.
        read: cases as it reads them, of which at most ``SAMPLE`` are looked at.
        changes: those that have a table.
    """
    solver = asker.version.solver
    network, target = solver.network, asker.solver.target
    added = [_added(network, change) for change in changes]
    count = len(read.cases.codes)
    rows = np.unique(np.linspace(0, count - 1, min(count, SAMPLE)).astype(np.int64))
    found, looked_at = np.zeros(len(changes)), 0
    for row in rows.tolist():
        evidence = asker.solver.evidence(read.cases, row)
        gradients = solver.gradients(evidence, target, np.eye(asker.solver.states))
        if gradients.tables:
            found += _moves(network, gradients, changes, added)
            looked_at += 1
    return found / max(looked_at, 1)


def _added(network: Network, change: SingleChange) -> FloatArray:
    """What a change adds to the numbers of its table, in the table's shape."""
    assert change.table is not None
    added: FloatArray = change.table.laid_out() - network.tables[change.variable]
    return added


def _moves(
    network: Network,
    gradients: Gradients,
    changes: Sequence[SingleChange],
    added: Sequence[FloatArray],
) -> FloatArray:
    """Total variation of one case for each change."""
    spans = _spans(network, gradients)
    found = np.zeros(len(changes))
    for place, (change, numbers) in enumerate(zip(changes, added, strict=True)):
        if change.variable in spans:
            sliced = numbers[_axes(network, change.variable, gradients.hard)].ravel()
            parts = gradients.values[:, spans[change.variable]] @ sliced
            found[place] = 0.5 * np.abs(parts - gradients.posterior * parts.sum()).sum()
    return found


def _spans(network: Network, gradients: Gradients) -> dict[int, slice]:
    """Variable -> where the derivatives by its table stand."""
    spans, start = {}, 0
    for variable in gradients.tables:
        family = (variable, *network.parents[variable])
        free = [each for each in family if each not in gradients.hard]
        size = int(np.prod([network.cardinalities[each] for each in free], dtype=np.int64))
        spans[variable] = slice(start, start + size)
        start += size
    return spans


def _axes(network: Network, variable: int, hard: Mapping[int, int]) -> tuple[int | slice, ...]:
    family = (variable, *network.parents[variable])
    return tuple([hard.get(each, slice(None)) for each in family])
