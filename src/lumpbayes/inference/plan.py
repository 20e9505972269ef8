"""Structure compiled once: the binary steps that turn tables and evidence into P(evidence).

Slots 0..n-1 hold the tables, slots n..2n-1 the evidence vectors, later slots the results of the
steps. Each step multiplies two slots and sums out at most one variable, which both of them hold;
so its reverse is again two binary contractions (Darwiche, JACM 50(3), 2003).
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from lumpbayes.errors import TooLargeError
from lumpbayes.inference.ordering import min_fill_order

__all__ = ["MEMORY_LIMIT", "Plan", "Step", "Structure", "make_plan"]

LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
MEMORY_LIMIT = 2 * 1024**3
"""Bytes that one query may take unless another limit is given."""

ENTRY_BYTES = 32
"""An entry of a slot, forward and reverse: a double and an exponent each in the wide arithmetic."""

STEP_BYTES = 48
"""What one contraction of the wide arithmetic lays out for each product that it forms: mantissas,
exponents and their copies. The fast arithmetic lays out nothing, and takes half of the rest."""


class Structure(Protocol):
    """What a plan is made of: a network, or only its shape."""

    @property
    def parents(self) -> tuple[tuple[int, ...], ...]:
        """For each variable the indices of its parents, in table order."""

    @property
    def cardinalities(self) -> tuple[int, ...]:
        """For each variable its number of states."""


@dataclass(frozen=True, slots=True)
class Step:
    """One binary contraction, ``result = sum(left * right)``.

    Attributes:
        left, right, result: slot numbers.
        forward: einsum subscripts of the contraction.
        to_left: subscripts of (derivative of result, right) -> derivative of left.
        to_right: subscripts of (derivative of result, left) -> derivative of right.
    """

    left: int
    right: int
    result: int
    forward: str
    to_left: str
    to_right: str


@dataclass(frozen=True, slots=True)
class Plan:
    """How to compute; holds no probability.

    Attributes:
        scopes: for each slot the variables on its axes, in axis order.
        steps: the contractions in order; the last result is P(evidence).
        multiplications: how many products one forward sweep forms.
        largest: number of entries of the largest slot.
        entries: number of entries of all slots together.
        memory: bytes that a query takes at most: what every slot takes, forward and reverse, and
            the products of the largest step, both in the wide arithmetic.
    """

    scopes: tuple[tuple[int, ...], ...]
    steps: tuple[Step, ...]
    multiplications: int
    largest: int
    entries: int
    memory: int

    def __str__(self) -> str:
        return (
            f"{len(self.steps)} steps, {self.multiplications:,} multiplications a sweep, "
            f"largest table {self.largest:,} numbers, {self.memory / 1024:,.0f} KiB in all"
        )


def make_plan(structure: Structure, memory_limit: int = MEMORY_LIMIT) -> Plan:
    """Compile the structure of a network, or of one whose numbers are not laid out yet.

    Raises:
        ValueError: a limit that is no positive number.
        TooLargeError: a query would take more than ``memory_limit`` bytes (forward and reverse
            together, in the arithmetic that takes most).
    """
    if isinstance(memory_limit, bool) or not isinstance(memory_limit, int | float):
        raise ValueError(f"memory_limit={memory_limit!r}: expected a number of bytes")
    if not memory_limit > 0:  # also refuses NaN
        raise ValueError(f"memory_limit={memory_limit!r}: expected a positive number of bytes")
    plan = _compiled(structure.parents, structure.cardinalities)
    if plan.memory > memory_limit:
        raise TooLargeError(
            f"exact inference on this network needs {plan.memory / 1024**2:,.1f} MiB "
            f"({plan}), the limit is {memory_limit / 1024**2:,.1f} MiB: "
            "raise memory_limit, or remove links between variables"
        )
    return plan


@lru_cache(maxsize=8)  # asked before tables are laid out, and after; and by every edit of numbers
def _compiled(parents: tuple[tuple[int, ...], ...], cardinalities: tuple[int, ...]) -> Plan:
    tables = tuple((index, *each) for index, each in enumerate(parents))
    order = min_fill_order(cardinalities, tables)
    scopes = [*tables, *((index,) for index in range(len(tables)))]
    pairs = _contractions(scopes, order, cardinalities)
    return _assemble(scopes, pairs, cardinalities)


def _contractions(
    scopes: list[tuple[int, ...]], order: Sequence[int], cardinalities: Sequence[int]
) -> list[tuple[int, int]]:
    """Pairs of slots to contract, in order; appends each result's scope to ``scopes``."""
    live: dict[int, set[int]] = {}  # variable -> slots that hold it
    for slot, scope in enumerate(scopes):
        for variable in scope:
            live.setdefault(variable, set()).add(slot)
    pairs: list[tuple[int, int]] = []
    scalars: list[int] = []
    for variable in order:
        bucket = sorted(live.pop(variable))
        for slot in bucket:
            _forget(live, scopes[slot], slot)
        last = _multiply(scopes, pairs, bucket, variable, cardinalities)
        for other in scopes[last]:
            live[other].add(last)
        if not scopes[last]:
            scalars.append(last)
    while len(scalars) > 1:
        pairs.append((scalars[0], scalars[1]))
        scopes.append(())
        scalars = [len(scopes) - 1, *scalars[2:]]
    return pairs


