"""Every variable's posterior, by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lumpbayes.inference.network import FloatArray, Network
from lumpbayes.knowledge.frozen_mapping import FrozenMapping
from lumpbayes.views import Shown

__all__ = ["Posteriors"]


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Posteriors(Mapping[str, FrozenMapping[float]], Shown):
    """Variable -> state -> probability, in table order; made when looked at.

    Attributes:
        network: which they are of.
        arrays: for each variable in network order its posterior, shape (states,); read-only.
    """

    network: Network
    arrays: tuple[FloatArray, ...]

    def __getitem__(self, variable: str) -> FrozenMapping[float]:
        index = self.network.positions.get(variable)
        if index is None:
            index = FrozenMapping(self.network.positions, "variable")[variable]  # which raises
        values = self.arrays[index].tolist()
        states = self.network.states[index]
        return FrozenMapping(dict(zip(states, values, strict=True)), f"state of {variable}")

    def __iter__(self) -> Iterator[str]:
        return iter(self.network.names)

    def __len__(self) -> int:
        return len(self.network.names)

    def __repr__(self) -> str:
        return repr(dict(self))
