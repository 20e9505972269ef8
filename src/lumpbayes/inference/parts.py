"""The parts of a network that queries look at, where it is too large to be laid out whole.

Whatever answers queries on a network answers them on a part of it just as well; what has been made
of a part is kept for the next query that looks at the same one.
"""

from __future__ import annotations

import math
from _thread import allocate_lock  # threading takes 2 ms of every start to import
from collections.abc import Callable, Iterable, Mapping
from typing import Generic, NamedTuple, TypeVar

from lumpbayes.inference.evidence import Evidence
from lumpbayes.inference.memory import check_memory
from lumpbayes.inference.network import Network, relevant
from lumpbayes.inference.plan import MEMORY_LIMIT

__all__ = ["Part", "Parts"]

S = TypeVar("S")
V = TypeVar("V")

BYTES = 8
"""A number of a table."""

MOST_NUMBERS = 2**21
"""How many numbers (16 MiB of doubles) the tables of the parts that are kept may hold together."""


class Part(NamedTuple, Generic[S]):
    """Some variables of a network with all their ancestors.

    Attributes:
        variables: their indices in the whole network, increasing.
        places: the same the other way round: index in the whole network -> in the part.
        network: the part as a network of its own, its tables laid out.
        made: what was made of it.
    """

    variables: tuple[int, ...]
    places: Mapping[int, int]
    network: Network
    made: S

    def evidence(self, evidence: Evidence) -> Evidence:
        """Evidence on the whole network as evidence on the part, which has what it is about."""
        places = self.places
        return Evidence(
            {places[variable]: state for variable, state in evidence.hard.items()},
            {places[variable]: vector for variable, vector in evidence.soft.items()},
        )

    def whole(self, found: Mapping[int, V]) -> dict[int, V]:
        """What was found of variables of the part, by their indices in the whole network."""
        return {self.variables[place]: value for place, value in found.items()}


class Parts(Generic[S]):
    """The parts of one network; threads may share them.

    Attributes:
        network: the whole network.
    """

    def __init__(
        self, network: Network, make: Callable[[Network], S], memory_limit: int = MEMORY_LIMIT
    ) -> None:
        """Nothing is laid out yet.

        Args:
            network: the whole network.
            make: makes of a part what answers queries on it.
            memory_limit: bytes that a part's tables may take.
        """
        self.network = network
        self._make = make
        self._memory_limit = memory_limit
        self._kept: dict[tuple[int, ...], Part[S]] = {}  # the one asked for last stands last
        self._size = 0
        self._lock = allocate_lock()

    def part(self, variables: Iterable[int]) -> Part[S]:
        """The part that matters for questions about some variables given evidence on them.

        Raises:
            TooLargeError: its tables would take more than the memory limit.
        """
        chosen = relevant(self.network, variables)
        with self._lock:
            found = self._kept.pop(chosen, None)
            if found is not None:
                self._kept[chosen] = found
                return found
        counts, parents = self.network.cardinalities, self.network.parents
        sizes = [math.prod(counts[each] for each in (v, *parents[v])) for v in chosen]
        shown = f"tables of {len(chosen):,} variables"
        check_memory(BYTES * sum(sizes), self._memory_limit, shown)
        network = self.network.restricted(chosen)
        places = {variable: place for place, variable in enumerate(chosen)}
        part = Part(chosen, places, network, self._make(network))
        self._keep(part)
        return part

    def _keep(self, part: Part[S]) -> None:
        with self._lock:
            if part.variables in self._kept:
                return  # another thread was faster
            self._kept[part.variables] = part
            self._size += _size(part)
            while self._size > MOST_NUMBERS and len(self._kept) > 1:
                self._size -= _size(self._kept.pop(next(iter(self._kept))))


def _size(part: Part[S]) -> int:
    return sum([table.size for table in part.network.tables])
