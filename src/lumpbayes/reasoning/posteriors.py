"""Every variable's posterior, by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lumpbayes.inference.network import FloatArray, Network
from lumpbayes.knowledge.frozen_mapping import FrozenMapping

__all__ = ["Posteriors"]


class Posteriors(Mapping[str, FrozenMapping[float]]):
    """Variable -> state -> probability, in table order; made when looked at.

    Attributes:
        arrays: for each variable in network order its posterior, shape (states,); read-only.
    """

    __slots__ = ("_network", "arrays")

    def __init__(self, network: Network, arrays: tuple[FloatArray, ...]) -> None:
        self._network = network
        self.arrays = arrays

    def __getitem__(self, variable: str) -> FrozenMapping[float]:
        index = self._network.positions.get(variable)
        if index is None:
            index = FrozenMapping(self._network.positions, "variable")[variable]  # which raises
        values = self.arrays[index].tolist()
        states = self._network.states[index]
        return FrozenMapping(dict(zip(states, values, strict=True)), f"state of {variable}")

    def __iter__(self) -> Iterator[str]:
        return iter(self._network.names)

    def __len__(self) -> int:
        return len(self._network.names)

    def __repr__(self) -> str:
        return repr(dict(self))
