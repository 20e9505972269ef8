"""Compiled contraction plans: binary steps from an elimination order.

As :mod:`lumpbayes.inference.plan`: slots hold leaves, then results; a step multiplies two slots, or
takes one, and sums out at most one variable. The axes of every result stand in the order of
elimination, the next to go first, so that what is summed is the outermost axis and long contiguous
runs are left for the inner loops.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from lumpbayes.inference.kernel.compiling import compiled
from lumpbayes.inference.kernel.typing import Integers, Numbers

__all__ = ["make_steps"]


class _Draft(NamedTuple):
    """A plan in the making.

    Attributes:
        states: number of states of each variable.
        position: where each variable stands in the order; one that stays comes last.
        starts, variables: scopes of the slots so far.
        sizes: entries of the slots so far.
        head, following: the bucket of the variable at place p is the slot ``head[p]`` and those
            that ``following`` leads to; the last bucket holds what is multiplied at the end.
    """

    states: Numbers
    position: Integers
    starts: Integers
    variables: Integers
    sizes: Numbers
    head: Integers
    following: Integers


@compiled()
def _file(draft: _Draft, slot: int) -> None:
    """Put a slot into the bucket of its variable that goes first."""
    first = len(draft.head) - 1
    for place in range(draft.starts[slot], draft.starts[slot + 1]):
        first = min(first, draft.position[draft.variables[place]])
    draft.following[slot] = draft.head[first]
    draft.head[first] = slot


@compiled()
def _insert(draft: _Draft, union: Integers, count: int, variable: int) -> int:
    """Insert a variable into the union, in order of elimination; return the union's new length."""
    at = count
    while at > 0 and draft.position[union[at - 1]] > draft.position[variable]:
        at -= 1
    if at > 0 and union[at - 1] == variable:
        return count
    for move in range(count, at, -1):
        union[move] = union[move - 1]
    union[at] = variable
    return count + 1


@compiled()
def _combine(draft: _Draft, union: Integers, step: Integers, slot: int) -> float:
    """Append the result of a step (left, right, summed) as ``slot``; return its multiplications."""
    width = 0
    for operand in step[:2]:
        if operand >= 0:
            for place in range(draft.starts[operand], draft.starts[operand + 1]):
                width = _insert(draft, union, width, draft.variables[place])
    end = draft.starts[slot]
    work, size = 1.0, 1.0
    for place in range(width):
        work *= draft.states[union[place]]
        if union[place] != step[2]:
            size *= draft.states[union[place]]
            draft.variables[end] = union[place]
            end += 1
    draft.starts[slot + 1] = end
    draft.sizes[slot] = size
    return work


@compiled()
def _take_smallest(bucket: Integers, count: int, sizes: Numbers) -> int:
    """Remove the smallest slot, ties going to the lower number, from a bucket and return it."""
    best = 0
    for place in range(1, count):
        one, other = bucket[place], bucket[best]
        if sizes[one] < sizes[other] or (sizes[one] == sizes[other] and one < other):
            best = place
    slot = bucket[best]
    bucket[best] = bucket[count - 1]
    return int(slot)


@compiled()
def _gather(draft: _Draft, place: int, bucket: Integers) -> int:
    count = 0
    slot = draft.head[place]
    while slot >= 0:
        bucket[count] = slot
        count += 1
        slot = draft.following[slot]
    return count


@compiled()
def _take_operands(draft: _Draft, bucket: Integers, count: int, step: Integers) -> int:
    """Move the smallest slot or two of a bucket into a step; return how many slots are left."""
    step[0] = -1
    if count > 1:
        step[0] = _take_smallest(bucket, count, draft.sizes)
        count -= 1
    step[1] = _take_smallest(bucket, count, draft.sizes)
    return count - 1


@compiled()
def _begin(
    states: Numbers,
    leaf_starts: Integers,
    leaf_variables: Integers,
    order: Integers,
    width: int,
    most: int,
) -> _Draft:
    """A draft with room for ``most`` slots, of which the leaves are in their buckets."""
    leaves, count = len(leaf_starts) - 1, len(order)
    position = np.full(len(states), count, np.int64)
    for place in range(count):
        position[order[place]] = place
    starts = np.empty(most + 1, np.int64)
    starts[: leaves + 1] = leaf_starts
    variables = np.empty(len(leaf_variables) + (most - leaves) * width, np.int64)
    variables[: len(leaf_variables)] = leaf_variables
    head, following = np.full(count + 1, -1, np.int64), np.full(most, -1, np.int64)
    draft = _Draft(states, position, starts, variables, np.empty(most), head, following)
    for slot in range(leaves):
        size = 1.0
        for place in range(starts[slot], starts[slot + 1]):
            size *= states[variables[place]]
        draft.sizes[slot] = size
        _file(draft, slot)
    return draft


@compiled()
def make_steps(
    states: Numbers,
    leaf_starts: Integers,
    leaf_variables: Integers,
    order: Integers,
    width: int,
) -> tuple[Integers, Integers, Integers, Numbers]:
    """Steps that sum out the variables of ``order``.

    Args:
        states: number of states of each variable.
        leaf_starts: where the scope of each leaf begins; and the end.
        leaf_variables: the scopes, one after the other.
        order: the variables to sum out.
        width: variables of the largest scope that this makes.

    Returns:
        steps, shape (steps, 3): left slot (-1: none), right slot, variable summed out (-1: none);
        the scopes of all slots (starts, variables); totals: multiplications, entries of the largest
        slot, entries of all slots.
    """
    leaves, count = len(leaf_starts) - 1, len(order)
    most = 2 * leaves + count + 2
    draft = _begin(states, leaf_starts, leaf_variables, order, width, most)
    steps = np.empty((most - leaves, 3), np.int64)
    bucket, union = np.empty(most, np.int64), np.empty(width + 1, np.int64)
    slots, work = leaves, 0.0
    for place in range(count + 1):
        waiting = _gather(draft, place, bucket)
        # A bucket's last step sums its variable out; the last bucket ends in one slot, a result.
        while waiting > 1 or (waiting == 1 and (place < count or slots == leaves)):
            step = steps[slots - leaves]
            waiting = _take_operands(draft, bucket, waiting, step)
            step[2] = order[place] if waiting == 0 and place < count else -1
            work += _combine(draft, union, step, slots)
            if step[2] < 0:
                bucket[waiting] = slots
                waiting += 1
            else:
                _file(draft, slots)
            slots += 1
    sizes = draft.sizes[:slots]
    totals = np.array([work, sizes.max(), sizes.sum()])
    end = draft.starts[slots]
    return (
        steps[: slots - leaves].copy(),
        draft.starts[: slots + 1].copy(),
        draft.variables[:end].copy(),
        totals,
    )
