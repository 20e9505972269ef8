"""Every variable's posterior, by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lumpbayes.inference.network import FloatArray, Network
from lumpbayes.knowledge.frozen_mapping import FrozenMapping
from lumpbayes.reasoning.recorded import Recorded

if TYPE_CHECKING:
    import pandas

__all__ = ["Posteriors"]


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Posteriors(Mapping[str, FrozenMapping[float]], Recorded):
    """Variable -> state -> probability, in table order; made when looked at.

    ``pandas.DataFrame`` reads the names of the variables alone from it; ``to_frame()`` reads all.

    Attributes:
        network: which they are of.
        arrays: for each variable in network order its posterior, shape (states,); read-only.
    """

    network: Network
    arrays: tuple[FloatArray, ...]

    def __getitem__(self, variable: str) -> FrozenMapping[float]:
        index = self.network.positions.get(variable) if isinstance(variable, str) else None
        if index is None:
            index = FrozenMapping(self.network.positions, "variable")[variable]  # which raises
        values = self.arrays[index].tolist()
        states = self.network.states[index]
        return FrozenMapping(dict(zip(states, values, strict=True)), f"state of {variable}")

    def __iter__(self) -> Iterator[str]:
        return iter(self.network.names)

    def __len__(self) -> int:
        return len(self.network.names)

    def to_dict(self) -> dict[str, Any]:
        """Plain data: variable -> state -> probability."""
        return {variable: dict(states) for variable, states in self.items()}

    def to_frame(self) -> pandas.DataFrame:
        """A row a state of each variable: variable, state, probability."""
        import pandas as pd

        rows = [
            (variable, state, probability)
            for variable, states in self.items()
            for state, probability in states.items()
        ]
        return pd.DataFrame(rows, columns=["variable", "state", "probability"])

    def __repr__(self) -> str:
        return repr(dict(self))
