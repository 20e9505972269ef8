"""From scopes and an elimination order to steps: which two slots meet, and what is summed out."""

from __future__ import annotations

import heapq
import math
from collections.abc import Collection, Sequence
from typing import NamedTuple

from lumpbayes.errors import TooLargeError

__all__ = ["LETTERS", "Contraction", "Step", "contractions", "make_steps"]

LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
"""All that numpy's einsum knows, as letters or as numbers."""

Scope = tuple[int, ...]
Contraction = tuple[int, int | None]
"""Two slots that meet, or one out of which a variable is summed."""


class Step(NamedTuple):
    """One contraction, ``result = sum(left * right)``, or ``result = sum(left)``.

    Attributes:
        left, right, result: slot numbers; ``right`` is None where ``left`` stands alone.
        summed: the variable summed out, None where there is none.
        forward: einsum subscripts of the contraction.
        to_left: subscripts of (derivative of result, right) -> derivative of left. Where ``left``
            stands alone the derivative of the result is laid along the axis summed out.
        to_right: subscripts of (derivative of result, left) -> derivative of right; empty where
            ``left`` stands alone.
    """

    left: int
    right: int | None
    result: int
    summed: int | None
    forward: str
    to_left: str
    to_right: str


def contractions(
    scopes: list[Scope], order: Sequence[int], kept: Scope, cardinalities: Sequence[int]
) -> list[Contraction]:
    """The contractions, in order; appends each result's scope to ``scopes``.

    The last result's scope is ``kept``. Each variable is summed out as soon as the slots that hold
    it have been multiplied together, two at a time, smallest first.

    Args:
        scopes: the leaves' scopes, at least one.
        order: the variables to sum out; each is on the axes of at least one leaf.
        kept: the variables that remain, in the order of the result's axes.
        cardinalities: number of states of each variable.
    """
    live: dict[int, set[int]] = {}  # variable -> slots that hold it
    for slot, scope in enumerate(scopes):
        for variable in scope:
            live.setdefault(variable, set()).add(slot)
    done: list[Contraction] = []
    remain = set(kept)
    rest = {slot for slot, scope in enumerate(scopes) if remain.issuperset(scope)}
    for variable in order:
        bucket = live.pop(variable)
        for slot in bucket:
            _forget(live, scopes[slot], slot)
        last = _multiply(scopes, done, bucket, variable, cardinalities)
        for other in scopes[last]:
            live[other].add(last)
        if remain.issuperset(scopes[last]):
            rest.add(last)
    _join(scopes, done, rest, kept, cardinalities)
    return done


def _forget(live: dict[int, set[int]], scope: Scope, slot: int) -> None:
    for variable in scope:
        if variable in live:
            live[variable].discard(slot)


def _multiply(
    scopes: list[Scope],
    done: list[Contraction],
    bucket: Collection[int],
    variable: int | None,
    cardinalities: Sequence[int],
) -> int:
    """Contract a bucket pairwise, smallest tables first; the last step sums the variable out."""
    waiting = [(_size(scopes[slot], cardinalities), slot) for slot in bucket]
    heapq.heapify(waiting)
    while len(waiting) > 1:
        left, right = heapq.heappop(waiting)[1], heapq.heappop(waiting)[1]
        scope = dict.fromkeys(scopes[right] + scopes[left])
        if not waiting and variable is not None:
            del scope[variable]
        scopes.append(tuple(scope))
        done.append((left, right))
        heapq.heappush(waiting, (_size(scopes[-1], cardinalities), len(scopes) - 1))
    (_, last), *_ = waiting
    if variable in scopes[last]:
        done.append((last, None))
        scopes.append(tuple(each for each in scopes[last] if each != variable))
        return len(scopes) - 1
    return last


def _join(
    scopes: list[Scope],
    done: list[Contraction],
    rest: set[int],
    kept: Scope,
    cardinalities: Sequence[int],
) -> None:
    """Multiply what is left when all variables to sum out are gone; axes in the order of ``kept``.

    Parts of a network that hard evidence, or nothing, connects end in separate slots.
    """
    last = _multiply(scopes, done, rest, None, cardinalities)
    if scopes[last] != kept:  # two axes at least, so from two tables: a step's result, the last
        scopes[last] = kept


def _size(scope: Scope, cardinalities: Sequence[int]) -> int:
    return math.prod([cardinalities[variable] for variable in scope])


def make_steps(
    scopes: Sequence[Scope], done: Sequence[Contraction], cardinalities: Sequence[int]
) -> tuple[tuple[Step, ...], list[int]]:
    """The steps of the contractions, and how many products each forms."""
    result = len(scopes) - len(done)
    steps: list[Step] = []
    products: list[int] = []
    for left, right in done:
        pair = scopes[left] if right is None else scopes[left] + scopes[right]
        union = tuple(dict.fromkeys(pair))
        products.append(_size(union, cardinalities))
        if len(union) > len(LETTERS):
            raise TooLargeError(
                f"exact inference on this network needs a table over {len(union)} variables, "
                f"more than {len(LETTERS)} ({products[-1]:,} numbers): remove links between "
                "variables, or observe more of them"
            )
        steps.append(_step(scopes, left, right, result, union))
        result += 1
    return tuple(steps), products


def _step(scopes: Sequence[Scope], left: int, right: int | None, result: int, union: Scope) -> Step:
    letter = dict(zip(union, LETTERS, strict=False))
    a = "".join([letter[each] for each in scopes[left]])
    c = "".join([letter[each] for each in scopes[result]])
    summed = None
    if len(c) < len(union):
        (summed,) = set(union).difference(scopes[result])
    if right is None:
        return Step(left, None, result, summed, f"{a}->{c}", f"{c}->{a}", "")
    b = "".join([letter[each] for each in scopes[right]])
    return Step(left, right, result, summed, f"{a},{b}->{c}", f"{c},{b}->{a}", f"{c},{a}->{b}")
