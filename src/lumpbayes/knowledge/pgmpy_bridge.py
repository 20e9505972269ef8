"""The network in pgmpy's form, and a second opinion from pgmpy."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

import numpy as np

from lumpbayes.errors import NetworkError
from lumpbayes.inference.network import EvidenceVectors, FloatArray, Network

if TYPE_CHECKING:
    from pgmpy.models import DiscreteBayesianNetwork

__all__ = ["pgmpy_posteriors", "to_pgmpy"]


def to_pgmpy(network: Network) -> DiscreteBayesianNetwork:
    """A checked pgmpy ``DiscreteBayesianNetwork`` with the same names, states and numbers.

    Raises:
        NetworkError: pgmpy's own check refuses it.
    """
    make_table, make_model, _ = _pgmpy()
    model: DiscreteBayesianNetwork = make_model()
    model.add_nodes_from(network.names)
    for index, name in enumerate(network.names):
        model.add_edges_from((network.names[parent], name) for parent in network.parents[index])
    for index in range(len(network.names)):
        model.add_cpds(_cpd(make_table, network, index))
    if not model.check_model():
        raise NetworkError("pgmpy's check_model refuses the network")
    return model


def _cpd(make: Any, network: Network, index: int) -> Any:
    parents = [network.names[parent] for parent in network.parents[index]]
    table = network.tables[index]
    counts = list(table.shape)
    states = {network.names[i]: list(network.states[i]) for i in (index, *network.parents[index])}
    values = table.reshape(counts[0], -1)
    return make(
        network.names[index], counts[0], values, parents or None, counts[1:] or None, states
    )


def pgmpy_posteriors(
    network: Network, evidence: EvidenceVectors, variables: tuple[str, ...]
) -> tuple[FloatArray, ...]:
    """P(variable | evidence) by pgmpy's variable elimination, in the network's state order.

    Soft evidence goes in as one virtual finding per variable: pgmpy 1.1.2 keeps only one of
    several on the same variable, so they are multiplied before. A variable with hard evidence has
    its one-hot vector as posterior.
    """
    make_table, _, make_engine = _pgmpy()
    hard: dict[str, str] = {}
    virtual: list[Any] = []
    for name, states, vector in zip(network.names, network.states, evidence, strict=True):
        if np.count_nonzero(vector) == 1:
            hard[name] = states[int(np.argmax(vector))]
        elif not np.all(vector == vector[0]):
            column = [[float(each)] for each in vector / vector.sum()]  # pgmpy warns of other sums
            virtual.append(make_table(name, len(states), column, state_names={name: list(states)}))
    engine = make_engine(to_pgmpy(network))
    found: list[FloatArray] = []
    for name in variables:
        states = network.states[network.index(name)]
        if name in hard:
            found.append(np.array([float(state == hard[name]) for state in states]))
            continue
        factor = engine.query(
            [name], evidence=hard, virtual_evidence=virtual or None, show_progress=False
        )
        order = [factor.state_names[name].index(state) for state in states]
        found.append(np.asarray(factor.values, dtype=np.float64)[order])
    return tuple(found)


def _pgmpy() -> tuple[Any, Any, Any]:
    """Its classes for a table, a network and variable elimination."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)  # its own modules import what it deprecates
        from pgmpy.factors.discrete import TabularCPD
        from pgmpy.inference import VariableElimination
        from pgmpy.models import DiscreteBayesianNetwork
    return TabularCPD, DiscreteBayesianNetwork, VariableElimination
