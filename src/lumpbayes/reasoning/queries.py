"""Questions beyond one posterior, in words: joints, explanations, derivatives."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from lumpbayes.errors import EvidenceError
from lumpbayes.inference.backends import Solver
from lumpbayes.inference.derivatives import Derivatives
from lumpbayes.inference.evidence import Evidence
from lumpbayes.inference.joint import joint_posterior
from lumpbayes.inference.most_probable import most_probable_states
from lumpbayes.inference.network import FloatArray, Network, read_only
from lumpbayes.knowledge.frozen_mapping import FrozenMapping
from lumpbayes.knowledge.matching import find_variable, match_state
from lumpbayes.knowledge.records import KnowledgeBase
from lumpbayes.reasoning.recorded import Recorded

if TYPE_CHECKING:
    import pandas

__all__ = ["Assignment", "PosteriorDerivatives", "derivatives", "joint", "most_probable"]


@dataclass(frozen=True, slots=True)
class Assignment(Recorded):
    """States of several variables together.

    Attributes:
        states: variable -> state.
        probability: P(states | evidence).
        log_probability: its natural log, which does not underflow.
    """

    states: FrozenMapping[str]
    probability: float
    log_probability: float

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "states": dict(self.states),
            "probability": self.probability,
            "log_probability": self.log_probability,
        }

    def to_frame(self) -> pandas.DataFrame:
        """A row a variable: variable, state."""
        import pandas as pd

        return pd.DataFrame(list(self.states.items()), columns=["variable", "state"])


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class PosteriorDerivatives(Recorded):
    """How one posterior moves with each number of the tables.

    Attributes:
        found: the derivatives by index.
    """

    found: Derivatives

    @property
    def posterior(self) -> float:
        """P(variable = state | evidence)."""
        return self.found.posterior

    @property
    def variables(self) -> tuple[str, ...]:
        """The variables whose tables the posterior depends on; no edit of another moves it."""
        return tuple(self.found.network.names[index] for index in self.found.slices)

    def __repr__(self) -> str:
        shown = f"{self.posterior:.6g} by {len(self.variables)} tables"
        return f"PosteriorDerivatives({shown}: {', '.join(self.variables)})"

    def to_dict(self) -> dict[str, Any]:
        """Plain data: the posterior, and the derivatives by each table that it depends on."""
        tables = {variable: self.table(variable).tolist() for variable in self.variables}
        return {"posterior": self.posterior, "tables": tables}

    def table(self, variable: str) -> FloatArray:
        """Derivatives by a variable's table, shape (states, states of parent 1, ...).

        Each number is moved alone; a row that shall go on summing to 1 moves the posterior by the
        sum of its derivatives times its changes. A table that the posterior does not depend on has
        zeros.
        """
        index = FrozenMapping(self.found.network.positions, "variable")[variable]
        if variable in self.variables:
            return self.found.table(index)
        return read_only(np.zeros(self.found.network.tables[index].shape))


def joint(
    knowledge: KnowledgeBase,
    network: Network,
    evidence: Evidence,
    names: Sequence[str],
    memory_limit: int,
) -> pandas.Series[float]:
    """P(variables | evidence) as a series; see ``Diagnosis.joint``."""
    import pandas as pd

    found = _each_once(knowledge, names)
    indices = [network.index(name) for name in found]
    values = joint_posterior(network, evidence, indices, memory_limit).probabilities
    states = [network.states[index] for index in indices]
    index = pd.MultiIndex.from_product(states, names=found)
    return pd.Series(values.ravel(), index=index, name="probability")


def _each_once(knowledge: KnowledgeBase, names: Sequence[Any]) -> list[str]:
    """The variables that are named, one by one or in one list."""
    if len(names) == 1 and isinstance(names[0], (list, tuple)):
        names = names[0]
    found = [find_variable(knowledge, name)[0].name for name in names]
    if not found or len(set(found)) < len(found):
        listed = ", ".join(map(repr, names)) or "none"
        raise EvidenceError(f"variables {listed}: name one or several, each once")
    return found


def most_probable(
    knowledge: KnowledgeBase,
    network: Network,
    evidence: Evidence,
    names: Sequence[str] | None,
    memory_limit: int,
) -> Assignment:
    """The most probable states together, of all unobserved variables when None."""
    if names is None:
        asked = [each for each in range(len(network.names)) if each not in evidence.hard]
    else:
        asked = [network.index(name) for name in _each_once(knowledge, names)]
    found = most_probable_states(network, evidence, asked, memory_limit)
    states = {network.names[v]: network.states[v][state] for v, state in found.states.items()}
    log_probability = min(found.log_joint - found.log_evidence, 0.0)
    return Assignment(FrozenMapping(states, "variable"), math.exp(log_probability), log_probability)


def derivatives(
    knowledge: KnowledgeBase, solver: Solver, evidence: Evidence, event: tuple[str, str]
) -> PosteriorDerivatives:
    """Derivatives of P(variable = state | evidence), ``event`` being (variable, state)."""
    variable = find_variable(knowledge, event[0])[0]
    state = variable.states.index(match_state(variable, event[1]))
    index = solver.network.index(variable.name)
    return PosteriorDerivatives(solver.derivatives(evidence, index, state))