def _forget(live: dict[int, set[int]], scope: Sequence[int], slot: int) -> None:
    for variable in scope:
        if variable in live:
            live[variable].discard(slot)


def _multiply(
    scopes: list[tuple[int, ...]],
    pairs: list[tuple[int, int]],
    bucket: list[int],
    variable: int,
    cardinalities: Sequence[int],
) -> int:
    """Contract a bucket pairwise, smallest tables first; the last step sums the variable out."""
    waiting = [(math.prod(cardinalities[each] for each in scopes[slot]), slot) for slot in bucket]
    heapq.heapify(waiting)
    while len(waiting) > 1:
        left, right = heapq.heappop(waiting)[1], heapq.heappop(waiting)[1]
        scope = dict.fromkeys(scopes[right] + scopes[left])
        if not waiting:
            del scope[variable]
        scopes.append(tuple(scope))
        pairs.append((left, right))
        size = math.prod(cardinalities[each] for each in scope)
        heapq.heappush(waiting, (size, len(scopes) - 1))
    return waiting[0][1]


def _assemble(
    scopes: Sequence[tuple[int, ...]],
    pairs: Sequence[tuple[int, int]],
    cardinalities: Sequence[int],
) -> Plan:
    first_result = len(scopes) - len(pairs)
    steps: list[Step] = []
    products: list[int] = []
    for offset, (left, right) in enumerate(pairs):
        union = list(dict.fromkeys(scopes[left] + scopes[right]))
        products.append(math.prod(cardinalities[variable] for variable in union))
        steps.append(_step(scopes, left, right, first_result + offset, union))
    sizes = [math.prod(cardinalities[variable] for variable in scope) for scope in scopes]
    entries = sum(sizes)
    memory = ENTRY_BYTES * entries + STEP_BYTES * max(products)
    return Plan(tuple(scopes), tuple(steps), sum(products), max(sizes), entries, memory)


def _step(
    scopes: Sequence[tuple[int, ...]], left: int, right: int, result: int, union: list[int]
) -> Step:
    if len(union) > len(LETTERS):
        raise TooLargeError(
            f"exact inference on this network needs a table over {len(union)} variables, "
            f"more than {len(LETTERS)}: remove links between variables"
        )
    letter = dict(zip(union, LETTERS, strict=False))
    a, b, c = ("".join(letter[each] for each in scopes[slot]) for slot in (left, right, result))
    return Step(left, right, result, f"{a},{b}->{c}", f"{c},{b}->{a}", f"{c},{a}->{b}")
